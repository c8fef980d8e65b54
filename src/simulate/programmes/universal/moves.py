"""What moves people into and out of cover: levers and unknowns turned into monthly rates and targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.cohort.retention import Retention
from simulate.plan.checked import TASPEN

if TYPE_CHECKING:
    from simulate.programmes.baseline.model import Segments
    from simulate.programmes.universal.others import Others
    from simulate.programmes.universal.plan import UniversalPlan
    from simulate.region.base import Region

# which unknown says who leaves, by who pays
STOPS = {
    "subsidised": "government_stop",
    "village": "government_stop",
    "sponsored": "worker_leaves",
    "others": "donor_stop",
}


@dataclass(frozen=True, eq=False)
class Moves:
    """What happens each month; arrays of shape (draws,), or (draws, months) where it changes over time.

    ``growth``: of the employed in a month. ``formal_share``: of new jobs. ``pu_stop``: wage earners who lose cover.
    ``registered``: of the uncovered wage earners who can be registered, those who are, (draws, months).
    ``contractors``, ``village``, ``subsidised``, ``sponsored``, ``others``: how many members each is to have
    [persons], (draws, months); contractors count those beyond the start; others are those for whom companies,
    Baznas and DBH pay, and who pay themselves after outreach. ``village_heads``: RT and RW heads and
    others for whom villages pay, covered otherwise or not, (draws, months). ``leave``: members who go, by who pays.
    ``enrolled``: self-payers who enrol [persons]. ``extra_enrolled``: the part of them owed to stronger outreach.
    ``would_pay``:
    of those additionally paid for by APBD or civil servants, who paid themselves before. ``civil_servants`` and
    ``refused`` [persons] can't be reached among uncovered wage earners and uncovered others.
    """

    growth: np.ndarray
    formal_share: np.ndarray
    pu_stop: np.ndarray
    registered: np.ndarray
    contractors: np.ndarray
    village: np.ndarray
    village_heads: np.ndarray
    subsidised: np.ndarray
    sponsored: np.ndarray
    others: np.ndarray
    leave: Mapping[str, np.ndarray]
    retention: Retention
    enrolled: np.ndarray
    extra_enrolled: np.ndarray
    would_pay: np.ndarray
    civil_servants: np.ndarray
    refused: np.ndarray


def moves_of(
    plan: UniversalPlan,
    region: Region,
    start: Segments,
    subsidised_price_rp: np.ndarray,
    values: Mapping[str, np.ndarray],
    others: Others,
) -> Moves:
    """What a plan moves on given values of the unknowns.

    Args:
        plan: the levers.
        region: its civil servants.
        start: employed residents by cover at the start.
        subsidised_price_rp: what APBD pays for a worker [Rp/month], shape (months,).
        values: the unknowns by draw.
        others: for whom the programmes of others pay.
    """
    retention = Retention.of(values)
    enrolled, extra = _enrolled(plan, start, retention, values)
    taspen = float(sum(region.asn_persons(TASPEN).values()))
    heads = _in_force(plan, "village_workers_from", values)
    if plan.village_workers_from:
        heads = heads * (values["village_workers"] * values["village_complied"])[:, None]
    contractors = _in_force(plan, "contractors_from", values)
    if plan.contractors_from:
        contractors = contractors * (values["contractors_gain"] * start.jakon)[:, None]
    return Moves(
        growth=values["employment_growth"] ** (1 / 12) - 1,
        formal_share=values["formal_share"],
        pu_stop=1 - (1 - values["pu_stopped"]) ** (1 / 12),
        registered=_registered(plan, values),
        contractors=contractors,
        # as many of them as of all the employed are covered already; some of them villages pay for anyway
        village=np.maximum(heads * (1 - start.share)[:, None], others.workers["village"]),
        village_heads=np.maximum(heads, others.workers["village"]),
        subsidised=_subsidised(plan, others, subsidised_price_rp),
        sponsored=others.workers["sponsored"],
        others=others.workers["others"],
        leave={
            channel: values[stop] if plan.sponsors or channel != "sponsored" else np.zeros_like(start.funded)
            for channel, stop in STOPS.items()
        },
        retention=retention,
        enrolled=enrolled,
        extra_enrolled=extra,
        would_pay=values["would_pay"],
        civil_servants=np.minimum(taspen, start.formal_uncovered),
        refused=values["unreachable"] * start.informal_uncovered,
    )


def _in_force(plan: UniversalPlan, switch: str, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """How far an obligation works in each month, from 0 to 1, shape (draws, months)."""
    months = np.array(plan.months_in_force(switch), dtype=float)
    if not months.any():
        return np.zeros((len(values["employed"]), plan.months))
    return np.minimum(months / values["phase_in"][:, None], 1)


def _registered(plan: UniversalPlan, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """Share of uncovered wage earners whose employers register them in a month, shape (draws, months)."""
    staying = np.ones((len(values["employed"]), plan.months))
    if plan.compliance_drive != "none":
        times = values["strong_compliance"] if plan.compliance_drive == "strong" else 1.0
        staying *= ((1 - values["registered_yearly"]) ** (times / 12))[:, None]
    if plan.permits_from:
        works = _in_force(plan, "permits_from", values)
        staying *= (1 - values["permits_yearly"])[:, None] ** (works / 12)
    return 1 - staying


def _subsidised(plan: UniversalPlan, others: Others, price_rp: np.ndarray) -> np.ndarray:
    """Workers whom APBD pays for, shape (draws, months): as in the funding mix, or as a set budget allows."""
    mix = others.workers["subsidised"]
    if plan.subsidised_budget_rp is None:
        return mix
    grown = (1 + plan.subsidised_growth) ** (np.arange(plan.months) // 12)
    return np.broadcast_to(plan.subsidised_budget_rp / 12 * grown / price_rp, mix.shape)


def _enrolled(
    plan: UniversalPlan, start: Segments, retention: Retention, values: Mapping[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Self-payers who enrol in a month, and the part of them owed to stronger outreach; each of shape (draws,)."""
    if plan.self_pay_drive == "none":
        return np.zeros_like(start.bpu_others), np.zeros_like(start.bpu_others)
    as_now = values["self_pay_renewal"] * start.bpu_others / retention.paid_months
    if plan.self_pay_drive == "as_now":
        return as_now, np.zeros_like(as_now)
    return as_now * values["strong_self_pay"], as_now * (values["strong_self_pay"] - 1)
