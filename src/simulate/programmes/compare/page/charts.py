"""Drawings of a comparison: measures side by side, months, and which lever moved what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from simulate.law.numbers import one_of
from simulate.page.drawing import (
    INK,
    MAIN,
    MUTED,
    OTHER,
    bar_label,
    beside,
    count_ticks,
    end_labels,
    fan,
    month_ticks,
    tick_form,
)
from simulate.page.elements import Chart, chart, choice, first_up, inside, median, signed, text
from simulate.page.html import Element
from simulate.page.trace import with_range
from simulate.page.words import Words
from simulate.programmes.compare.study import ComparedRun, Comparison
from simulate.programmes.sponsorship.page.charts import change_said, value_said
from simulate.study.draws import mean_error
from simulate.written import month_number, months_from

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.plan.checked import Checked


def named(side: ComparedRun, words: Words) -> str:
    """``B – name of the plan``; a published run is marked as one."""
    name = side.name[words.language]
    marked = words("compare.run", name=name, identity=side.run.identity[:8]) if side.run else name
    return f"{side.letter}\N{NO-BREAK SPACE}– {marked}"


def letters(found: Comparison, words: Words) -> str:
    """What each letter stands for."""
    return "; ".join(named(side, words) for side in found.sides)


def most_of(found: Comparison, measure: str) -> ComparedRun:
    """The side that gives most of a measure, of those that are a choice."""
    return max(found.choices, key=lambda side: side.headline[measure]["p50"])


@chart("compared_{}", "compare.ranked")
def ranked(found: Comparison, words: Words, measure: str) -> Chart:
    """A measure of every side as a point with its 90 % range, the most on top; no side that is no choice.

    Raises:
        InputError: it is none of the measures that have a chart.
    """
    one_of(measure, "measure", found.programme.compared[:3])
    unit, most = found.programme.measures[measure], most_of(found, measure)
    sides = [side for side in found.choices if measure in side.headline]
    sides = sorted(sides, key=lambda side: -side.headline[measure]["p50"])
    rows = [side.headline[measure] for side in sides]
    said = [with_range(row, unit, words) for row in rows]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        for place, (side, row) in enumerate(zip(sides, rows, strict=True)):
            colour = MAIN if side is most else MUTED
            axes.plot([row["p05"], row["p95"]], [-place] * 2, color=colour, linewidth=2.4)
            axes.plot([row["p50"]], [-place], "o", color=colour, markersize=7)
            bar_label(axes, f"{named(side, words)}: {said[place]}", (0, -place + 0.16))
        axes.set_ylim(-len(sides) + 0.6, 0.95)
        axes.set_xlim(0, max(row["p95"] for row in rows) * 1.04 or 1)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.locator_params(axis="x", nbins=3 if narrow else 6)
        axes.xaxis.set_major_formatter(tick_form(lambda value: words.value(value, unit)))

    numbers = {
        "measure": first_up(words(f"compare.card.{measure}")),
        "letter": most.letter,
        "number": words.of(most.headline[measure], unit),
        "rows": "; ".join(f"{named(side, words)}: {one}" for side, one in zip(sides, said, strict=True)),
    }
    data = pd.DataFrame(
        [{"plan": side.letter, "measure": measure, **row} for side, row in zip(sides, rows, strict=True)]
    )
    traces = {"number": measure}
    high = 0.5 * len(sides)
    return Chart(draw, data, numbers, wide=(7.4, 0.5 + high), narrow=(3.7, 0.6 + 1.3 * high), traces=traces)


@choice
def lead(found: Comparison) -> Element:
    """The first compared measure of every side."""
    return ranked(found, found.programme.compared[0])


@choice
def cost(found: Comparison) -> Element:
    """The second: what each side costs."""
    return ranked(found, found.programme.compared[1])


@choice
def families(found: Comparison) -> Element:
    """The third: what families see."""
    return ranked(found, found.programme.compared[2])


def lever_name(lever: str, levers: Checked, words: Words) -> str:
    """What a lever, or levers moved together, are called."""
    if lever in levers.together.values():
        return words(f"lever.{lever}")
    # what follows a semicolon explains the values to who sets them
    return type(levers).model_fields[lever].json_schema_extra[words.language].split(";")[0]


def lever_value(name: str, levers: Checked, words: Words) -> str:
    """A lever's value as a sentence holds it."""
    return value_said(name, getattr(levers, name), levers.unit(name), words)


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
    numbers = {"lines": "; ".join(described), "letters": letters(found, words)}
    narrow = (3.7, 5.4) if low else (3.7, 3.6)
    return Chart(draw, found.tables[programme.monthly], numbers, title=f".{programme.name}", narrow=narrow)


@chart("waterfall_{}", "chart.waterfall")
def waterfall(found: Comparison, words: Words, letter: str) -> Chart:
    """The way from the first side to another, which a small letter names, a bar for each lever."""
    [side] = [one for one in found.sides if one.letter.lower() == letter]
    ends, moved = (found.first, side), found.moved[side.key]
    rows = [one.result.row("protected_end") for one in ends]
    totals = [words.estimate(row["mean"], row["p05"], row["p95"], "persons") for row in rows]
    names = [named(one, words) for one in ends]
    sizes = [signed(size, "persons", words) for size in moved["mean"]]
    levers = [_moved_said(lever, *(one.levers for one in ends), words) for lever in moved["lever"]]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, reached = drawing.subplots(), float(rows[0]["mean"])
        bars = [(names[0], 0.0, reached, totals[0], MUTED)]
        for lever, size, shown in zip(levers, moved["mean"], sizes, strict=True):
            bars.append((lever, reached, size, shown, MAIN if size >= 0 else OTHER))
            reached += size
        bars.append((names[1], 0.0, float(rows[1]["mean"]), totals[1], MUTED))
        tips = [max(left, left + size) for _, left, size, *_ in bars]
        for place, (label, left, size, shown, colour) in enumerate(bars):
            axes.barh(-place, size, left=left, color=colour, alpha=0.75, height=0.38, edgecolor="none")
            beside(axes, shown, (tips[place], -place), (3, 0), va="center")
            bar_label(axes, label, (0, -place + 0.22))
        axes.set_ylim(-len(bars) + 0.6, 0.85 if narrow else 0.65)
        axes.set_xlim(0, max(tips) * 1.12)
        axes.set_yticks([])
        axes.locator_params(axis="x", nbins=4 if narrow else 6)
        count_ticks(axes.xaxis, words)

    moves = zip(levers, moved.to_dict("records"), strict=True)
    errors = [*moved["mean_error"], *(mean_error(one.result.measures["protected_end"]) for one in ends)]
    numbers = dict(zip(("before", "after", "from", "to"), totals + names, strict=True))
    numbers["steps"] = "; ".join(change_said(lever, row, "mean", words) for lever, row in moves)
    numbers["error"] = words.error(max(errors), "persons")
    if len(moved):
        first = int(moved["mean"].abs().to_numpy().argmax())
        lever = lever_name(moved["lever"].iloc[first], found.first.levers, words)
        numbers |= {"lever": inside(lever) if len(moved) > 1 else lever, "size": sizes[first]}
    title = {0: ".none", 1: ".one"}.get(len(moved), "")
    wide, narrow = (0.6 + row * (len(moved) + 2) for row in (0.55, 0.72))
    return Chart(draw, moved, numbers, title, wide=(7.4, wide), narrow=(3.7, narrow))


def _moved_said(lever: str, before: Checked, after: Checked, words: Words) -> str:
    """A lever with its value before and after."""
    changed = [
        name
        for name in before.names()
        if before.together.get(name, name) == lever and name != "law_extension"
        if getattr(before, name) != getattr(after, name)
    ]
    values = (", ".join(lever_value(name, levers, words) for name in changed) for levers in (before, after))
    return f"{lever_name(lever, before, words)}: {' → '.join(values)}"


@choice
def waterfalls(found: Comparison) -> None:
    """Shows a waterfall from the first side to each other one, and says what is computed anew."""
    from IPython.display import display

    for side in found.sides[1:]:
        if len(found.moved[side.key]) > 1:
            display(waterfall(found, side.letter.lower()))
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
