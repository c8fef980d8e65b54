"""What a number of a page's face rests on, opened by a click: how it comes about, its inputs and their sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from simulate.page.elements import first_up
from simulate.page.evidence import citations, figure_named, figure_said, graded, keyed, period_said, range_of
from simulate.page.html import Cell, content, source
from simulate.page.words import Words
from simulate.study.sensitivity import movers

if TYPE_CHECKING:
    from simulate.plan.unknowns import Unknown
    from simulate.study.simulated import Simulated

# assumptions that a number's trace names, and sources of each: the table of assumptions has all
_MOST, _CITED = 2, 2


@dataclass(frozen=True)
class Trace:
    """What a number rests on, in one language.

    ``name`` says what it is, ``value`` gives it with its range, ``formula`` says in words how it comes about,
    ``inputs`` are what it is made from, each with value, grade and source, as texts and links (text, address) in
    turn; ``mover`` says what moves it most.
    """

    name: str
    value: str
    formula: str = ""
    inputs: Sequence[Cell] = ()
    mover: str = ""


def trace_html(trace: Trace, words: Words, pressed: Sequence[str] = ()) -> str:
    """What opens on numbers as the page writes them, ``pressed``, without the box that it opens in."""
    parts = [f"<h3>{escape(trace.name)}</h3>"]
    if trace.value:
        parts.append(f"<p><strong>{escape(trace.value)}</strong></p>")
    said = _unjoined(f"{trace.name} {trace.value}")
    others = [number for number in dict.fromkeys(map(_unjoined, pressed)) if not _names(said, number)]
    if others:
        parts.append(f"<p>{escape(words('trace.others'))}: {escape('; '.join(others))}</p>")
    if trace.formula:
        parts.append(f"<p>{escape(words('trace.formula'))}: {escape(trace.formula)}</p>")
    if trace.inputs:
        listed = "".join(f"<li>{content(one)}</li>" for one in trace.inputs)
        parts.append(f"<p>{escape(words('trace.inputs'))}</p><ul>{listed}</ul>")
    return "".join([*parts, f"<p>{escape(trace.mover)}</p>" if trace.mover else ""])


def _names(said: str, number: str) -> bool:
    """Whether a text has a number as such, not as a part of another one."""
    return re.search(rf"(?<![\d.,]){re.escape(number)}(?![.,]?\d)", said) is not None


def _unjoined(text: str) -> str:
    """A text without the signs that keep a range on one line of a page."""
    return text.replace("\N{WORD JOINER}", "")


def measure_traces(result: Simulated, words: Words, rests: Mapping[str, Sequence[str]]) -> dict[str, Trace]:
    """The traces of a simulated result's measures: of each that has a text, ``trace.MEASURE`` in its room.

    The text says what the measure is and, after an equals sign, how it comes about.

    Args:
        result: the run.
        words: the language.
        rests: by measure, the law and figures that it is made from: ``law.GROUP``, ``TABLE.ROW`` of the region's
            figures, or ``TABLE``, a whole table.

    Raises:
        InputError: a figure that the region's tables do not have.
    """
    room = result.inputs["programme"]
    return {
        measure: measure_trace(result, words, measure, rests)
        for measure in result.measures
        if words.has(f"trace.{room}.{measure}")
    }


def measure_trace(result: Simulated, words: Words, measure: str, rests: Mapping[str, Sequence[str]]) -> Trace:
    """The trace of one measure that has a text; arguments and refusals as of `measure_traces`."""
    row, unit = result.row(measure), result.units[measure]
    name, _, formula = words(f"trace.{result.inputs['programme']}.{measure}").partition(" = ")
    moved = movers(result, measure)
    inputs = [one for place in rests.get(measure, ()) for one in given(result, words, place)]
    inputs += [assumed(result.unknowns[one.unknown], words) for one in moved[:_MOST]]
    return Trace(
        name, with_range(row, unit, words), formula, inputs, first_up(moved_most(result, words, measure, True))
    )


def with_range(row: Mapping[str, float], unit: str, words: Words) -> str:
    """An estimate with its 90 % range in brackets, where it has one."""
    middle = words.estimate(row["p50"], row["p05"], row["p95"], unit)
    if row["p05"] == row["p95"]:
        return middle
    return words("trace.value", value=middle, range=words.interval(row["p05"], row["p95"], unit))


def moved_most(result: Simulated, words: Words, measure: str, instead: bool = False) -> str:
    """The assumption that moves a measure most and how far; that none does where nothing is uncertain.

    ``instead`` adds, where the chain ends in the authors' judgement, what would take its place.
    """
    moved = movers(result, measure)
    if not moved:
        return words("trace.certain")
    first, unit = moved[0], result.units[measure]
    unknown = result.unknowns[first.unknown]
    ends = words.interval(*sorted((first.low, first.high)), unit)
    grade = words(f"evidence.{unknown.evidence}")
    said = words("trace.mover", name=unknown.name[words.language], ends=ends, grade=grade)
    if not instead or unknown.evidence != "judgement" or words.language not in unknown.ask:
        return said
    return f"{said} {words('trace.instead', ask=unknown.ask[words.language])}"


def assumed(unknown: Unknown, words: Words) -> Cell:
    """An assumption with its range, its grade and the sources behind it."""
    head = words(
        "trace.assumed",
        name=unknown.name[words.language],
        range=range_of(unknown, words),
        grade=words(f"evidence.{unknown.evidence}"),
    )
    cited = citations(unknown, words)
    return [head, *cited[: 3 * _CITED]]


def given(result: Simulated, words: Words, place: str) -> Iterator[Cell]:
    """What the law or a table gives: its values with grade and source."""
    table, _, row = place.partition(".")
    if table == "law":
        yield from law_given(result, words, row)
    elif row:
        yield figure_given(result, words, table, row)
    else:
        card = result.region.cards[table]
        yield [f"{card['title'][words.language]}: ", source(str(card["url"])), f" ({words.day(str(card['date']))})"]


def law_given(result: Simulated, words: Words, group: str) -> Iterator[Cell]:
    """The values of a legal parameter that the run read, with reference, address and grade."""
    values = [value for value in result.law_values if value.group == group]
    if values:
        first = values[0]
        said = "; ".join(dict.fromkeys(keyed(result, value, words) for value in values))
        name = result.facts.law.groups[group].name[words.language]
        head = words("trace.law", name=name, value=said, reference=first.reference)
        yield [head, source(first.url), f" ({words(f'evidence.{first.evidence}')})"]


def figure_given(result: Simulated, words: Words, table: str, row: str) -> Cell:
    """A figure of the region's tables, with its source and status."""
    figure = result.region.figure(table, row)
    name = figure_named(result.region, figure, words)
    said = f"{name}, {period_said(figure.period, words)}: {figure_said(figure, words)}. "
    return [said, *graded({"source": figure.source, "status": figure.status}, words)]
