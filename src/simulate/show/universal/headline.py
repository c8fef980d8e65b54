"""Title, answer, first screen, method and record of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.plan.sponsorship import TASPEN
from simulate.show.panel import panel
from simulate.show.pieces import Piece, sentence
from simulate.show.record import Record, record_of
from simulate.show.said import over_said, range_and_error, row_of, subtitle_said
from simulate.show.universal.said import apbd_said, baseline_grade, baseline_said, december
from simulate.show.words import Words
from simulate.study.sensitivity import one_at_a_time
from simulate.study.universal.asked import asked_tables
from simulate.study.universal.levers import levers_alone
from simulate.study.universal.needed import needed_budgets
from simulate.study.universal.run import other_baseline
from simulate.study.universal.targets import own_chance

if TYPE_CHECKING:
    from simulate.study.universal.result import UniversalResult


def title(result: UniversalResult, words: Words) -> str:
    """The report's title."""
    return words("universal.title", span=_span(result))


def _span(result: UniversalResult) -> str:
    """The years of the plan."""
    return "–".join(dict.fromkeys((result.months[0][:4], result.months[-1][:4])))


def answer(result: UniversalResult, words: Words | None = None) -> str:
    """The answer in two sentences, in the run's language unless another is given."""
    words = words or Words(result.settings.language)
    end, start = row_of(result, "coverage_end"), row_of(result, "coverage_start")
    chance, error = own_chance(result)
    known = ".certain" if start["p05"] == start["p95"] else ""
    road = words(
        f"universal.answer.road{known}",
        month=words.month(result.months[-1]),
        end=words.share(end["p50"]),
        end_range=words.interval(end["p05"], end["p95"], "share"),
        start=words.share(start["p50"]),
        start_range=words.interval(start["p05"], start["p95"], "share"),
        baseline=baseline_said(result.plan.baseline, words),
        grade=baseline_grade(result, result.plan.baseline, words),
    )
    target = words(
        f"universal.answer.target{'' if error else '.sure'}",
        target=words.share(result.plan.target, 0),
        month=december(result.plan.target_year, words),
        chance=words.chance(chance, result.settings.draws),
        error=words.error(error, "share"),
    )
    return f"{road} {target}{_needed(result, words)}"


def _needed(result: UniversalResult, words: Words) -> str:
    """What APBD would have to pay for the target; nothing where the target is as good as reached."""
    if own_chance(result)[0] >= 0.5:
        return ""
    even, sure = (row for _, row in needed_budgets(result).iterrows())
    if np.isnan(even["budget_rp"]):
        return " " + words("universal.answer.unreachable")
    said = {"budget": words.rupiah(even["budget_rp"]), "even": words.share(even["chance"], 0)}
    if np.isnan(sure["budget_rp"]):
        return " " + words("universal.answer.needed.even", **said)
    said |= {"sure": words.share(sure["chance"], 0), "sure_budget": words.rupiah(sure["budget_rp"])}
    return " " + words("universal.answer.needed", **said)


def headline(result: UniversalResult) -> Piece:
    """Title, the answer, and three numbers."""

    def numbers(words: Words) -> list[tuple[str, str, str]]:
        end, people, apbd, every = (
            row_of(result, name) for name in ("coverage_end", "covered_end", "cost_apbd", "cost_total")
        )
        chance, error = own_chance(result)
        return [
            (
                words.share(end["p50"]),
                words(
                    "universal.number.coverage",
                    month=words.month(result.months[-1]),
                    people=words.count(people["p50"]),
                    people_range=words.interval(people["p05"], people["p95"], "persons"),
                ),
                range_and_error(result, "coverage_end", words),
            ),
            (
                words.chance(chance, result.settings.draws),
                words(
                    "universal.number.chance",
                    target=words.share(result.plan.target, 0),
                    month=december(result.plan.target_year, words),
                ),
                words("universal.number.error", error=words.error(error, "share"))
                if error
                else words("universal.number.draws", draws=words.exact(result.settings.draws)),
            ),
            (
                words.rupiah(apbd["p50"]),
                words(
                    "universal.number.apbd",
                    months=str(result.plan.months),
                    every=words.rupiah(every["p50"]),
                    every_range=words.interval(every["p05"], every["p95"], "rp"),
                ),
                range_and_error(result, "cost_apbd", words),
            ),
        ]

    return panel(
        result.settings.language,
        title=lambda words: title(result, words),
        subtitle=lambda words: subtitle_said(result, words),
        answer=lambda words: answer(result, words),
        numbers=numbers,
        notes=lambda words: _notes(result, words),
        footer=lambda words: words("page.footer"),
    )


def _notes(result: UniversalResult, words: Words) -> list[str]:
    """What must be known beside the numbers: the other baseline, the evidence, what full coverage can't hold."""
    other = other_baseline(result)
    start, end = row_of(other, "coverage_start"), row_of(other, "coverage_end")
    chance, _ = own_chance(other)
    notes = [
        words(
            "universal.note.baseline",
            other=baseline_said(other.plan.baseline, words),
            start=words.interval(start["p05"], start["p95"], "share"),
            paid=apbd_said(other, "universal.note.baseline.paid", words),
            end=words.share(end["p50"]),
            end_range=words.interval(end["p05"], end["p95"], "share"),
            chance=words.chance(chance, other.settings.draws),
            gap=words.decimal(100 * abs(end["p50"] - row_of(result, "coverage_end")["p50"]), 1),
            most=words.decimal(_most_of_a_lever(result), 1),
        ),
        words("universal.note.evidence", grades=_grades(result, words)),
        words(
            "universal.note.measure",
            civil_servants=words.exact(sum(result.region.asn_persons(TASPEN).values())),
        ),
    ]
    claimed = apbd_said(result, "universal.note.claimed", words) if result.plan.baseline == "claimed" else ""
    if claimed:
        notes.insert(1, claimed)
    if result.extended_law:
        first = min(result.extended_law.values())
        notes.append(words("universal.note.held", month=words.month(first)))
    over = over_said(result, words, result.region.about.opens)
    return [*over, *notes, words("headline.note.range")]


def _most_of_a_lever(result: UniversalResult) -> float:
    """The most percentage points that one of the changes in the table of levers moves coverage, by its median."""
    moves = levers_alone(result)
    single = moves[(moves["measure"] == "coverage_end") & (moves["lever"] != "all_switches")]
    return float(single["p50"].abs().max())


def _grades(result: UniversalResult, words: Words) -> str:
    """The assumptions that move coverage most, each with its grade."""
    moved = one_at_a_time(result)
    strongest = moved[moved["outcome"] == "coverage_end"].head(3)["unknown"]
    told = (result.unknowns[key] for key in strongest)
    return "; ".join(f"{one.name[words.language]} ({words(f'evidence.{one.evidence}')})" for one in told)


def method(result: UniversalResult) -> Piece:
    """How the numbers are made, in a paragraph."""
    seen = result.region.figure("coverage", "banten_participants_growth_nov_2025")
    since, until = seen.period.split(" to ")

    def text(words: Words) -> str:
        return words(
            "universal.method",
            funding=result.plan.funding,
            sponsorship=result.plan.sponsorship or "–",
            banten=words.share(seen.value / 100),
            banten_from=words.month(since),
            banten_to=words.month(until),
            draws=words.exact(result.settings.draws),
            seed=str(result.settings.seed),
        )

    return sentence(result.settings.language, text)


def record(result: UniversalResult) -> Record:
    """Everything that publishing writes beside the report."""
    return record_of(result, title, answer, asked_tables(result))
