"""Names and numbers that several pieces of the page say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from simulate.page.base import Element, old_sentence
from simulate.page.elements import (
    Record,
    first_up,
    middle_and_range,
    old_panel,
    over_said,
    range_and_error,
    record_of,
    row_of,
    subtitle_said,
)
from simulate.page.words import Words
from simulate.plan.unknowns import EVIDENCE
from simulate.programmes.baseline.model import segments
from simulate.programmes.funding.analysis import EVERY_YEAR, across, asked_tables, budget_worth
from simulate.programmes.funding.payers import CEILINGS
from simulate.programmes.funding.plan import LAW_GROUPS
from simulate.study.draws import summarise

if TYPE_CHECKING:
    from simulate.programmes.funding.study import FundingResult


def payer_said(payer: str, words: Words, first: bool = False) -> str:
    """What a payer is called; ``first`` where it begins a row."""
    said = words(f"funding.payer.{payer}")
    return first_up(said) if first else said


def payers_said(payers: Iterable[str], words: Words) -> str:
    """Payers as a sentence lists them."""
    return words.listed([payer_said(payer, words) for payer in payers])


def whose_said(result: FundingResult, words: Words) -> str:
    """Whose cost the plan keeps low."""
    return words(f"funding.whose.{result.plan.objective}")


def chance_said(chance: float, words: Words) -> str:
    """A chance in whole percent."""
    return words.share(chance, 0)


def ceiling_grade(result: FundingResult, payer: str) -> str:
    """The weakest grade of evidence behind how many workers a payer but APBD can pay for."""
    keys = result.desk.path.unknowns if payer == "sponsor" else (CEILINGS[payer],)
    return max((result.unknowns[key].evidence for key in keys), key=EVIDENCE.index, default=EVIDENCE[-1])


def spread(values: np.ndarray, unit: str, words: Words) -> tuple[str, str]:
    """Middle and 90 % range of draws, shape (draws,), in words; the range is empty where there is none."""
    found = summarise(values)
    middle = words.estimate(found["p50"], found["p05"], found["p95"], unit)
    return middle, "" if found["p05"] == found["p95"] else words.interval(found["p05"], found["p95"], unit)


# fewer than this part of those paid for today, and the plan keeps as many
_ALIKE = 0.01


def title(result: FundingResult, words: Words) -> str:
    """The report's title: how many, and whether that keeps, raises or lowers the number paid for today."""
    return words(
        f"funding.title.{_against_today(result)}",
        workers=words.exact(result.plan.workers),
        start=words.count(result.chosen.case.at_start),
    )


def _against_today(result: FundingResult) -> str:
    """Whether the plan ``keeps``, ``raises`` or ``lowers`` the number of workers paid for before it starts."""
    more = result.plan.workers - result.chosen.case.at_start
    if abs(more) <= _ALIKE * result.chosen.case.at_start:
        return "keeps"
    return "raises" if more > 0 else "lowers"


def answer(result: FundingResult, words: Words | None = None) -> str:
    """The answer in a few sentences, in the run's language unless another is given."""
    words = words or Words(result.settings.language)
    cost, others = (middle_and_range(row_of(result, name), result.units[name], words) for name in _SAID)
    said = {
        "doing": _doing(result, words),
        "cost": cost["middle"],
        "cost_range": cost["range"],
        "allocation": words.rupiah(result.allocation_rp()),
        "over": words.chance(1 - float(result.measures["budget_kept"].mean()), result.settings.draws),
        "budget": words.rupiah(float(result.chosen.case.budget_rp.sum())),
        "month": words.month(result.months[-1]),
        "others": others["middle"],
        "others_range": others["range"],
        "chance": chance_said(result.chance, words),
        "confidence": chance_said(result.plan.confidence, words),
    }
    enough = "" if result.sure.fits and result.chance >= result.plan.confidence else ".short"
    return " ".join(words(key, **said) for key in ("funding.answer.cost", f"funding.answer.chance{enough}"))


_SAID = ("cost_recourse", "workers_others")


def _doing(result: FundingResult, words: Words) -> str:
    """What the money is for: the same number in every month, or one that is reached step by step."""
    said = {
        "workers": words.exact(result.plan.workers),
        "span": words.months(result.months[0], result.months[-1]),
        "start": words.count(result.chosen.case.at_start),
    }
    how = "raising" if _rises(result) else "every_month"
    return words(f"funding.answer.{how}", month=_reached(result, words), **said)


def _rises(result: FundingResult) -> bool:
    """Whether the target number is reached step by step; fewer than today are wanted at once."""
    target = result.chosen.case.target
    return bool(target[0] < target[-1])


def _reached(result: FundingResult, words: Words) -> str:
    return words.month(result.months[max(result.plan.ramp_months, 1) - 1])


def headline(result: FundingResult) -> Element:
    """Title, the answer, and three numbers."""

    def numbers(words: Words) -> list[tuple[str, str, str]]:
        cost, others = row_of(result, "cost_recourse"), row_of(result, "workers_others")
        said = {
            "months": str(result.plan.months),
            "allocation": words.rupiah(result.allocation_rp()),
            "confidence": chance_said(result.plan.confidence, words),
        }
        return [
            (
                words.rupiah(cost["p50"]),
                words("funding.number.cost", **said),
                range_and_error(result, "cost_recourse", words),
            ),
            (
                words.estimate(others["p50"], others["p05"], others["p95"], "persons"),
                words("funding.number.others", month=words.month(result.months[-1])),
                range_and_error(result, "workers_others", words),
            ),
            (
                words.count(result.nearest),
                words(
                    f"funding.number.nearest{'.raising' if _rises(result) else ''}",
                    chance=chance_said(result.chance, words),
                    month=_reached(result, words),
                ),
                "",
            ),
        ]

    return old_panel(
        result.settings.language,
        title=lambda words: title(result, words),
        subtitle=lambda words: subtitle_said(result, words),
        answer=lambda words: answer(result, words),
        numbers=numbers,
        notes=lambda words: _notes(result, words),
        footer=lambda words: words("page.footer"),
    )


def _notes(result: FundingResult, words: Words) -> list[str]:
    """What must be known beside the numbers: what a billion buys, how certain the payers are, the start, the law."""
    worth = budget_worth(result).set_index("year")["workers_more"]
    years = worth.drop(EVERY_YEAR)
    best = years.idxmax()
    _, more = spread(across(result)["billion_every"], "persons", words)
    notes = [
        words(
            "funding.note.billion",
            year=best,
            more=words.count(years[best]),
            every=words.count(worth[EVERY_YEAR]),
            range=more,
        ),
        words("funding.note.evidence"),
        _start_said(result, words),
    ]
    paid_by = set(LAW_GROUPS) & set(result.extended_law)
    if paid_by:
        held = min(result.facts.law.groups[group].horizon for group in paid_by)
        notes.append(words("funding.note.held", month=words.month(held)))
    over = over_said(result, words, result.region.about.opens)
    return [*over, *notes, words("headline.note.range")]


def _start_said(result: FundingResult, words: Words) -> str:
    """How many are paid for before the plan starts, how sure that is, and where the plan leads."""
    start = result.chosen.case.at_start
    found = summarise(segments(result.plan.baseline, result.desk.values).funded)
    said = words(
        f"funding.note.baseline.{result.plan.baseline}",
        start=words.count(start),
        range=words.interval(found["p05"], found["p95"], "persons"),
    )
    moved = words(
        f"funding.note.today.{_against_today(result)}",
        workers=words.exact(result.plan.workers),
        apart=words.count(abs(result.plan.workers - start)),
        reached=_reached(result, words),
        end=words.count(row_of(result, "protected_end")["p50"]),
        month=words.month(result.months[-1]),
    )
    return f"{said} {moved}"


def method(result: FundingResult) -> Element:
    """How the numbers are made, in a paragraph."""

    def text(words: Words) -> str:
        return words(
            "funding.method",
            whose=whose_said(result, words),
            draws=words.exact(result.settings.draws),
            seed=str(result.settings.seed),
            some=words.exact(len(across(result)["reach"])),
        )

    return old_sentence(result.settings.language, text)


def record(result: FundingResult) -> Record:
    """Everything that publishing writes beside the report."""
    return record_of(result, title, answer, asked_tables(result))
