"""What a funding plan is asked further: limits, frontier, the payer rule."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.programmes.funding.mix import Mix, Programme, furthest
from simulate.programmes.funding.payers import VIEWS, Case, case_at, prices_rp
from simulate.programmes.funding.problem import apbd_by_year_rp, certainty_curve
from simulate.study.draws import REPLICATES

if TYPE_CHECKING:
    from simulate.programmes.funding.study import FundingResult

BILLION = 1e9
EVERY_YEAR = "every"
_AT, _HAIR = 1e-6, 1e-3


@lru_cache(maxsize=4)
def ceilings_worth(result: FundingResult) -> pd.DataFrame:
    """Of each payer but APBD: ``months_full`` in which its ceiling is exhausted, and ``saved_rp``.

    ``saved_rp`` is what one more worker of the ceiling in each month would save those whose cost the plan keeps low,
    over the plan [Rp].
    """
    case, mix = result.chosen.case, result.chosen.mix
    rows, worth = [], ceiling_worth_rp(case, raised(Programme(case), result.desk.counted))
    for place, payer in enumerate(case.payers):
        if payer == "apbd":
            continue
        able = case.ceiling[payer]
        full = (able > 0) & (mix.workers[place] >= able - _AT)
        rows.append(
            {
                "payer": payer,
                "ceiling_end": float(able[-1]),
                "planned_end": float(mix.workers[place, -1]),
                "months_full": int(full.sum()),
                "saved_rp": float(worth[place]),
            }
        )
    return pd.DataFrame(rows, columns=["payer", "ceiling_end", "planned_end", "months_full", "saved_rp"])


def raised(programme: Programme, counted: Collection[str], beyond: bool = False) -> Mix:
    """The cheapest mix with every ceiling that has begun raised by a hair.

    Where limits meet, a shadow price may be that of one fewer worker; here it is that of one more.
    """
    ceiling = {payer: able + _HAIR * (able > 0) for payer, able in programme.case.ceiling.items()}
    return programme.cheapest(counted, ceiling, beyond)


def ceiling_worth_rp(case: Case, mix: Mix) -> np.ndarray:
    """What one more worker of each payer's ceiling saves over the months after its start [Rp], shape (payers,).

    ``mix`` is that of `raised`.
    """
    nowhere = np.zeros(len(case.risen))
    begun = np.array([case.ceiling.get(payer, nowhere) > 0 for payer in case.payers])
    return (mix.of_ceiling * begun).sum(axis=1)


@lru_cache(maxsize=4)
def budget_worth(result: FundingResult) -> pd.DataFrame:
    """Of each year, and of all of them: what the mix takes, the budget, and what one billion more would buy.

    Columns: ``year`` (``every``: the billion in each of them), ``spent_rp``, ``allocated_rp`` (as
    `FundingResult.allocation_rp`), ``budget_rp``, ``workers_more`` that could be kept protected in each month.
    """
    case = result.chosen.case
    spent = apbd_by_year_rp(case, result.chosen.mix)
    rows = []
    for year in (*case.years, EVERY_YEAR):
        inside = np.array([year in (one, EVERY_YEAR) for one in case.years])
        richer = replace(case, budget_rp=case.budget_rp + BILLION * inside)
        reach = furthest(richer).reach
        rows.append(
            {
                "year": year,
                "spent_rp": float(spent[inside].sum()),
                "allocated_rp": result.allocation_rp(None if year == EVERY_YEAR else case.years.index(year)),
                "budget_rp": float(case.budget_rp[inside].sum()),
                "workers_more": reach - result.nearest,
            }
        )
    return pd.DataFrame(rows)


def target_worth_rp(result: FundingResult) -> float:
    """What one more worker in each month costs over the plan [Rp]."""
    return float(result.chosen.mix.of_target @ result.chosen.case.slope)


def highest_floor(result: FundingResult) -> float:
    """The largest share that can be kept protected in each kecamatan with the plan's target and budget."""
    case = replace(result.chosen.case, floor=1.0)
    return Programme(case).fairest().floor


# of each replicate the first so many draws, which fill the space as evenly as all do
_EACH = 8


@lru_cache(maxsize=4)
def across(result: FundingResult) -> dict[str, np.ndarray]:
    """What limits are worth if a draw were known beforehand, each of shape (draws,) or (draws, years).

    Returns:
        ``reach`` workers that the budget keeps protected in each month, ``billion`` how many more a billion in each
        year would [workers], ``billion_every`` the same of a billion in every year, ``target_rp`` the least cost of
        one more worker in each month over the plan to those whose cost is kept low, whatever APBD has [Rp], and
        ``saved_rp`` what one more worker of each payer's ceiling saves them [Rp], by payer.
    """
    desk, draws = result.desk, result.settings.draws
    first = np.arange(REPLICATES) * (draws // REPLICATES)
    picked = (first[:, None] + np.arange(_EACH)).ravel()
    found: dict[str, list] = {name: [] for name in ("reach", "billion", "target_rp", "saved_rp")}
    for place in picked:
        values = {key: float(desk.values[key][place]) for key in desk.unknowns}
        case = case_at(desk.plan, desk.region, desk.hoped.price_rp, values, desk.brought.workers[place])
        programme = Programme(case)
        far, least = furthest(case, floor=False, programme=programme), raised(programme, desk.counted, beyond=True)
        found["reach"].append(far.reach)
        found["billion"].append(far.of_budget * 1e9)
        found["target_rp"].append(least.of_target @ case.slope)
        found["saved_rp"].append(ceiling_worth_rp(case, least))
    told = {name: np.array(rows) for name, rows in found.items()}
    return told | {"billion_every": told["billion"].sum(axis=1)}


_POINTS, _LEAST, _BEYOND = 13, 0.02, 1.12


@lru_cache(maxsize=4)
def frontier(result: FundingResult) -> pd.DataFrame:
    """The regency's cost of each number of workers, counting on the middle and on the chosen quantile.

    Columns: ``counting_on`` (``hoped``, ``chosen``), ``workers`` a month, ``cost_rp`` over the plan,
    ``first_year_rp`` the budget of the first whole year that it takes, ``within`` the plan's budget. They begin where
    the floor of each kecamatan asks for so many anyway; the last lies beyond the budget.
    """
    rows = []
    for name in ("hoped", "chosen"):
        case = getattr(result, name).case
        most = furthest(case).reach
        least = max(_LEAST * most, case.floor * case.people)
        numbers = {result.plan.workers, *np.linspace(min(least, most), most, _POINTS)}
        numbers.add(min(most * _BEYOND, case.people))
        rows += [
            {"counting_on": name, **costs(result, case, number), "within": number <= most * (1 + 1e-9)}
            for number in sorted(numbers)
        ]
    return pd.DataFrame(rows)


def costs(result: FundingResult, case: Case, workers: float) -> dict[str, float]:
    """The least cost of another number of workers, and the first year's budget that it takes, whatever APBD has."""
    wanted = replace(case, workers=workers)
    programme = Programme(wanted)
    mix, least = programme.cheapest(result.desk.counted, beyond=True), programme.least_budget()
    by_year = apbd_by_year_rp(wanted, mix)
    return {
        "workers": workers,
        "cost_rp": float(by_year.sum()),
        "first_year_rp": result.plan.apbd_budget_rp + least.extra_rp,
    }


@lru_cache(maxsize=4)
def under_each_law(result: FundingResult) -> pd.DataFrame:
    """The cheapest mix, budget aside, with the relief as it is, with none, and with relief for every payer.

    Columns: ``view``, ``cost_regency_rp`` (contributions and registering), ``paid_others_rp``, ``cost_all_rp``,
    ``first_year_rp`` (the regency's cost of the first year), ``apbd_share`` of the worker-months; as planned, with
    what the chosen mix counts on.
    """
    rows = []
    for view in VIEWS:
        case = result.desk.case(view, result.chosen.quantile)
        mix = Programme(case).cheapest(result.desk.counted, beyond=True)
        paid = {
            payer: float(heads @ case.price_rp[payer]) for payer, heads in zip(case.payers, mix.workers, strict=True)
        }
        by_year = apbd_by_year_rp(case, mix)
        others = sum(amount for payer, amount in paid.items() if payer != "apbd")
        rows.append(
            {
                "view": view,
                "cost_regency_rp": by_year.sum(),
                "paid_others_rp": others,
                "cost_all_rp": by_year.sum() + others,
                "first_year_rp": by_year[0],
                "apbd_share": mix.of("apbd", case).sum() / mix.workers.sum(),
            }
        )
    return pd.DataFrame(rows)


def relief_for_apbd_rp(result: FundingResult) -> np.ndarray:
    """What APBD would save if it got the relief that a worker gets, filling gaps alone [Rp], shape (draws,)."""
    relieved = prices_rp(result.plan, list(result.laws), "everyone")["apbd"]
    return result.delivered.by_need @ (result.chosen.case.price_rp["apbd"] - relieved)


def topping_up_rp(result: FundingResult) -> np.ndarray:
    """Relief lost if APBD added to the contributions of every worker of the other payers [Rp], shape (draws,).

    A contribution paid from APBD in part is read as excluded from relief as a whole.
    """
    return result.measures["relief"]


def price_table(result: FundingResult) -> pd.DataFrame:
    """Contribution of a worker-month [Rp/month]: one row a month, one column a payer."""
    return pd.DataFrame({"month": result.months} | result.chosen.case.price_rp)


def asked_tables(result: FundingResult) -> dict[str, pd.DataFrame]:
    """By name."""
    return {
        "frontier": frontier(result),
        "certainty": certainty_curve(result.desk),
        "limits_of_payers": ceilings_worth(result),
        "limits_of_budget": budget_worth(result),
        "relief": under_each_law(result),
        "prices": price_table(result),
    }
