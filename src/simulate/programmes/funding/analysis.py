"""Beyond the measures: what one more unit of each limit is worth, also draw by draw, and costs of other targets."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from simulate.programmes.funding.mix import Programme, furthest
from simulate.programmes.funding.payers import Case, case_at, prices_rp
from simulate.programmes.funding.problem import apbd_by_year_rp
from simulate.programmes.funding.study import FundingResult
from simulate.study.draws import REPLICATES
from simulate.study.simulated import once

BILLION = 1e9
EVERY_YEAR = "every"
_HAIR = 1e-3


def worths_rp(programme: Programme, counted: Collection[str], beyond: bool = False) -> tuple[float, np.ndarray]:
    """What one more worker in each month costs over the plan, and what one more of each payer's ceiling saves [Rp].

    Of the cheapest mix with every ceiling that has begun raised by a hair: where limits meet, a shadow price may be
    that of one fewer worker; here it is that of one more. The latter over the months since a payer's start, shape
    (payers,); ``beyond`` lets APBD spend more than its budget.
    """
    case, nowhere = programme.case, np.zeros(len(programme.case.risen))
    ceiling = {payer: able + _HAIR * (able > 0) for payer, able in case.ceiling.items()}
    mix = programme.cheapest(counted, ceiling, beyond)
    begun = np.array([case.ceiling.get(payer, nowhere) > 0 for payer in case.payers])
    return float(mix.of_target @ case.slope), (mix.of_ceiling * begun).sum(axis=1)


def target_worth_rp(result: FundingResult) -> float:
    """What one more worker in each month costs over the plan [Rp]."""
    return float(result.chosen.mix.of_target @ result.chosen.case.slope)


@once
def highest_floor(result: FundingResult) -> float:
    """The largest share that can be kept protected in each kecamatan with the plan's target and budget."""
    return Programme(replace(result.chosen.case, floor=1.0)).fairest().floor


# of each replicate the first so many draws, which fill the space as evenly as all do; so many are solved in all
_EACH = 8
SOLVED = REPLICATES * _EACH


@once
def across(result: FundingResult) -> dict[str, np.ndarray]:
    """What limits are worth if a draw were known beforehand, each of shape (draws,) or (draws, years).

    Returns:
        ``reach`` workers that the budget keeps protected in each month, ``billion`` how many more a billion in each
        year would [workers], ``billion_every`` the same of a billion in every year, ``target_rp`` the least cost of
        one more worker in each month over the plan to those whose cost is kept low, whatever APBD has [Rp], and
        ``saved_rp`` what one more worker of each payer's ceiling saves them [Rp], by payer.
    """
    desk = result.desk
    first = np.arange(REPLICATES) * (result.settings.draws // REPLICATES)
    rows: dict[str, list] = {name: [] for name in ("reach", "billion", "target_rp", "saved_rp")}
    for place in (first[:, None] + np.arange(_EACH)).ravel():
        values = {key: float(desk.values[key][place]) for key in desk.unknowns}
        case = case_at(desk.plan, desk.region, desk.hoped.price_rp, values, desk.brought.workers[place])
        programme = Programme(case)
        far = furthest(case, floor=False, programme=programme)
        worths = worths_rp(programme, desk.counted, beyond=True)
        for of, one in zip(rows.values(), (far.reach, far.of_budget * BILLION, *worths), strict=True):
            of.append(one)
    found = {name: np.array(drawn) for name, drawn in rows.items()}
    return found | {"billion_every": found["billion"].sum(axis=1)}


@once
def costs(result: FundingResult, case: Case, workers: float) -> dict[str, float]:
    """The least cost of another number of workers, and the first year's budget that it takes, whatever APBD has."""
    wanted = replace(case, workers=workers)
    programme = Programme(wanted)
    mix, least = programme.cheapest(result.desk.counted, beyond=True), programme.least_budget()
    return {
        "workers": workers,
        "cost_rp": float(apbd_by_year_rp(wanted, mix).sum()),
        "first_year_rp": result.plan.apbd_budget_rp + least.extra_rp,
    }


def relief_for_apbd_rp(result: FundingResult) -> np.ndarray:
    """What APBD would save if it got the relief that a worker gets, filling gaps alone [Rp], shape (draws,)."""
    relieved = prices_rp(result.plan, list(result.laws), "everyone")["apbd"]
    return result.delivered.by_need @ (result.chosen.case.price_rp["apbd"] - relieved)
