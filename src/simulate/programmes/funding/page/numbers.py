"""Numbers of the plan that texts of the page hold, and what those of them rest on that are no measures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from simulate.page.elements import Numbers
from simulate.page.html import Cell
from simulate.page.trace import Trace, assumed, figure_given, law_given, moved_most
from simulate.page.trace import with_range as ranged
from simulate.page.words import Words
from simulate.programmes.funding.model import CEILINGS
from simulate.programmes.funding.study import FundingResult
from simulate.programmes.funding.tables import SOLVED
from simulate.study.draws import summarise

# what a worker-month costs, whoever pays
PRICE_LAW = ("bpu_base", "bpu_rate", "bpu_jkm", "bpu_relief")
# whom APBD pays for before the plan begins, by baseline
_AT_START = {"reconciled": "funded", "claimed": "claimed_funded"}
_COUNTED_2023 = "protected_vulnerable_workers_claim_2023"


def open_place(result: FundingResult) -> int:
    """The place of the plan's first budget year that can still be decided; of its first, where none can."""
    years, opens = result.chosen.case.years, result.region.about.opens[:4]
    return next((place for place, year in enumerate(years) if year >= opens), 0)


def begins_open(result: FundingResult) -> bool:
    """Whether the year at `open_place` is the first that can still be decided at all."""
    return result.chosen.case.years[open_place(result)] == result.region.about.opens[:4]


def years_said(result: FundingResult) -> str:
    """The plan's budget years."""
    years = result.chosen.case.years
    return "–".join(dict.fromkeys((years[0], years[-1])))


def plan_numbers(result: FundingResult, words: Words, **more: Any) -> Numbers:
    """What texts hold beside measures: numbers of the plan, which many of them name, and ``more`` of one text.

    On the face of a page each opens what it rests on, see `traces`.
    """
    plan, case, place = result.plan, result.chosen.case, open_place(result)
    kept = {"chance": result.chosen.chance, "hoped": result.hoped.chance, "best": result.sure.chance}
    numbers = {
        "workers": words.mark("workers", words.exact(plan.workers)),
        "start": words.mark("at_start", words.count(case.at_start)),
        "months": str(plan.months),
        "span": words.months(result.months[0], result.months[-1]),
        "years": years_said(result),
        "year": case.years[place],
        "month": words.month(result.months[-1]),
        "reached": words.month(result.months[max(plan.ramp_months, 1) - 1]),
        "first": words.mark("allocation_year", words.rupiah(result.allocation_rp(place))),
        "whole": words.mark("allocation", words.rupiah(result.allocation_rp())),
        "over": words.mark("over", words.chance(1 - result.number("budget_kept", "mean"), result.settings.draws)),
        "budget": words.mark("budget", words.rupiah(float(case.budget_rp.sum()))),
        **{name: words.mark("target_kept", words.share(chance, 0)) for name, chance in kept.items()},
        "confidence": words.mark("allocation", words.share(plan.confidence, 0)),
        "dearer": words.mark("price_of_certainty", words.rupiah(result.dearer_rp(result.chosen))),
        "certainty": words.mark("price_of_certainty", words.rupiah(result.dearer_rp(result.sure))),
        "percentile": words.exact(100 * result.chosen.quantile),
        "cost": words.rupiah(result.chosen.cost_rp),
        "whose": words(f"funding.whose.{plan.objective}"),  # whose cost the plan keeps low
        "floor": words.share(plan.min_kecamatan_share, 0),
        "people": words.count(case.people),
        "some": words.exact(SOLVED),
    }
    return Numbers(result, words, numbers | more)


def with_range(number: str, draws: np.ndarray, unit: str, words: Words) -> str:
    """A number with the 90 % range of draws in brackets, where they differ."""
    row = summarise(draws)
    return number if row["p05"] == row["p95"] else f"{number} ({words.of(row, unit):range})"


# the law and figures that each measure of the page's face is made from
RESTS = {
    "cost_recourse": [f"law.{group}" for group in PRICE_LAW],
    "workers_others": ["budget.rapbd_transfers_mostly_to_desa_2026"],
    "paid_others": [f"law.{group}" for group in PRICE_LAW],
}


def traces(result: FundingResult, words: Words) -> dict[str, Trace]:
    """What numbers rest on that the plan decides or that only all draws together have."""
    case, place = result.chosen.case, open_place(result)
    law = [one for group in PRICE_LAW for one in law_given(result, words, group)]
    registering = assumed(result.unknowns["registration_cost"], words)
    planned = moved_most(result, words, "cost_regency", True)
    error = words.error(result.chosen.chance_error, "share")
    used = words.of(summarise(result.by_need_rp[:, place]), "rp")
    apbd = result.delivered.workers["apbd"][0]
    numbers = plan_numbers(
        result,
        words,
        used=used,
        error=error,
        draws=words.exact(result.settings.draws),
        began=words.count(apbd[0]),
        ends=words.count(apbd[-1]),
        mover=planned,
    )

    def made(name: str, inputs: list[Cell], mover: str = "") -> Trace:
        said, _, formula = words(f"funding.trace.{name}", numbers).partition(" = ")
        value = words(f"funding.trace.{name}.value", numbers)
        return Trace(said, value, formula, inputs, mover)

    others = [assumed(result.unknowns[CEILINGS[one]], words) for one in case.payers if one in CEILINGS]
    spent = words("funding.trace.spent", numbers)
    return {
        "workers": made("workers", _counted(result, words), words("funding.trace.workers.instead")),
        "at_start": made("at_start", _before(result, words)),
        "allocation_year": made("allocation_year", [*law, registering], spent),
        "allocation": made("allocation", [*law, registering], spent),
        "budget": made("budget", _cuts(result, words), words("funding.trace.budget.instead")),
        "over": made("over", [*law, registering], spent),
        "target_kept": made("target_kept", others),
        "price_of_certainty": made("price_of_certainty", [*law, *others]),
        "workers_apbd": made("workers_apbd", others),
        **_foremost(result, words, others),
    }


def other_payers(result: FundingResult) -> pd.DataFrame:
    """Workers of each payer but APBD in the last month, those of most workers first."""
    found = result.table("mix_by_month")
    found = found[(found["month"] == result.months[-1]) & ~found["payer"].isin(("apbd", "all"))]
    return found.sort_values("p50", ascending=False, ignore_index=True)


def _foremost(result: FundingResult, words: Words, inputs: list[Cell]) -> dict[str, Trace]:
    """The workers of the payer of most workers beside APBD, if there is one."""
    found = other_payers(result)
    if found.empty:
        return {}
    row = found.iloc[0]
    told = {"payer": words(f"choice.{row['payer']}"), "month": words.month(row["month"])}
    name, _, formula = words("funding.trace.workers_payer", told).partition(" = ")
    return {"workers_payer": Trace(name, ranged(row, "persons", words), formula, inputs)}


def _counted(result: FundingResult, words: Words) -> list[Cell]:
    """The regency's own count, which the default target is about."""
    rows = result.region.tables["coverage"]["id"]
    return [figure_given(result, words, "coverage", _COUNTED_2023)] if (rows == _COUNTED_2023).any() else []


def _before(result: FundingResult, words: Words) -> list[Cell]:
    return [assumed(result.unknowns[_AT_START[result.plan.baseline]], words)]


def _cuts(result: FundingResult, words: Words) -> list[Cell]:
    """What is known of the regency's budget."""
    return [figure_given(result, words, "budget", row) for row in ("spending_fall_2026", "transfer_cut_share_2026")]
