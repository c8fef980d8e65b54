"""Names, numbers and grades that several pieces of the page say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from simulate.page.base import Element, old_sentence
from simulate.page.elements import Record, old_panel, over_said, range_and_error, record_of, row_of, subtitle_said
from simulate.page.table import Cell, Markup
from simulate.page.words import Words
from simulate.plan.checked import TASPEN
from simulate.plan.unknowns import EVIDENCE
from simulate.programmes.universal.analysis import asked_tables, levers_alone, needed_budgets
from simulate.programmes.universal.study import other_baseline, own_chance
from simulate.study.sensitivity import one_at_a_time

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulate.programmes.universal.study import UniversalResult


def channel_said(channel: str, words: Words) -> str:
    """What a channel, or a pool of the uncovered, is called."""
    return words(f"universal.channel.{channel}")


def baseline_said(baseline: str, words: Words) -> str:
    """A baseline, as a sentence holds it."""
    return words(f"universal.baseline.{baseline}")


def december(year: int, words: Words) -> str:
    """The month in which a year's target is looked at."""
    return words.month(f"{year}-12")


def weakest(result: UniversalResult, unknowns: Iterable[str]) -> str:
    """The weakest grade of evidence among unknowns."""
    return max((result.unknowns[key].evidence for key in unknowns), key=EVIDENCE.index)


# what the evidence for each baseline rests on
_BASELINES = {"reconciled": ("active_share", "residents_per_participant"), "claimed": ("claimed_share",)}


def baseline_grade(result: UniversalResult, baseline: str, words: Words) -> str:
    """The grade of what a baseline rests on."""
    return words(f"evidence.{weakest(result, _BASELINES[baseline])}")


def apbd_said(side: UniversalResult, key: str, words: Words) -> str:
    """A text on how many APBD pays for from this start; nothing where a set budget pays, whatever the start."""
    if side.plan.subsidised_budget_rp is not None:
        return ""
    return words(
        key,
        workers=words.count(float(np.median(side.outcome.road.members["subsidised"][:, 0]))),
        first=words.month(side.months[0]),
        cost=words.rupiah(row_of(side, "cost_apbd")["p50"]),
        months=str(side.plan.months),
    )


def billions(row: Mapping[str, float], words: Words, sign: bool = False) -> Cell:
    """A median in billions of rupiah over its 90 % range, for tables of many columns; with ``sign``, a change."""
    if row["p05"] == row["p95"] == 0:
        return "–"
    shown = _billion(row["p50"], words, sign)
    if row["p05"] == row["p95"]:
        return shown
    mixed = row["p05"] < 0
    ends = [_billion(row[end], words, mixed) for end in ("p05", "p95")]
    span = f" {words('word.to')} ".join(ends) if mixed else "–".join(ends)
    return Markup(f"{shown}<br/><small>{span}</small>", f"{shown} ({span})")


def _billion(amount: float, words: Words, sign: bool) -> str:
    size = abs(amount) / 1e9
    said = words.decimal(size, 2 if size < 10 else 1) if size < 100 else words.count(size)
    before = "" if not amount else "\N{MINUS SIGN}" if amount < 0 else "+" if sign else ""
    return f"{before}{said}"


def year_ticks(axes: Axes, months: list[str], words: Words, narrow: bool) -> None:
    """Labels at the first month and each January, on a phone at every other of them."""
    places = [place for place, month in enumerate(months) if not place or month.endswith("-01")]
    places = places[:: 2 if narrow else 1]
    axes.set_xticks(places, [words.month(months[place], short=True) for place in places])


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


def headline(result: UniversalResult) -> Element:
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

    return old_panel(
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


def method(result: UniversalResult) -> Element:
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

    return old_sentence(result.settings.language, text)


def record(result: UniversalResult) -> Record:
    """Everything that publishing writes beside the report."""
    return record_of(result, title, answer, asked_tables(result))
