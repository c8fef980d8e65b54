"""The tables beside the report: the plan by month, payer and place, and what it gives where it is asked further.

Those further analyses move levers one by one, carry the plan on after the relief, begin it otherwise, bridge workers
whose sponsor stops, and choose workers by other rules, all on the run's facts and random numbers. Each has a row for
each ``measure`` of what it tries, with ``mean``, ``p05``, ``p50``, ``p95`` and ``mc_error``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulate.cohort.claims import family_benefits as benefits_of
from simulate.errors import InputError
from simulate.law.contribution import price_rises
from simulate.plan.checked import PROGRAMME_SETS
from simulate.programmes.sponsorship.backtest import backtest
from simulate.programmes.sponsorship.plan import ADVANCE, WAYS, SponsorshipPlan
from simulate.programmes.sponsorship.study import by_collection
from simulate.study.draws import summarise, summed
from simulate.study.simulated import once
from simulate.written import month_number, month_text

if TYPE_CHECKING:
    from simulate.programmes.sponsorship.study import SponsorshipResult


def protected_by_month(result: SponsorshipResult) -> pd.DataFrame:
    """Protected workers by month (persons), with the month's price of a worker by payer.

    Columns:
        new_members_p50 [persons]: workers who join in the month.
        price_sponsor_rp [Rp/month]: contribution of a sponsored worker.
        price_apbd_rp [Rp/month]: contribution of a worker whom APBD pays for.
        lost_sponsor_p50 [persons]: workers whose sponsor stops in the month.
        bridged_p50 [persons]: workers whom APBD pays for until another sponsor is found.
        contributions_p50_rp [Rp]: contributions of all civil servants in the month.
        bridge_p50_rp [Rp]: what APBD pays for bridged workers.
        apbd_same_cover_p50_rp [Rp]: what the same workers would cost if APBD paid for all of them.
    """
    out, flows = result.outcome, result.outcome.cohorts
    table = pd.DataFrame({"month": result.months, "unit": "persons"} | summarise(flows.in_force))
    return table.assign(
        new_members_p50=np.median(flows.joiners, axis=0),
        price_sponsor_rp=out.price_rp["sponsor"],
        price_apbd_rp=out.price_rp["apbd"],
        lost_sponsor_p50=np.median(flows.stops, axis=0),
        bridged_p50=np.median(flows.bridged, axis=0),
        contributions_p50_rp=np.median(sum(out.paid_rp.values()), axis=0),
        bridge_p50_rp=np.median(out.bridge_rp, axis=0),
        apbd_same_cover_p50_rp=np.median(out.apbd_rp, axis=0),
    )


def contributions_by_payer(result: SponsorshipResult) -> pd.DataFrame:
    """Contributions over the horizon by payer [Rp].

    Columns:
        payer: each group of civil servants (``asn_…``), all of them (``asn_total``), APBD for bridged workers
            (``apbd``), what all would cost APBD (``apbd_same_cover``), and how much more that is (``apbd_extra``).
    """
    out, measures = result.outcome, result.measures
    by_payer = {f"asn_{group}": paid.sum(axis=1) for group, paid in out.paid_rp.items()}
    by_payer |= {"asn_total": measures["contributions"], "apbd": out.bridge_rp.sum(axis=1)}
    by_payer |= {name: measures[name] for name in ("apbd_same_cover", "apbd_extra")}
    return pd.DataFrame([{"payer": name, "unit": "rp", **summarise(paid)} for name, paid in by_payer.items()])


def protected_by_kecamatan(result: SponsorshipResult) -> pd.DataFrame:
    """Protected workers in the last month by kecamatan (persons), largest first."""
    places = result.region.tables["kecamatan"][["kecamatan_code", "kecamatan"]].reset_index(drop=True)
    table = places.assign(unit="persons", **summarise(result.outcome.by_kecamatan))
    return table.sort_values(["p50", "kecamatan_code"], ascending=[False, True], ignore_index=True)


# months shown after a sponsor's price rises, and months of bridging that are tried
AFTER = (0, 1, 2, 3, 6)
BRIDGES = (0, 1, 3, 6)
# the first months of a programme, in which nobody has passed the JKM wait
EARLIER = 3


def after_relief(result: SponsorshipResult) -> pd.DataFrame | None:
    """The plan carried on past the month in which a sponsor's price rises most; the last legal values are held.

    None where the price does not rise within two years of the start.

    Columns:
        month: the last one before the rise, then some months from it.
        price_rp [Rp/month]: a sponsor's, for one worker.
        measure: ``protected`` and ``lost_sponsor`` [persons], ``contributions`` [Rp].
    """
    months = min(max(result.plan.months, 24) + AFTER[-1] + 1, 60)
    longer = result.rerun(months=months, law_extension="hold")
    price, flows = longer.outcome.price_rp["sponsor"], longer.outcome.cohorts
    rises = price_rises(price)[: months - AFTER[-1]]
    if not rises.any():
        return None
    rise = int(rises.argmax())  # where sectors differ, the months around the largest
    by_month = {
        "protected": flows.in_force,
        "lost_sponsor": flows.stops,
        "contributions": sum(longer.outcome.paid_rp.values()),
    }
    rows: list[dict[str, Any]] = []
    for place in (rise - 1, *(rise + step for step in AFTER)):
        draws = {name: flow[:, place] for name, flow in by_month.items()}
        rows += _summaries(draws, month=longer.months[place], price_rp=price[place])
    return pd.DataFrame(rows)


def _summaries(draws: Mapping[str, np.ndarray], **known: Any) -> list[dict[str, Any]]:
    """A row for each measure, beginning with what is known of all of them."""
    return [known | {"measure": measure} | summed(one) for measure, one in draws.items()]


def _reruns(
    result: SponsorshipResult, tried: Iterable[tuple[Any, dict[str, Any]]]
) -> Iterator[tuple[Any, SponsorshipResult]]:
    """The plan run with other levers, after what each try is called; without those that are refused."""
    for called, levers in tried:
        with suppress(InputError):
            yield called, result.rerun(**levers) if levers else result


def waiting(result: SponsorshipResult) -> pd.DataFrame:
    """Deaths that leave only the funeral benefit, and what another beginning changes.

    Everything is counted over the variant's own months, as expectations, so that deaths stand beside the
    contributions that covered them. A variant that the law or the plan does not allow is left out.

    Columns:
        variant: all to the plan's last month: ``plan``; ``earlier`` (workers registered and paid for three months
            before the plan's start); ``billing`` (three months paid at once); ``later`` (a start three months later).
        months: how many months the variant has.
        measure: ``first`` (deaths in the wait, in the first three months from the plan's own start), ``waiting`` (in
            the wait), ``full`` (past it), ``missed_rp`` (what families would have received past the wait),
            ``cost_rp`` (contributions of all payers).
    """
    plan, start = result.plan, month_number(result.plan.start)
    variants: dict[str, dict[str, Any]] = {
        "plan": {},
        "earlier": {"start": month_text(start - EARLIER), "months": plan.months + EARLIER},
    }
    if plan.billing_months == 1:
        variants["billing"] = {"billing_months": 3}
    if plan.months > EARLIER:
        variants["later"] = {"start": month_text(start + EARLIER), "months": plan.months - EARLIER}
    rows: list[dict[str, Any]] = []
    for variant, found in _reruns(result, variants.items()):
        flows, family = found.outcome.cohorts, [benefits_of(law) for law in found.laws]
        before = EARLIER if variant == "earlier" else 0
        draws = {
            "first": flows.deaths_waiting[:, before : before + EARLIER].sum(axis=1),
            "waiting": flows.deaths_waiting.sum(axis=1),
            "full": flows.deaths_full.sum(axis=1),
            "missed_rp": flows.deaths_waiting @ np.array([one.full_rp - one.waiting_rp for one in family]),
            "cost_rp": sum(found.outcome.paid_rp.values()).sum(axis=1) + found.outcome.bridge_rp.sum(axis=1),
        }
        rows += _summaries(draws, variant=variant, months=found.plan.months)
    return pd.DataFrame(rows)


def bridging(result: SponsorshipResult) -> pd.DataFrame:
    """What becomes of workers whose sponsor stops, by months that APBD steps in.

    Columns:
        bridge_months: months for which APBD pays at most.
        measure: ``lost_sponsor``, ``lapsed``, ``rematched``, ``still_bridged`` in the last month and
            ``protected_end`` [persons], ``deaths_uncovered`` in arrears, expected, and ``bridge_rp`` paid by APBD.
    """
    rows: list[dict[str, Any]] = []
    tried = ((months, {"bridge_months": months}) for months in sorted({*BRIDGES, result.plan.bridge_months}))
    for months, found in _reruns(result, tried):  # none longer than the plan
        flows, measures = found.outcome.cohorts, found.measures
        draws = {
            "lost_sponsor": measures["lost_sponsor"],
            "rematched": flows.rematched.sum(axis=1),
            "lapsed": measures["lapsed"],
            "still_bridged": flows.bridged[:, -1],
            "deaths_uncovered": flows.deaths_uncovered.sum(axis=1),
            "protected_end": measures["protected_end"],
            "bridge_rp": found.outcome.bridge_rp.sum(axis=1),
        }
        rows += _summaries(draws, bridge_months=months)
    return pd.DataFrame(rows)


_RULES = (("uncovered_first", False), ("decile_pool", False), ("decile_pool", True), ("younger_first", False))


def choosing(result: SponsorshipResult) -> pd.DataFrame:
    """Other rules of choosing workers, with and without taking over those whom APBD paid for.

    Columns:
        rule: how workers are chosen; ``plan`` is the plan's own.
        substitution: whether workers whom APBD paid for may be taken over.
        measure: ``rejected``, ``protected_end``, ``substituted`` and ``newly_covered_claim`` [persons], ``freed_rp``
            by APBD over the horizon, ``deaths`` expected in cover.
    """
    own = (result.plan.selection, result.plan.substitution)
    others = [(rule, taken_over) for rule, taken_over in _RULES if ({rule: 1.0}, taken_over) != own]
    tried = [(one, {"selection": {one[0]: 1.0}, "substitution": one[1]}) for one in others]
    rows: list[dict[str, Any]] = []
    for (rule, taken_over), found in _reruns(result, [(("plan", own[1]), {}), *tried]):
        out, measures = found.outcome, found.measures
        draws = {
            "rejected": measures["rejected"],
            "protected_end": measures["protected_end"],
            "substituted": measures["protected_end"] * out.chosen.substituted,
            "newly_covered_claim": measures["newly_covered_claim"],
            "freed_rp": out.freed_rp.sum(axis=1),
            "deaths": (out.cohorts.deaths_waiting + out.cohorts.deaths_full).sum(axis=1),
        }
        rows += _summaries(draws, rule=rule, substitution=taken_over)
    return pd.DataFrame(rows)


_BY_WAY = ("protected_end", "ceiling_share", "contributions", "per_sponsor_month", "deaths", "coverage_gain_claim")


def ways(result: SponsorshipResult) -> pd.DataFrame:
    """The plan under each way of asking civil servants, take-up by evidence, on the run's facts and random numbers.

    Columns:
        way: how civil servants are asked.
        evidence: the weakest grade of what is known of its take-up.
        measure: ``protected_end`` [persons], its share of the workers asked, ``contributions`` of civil servants over
            the horizon [Rp] and a sponsor's each month, deaths [persons], and the coverage gained.
    """
    rows: list[dict[str, Any]] = []
    for way, found in by_collection(result).items():
        for measure in (one for one in _BY_WAY if one in found.measures):
            known = {"way": way, "evidence": result.evidence_of(way), "measure": measure}
            rows.append(known | {"unit": found.units[measure]} | summed(found.measures[measure]))
    return pd.DataFrame(rows)


def _outcomes(result: SponsorshipResult) -> dict[str, np.ndarray]:
    """What each move is judged by: whom it protects, and what it costs both payers."""
    found, out = result.measures, result.outcome
    return {
        "protected_end": found["protected_end"],
        "newly_covered_claim": found["newly_covered_claim"],
        "cost": found["contributions"] + (out.bridge_rp - out.freed_rp).sum(axis=1),
    }


@once
def levers_alone(result: SponsorshipResult) -> pd.DataFrame:
    """What each of the levers of `_moves` does alone, on the run's facts and random numbers.

    Returns:
        By ``lever`` and ``value`` (what it is moved to) the difference from the plan, draw by draw, of
        ``protected_end``, ``newly_covered_claim`` and ``cost`` (contributions of sponsors and APBD together, less
        what APBD saves on workers taken over). Moves that the plan or the law does not allow are left out.
    """
    own, rows = _outcomes(result), []
    for lever, value, levers in _moves(result.plan):
        with suppress(InputError):
            if result.plan.with_values(levers) != result.plan:
                moved = _outcomes(result.rerun(**levers))
                rows += _summaries({name: moved[name] - own[name] for name in own}, lever=lever, value=value)
    return pd.DataFrame(rows)


def strongest(moves: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Of each lever the move that changes a measure most, by its median; the strongest lever first."""
    found = moves[moves["measure"] == measure]
    size = found["p50"].abs()
    best = found.loc[size.groupby(found["lever"], sort=False).idxmax()]
    return best.sort_values("p50", key=abs, ascending=False, kind="stable", ignore_index=True)


def _moves(plan: SponsorshipPlan) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """What is moved, its other value, and the levers that this sets; the plan's own value is among them.

    Not moved are the length, the months of pushes, the share of transport, and rules of choosing that need the
    regency's own tables.
    """
    start = month_number(plan.start)
    tried: dict[str, tuple[Any, ...]] = {
        "collection": WAYS,
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


def _graded_levers(result: SponsorshipResult) -> pd.DataFrame:
    """What each of some moves of the levers does alone, on the run's facts and random numbers.

    Columns:
        lever: the lever that is moved.
        value: what it is moved to, as text.
        measure: what is compared; the numbers are differences from the plan, draw by draw.
        evidence: the weakest grade of what is known of the way of collecting.
    """
    moves = levers_alone(result)
    ways = zip(moves["lever"], moves["value"], strict=True)
    grades = [result.evidence_of(value) if lever == "collection" else "" for lever, value in ways]
    return moves.assign(value=moves["value"].astype(str), evidence=grades)


TABLES: dict[str, Callable[[SponsorshipResult], pd.DataFrame | None]] = {
    "protected_by_month": protected_by_month,
    "contributions_by_payer": contributions_by_payer,
    "protected_by_kecamatan": protected_by_kecamatan,
    "after_relief": after_relief,
    "waiting": waiting,
    "bridging": bridging,
    "choosing": choosing,
    "ways": ways,
    "levers_alone": _graded_levers,
    "backtest": backtest,
}
