"""What each side gives, month by month, which lever moved what, and what they were made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from simulate.months import month_number, month_text
from simulate.page.base import Element, old_sentence
from simulate.page.drawing import count_ticks, end_labels, month_ticks
from simulate.page.elements import inside, median, signed
from simulate.page.evidence import keyed, range_of, reading_of
from simulate.page.figure import INK, MAIN, OTHER, old_figure
from simulate.page.table import Row, Section, headers, old_table
from simulate.page.words import Words
from simulate.programmes.compare.page.headline import key, named, state
from simulate.programmes.compare.study import (
    ComparedRun,
    Comparison,
    file_differences,
    files_that_differ,
    law_reached,
    levers_that_differ,
)
from simulate.programmes.sponsorship.page.levers import lever_name, lever_value, steps
from simulate.programmes.sponsorship.page.results import largest_error, measure_name
from simulate.study.differs import is_law

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def assumptions(found: Comparison) -> Element:
    """Each unknown and each reading of the law with its grade, and the sides that rest on it."""
    sides = {side.letter: side.result for side in found.sides}
    unknowns = {unknown.key: unknown for result in sides.values() for unknown in result.unknowns_used}
    readings = {
        (value.group, value.key, value.since): value for result in sides.values() for value in result.law_readings
    }

    def rows(words: Words):
        for unknown in unknowns.values():
            resting = [letter for letter, result in sides.items() if unknown in result.unknowns_used]
            grade = words(f"evidence.{unknown.evidence}")
            yield (unknown.name[words.language], range_of(unknown, words), grade, ", ".join(resting))
        for value in readings.values():
            name, grade = reading_of(found.first.result, value, words)
            resting = [letter for letter, result in sides.items() if value in result.law_readings]
            shown = words.legal(value.value, value.unit)
            yield (name, shown, grade, ", ".join(resting))

    return old_table(
        "compared_assumptions",
        found.settings.language,
        caption=lambda words: words("compare.assumptions.caption"),
        header=lambda words: [*headers("assumption", "range", "evidence")(words), words("compare.column.rests")],
        rows=lambda words: list(rows(words)),
        stacked=True,
        note=lambda words: words("compare.assumptions.note", letters=key(found.sides, words)),
    )


def differs(found: Comparison) -> Element:
    """A row for all that differs between the sides, under a heading for each kind; a kind without says so."""

    def rows(words: Words) -> list[Row]:
        width = len(found.sides)
        kinds = {"levers": _levers, "settings": _settings, "law": _law, "data": _data, "code": _code}
        parts = []
        for kind, told in kinds.items():
            inside = list(told(found, words)) or [(words("compare.differs.none"), *[""] * width)]
            parts.append([Section((words(f"compare.differs.{kind}"), *[""] * width)), *inside])
        return list(chain.from_iterable(parts))

    return old_table(
        "what_differs",
        found.settings.language,
        caption=lambda words: words("compare.differs.caption"),
        header=lambda words: [*headers("item")(words), *(side.letter for side in found.sides)],
        rows=rows,
        note=lambda words: words("compare.differs.note", letters=key(found.sides, words)),
        stacked=True,
        data=file_differences(found.sides) if any(side.run for side in found.sides) else None,
    )


def _levers(found: Comparison, words: Words) -> Iterator[Row]:
    for lever in levers_that_differ(found.sides):
        values = [lever_value(lever, side.levers, words) for side in found.sides]
        yield (lever_name(lever, found.first.levers, words), *values)


def _settings(found: Comparison, words: Words) -> Iterator[Row]:
    for name in ("draws", "seed"):
        values = [getattr(side.settings, name) for side in found.sides]
        if len(set(values)) > 1:
            meaning = type(found.settings).model_fields[name].json_schema_extra[words.language]
            yield (meaning, *(words.exact(value) if name == "draws" else str(value) for value in values))


def _law(found: Comparison, words: Words) -> Iterator[Row]:
    yield from _files(found, words, law=True)
    for value, reached in law_reached(found.sides):
        any_side = found.sides[reached.index(True)]
        name = any_side.result.facts.law.groups[value.group].name[words.language]
        said = f"{name}, {keyed(any_side.result, value, words)}"
        yield (said, *(words("compare.differs.read") if read else "–" for read in reached))


def _data(found: Comparison, words: Words) -> Iterator[Row]:
    yield from _files(found, words, law=False)


def _code(found: Comparison, words: Words) -> Iterator[Row]:
    changed = [side.then.get("code") != side.now["code"] for side in found.sides]
    if any(changed):
        yield (words("compare.differs.model"), *_states(["changed" if one else None for one in changed], words))


def _files(found: Comparison, words: Words, law: bool) -> Iterator[Row]:
    """Files that are otherwise today than when a run was published."""
    told = [files_that_differ(side) for side in found.sides]
    for name in sorted({name for one in told for name in one if name != "code" and is_law(name) == law}):
        yield (name, *_states([one.get(name) for one in told], words))


def _states(told: Sequence[str | None], words: Words) -> list[str]:
    return [words(f"compare.differs.{state or 'today'}") for state in told]


def plans(found: Comparison) -> Element:
    """What each letter stands for, its span, and where its numbers come from."""

    def rows(words: Words):
        for side in found.sides:
            months = side.result.months
            yield (named(side, words), words.months(months[0], months[-1]), words(f"compare.state.{state(side)}"))

    return old_table(
        "compared_plans",
        found.settings.language,
        caption=lambda words: words("compare.plans.caption"),
        header=lambda words: [words(f"compare.column.{name}") for name in ("plan", "span", "numbers")],
        rows=lambda words: list(rows(words)),
        stacked=True,
    )


def measures(found: Comparison) -> Element:
    """Each measure under a heading of its own, a row a side: median, range, and the difference from the first."""
    units = found.programme.measures

    def cells(side: ComparedRun, measure: str, words: Words) -> list[str]:
        row, unit = side.headline.get(measure), units[measure]
        if row is None:
            return [words("undefined"), "–", "–", "–"]
        certain = row["p05"] == row["p95"]
        middle = median(row, unit, words)
        interval = "–" if certain else words.interval(row["p05"], row["p95"], unit)
        if side is found.first:
            return [middle, interval, "–", "–"]
        return [middle, interval, *_difference(found.first, side, measure, unit, words)]

    def rows(words: Words):
        for measure in found.programme.compared:
            yield Section((measure_name(measure, words), "", "", "", ""))
            for side in found.sides:
                yield (side.letter, *cells(side, measure, words))

    def note(words: Words) -> str:
        shown = found.differences_table[found.differences_table["measure"].isin(found.programme.compared)]
        lead = shown[shown["measure"] == found.programme.compared[0]]
        error = words.error(float(lead["mc_error"].max()), units[found.programme.compared[0]])
        said = words("compare.measures.note", letter=found.first.letter, error=error, largest=_largest(found, words))
        return said + words("compare.measures.published") if not shown["p05"].notna().all() else said

    return old_table(
        "compared_measures",
        found.settings.language,
        caption=lambda words: words("compare.measures.caption", letter=found.first.letter),
        header=lambda words: [
            *headers("measure", "median", "interval")(words),
            words("compare.column.difference", letter=found.first.letter),
            words("compare.column.difference_range"),
        ],
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3, 4),
        note=note,
        data=found.measures_table,
    )


def _largest(found: Comparison, words: Words) -> str:
    """The largest simulation error of the measures shown."""
    named = [(name, side.headline) for side in found.sides for name in found.programme.compared]
    return largest_error([(name, headline[name]) for name, headline in named if name in headline], words)


def _difference(first: ComparedRun, side: ComparedRun, measure: str, unit: str, words: Words) -> list[str]:
    moved = first.difference(side, measure)
    if moved is None:
        return ["–", "–"]
    middle = signed(moved["p50"], unit, words)
    if "p05" not in moved:
        return [middle, words("compare.unknown")]
    if moved["p05"] == moved["p95"]:
        return [middle, "–"]
    ends = (signed(moved[end], unit, words) for end in ("p05", "p95"))
    return [middle, f" {words('word.to')} ".join(ends)]


# one for each letter; colour alone tells none of them apart
_LINES = ((MAIN, "-"), (OTHER, "-"), (INK, "-"), (MAIN, "--"), (OTHER, "--"), (INK, "--"))
# lines that stay below this share of the highest are shown from close up, too
_LOW = 0.25


# the line of each letter: colour and style, and its table
Lines = dict[str, tuple[tuple[str, str], "pd.DataFrame"]]


def monthly(found: Comparison) -> Element:
    """The median of each side by month as a line, its 90 % range as a band; low lines once more from close up."""
    name = found.programme.monthly
    lines = {
        side.letter: (line, side.monthly(name))
        for side, line in zip(found.sides, _LINES, strict=False)
        if not side.monthly(name).empty
    }
    months = _calendar([table for _, table in lines.values()])
    top = max(float(line["p95"].max()) for _, line in lines.values())
    low = {letter: line for letter, line in lines.items() if float(line[1]["p95"].max()) < _LOW * top}

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        shown = [lines, low] if low else [lines]
        panels = drawing.subplots(len(shown), 1, squeeze=False)[:, 0] if narrow else drawing.subplots(1, len(shown))
        for axes, some in zip(panels if low else [drawing.axes[0]], shown, strict=True):
            _panel(axes, some, months, words, low if some is lines else {})
        drawing.axes[0].set_title(words(f"compare.{found.programme.name}.axis"))
        if low:
            drawing.axes[1].set_title(words("chart.protected.close"))

    def source(words: Words) -> str:
        return words("compare.monthly.source", letters=key(found.sides, words))

    def alt(words: Words) -> str:
        told = [
            words(
                "compare.monthly.alt.line",
                letter=letter,
                first=median(table.iloc[0], "persons", words),
                last=median(table.iloc[-1], "persons", words),
                interval=words.interval(table["p05"].iloc[-1], table["p95"].iloc[-1], "persons"),
                start=words.month(table["month"].iloc[0]),
                end=words.month(table["month"].iloc[-1]),
            )
            for letter, (_, table) in lines.items()
        ]
        return words("compare.monthly.alt", lines="; ".join(told))

    return old_figure(
        "compared_by_month",
        found.settings.language,
        draw,
        title=lambda words: words(f"compare.{found.programme.name}.monthly", numbers=_ranked(found, words)),
        alt=alt,
        source=source,
        data=found.monthly_table,
        narrow=(3.7, 5.4) if low else (3.7, 3.6),
    )


def _ranked(found: Comparison, words: Words) -> str:
    """The sides with their median of the first measure, the most first."""
    lead = found.programme.compared[0]
    unit = found.programme.measures[lead]
    return ", ".join(
        f"{side.letter}\N{NO-BREAK SPACE}{median(side.headline[lead], unit, words)}" for side in found.ranked
    )


def _calendar(tables: list[pd.DataFrame]) -> list[str]:
    """Every month from the first to the last of all sides."""
    ends = [month_number(month) for table in tables for month in (table["month"].iloc[0], table["month"].iloc[-1])]
    return [month_text(number) for number in range(min(ends), max(ends) + 1)]


def _panel(axes: Axes, lines: Lines, months: list[str], words: Words, low: Lines) -> None:
    """Draws lines with their labels; of ``low`` lines the letters alone, all together."""
    first = month_number(months[0])
    top = max(float(line["p95"].max()) for _, line in lines.values()) * 1.1 or 1
    labels = []
    for letter, ((colour, style), line) in lines.items():
        places = [month_number(month) - first for month in line["month"]]
        axes.fill_between(places, line["p05"], line["p95"], color=colour, alpha=0.15, linewidth=0)
        mark = "o" if len(places) == 1 else ""
        axes.plot(places, line["p50"], color=colour, linestyle=style, linewidth=2, marker=mark)
        end = line.iloc[-1]
        said = median(end, "persons", words)
        if letter not in low:
            labels.append((places[-1], float(end["p50"]), f"{letter} {said}", colour))
    if low:
        last = max(low.values(), key=lambda line: line[1]["month"].iloc[-1])[1].iloc[-1]
        labels.append((month_number(last["month"]) - first, float(last["p50"]), ", ".join(low), INK))
    month_ticks(axes, months, words, 3)
    count_ticks(axes.yaxis, words)
    axes.set_ylim(0, top)
    span = max(len(months) - 1, 1)
    axes.set_xlim(-0.04 * span, span * 1.02)
    end_labels(axes, labels)


def waterfalls(found: Comparison) -> None:
    """Shows a waterfall from the first side to each other one, and says what is computed anew."""
    from IPython.display import display

    sides = {side.key: side for side in found.sides}
    single = {one: moved for one, moved in found.moved.items() if len(moved) < 2}
    for one, moved in found.moved.items():
        if one in single:
            continue
        display(
            steps(
                f"waterfall_{sides[one].letter.lower()}",
                found.first.result,
                sides[one].result,
                moved,
                lambda result, words: _name(found, result, words),
            )
        )
    if single:
        display(old_sentence(found.settings.language, lambda words: _single(found, single, words)))
    if any(side.run for side in found.sides):
        display(old_sentence(found.settings.language, lambda words: words("compare.waterfalls.runs")))


def _single(found: Comparison, single: dict[str, pd.DataFrame], words: Words) -> str:
    """Plans that differ in one choice: a waterfall would say the difference again."""
    sides = {side.key: side for side in found.sides}
    moves = [
        f"{sides[key].letter}: {inside(lever_name(moved['lever'].iloc[0], found.first.levers, words))}"
        for key, moved in single.items()
        if len(moved)
    ]
    return words("compare.waterfalls.single", letter=found.first.letter, moves="; ".join(moves) or "–")


def _name(found: Comparison, result: object, words: Words) -> str:
    side = next(side for side in found.sides if side.result is result)
    return named(side, words)
