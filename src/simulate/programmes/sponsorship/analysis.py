"""The plan asked further: levers one by one, after the relief, in the waiting time, when sponsors stop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from simulate.cohort.claims import family_benefits as benefits_of
from simulate.errors import InputError
from simulate.law.prices import price_rises
from simulate.months import month_number, month_text
from simulate.plan.checked import PROGRAMME_SETS
from simulate.plan.unknowns import weakest
from simulate.programmes.sponsorship.backtest import backtest
from simulate.programmes.sponsorship.model import take_up_unknowns
from simulate.programmes.sponsorship.plan import ADVANCE, SponsorshipPlan
from simulate.programmes.sponsorship.study import run_on
from simulate.study.draws import summed

if TYPE_CHECKING:
    import pandas as pd

    from simulate.programmes.sponsorship.study import SponsorshipResult

# what each move is judged by: whom it protects, and what it costs both payers
JUDGED = ("protected_end", "newly_covered_claim", "cost")


@lru_cache(maxsize=4)
def levers_alone(result: SponsorshipResult) -> pd.DataFrame:
    """What each of the levers of `_moves` does alone, on the run's facts and random numbers.

    Returns:
        One row a move and measure of `JUDGED` (``cost``: contributions of sponsors and APBD together, less what APBD
        saves on workers taken over): ``lever``, ``value`` (what it is moved to), ``measure``, and the difference from
        the plan, draw by draw: ``mean``, ``p05``, ``p50``, ``p95``, ``mc_error``. Moves that the plan or the law does
        not allow are left out.
    """
    import pandas as pd

    own = _judged(result)
    rows = []
    for lever, value, levers in _moves(result.plan):
        try:
            plan = result.plan.with_values(levers)
            if plan == result.plan:
                continue
            moved = run_on(result.facts, plan, result.settings)
        except InputError:
            continue
        for measure, draws in _judged(moved).items():
            rows.append({"lever": lever, "value": value, "measure": measure, **summed(draws - own[measure])})
    return pd.DataFrame(rows)


def strongest(moves: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Of each lever the move that changes a measure most, by its median; the strongest lever first."""
    found = moves[moves["measure"] == measure]
    size = found["p50"].abs()
    best = found.loc[size.groupby(found["lever"], sort=False).idxmax()]
    return best.reindex(best["p50"].abs().sort_values(ascending=False, kind="stable").index).reset_index(drop=True)


def _moves(plan: SponsorshipPlan) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """What is moved, its other value, and the levers that this sets; the plan's own value is among them.

    Not moved are the length, the months of pushes, the share of transport, and rules of choosing that need the
    regency's own tables.
    """
    start = month_number(plan.start)
    tried: dict[str, tuple[Any, ...]] = {
        "collection": get_args(SponsorshipPlan.model_fields["collection"].annotation),
        "asn_groups": (("pns",), ("pns", "pppk"), ("pns", "pppk", "pppk_paruh_waktu")),
        "workers_per_asn": (2.0,),
        "programmes": tuple(PROGRAMME_SETS),
        "billing_months": tuple(ADVANCE),
        "bridge_months": (0, 3, 6),
        "replacement": (True, False),
        "selection": ({"uncovered_first": 1.0}, {"decile_pool": 1.0}, {"younger_first": 1.0}),
        "substitution": (True, False),
        "sponsor_relief": (True, False),
        "start": (month_text(start - 3), month_text(start + 3)),
    }
    for lever, values in tried.items():
        yield from ((lever, value, levers_of(plan, lever, value)) for value in values)


def levers_of(plan: SponsorshipPlan, lever: str, value: Any) -> dict[str, Any]:
    """The levers that a move sets."""
    if lever == "workers_per_asn":
        return {f"workers_per_{group}": value for group in plan.asn_groups}
    # another way of asking means take-up by evidence
    return {lever: value} | ({"participation_share": None} if lever == "collection" else {})


def _judged(result: SponsorshipResult) -> dict[str, Any]:
    found, out = result.measures, result.outcome
    spent = found["contributions"] + (out.bridge_rp - out.freed_rp).sum(axis=1)
    return {
        "protected_end": found["protected_end"],
        "newly_covered_claim": found["newly_covered_claim"],
        "cost": spent,
    }


# months shown after a sponsor's price rises, and months of bridging that are tried
AFTER = (0, 1, 2, 3, 6)
BRIDGES = (0, 1, 3, 6)
# the first months of a programme, in which nobody has passed the JKM wait
EARLIER = 3


@lru_cache(maxsize=4)
def after_relief(result: SponsorshipResult) -> pd.DataFrame | None:
    """The plan carried on past the month in which a sponsor's price rises most.

    Past the months that the law files vouch for, the last values are held.

    Returns:
        One row a month (the last one before the rise, then `AFTER`) and measure: ``month``, ``price_rp`` (a
        sponsor's, for one worker), ``measure`` (``protected``, ``lost_sponsor``, ``contributions``), ``mean``,
        ``p05``, ``p50``, ``p95``, ``mc_error``; None where the price does not rise within two years of the start.
    """
    import pandas as pd

    months = min(max(result.plan.months, 24) + AFTER[-1] + 1, 60)
    longer = _with(result, {"months": months, "law_extension": "hold"})
    price = longer.outcome.price_rp["sponsor"]
    rises = price_rises(price)[: months - AFTER[-1]]
    if not rises.any():
        return None
    rise = int(rises.argmax())  # where sectors differ, the months around the largest
    flows, paid = longer.outcome.cohorts, sum(longer.outcome.paid_rp.values())
    by_month = {"protected": flows.in_force, "lost_sponsor": flows.stops, "contributions": paid}
    rows = [
        {"month": longer.months[place], "price_rp": price[place], "measure": name, **summed(draws[:, place])}
        for place in (rise - 1, *(rise + step for step in AFTER))
        for name, draws in by_month.items()
    ]
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class Variant:
    """The plan begun otherwise: its levers, and in which of its months the plan's own start lies."""

    levers: dict[str, Any]
    before: int = 0


@lru_cache(maxsize=4)
def waiting(result: SponsorshipResult) -> pd.DataFrame:
    """Deaths that leave only the funeral benefit, and what another beginning changes.

    Variants, all to the plan's last month: ``plan``; ``earlier`` (workers registered and paid for three months before
    the plan's start); ``billing`` (three months paid at once); ``later`` (a start three months later). Everything is
    counted over the variant's own months, as expectations, so that deaths stand beside the contributions that covered
    them.

    Returns:
        One row a variant and measure: ``variant``, ``months`` (of the variant), ``measure`` (``first``: in the
        wait, in the first three months from the plan's own start; ``waiting``: in the wait; ``full``: past it;
        ``missed_rp``: what families would have received past the wait; ``cost_rp``: contributions of all payers),
        ``mean``, ``p05``, ``p50``, ``p95``, ``mc_error``. A variant that the law or the plan does not allow is left
        out.
    """
    import pandas as pd

    plan = result.plan
    start = month_number(plan.start)
    variants = {
        "plan": Variant({}),
        "earlier": Variant({"start": month_text(start - EARLIER), "months": plan.months + EARLIER}, EARLIER),
    }
    if plan.billing_months == 1:
        variants["billing"] = Variant({"billing_months": 3})
    if plan.months > EARLIER:
        variants["later"] = Variant({"start": month_text(start + EARLIER), "months": plan.months - EARLIER})
    rows = []
    for name, variant in variants.items():
        try:
            found = _with(result, variant.levers)
        except InputError:
            continue
        told = {"variant": name, "months": found.plan.months}
        rows += [told | {"measure": one} | summed(draws) for one, draws in _in_the_wait(found, variant).items()]
    return pd.DataFrame(rows)


@lru_cache(maxsize=4)
def bridging(result: SponsorshipResult) -> pd.DataFrame:
    """What becomes of workers whose sponsor stops, by months that APBD steps in.

    Returns:
        One row a number of months and measure: ``bridge_months``, ``measure`` (``lost_sponsor``, ``lapsed``,
        ``rematched``, ``still_bridged`` in the last month, ``deaths_uncovered`` in arrears, expected;
        ``protected_end``; ``bridge_rp`` paid by APBD), ``mean``, ``p05``, ``p50``, ``p95``, ``mc_error``.
    """
    import pandas as pd

    rows = []
    for months in sorted({*BRIDGES, result.plan.bridge_months}):
        if months > result.plan.months:
            continue
        found = _with(result, {"bridge_months": months})
        flows, measures = found.outcome.cohorts, found.measures
        shown = {
            "lost_sponsor": measures["lost_sponsor"],
            "rematched": flows.rematched.sum(axis=1),
            "lapsed": measures["lapsed"],
            "still_bridged": flows.bridged[:, -1],
            "deaths_uncovered": flows.deaths_uncovered.sum(axis=1),
            "protected_end": measures["protected_end"],
            "bridge_rp": found.outcome.bridge_rp.sum(axis=1),
        }
        rows += [{"bridge_months": months, "measure": name, **summed(draws)} for name, draws in shown.items()]
    return pd.DataFrame(rows)


@lru_cache(maxsize=4)
def choosing(result: SponsorshipResult) -> pd.DataFrame:
    """Other rules of choosing workers, with and without taking over those whom APBD paid for.

    Returns:
        One row a rule and measure: ``rule`` (``plan`` for the plan's own), ``substitution``, ``measure``
        (``rejected``, ``protected_end``, ``substituted``, ``newly_covered_claim``, ``freed_rp`` by APBD over the
        horizon, ``deaths`` expected in cover), ``mean``, ``p05``, ``p50``, ``p95``, ``mc_error``.
    """
    import pandas as pd

    plan = result.plan
    tried = [("plan", plan.selection, plan.substitution)]
    for rule, substitution in (
        ("uncovered_first", False),
        ("decile_pool", False),
        ("decile_pool", True),
        ("younger_first", False),
    ):
        shares = {rule: 1.0}
        if (shares, substitution) != (plan.selection, plan.substitution):
            tried.append((rule, shares, substitution))
    rows = []
    for rule, shares, substitution in tried:
        try:
            found = _with(result, {"selection": shares, "substitution": substitution})
        except InputError:
            continue
        out, measures = found.outcome, found.measures
        protected = measures["protected_end"]
        shown = {
            "rejected": measures["rejected"],
            "protected_end": protected,
            "substituted": protected * out.chosen.substituted,
            "newly_covered_claim": measures["newly_covered_claim"],
            "freed_rp": out.freed_rp.sum(axis=1),
            "deaths": (out.cohorts.deaths_waiting + out.cohorts.deaths_full).sum(axis=1),
        }
        rows += [
            {"rule": rule, "substitution": substitution, "measure": name, **summed(draws)}
            for name, draws in shown.items()
        ]
    return pd.DataFrame(rows)


def _with(result: SponsorshipResult, levers: dict[str, Any]) -> SponsorshipResult:
    """The plan with some levers moved, on the same facts and random numbers."""
    return run_on(result.facts, result.plan.with_values(levers), result.settings) if levers else result


def _in_the_wait(found: SponsorshipResult, variant: Variant) -> dict[str, np.ndarray]:
    flows = found.outcome.cohorts
    family = [benefits_of(law) for law in found.laws]
    missed = np.array([one.full_rp - one.waiting_rp for one in family])
    return {
        "first": flows.deaths_waiting[:, variant.before : variant.before + EARLIER].sum(axis=1),
        "waiting": flows.deaths_waiting.sum(axis=1),
        "full": flows.deaths_full.sum(axis=1),
        "missed_rp": flows.deaths_waiting @ missed,
        "cost_rp": sum(found.outcome.paid_rp.values()).sum(axis=1) + found.outcome.bridge_rp.sum(axis=1),
    }


def asked_tables(result: SponsorshipResult) -> dict[str, pd.DataFrame]:
    """By name; a table that has nothing to say is left out, and a lever's value is text.

    ``levers_alone`` carries the weakest grade of what is known of each way of collecting, ``evidence``.
    """
    levers = levers_alone(result)
    grades = [
        weakest(result.unknowns, take_up_unknowns(value)) if lever == "collection" else ""
        for lever, value in zip(levers["lever"], levers["value"], strict=True)
    ]
    found = {
        "after_relief": after_relief(result),
        "waiting": waiting(result),
        "bridging": bridging(result),
        "choosing": choosing(result),
        "levers_alone": levers.assign(value=levers["value"].astype(str), evidence=grades),
        "backtest": backtest(result),
    }
    return {name: table for name, table in found.items() if table is not None}
