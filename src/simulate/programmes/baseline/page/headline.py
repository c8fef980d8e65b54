"""The first screen: what is claimed, what the evidence says, and under which definition they agree; the measures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simulate.page.elements import Card, Numbers, Page, Rows, range_and_error, table
from simulate.page.evidence import MEASURE_COLUMNS, measure_rows, period_said
from simulate.page.words import Words
from simulate.programmes.baseline.page.definitions import RESIDENTS, against_claim, claim_of, counted

if TYPE_CHECKING:
    from simulate.programmes.baseline.study import BaselineResult

# measures shown together, by what they show
_COSTS = ("cost_funded_year", "cost_claim_year", "cost_claim_of_apbd", "cost_budgeted_year")
_GROUPS = {
    "claims": ("claimed_participants", "covered", "claim_apart", "not_resident", "not_paid_up", "unexplained"),
    "money": ("funded", "funded_of_pool", "claim_of_pool", *_COSTS),
}


def _phrase(key: str, result: BaselineResult, words: Words, **numbers: Any) -> str:
    """A text of the page, with measures by form and these numbers."""
    return words(f"baseline.{key}", Numbers(result, words, numbers))


def _title(result: BaselineResult, words: Words) -> str:
    return words("baseline.title", region=result.region.about.name)


def _subtitle(result: BaselineResult, words: Words) -> str:
    return words("baseline.subtitle", region=result.region.about.name, plan=result.plan_name[words.language])


def _answer(result: BaselineResult, words: Words) -> str:
    """The covered share, then for each claim under which definition or way of counting it lies in the range."""
    definition, out_of = counted(result.definition._asdict(), words), words(f"baseline.out_of.{result.plan.workers}")
    parts = [_phrase("answer.share", result, words, definition=definition, out_of=out_of)]
    for key, name in (("share", "definitions"), ("vulnerable", "vulnerable")):
        numbers = against_claim(result, name, result.table(name), words)
        parts.append(words(f"baseline.answer.{key}.{'fits' if 'best' in numbers else 'none'}", numbers))
    return " ".join(parts)


def _cards(result: BaselineResult, words: Words) -> list[Card]:
    residents = counted(RESIDENTS._asdict(), words)
    other = result.definition != RESIDENTS
    numbers = {
        "covered_share": {
            "definition": counted(result.definition._asdict(), words),
            "claim": words.share(claim_of(result, "definitions"), 0),
        },
        "uncovered": {"other": words("baseline.number.uncovered.other", definition=residents) if other else ""},
        "funded": {"claim": words.count(claim_of(result, "vulnerable"))},
    }
    big = {measure: format(words.of(result.row(measure), result.units[measure])) for measure in numbers}
    big["covered_share"] = words.share(result.number("covered_share"), 0)
    return [
        (big[measure], _phrase(f"number.{measure}", result, words, **own), range_and_error(result, measure, words))
        for measure, own in numbers.items()
    ]


def _notes(result: BaselineResult, words: Words) -> list[str]:
    active, funded = result.unknowns["active_share"], result.unknowns["funded"]
    comparison = words(
        "baseline.note.comparison",
        grade=words(f"evidence.{active.evidence}"),
        funded_grade=words(f"evidence.{funded.evidence}"),
        low=words.share(active.low, 0),
        mode=words.share(active.mode, 0),
        high=words.share(active.high, 0),
    )
    notes = [comparison, words("baseline.note.start")]
    if result.budgeted is not None:
        numbers = {
            "month": period_said(result.budgeted.period, words),
            "budgeted": words.count(result.budgeted.value),
            "cost": words.rupiah(result.number("cost_budgeted_year"), 4),
            "price": words.rupiah(result.year_price_rp),
        }
        notes.append(_phrase("note.budgeted", result, words, **numbers))
    return [*notes, words("headline.note.range")]


page = Page("baseline", _title, _answer, _cards, _notes, _subtitle)
answer, headline, method, record = page.answer, page.headline, page.method, page.record


@table("{}", "baseline.table", MEASURE_COLUMNS, numeric=(1, 2, 3, 4))
def measures(result: BaselineResult, words: Words, group: str) -> Rows:
    """Measures that belong together, ``claims`` or ``money``, with mean, median, interval and error."""
    numbers = {
        "price": words.rupiah(result.year_price_rp),
        "month": words.month(result.plan.on),
        "pool": words.exact(result.pool),
    }
    rows = measure_rows(result, words, _GROUPS[group], "measure.baseline")
    return replace(rows, numbers=numbers, caption=f".{group}", note=f".{group}")
