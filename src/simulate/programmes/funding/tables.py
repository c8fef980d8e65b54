"""The tables written beside the report, what one more unit of each limit is worth, and costs of other targets."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

import numpy as np
import pandas as pd

from simulate.programmes.funding.model import VIEWS, Case, LinearProgramme, case_at, prices_rp
from simulate.programmes.funding.problem import (
    apbd_by_year_rp,
    chance_kept,
    counting_on,
    deliver,
    planned_places,
)
from simulate.programmes.funding.study import FundingResult
from simulate.study.draws import REPLICATES, summarise, summed
from simulate.study.simulated import once

BILLION = 1e9
EVERY_YEAR = "every"
_HAIR = 1e-3


def worths_rp(programme: LinearProgramme, counted: Collection[str], beyond: bool = False) -> tuple[float, np.ndarray]:
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
    return LinearProgramme(replace(result.chosen.case, floor=1.0)).fairest().floor


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
    problem = result.problem
    first = np.arange(REPLICATES) * (result.settings.draws // REPLICATES)
    rows = []
    for place in (first[:, None] + np.arange(_EACH)).ravel():
        values = {key: float(problem.values[key][place]) for key in problem.unknowns}
        case = case_at(problem.plan, problem.region, problem.price_rp, values, problem.brought.workers[place])
        programme = LinearProgramme(case)
        far = programme.furthest(floor=False)
        rows.append((far.reach, far.of_budget * BILLION, *worths_rp(programme, problem.counted, beyond=True)))
    reach, billion, target, saved = map(np.array, zip(*rows, strict=True))
    known = {"reach": reach, "billion": billion, "billion_every": billion.sum(axis=1)}
    return known | {"target_rp": target, "saved_rp": saved}


@once
def costs(result: FundingResult, case: Case, workers: float) -> dict[str, float]:
    """The least cost of another number of workers, and the first year's budget that it takes, whatever APBD has."""
    wanted = replace(case, workers=workers)
    programme = LinearProgramme(wanted)
    mix, least = programme.cheapest(result.problem.counted, beyond=True), programme.least_budget()
    return {
        "workers": workers,
        "cost_rp": float(apbd_by_year_rp(wanted, mix).sum()),
        "first_year_rp": result.plan.apbd_budget_rp + least.extra_rp,
    }


def relief_for_apbd_rp(result: FundingResult) -> np.ndarray:
    """What APBD would save if it got the relief that a worker gets, filling gaps alone [Rp], shape (draws,)."""
    relieved = prices_rp(result.plan, list(result.laws), "everyone")["apbd"]
    return result.delivered.by_need @ (result.chosen.case.price_rp["apbd"] - relieved)


def mix_by_month(result: FundingResult) -> pd.DataFrame:
    """Workers by month and payer (persons): what the draws bring, and what is planned.

    Columns:
        payer: who pays; ``all`` is everybody.
        planned [persons]: by the mix, on what it counts on.
        price_rp [Rp/month]: contribution of a worker.
        target [persons]: of everybody together.
    """
    case, parts = result.chosen.case, []
    planned = dict(zip(case.payers, result.chosen.mix.workers, strict=True))
    planned["all"] = result.chosen.mix.workers.sum(axis=0)
    for payer, workers in (result.delivered.workers | {"all": result.delivered.protected}).items():
        rows = {"month": result.months, "payer": payer, "unit": "persons"} | summarise(workers)
        prices = {"price_rp": case.price_rp.get(payer, np.nan), "target": case.target}
        parts.append(pd.DataFrame(rows | {"planned": planned[payer]} | prices))
    return pd.concat(parts, ignore_index=True)


def mix_by_year(result: FundingResult) -> pd.DataFrame:
    """Workers at each year's end and contributions of the year by payer, and what registering costs.

    Columns:
        payer: who pays; ``registering`` is the cost of registering workers.
        workers_* [persons]: at the year's end.
        paid_rp_* [Rp]: in the year.
    """
    case, rows = result.chosen.case, []
    for place, year in enumerate(case.years):
        inside = case.year == place
        for payer, workers in result.delivered.workers.items():
            paid = workers[:, inside] @ case.price_rp[payer][inside]
            at_end = summed(workers[:, case.ends[place]], "workers")
            rows.append({"year": year, "payer": payer, **at_end, **summed(paid, "paid_rp")})
        registering = result.delivered.registering_rp[:, inside].sum(axis=1)
        rows.append({"year": year, "payer": "registering", **summed(registering, "paid_rp")})
    return pd.DataFrame(rows)


def by_kecamatan(result: FundingResult) -> pd.DataFrame:
    """The end of the plan by kecamatan, as planned and as the draws bring.

    Columns:
        apbd [persons]: workers to place there from APBD.
        others [persons]: whom other payers protect, as planned.
        need [persons]: who are to be protected.
        share_* [share]: of them who are.
    """
    places = result.region.tables["kecamatan"][["kecamatan_code", "kecamatan"]].reset_index(drop=True)
    others, apbd = planned_places(result.chosen.case, result.chosen.mix)
    shares = {f"share_{name}": found for name, found in summarise(result.delivered.kecamatan_share).items()}
    return places.assign(apbd=apbd, others=others, need=result.chosen.case.need, **shares)


_POINTS, _LEAST, _BEYOND = 13, 0.02, 1.12


def frontier(result: FundingResult) -> pd.DataFrame:
    """The regency's cost of each number of workers, counting on the middle and on the chosen quantile.

    They begin where the floor of each kecamatan asks for so many anyway; the last lies beyond the budget.

    Columns:
        counting_on: ``hoped`` (the middle) or ``chosen`` (the plan's quantile) of what other payers bring.
        workers [persons]: in each month.
        cost_rp [Rp]: over the plan.
        first_year_rp [Rp]: the budget of the first whole year that it takes.
        within: whether the plan's budget suffices.
    """
    rows = []
    for name in ("hoped", "chosen"):
        case = getattr(result, name).case
        most = LinearProgramme(case).furthest().reach
        least = max(_LEAST * most, case.floor * case.people)
        numbers = {result.plan.workers, *np.linspace(min(least, most), most, _POINTS)}
        numbers.add(min(most * _BEYOND, case.people))
        rows += [
            {"counting_on": name, **costs(result, case, number), "within": number <= most * (1 + 1e-9)}
            for number in sorted(numbers)
        ]
    return pd.DataFrame(rows)


_CURVE = (0.5, 0.4, 0.3, 0.24, 0.18, 0.13, 0.09, 0.06, 0.03, 0.01)


def certainty(result: FundingResult) -> pd.DataFrame:
    """Cost of more and more careful mixes, the budget aside.

    Columns:
        quantile [share]: of what other payers bring, counted on.
        chance [share]: draws in which the target is kept in each month.
        chance_error [share]: Monte Carlo error of ``chance``.
        cost_rp [Rp]: to the regency.
        fits: whether it fits the budget.
    """
    found = [counting_on(result.problem, quantile) for quantile in _CURVE]
    columns = ("quantile", "chance", "chance_error", "cost_rp", "fits")
    return pd.DataFrame([{name: getattr(careful, name) for name in columns} for careful in found])


# of the plan's workers, how many a smaller target has; to compare
_FEWER = 0.75


def options(result: FundingResult) -> pd.DataFrame:
    """What APBD must hold in each year for the plan's mix, for one without a reserve, and for fewer workers.

    Columns:
        option: ``chosen`` is the plan's mix, ``hoped`` keeps the same target counting on the middle of what other
            payers bring, ``fewer`` counts on as much as the plan's and keeps three quarters of its workers.
        workers [persons]: to be protected in each month, once their number has risen.
        chance [share]: draws in which the option's target is kept in each month.
        chance_error [share]: Monte Carlo error of ``chance``.
        allocated_rp [Rp]: enough for the year with the plan's confidence, if APBD pays as the option has it.
        used_* [Rp]: spent in the year if APBD fills gaps alone.
    """
    problem, chosen, hoped = result.problem, result.chosen, result.hoped
    less = replace(chosen.case, workers=_FEWER * chosen.case.workers)
    fewer = LinearProgramme(less).cheapest(problem.counted, beyond=True)
    rows = []
    for option, case, mix in (
        ("chosen", chosen.case, chosen.mix),
        ("hoped", hoped.case, hoped.mix),
        ("fewer", less, fewer),
    ):
        found = deliver(result.plan, result.region, case, mix, problem.values, problem.brought)
        chance, error = chance_kept(problem, case, mix)
        kept = {"workers": case.workers, "chance": chance, "chance_error": error}
        paid = result.by_year_rp(found.workers["apbd"], found.registering_rp)
        used = result.by_year_rp(found.by_need, found.registering_by_need_rp)
        for place, year in enumerate(case.years):
            enough = float(np.quantile(paid[:, place], result.plan.confidence))
            row = {"option": option, **kept, "year": year, "allocated_rp": enough}
            rows.append(row | summed(used[:, place], "used"))
    return pd.DataFrame(rows)


# persons below this are none
_NONE = 1e-6


def limits_of_payers(result: FundingResult) -> pd.DataFrame:
    """Of each payer but APBD: how far its ceiling binds.

    Columns:
        payer: who pays.
        ceiling_end [persons]: whom it can pay for at most, at the end.
        planned_end [persons]: whom the mix has it pay for then.
        months_full: months in which its ceiling is exhausted.
        saved_rp [Rp]: what one more worker of the ceiling in each month would save those whose cost the plan keeps
            low, over the plan.
    """
    case, rows = result.chosen.case, []
    _, worth = worths_rp(LinearProgramme(case), result.problem.counted)
    for payer, workers, saved in zip(case.payers, result.chosen.mix.workers, worth, strict=True):
        if payer != "apbd":
            able = case.ceiling[payer]
            full = int(((able > 0) & (workers >= able - _NONE)).sum())
            rows.append((payer, float(able[-1]), float(workers[-1]), full, float(saved)))
    return pd.DataFrame(rows, columns=["payer", "ceiling_end", "planned_end", "months_full", "saved_rp"])


def limits_of_budget(result: FundingResult) -> pd.DataFrame:
    """Of each year, and of all of them: what the mix takes, the budget, and what one billion more would buy.

    Columns:
        year: ``every`` is the billion in each of them.
        spent_rp [Rp]: by the mix.
        allocated_rp [Rp]: what the allocation must hold, as the report says it.
        budget_rp [Rp]: the plan's.
        workers_more [persons]: who could be kept protected in each month.
    """
    case, rows = result.chosen.case, []
    spent = apbd_by_year_rp(case, result.chosen.mix)
    for place, year in enumerate((*case.years, EVERY_YEAR)):
        every = year == EVERY_YEAR
        inside = np.array([every or year == one for one in case.years])
        richer = replace(case, budget_rp=case.budget_rp + BILLION * inside)
        allocated = result.allocation_rp(None if every else place)
        money = (float(spent[inside].sum()), allocated, float(case.budget_rp[inside].sum()))
        rows.append((year, *money, LinearProgramme(richer).furthest().reach - result.furthest.reach))
    return pd.DataFrame(rows, columns=["year", "spent_rp", "allocated_rp", "budget_rp", "workers_more"])


def relief(result: FundingResult) -> pd.DataFrame:
    """The cheapest mix, budget aside, with the relief as it is, with none, and with relief for every payer.

    As planned, with what the chosen mix counts on.

    Columns:
        view: whose relief it is.
        cost_regency_rp [Rp]: contributions and registering.
        paid_others_rp [Rp]: by all other payers.
        cost_all_rp [Rp]: both together.
        first_year_rp [Rp]: the regency's cost of the first year.
        apbd_share [share]: of the worker-months.
    """
    rows = []
    for view in VIEWS:
        prices = prices_rp(result.plan, list(result.laws), view, result.problem.path)
        case = result.problem.case(result.chosen.quantile, prices)
        mix = LinearProgramme(case).cheapest(result.problem.counted, beyond=True)
        by_year = apbd_by_year_rp(case, mix)
        cost_rp, first_rp = by_year.sum(), by_year[0]
        others = sum(float(mix.of(payer, case) @ case.price_rp[payer]) for payer in case.payers if payer != "apbd")
        share = mix.of("apbd", case).sum() / mix.workers.sum()
        rows.append((view, cost_rp, others, cost_rp + others, first_rp, share))
    columns = ["view", "cost_regency_rp", "paid_others_rp", "cost_all_rp", "first_year_rp", "apbd_share"]
    return pd.DataFrame(rows, columns=columns)


def prices(result: FundingResult) -> pd.DataFrame:
    """Contribution of a worker-month: one row a month, one column a payer.

    Columns:
        apbd, apbdes, sponsor, csr, zakat, dbh, personal [Rp/month]: what that payer pays for one worker.
    """
    return pd.DataFrame({"month": result.months} | result.chosen.case.price_rp)


_ALL = (
    mix_by_month,
    mix_by_year,
    by_kecamatan,
    frontier,
    certainty,
    options,
    limits_of_payers,
    limits_of_budget,
    relief,
    prices,
)
TABLES: dict[str, Callable[[FundingResult], pd.DataFrame]] = {table.__name__: table for table in _ALL}
