"""What each side gives, month by month, which lever moved what, and what they were made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.page.drawing import INK, MAIN, OTHER, count_ticks, end_labels, fan, month_ticks
from simulate.page.elements import Chart, Rows, chart, inside, median, signed, table, text
from simulate.page.evidence import keyed, range_of, reading_of
from simulate.page.html import Row, Section
from simulate.page.words import Words
from simulate.programmes.compare.page.headline import letters, named, state
from simulate.programmes.compare.study import (
    ComparedRun,
    Comparison,
    files_that_differ,
    law_reached,
    levers_that_differ,
)
from simulate.programmes.sponsorship.page.levers import lever_name, lever_value, steps
from simulate.programmes.sponsorship.page.results import largest_error, measure_name
from simulate.study.identity import is_law
from simulate.written import month_number, months_from

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@table("compared_assumptions", "compare.assumptions", "assumption range evidence compare.column.rests", stacked=True)
def assumptions(found: Comparison, words: Words) -> Rows:
    """Each unknown and each reading of the law with its grade, and the sides that rest on it."""
    sides = {side.letter: side.result for side in found.sides}
    unknowns = {unknown.key: unknown for result in sides.values() for unknown in result.unknowns_used}
    readings = {
        (value.group, value.key, value.since): value for result in sides.values() for value in result.law_readings
    }
    rows = []
    for unknown in unknowns.values():
        resting = ", ".join(letter for letter, result in sides.items() if unknown in result.unknowns_used)
        grade = words(f"evidence.{unknown.evidence}")
        rows.append((unknown.name[words.language], range_of(unknown, words), grade, resting))
    for value in readings.values():
        resting = ", ".join(letter for letter, result in sides.items() if value in result.law_readings)
        name, grade = reading_of(found.first.result, value, words)
        rows.append((name, words.legal(value.value, value.unit), grade, resting))
    return Rows(rows, {"letters": letters(found, words)})


@table("what_differs", "compare.differs", stacked=True)
def differs(found: Comparison, words: Words) -> Rows:
    """A row for all that differs between the sides, under a heading for each kind; a kind without says so."""
    rows, blank = [], [""] * len(found.sides)
    for kind, own in _differences(found, words).items():
        rows.append(Section((words(f"compare.differs.{kind}"), *blank)))
        rows += own or [(words("compare.differs.none"), *blank)]
    columns = ["item", *(side.letter for side in found.sides)]
    data = found.files_table if found.published else None
    return Rows(rows, {"letters": letters(found, words)}, data, columns=columns)


def _differences(found: Comparison, words: Words) -> dict[str, list[Row]]:
    """What differs, by kind; of files and code, what is otherwise today than when a run was published."""
    sides, kinds = found.sides, {kind: [] for kind in ("levers", "settings", "law", "data", "code")}
    for lever in levers_that_differ(sides):
        values = (lever_value(lever, side.levers, words) for side in sides)
        kinds["levers"].append((lever_name(lever, found.first.levers, words), *values))
    for name, form in (("draws", words.exact), ("seed", str)):
        values = [getattr(side.settings, name) for side in sides]
        if len(set(values)) > 1:
            meaning = type(found.settings).model_fields[name].json_schema_extra[words.language]
            kinds["settings"].append((meaning, *map(form, values)))
    changes = [files_that_differ(side) for side in sides]
    for name in sorted({name for changed in changes for name in changed} - {"code"}):
        states = (words(f"compare.differs.{changed.get(name, 'today')}") for changed in changes)
        kinds["law" if is_law(name) else "data"].append((name, *states))
    for value, reached in law_reached(sides):
        result = sides[reached.index(True)].result
        name = f"{result.facts.law.groups[value.group].name[words.language]}, {keyed(result, value, words)}"
        kinds["law"].append((name, *(words("compare.differs.read") if read else "–" for read in reached)))
    if any("code" in changed for changed in changes):
        states = (words(f"compare.differs.{'changed' if 'code' in changed else 'today'}") for changed in changes)
        kinds["code"].append((words("compare.differs.model"), *states))
    return kinds


@table(
    "compared_plans", "compare.plans", "compare.column.plan compare.column.span compare.column.numbers", stacked=True
)
def plans(found: Comparison, words: Words) -> Rows:
    """What each letter stands for, its span, and where its numbers come from."""
    spans = [words.months(side.result.months[0], side.result.months[-1]) for side in found.sides]
    states = [words(f"compare.state.{state(side)}") for side in found.sides]
    return Rows([*zip((named(side, words) for side in found.sides), spans, states, strict=True)])


@table(
    "compared_measures",
    "compare.measures",
    "measure median interval compare.column.difference compare.column.difference_range",
    numeric=(1, 2, 3, 4),
)
def measures(found: Comparison, words: Words) -> Rows:
    """Each measure under a heading of its own, a row a side: median, range, and the difference from the first."""
    compared, units, rows = found.programme.compared, found.programme.measures, []
    for measure in compared:
        rows.append(Section((measure_name(measure, words), "", "", "", "")))
        rows += [(side.letter, *_cells(found, side, measure, words)) for side in found.sides]
    shown = found.differences_table[found.differences_table["measure"].isin(compared)]
    error = float(shown.loc[shown["measure"] == compared[0], "mc_error"].max())
    results = [(name, side.headline[name]) for side in found.sides for name in compared if name in side.headline]
    numbers = {
        "letter": found.first.letter,
        "error": words.error(error, units[compared[0]]),
        "largest": largest_error(results, words),
        "published": "" if shown["p05"].notna().all() else words("compare.measures.published"),
    }
    return Rows(rows, numbers, found.measures_table)


def _cells(found: Comparison, side: ComparedRun, measure: str, words: Words) -> list[str]:
    row, unit = side.headline.get(measure), found.programme.measures[measure]
    if row is None:
        return [words("undefined"), "–", "–", "–"]
    interval = "–" if row["p05"] == row["p95"] else words.interval(row["p05"], row["p95"], unit)
    cells = [median(row, unit, words), interval]
    moved = None if side is found.first else found.first.difference(side, measure)
    if moved is None:
        return [*cells, "–", "–"]
    if "p05" not in moved:
        interval = words("compare.unknown")
    elif moved["p05"] == moved["p95"]:
        interval = "–"
    else:
        interval = f" {words('word.to')} ".join(signed(moved[end], unit, words) for end in ("p05", "p95"))
    return [*cells, signed(moved["p50"], unit, words), interval]


# one for each letter; colour alone tells none of them apart
_LINES = ((MAIN, "-"), (OTHER, "-"), (INK, "-"), (MAIN, "--"), (OTHER, "--"), (INK, "--"))
# lines that stay below this share of the highest are shown from close up, too
_LOW = 0.25


@chart("compared_by_month", "compare.monthly")
def monthly(found: Comparison, words: Words) -> Chart:
    """The median of each side by month as a line, its 90 % range as a band; low lines once more from close up."""
    programme = found.programme
    every = {side.letter: side.monthly(programme.monthly) for side in found.sides}
    lines = {letter: line for letter, line in every.items() if not line.empty}
    top = max(float(line["p95"].max()) for line in lines.values())
    low = {letter: line for letter, line in lines.items() if float(line["p95"].max()) < _LOW * top}
    known = sorted({month for line in lines.values() for month in line["month"]})
    months = months_from(known[0], month_number(known[-1]) - month_number(known[0]) + 1)

    def panel(axes: Axes, shown: dict[str, pd.DataFrame], small: dict[str, pd.DataFrame]) -> None:
        """Lines with their labels; of the small ones the letters alone, all together."""
        labels = []
        for letter, line in shown.items():
            colour, style = _LINES["ABCDEF".index(letter)]
            places = [months.index(month) for month in line["month"]]
            fan(axes, places, line, colour, linestyle=style, marker="o" if len(places) == 1 else "")
            if letter not in small:
                end = line.iloc[-1]
                labels.append((places[-1], end["p50"], f"{letter} {median(end, 'persons', words)}", colour))
        if small:
            last = max(small.values(), key=lambda line: line["month"].iloc[-1]).iloc[-1]
            labels.append((months.index(last["month"]), float(last["p50"]), ", ".join(small), INK))
        month_ticks(axes, months, words, 3)
        count_ticks(axes.yaxis, words)
        axes.set_ylim(0, max(float(line["p95"].max()) for line in shown.values()) * 1.1 or 1)
        span = max(len(months) - 1, 1)
        axes.set_xlim(-0.04 * span, span * 1.02)
        end_labels(axes, labels)

    def draw(drawing: Figure, narrow: bool) -> None:
        panels = [(lines, low), (low, {})] if low else [(lines, {})]
        shape = (len(panels), 1) if narrow else (1, len(panels))
        for axes, (shown, small) in zip(drawing.subplots(*shape, squeeze=False).ravel(), panels, strict=True):
            panel(axes, shown, small)
        drawing.axes[0].set_title(words(f"compare.{programme.name}.axis"))
        if low:
            drawing.axes[1].set_title(words("chart.protected.close"))

    described = []
    for letter, line in lines.items():
        ends = {"first": words.of(line.iloc[0], "persons"), "last": words.of(line.iloc[-1], "persons")}
        start, end = (words.month(line["month"].iloc[place]) for place in (0, -1))
        described.append(words("compare.monthly.alt.line", ends, letter=letter, start=start, end=end))
    lead = programme.compared[0]
    ranked = (
        f"{side.letter}\N{NO-BREAK SPACE}{median(side.headline[lead], programme.measures[lead], words)}"
        for side in found.ranked
    )
    numbers = {"numbers": ", ".join(ranked), "lines": "; ".join(described), "letters": letters(found, words)}
    narrow = (3.7, 5.4) if low else (3.7, 3.6)
    return Chart(draw, found.monthly_table, numbers, title=f".{programme.name}", narrow=narrow)


def waterfalls(found: Comparison) -> None:
    """Shows a waterfall from the first side to each other one, and says what is computed anew."""
    from IPython.display import display

    def name(result: object, words: Words) -> str:
        return named(next(side for side in found.sides if side.result is result), words)

    for side in found.sides[1:]:
        moved = found.moved[side.key]
        if len(moved) > 1:
            display(steps(f"waterfall_{side.letter.lower()}", found.first.result, side.result, moved, name))
    if any(len(moved) < 2 for moved in found.moved.values()):
        display(_single(found))
    if found.published:
        display(_computed_today(found))


@text
def _single(found: Comparison, words: Words) -> str:
    """Plans that differ in one choice: a waterfall would say the difference again."""
    moves = []
    for side in found.sides[1:]:
        moved = found.moved[side.key]
        if len(moved) == 1:
            lever = lever_name(moved["lever"].iloc[0], found.first.levers, words)
            moves.append(f"{side.letter}: {inside(lever)}")
    return words("compare.waterfalls.single", letter=found.first.letter, moves="; ".join(moves) or "–")


@text
def _computed_today(found: Comparison, words: Words) -> str:
    return words("compare.waterfalls.runs")
