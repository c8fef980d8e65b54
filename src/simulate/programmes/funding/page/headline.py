"""The first screen, the method and the record of the funding mix."""

from __future__ import annotations

from typing import Any

from simulate.page.elements import Card, Numbers, Page, over_said, range_and_error
from simulate.page.words import Words
from simulate.programmes.baseline.model import segments
from simulate.programmes.funding.analysis import EVERY_YEAR, SOLVED, across
from simulate.programmes.funding.plan import LAW_GROUPS
from simulate.programmes.funding.study import FundingResult
from simulate.study.draws import summarise

# fewer than this part of those paid for today, and the plan keeps as many
_ALIKE = 0.01


def plan_numbers(result: FundingResult, words: Words, **more: Any) -> Numbers:
    """What texts hold beside measures: numbers of the plan, which many of them name, and ``more`` of one text."""
    plan, case = result.plan, result.chosen.case
    numbers = {
        "workers": words.exact(plan.workers),
        "start": words.count(case.at_start),
        "months": str(plan.months),
        "span": words.months(result.months[0], result.months[-1]),
        "month": words.month(result.months[-1]),
        "reached": words.month(result.months[max(plan.ramp_months, 1) - 1]),
        "over": words.chance(1 - result.number("budget_kept", "mean"), result.settings.draws),
        "budget": words.rupiah(float(case.budget_rp.sum())),
        "chance": words.share(result.chance, 0),
        "confidence": words.share(plan.confidence, 0),
        "percentile": words.exact(100 * result.chosen.quantile),
        "cost": words.rupiah(result.chosen.cost_rp),
        "whose": words(f"funding.whose.{plan.objective}"),  # whose cost the plan keeps low
        "floor": words.share(plan.min_kecamatan_share, 0),
        "people": words.count(case.people),
        "some": words.exact(SOLVED),
    }
    return Numbers(result, words, numbers | more)


def _against_today(result: FundingResult) -> str:
    """Whether the plan ``keeps``, ``raises`` or ``lowers`` the number of workers paid for before it starts."""
    at_start = result.chosen.case.at_start
    more = result.plan.workers - at_start
    return "keeps" if abs(more) <= _ALIKE * at_start else "raises" if more > 0 else "lowers"


def _rises(result: FundingResult) -> bool:
    """Whether the target number is reached step by step; fewer than today are wanted at once."""
    target = result.chosen.case.target
    return bool(target[0] < target[-1])


def _title(result: FundingResult, words: Words) -> str:
    """How many, and whether that keeps, raises or lowers the number paid for today."""
    return words(f"funding.title.{_against_today(result)}", plan_numbers(result, words))


def _answer(result: FundingResult, words: Words) -> str:
    """What the money is for, what it costs, and how likely the target is kept."""
    enough = result.sure.fits and result.chance >= result.plan.confidence
    parts = ("raising" if _rises(result) else "every_month", "cost", "chance" if enough else "chance.short")
    numbers = plan_numbers(result, words)
    return " ".join(words(f"funding.answer.{part}", numbers) for part in parts)


def _cards(result: FundingResult, words: Words) -> list[Card]:
    numbers = plan_numbers(result, words)
    cost, others = numbers["cost_recourse"], numbers["workers_others"]
    nearest = f"funding.number.nearest{'.raising' if _rises(result) else ''}"
    return [
        (f"{cost:rupiah}", words("funding.number.cost", numbers), range_and_error(result, "cost_recourse", words)),
        (f"{others}", words("funding.number.others", numbers), range_and_error(result, "workers_others", words)),
        (words.count(result.nearest), words(nearest, numbers), ""),
    ]


def _notes(result: FundingResult, words: Words) -> list[str]:
    """What must be known beside the numbers: what a billion buys, how certain the payers are, the start, the law."""
    worth = result.table("limits_of_budget").set_index("year")["workers_more"]
    years = worth.drop(EVERY_YEAR)
    held = set(LAW_GROUPS) & set(result.extended_law)
    known = min((result.facts.law.groups[group].horizon for group in held), default=None)
    numbers = plan_numbers(
        result,
        words,
        year=years.idxmax(),
        more=words.count(years.max()),
        every=words.count(worth[EVERY_YEAR]),
        billion=words.of(summarise(across(result)["billion_every"]), "persons"),
        funded=words.of(summarise(segments(result.plan.baseline, result.desk.values).funded), "persons"),
        apart=words.count(abs(result.plan.workers - result.chosen.case.at_start)),
        known=words.month(known) if known else "",
    )
    today = (f"baseline.{result.plan.baseline}", f"today.{_against_today(result)}")
    return [
        *over_said(result, words, result.region.about.opens),
        words("funding.note.billion", numbers),
        words("funding.note.evidence"),
        " ".join(words(f"funding.note.{part}", numbers) for part in today),
        *([words("funding.note.held", numbers)] if known else []),
        words("headline.note.range"),
    ]


_page = Page("funding", _title, _answer, _cards, _notes, method=plan_numbers)
headline, answer, method, record = _page.headline, _page.answer, _page.method, _page.record
