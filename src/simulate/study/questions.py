"""The plan asked further: after the relief, in the waiting time, when sponsors stop, with other workers chosen."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.errors import InputError
from simulate.model.claims import family_benefits as benefits_of
from simulate.months import month_number, month_text
from simulate.study.sponsorship import run_on
from simulate.study.summary import summarise

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.result import SponsorshipResult

# months shown after a sponsor's price rises, and months of bridging that are tried
AFTER = (0, 1, 2, 3, 6)
BRIDGES = (0, 1, 3, 6)
# the first months of a programme, in which nobody has passed the JKM wait
EARLIER = 3


@lru_cache(maxsize=4)
def after_relief(result: SponsorshipResult) -> pd.DataFrame | None:
    """The plan carried on past the month in which a sponsor's price last rises.

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
    rises = np.flatnonzero(np.diff(price) > 0) + 1
    rises = rises[rises + AFTER[-1] < months]
    if not len(rises):
        return None
    rise = int(rises[-1])
    flows, paid = longer.outcome.cohorts, sum(longer.outcome.paid_rp.values())
    by_month = {"protected": flows.in_force, "lost_sponsor": flows.stops, "contributions": paid}
    rows = [
        {"month": longer.months[place], "price_rp": price[place], "measure": name, **_summed(draws[:, place])}
        for place in (rise - 1, *(rise + step for step in AFTER))
        for name, draws in by_month.items()
    ]
    return pd.DataFrame(rows)


@lru_cache(maxsize=4)
def waiting(result: SponsorshipResult) -> pd.DataFrame:
    """Deaths that leave only the funeral benefit, and what would make them fewer.

    All are counted over the plan's own months, as expectations: ``plan``; ``earlier`` (workers registered and paid
    for three months before the plan's start); ``billing`` (three months paid at once); ``later`` (a start three
    months later). The first three months of membership are those without a full benefit, whoever pays.

    Returns:
        One row a variant and measure: ``variant``, ``measure`` (``first`` in the programme's first three months,
        ``waiting`` over the horizon, ``deaths`` all deaths in cover, ``missed_rp`` what families would have received
        past the wait, ``cost_rp`` contributions in all), ``mean``, ``p05``, ``p50``, ``p95``, ``mc_error``. A variant
        that the law or the plan does not allow is left out.
    """
    import pandas as pd

    plan = result.plan
    start = month_number(plan.start)
    variants: dict[str, tuple[dict[str, Any], int]] = {
        "plan": ({}, 0),
        "earlier": ({"start": month_text(start - EARLIER), "months": plan.months + EARLIER}, EARLIER),
        "billing": ({"billing_months": 3}, 0),
        "later": ({"start": month_text(start + EARLIER), "months": max(plan.months - EARLIER, 1)}, 0),
    }
    rows = []
    for variant, (levers, before) in variants.items():
        if variant == "billing" and plan.billing_months != 1:
            continue
        try:
            found = _with(result, levers)
        except InputError:
            continue
        for measure, draws in _in_the_wait(found, before).items():
            rows.append({"variant": variant, "measure": measure, **_summed(draws)})
    return pd.DataFrame(rows)


@lru_cache(maxsize=4)
def bridging(result: SponsorshipResult) -> pd.DataFrame:
    """What becomes of workers whose sponsor stops, by months that APBD steps in.

    Returns:
        One row a number of months and measure: ``bridge_months``, ``measure`` (``lost_sponsor``, ``lapsed``,
        ``rematched``, ``deaths_uncovered`` in arrears, expected; ``protected_end``; ``bridge_rp`` paid by APBD),
        ``mean``, ``p05``, ``p50``, ``p95``, ``mc_error``.
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
            "deaths_uncovered": flows.deaths_uncovered.sum(axis=1),
            "protected_end": measures["protected_end"],
            "bridge_rp": found.outcome.bridge_rp.sum(axis=1),
        }
        rows += [{"bridge_months": months, "measure": name, **_summed(draws)} for name, draws in shown.items()]
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
        found = _with(result, {"selection": shares, "substitution": substitution})
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
            {"rule": rule, "substitution": substitution, "measure": name, **_summed(draws)}
            for name, draws in shown.items()
        ]
    return pd.DataFrame(rows)


def _with(result: SponsorshipResult, levers: dict[str, Any]) -> SponsorshipResult:
    """The plan with some levers moved, on the same facts and random numbers."""
    return run_on(result.facts, result.plan.with_values(levers), result.settings) if levers else result


def _in_the_wait(found: SponsorshipResult, before: int) -> dict[str, np.ndarray]:
    """Deaths in the wait from month ``before`` on, and what they would have paid past it."""
    flows = found.outcome.cohorts
    waiting_deaths = flows.deaths_waiting[:, before:]
    family = [benefits_of(law) for law in found.laws[before:]]
    missed = np.array([one.full_rp - one.waiting_rp for one in family])
    return {
        "first": waiting_deaths[:, :EARLIER].sum(axis=1),
        "waiting": waiting_deaths.sum(axis=1),
        "deaths": waiting_deaths.sum(axis=1) + flows.deaths_full[:, before:].sum(axis=1),
        "missed_rp": waiting_deaths @ missed,
        "cost_rp": sum(found.outcome.paid_rp.values()).sum(axis=1) + found.outcome.bridge_rp.sum(axis=1),
    }


def _summed(draws: np.ndarray) -> dict[str, float]:
    return {name: float(number) for name, number in summarise(draws).items()}
