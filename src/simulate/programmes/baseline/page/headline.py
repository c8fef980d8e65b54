"""The first screen: what is claimed, what the evidence says, and under which definition they agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulate.page.base import Element, old_sentence
from simulate.page.elements import Record, middle_and_range, old_panel, range_and_error, record_of, row_of
from simulate.page.evidence import measured, period_said, unit_said
from simulate.page.words import Words
from simulate.programmes.baseline.page.definitions import (
    RESIDENTS,
    claim_of,
    claimed_of,
    definition_said,
    nearest,
    vulnerable_said,
)
from simulate.programmes.baseline.study import MEASURES

if TYPE_CHECKING:
    import pandas as pd

    from simulate.programmes.baseline.study import BaselineResult

# measures shown together, by what they tell
_GROUPS = {
    "claims": ("claimed_participants", "covered", "claim_apart", "not_resident", "not_paid_up", "unexplained"),
    "money": (
        "funded",
        "funded_of_pool",
        "claim_of_pool",
        "cost_funded_year",
        "cost_claim_year",
        "cost_claim_of_apbd",
        "cost_budgeted_year",
    ),
}


def title(result: BaselineResult, words: Words) -> str:
    """The page's title."""
    return words("baseline.title", region=result.region.about.name)


def answer(result: BaselineResult, words: Words | None = None) -> str:
    """The answer in sentences; in the run's language unless told otherwise."""
    words = words or Words(result.settings.language)
    return " ".join(
        [
            words(
                "baseline.answer.share",
                definition=definition_said(result.definition._asdict(), words),
                out_of=words(f"baseline.out_of.{result.plan.workers}"),
                **middle_and_range(row_of(result, "covered_share"), "share", words),
            ),
            _fits_share(result, words),
            _fits_vulnerable(result, words),
        ]
    )


def _fits_share(result: BaselineResult, words: Words) -> str:
    """Under which definition the claimed share lies in the range."""
    claim = words.share(claim_of(result), 0)
    found = result.definition_table
    best = nearest(found, claim_of(result))
    if best is None:
        return words("baseline.answer.share.none", claim=claim)
    said = middle_and_range(best, "share", words) | _inside(found, words)
    return words("baseline.answer.share.fits", claim=claim, definition=definition_said(best, words), **said)


def _fits_vulnerable(result: BaselineResult, words: Words) -> str:
    """Under which way of counting the claimed number lies in the range."""
    claim = words.count(claimed_of(result))
    found = result.vulnerable_table
    best = nearest(found, claimed_of(result))
    if best is None:
        return words("baseline.answer.vulnerable.none", claim=claim)
    said = middle_and_range(best, "persons", words) | _inside(found, words)
    return words("baseline.answer.vulnerable.fits", claim=claim, counted=vulnerable_said(best, words), **said)


def _inside(found: pd.DataFrame, words: Words) -> dict[str, str]:
    """In how many rows of a table the claim lies inside the range."""
    return {"inside": words.exact(int((found["fits"] == "inside").sum())), "all": words.exact(len(found))}


def headline(result: BaselineResult) -> Element:
    """Title, the answer, and three numbers."""

    def number(measure: str, words: Words, **said: str) -> tuple[str, str, str]:
        row, unit = row_of(result, measure), MEASURES[measure]
        middle = words.estimate(row["p50"], row["p05"], row["p95"], unit)
        if unit == "share":
            middle = words.share(row["p50"], 0)
        return middle, words(f"baseline.number.{measure}", **said), range_and_error(result, measure, words)

    def numbers(words: Words) -> Sequence[tuple[str, str, str]]:
        formal = middle_and_range(row_of(result, "formal_uncovered"), "persons", words)
        definition = definition_said(result.definition._asdict(), words)
        residents = definition_said(RESIDENTS._asdict(), words)
        alike = result.definition == RESIDENTS
        other = "" if alike else words("baseline.number.uncovered.other", definition=residents)
        return [
            number("covered_share", words, definition=definition, claim=words.share(claim_of(result), 0)),
            number(
                "uncovered",
                words,
                formal=formal["middle"],
                formal_range=formal["range"],
                other=other,
            ),
            number("funded", words, claim=words.count(claimed_of(result))),
        ]

    def notes(words: Words) -> list[str]:
        active, funded = result.unknowns["active_share"], result.unknowns["funded"]
        return [
            words(
                "baseline.note.comparison",
                grade=words(f"evidence.{active.evidence}"),
                funded_grade=words(f"evidence.{funded.evidence}"),
                low=words.share(active.low, 0),
                mode=words.share(active.mode, 0),
                high=words.share(active.high, 0),
            ),
            words("baseline.note.start"),
            *_budgeted(result, words),
            words("headline.note.range"),
        ]

    return old_panel(
        result.settings.language,
        title=lambda words: title(result, words),
        subtitle=lambda words: words(
            "baseline.subtitle", region=result.region.about.name, plan=result.plan_name[words.language]
        ),
        answer=lambda words: answer(result, words),
        numbers=numbers,
        notes=notes,
        footer=lambda words: words("page.footer"),
    )


def _budgeted(result: BaselineResult, words: Words) -> list[str]:
    """What the regency says it has budgeted for, beside those taken to be paid for today, and what it would cost."""
    if result.budgeted is None:
        return []
    funded = middle_and_range(row_of(result, "funded"), "persons", words)
    return [
        words(
            "baseline.note.budgeted",
            month=period_said(result.budgeted.period, words),
            budgeted=words.count(result.budgeted.value),
            funded=funded["middle"],
            funded_range=funded["range"],
            cost=words.rupiah(row_of(result, "cost_budgeted_year")["p50"], 4),
            price=words.rupiah(result.year_price_rp),
        )
    ]


def measures(result: BaselineResult, group: str) -> Element:
    """Measures that tell one thing, ``claims`` or ``money``, with mean, median, interval and error."""

    def numbers(words: Words) -> dict[str, str]:
        cost, share = row_of(result, "cost_funded_year"), row_of(result, "not_paid_up")
        return {
            "cost": words.rupiah(cost["p50"]),
            "cost_range": words.interval(cost["p05"], cost["p95"], "rp"),
            "claim_cost": words.rupiah(row_of(result, "cost_claim_year")["p50"]),
            "inactive": words.count(share["p50"]),
            "price": words.rupiah(result.year_price_rp),
            "month": words.month(result.plan.on),
            "pool": words.exact(result.pool),
        }

    return measured(
        result,
        group,
        _GROUPS[group],
        name=lambda measure, words: words(f"measure.baseline.{measure}") + unit_said(MEASURES[measure], words),
        caption=lambda words: words(f"baseline.table.{group}.caption", **numbers(words)),
        note=lambda words: words(f"baseline.table.{group}.note", **numbers(words)),
    )


def method(result: BaselineResult) -> Element:
    """How the numbers are made, in a paragraph."""
    settings = result.settings
    return old_sentence(
        settings.language,
        lambda words: words("baseline.method", draws=words.exact(settings.draws), seed=str(settings.seed)),
    )


def record(result: BaselineResult) -> Record:
    """Everything that publishing writes beside the report."""
    return record_of(result, title, answer)
