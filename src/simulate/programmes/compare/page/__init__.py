"""The page of a comparison: what each side gives, which lever moved what, and what they were made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

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
)
from simulate.page.elements import Chart, Rows, chart, choice, inside, median, signed, table, text
from simulate.page.evidence import keyed, range_of, reading_of
from simulate.page.face import Card, Page
from simulate.page.html import Row, Section
from simulate.page.words import Words
from simulate.programmes.compare.study import (
    ComparedRun,
    Comparison,
    files_that_differ,
    law_reached,
    levers_that_differ,
    run,
)
from simulate.programmes.sponsorship.page.charts import change_range, change_said, value_said
from simulate.programmes.sponsorship.page.tables import largest_error, measure_name
from simulate.study.draws import mean_error
from simulate.study.identity import is_law
from simulate.written import month_number, months_from

if TYPE_CHECKING:
    import pandas as pd
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


def state(side: ComparedRun) -> str:
    """``now`` of a plan; of a run ``today`` where it comes out the same, ``draws`` of others, else ``older``."""
    if not side.run:
        return "now"
    return ("today" if side.paired else "draws") if side.as_today else "older"


def _title(found: Comparison, words: Words) -> str:
    programme = words(f"compare.programme.{found.programme.name}")
    return words("compare.title", count=str(len(found.sides)), programme=programme)


def _subtitle(found: Comparison, words: Words) -> str:
    region = found.first.result.region.about.name
    return words("compare.subtitle", region=region, letters=letters(found, words))


def _answer(found: Comparison, words: Words) -> str:
    """Which plan comes first, how far ahead of the next, and what each costs."""
    lead, cost, _ = found.programme.compared[:3]
    topic, unit = f"compare.{found.programme.name}", found.programme.measures[cost]

    def plan(side: ComparedRun) -> str:
        return f"{side.letter}\N{NO-BREAK SPACE}({side.name[words.language].split(':')[0]})"

    def number(side: ComparedRun) -> str:
        row, estimate = side.headline[lead], words.of(side.headline[lead], found.programme.measures[lead])
        return f"{estimate}" if row["p05"] == row["p95"] else words("compare.estimate", estimate=estimate)

    best, *others = [side for side in found.ranked if side not in found.assumed]
    numbers, kind = {"best": plan(best), "number": number(best)}, "alone"
    if others:
        ahead = others[0].difference(best, lead)
        kind = _certainty(ahead, [other.difference(best, lead) for other in others])
        numbers |= {"next": plan(others[0]), "other": number(others[0])}
        numbers["ahead"] = words.of(ahead, found.programme.measures[lead])
    costs = (
        f"{side.letter}\N{NO-BREAK SPACE}{words.value(side.headline[cost]['p50'], unit)}" for side in found.sides
    )
    return " ".join(
        [
            words(f"{topic}.{kind}", numbers),
            *(words(f"{topic}.assumed", plan=plan(side), number=number(side)) for side in found.assumed),
            words(f"{topic}.costs", costs="; ".join(costs)),
        ]
    )


def _certainty(ahead: Mapping[str, float], each: list[Mapping[str, float]]) -> str:
    """How the first choice stands to the next, and whether it stands so to every one."""
    if "p05" not in ahead:
        return "published"
    if ahead["p05"] == ahead["p95"] == 0:
        return "same" if all(one.get("p05") == one.get("p95") == 0 for one in each) else "tie"
    return "unsure" if ahead["p05"] <= 0 <= ahead["p95"] else "sure"


def _cards(found: Comparison, words: Words) -> list[Card]:
    """The most of each of three measures, beside what the others give."""
    cards = []
    for measure in found.programme.compared[:3]:
        unit = found.programme.measures[measure]
        rows = {side.letter: side.headline[measure] for side in found.sides}
        choices = [side.letter for side in found.sides if side not in found.assumed]
        most = max(choices, key=lambda letter: rows[letter]["p50"])
        shown = []
        for letter, row in rows.items():
            interval = "" if row["p05"] == row["p95"] else f" ({words.interval(row['p05'], row['p95'], unit)})"
            shown.append(f"{letter}\N{NO-BREAK SPACE}{median(row, unit, words)}{interval}")
        label = words("compare.card", measure=words(f"compare.card.{measure}"), letter=most)
        cards.append((median(rows[most], unit, words), label, words("compare.card.more", numbers="; ".join(shown))))
    return cards


def _notes(found: Comparison, words: Words) -> list[str]:
    """Spans that differ, starts that are over, and how the numbers of published runs stand to today's."""
    notes, about = [], found.first.result.region.about
    spans = {side.letter: words.months(side.result.months[0], side.result.months[-1]) for side in found.sides}
    if len({*spans.values()}) > 1:
        listed = "; ".join(f"{letter} {span}" for letter, span in spans.items())
        notes.append(words("compare.note.spans", spans=listed))
    over = [side.levers.start for side in found.sides if side.levers.start < about.opens]
    if over and about.own_programme:
        notes.append(words("compare.note.over", start=words.month(min(over)), first=words.month(about.opens)))
    runs = []
    for side in found.published:
        count = words.exact(len(files_that_differ(side)))
        runs.append(words(f"compare.note.run.{state(side)}", letter=side.letter, count=count))
    return [*notes, *([" ".join(runs)] if runs else []), words("headline.note.range")]


def _method(found: Comparison, words: Words) -> dict[str, str]:
    return {"runs": words("compare.method.runs") if found.published else ""}


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


def _lever_name(lever: str, levers: Checked, words: Words) -> str:
    """What a lever, or levers moved together, are called."""
    if lever in levers.together.values():
        return words(f"lever.{lever}")
    # what follows a semicolon explains the values to who sets them
    return type(levers).model_fields[lever].json_schema_extra[words.language].split(";")[0]


def _lever_value(name: str, levers: Checked, words: Words) -> str:
    """A lever's value as a sentence holds it."""
    return value_said(name, getattr(levers, name), levers.unit(name), words)


@table("what_differs", "compare.differs", stacked=True)
def differs(found: Comparison, words: Words) -> Rows:
    """A row for all that differs between the sides, under a heading for each kind; a kind without says so."""
    rows, blank = [], [""] * len(found.sides)
    for kind, own in _differences(found, words).items():
        rows.append(Section((words(f"compare.differs.{kind}"), *blank)))
        rows += own or [(words("compare.differs.none"), *blank)]
    columns = ["item", *(side.letter for side in found.sides)]
    data = found.tables["files"] if found.published else None
    return Rows(rows, {"letters": letters(found, words)}, data, columns=columns)


def _differences(found: Comparison, words: Words) -> dict[str, list[Row]]:
    """What differs, by kind; of files and code, what is otherwise today than when a run was published."""
    sides, kinds = found.sides, {kind: [] for kind in ("levers", "settings", "law", "data", "code")}
    for lever in levers_that_differ(sides):
        values = (_lever_value(lever, side.levers, words) for side in sides)
        kinds["levers"].append((_lever_name(lever, found.first.levers, words), *values))
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
    differences = found.tables["differences"]
    shown = differences[differences["measure"].isin(compared)]
    error = float(shown.loc[shown["measure"] == compared[0], "mc_error"].max())
    results = [(name, side.headline[name]) for side in found.sides for name in compared if name in side.headline]
    numbers = {
        "letter": found.first.letter,
        "error": words.error(error, units[compared[0]]),
        "largest": largest_error(results, words),
        "published": "" if shown["p05"].notna().all() else words("compare.measures.published"),
    }
    return Rows(rows, numbers, found.tables["measures"])


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
        interval = change_range(moved, unit, words)
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
            bar_label(axes, label, (0, -place + 0.22), 50 if narrow else 100)
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
        lever = _lever_name(moved["lever"].iloc[first], found.first.levers, words)
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
    values = (", ".join(_lever_value(name, levers, words) for name in changed) for levers in (before, after))
    return f"{_lever_name(lever, before, words)}: {' → '.join(values)}"


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
            lever = _lever_name(moved["lever"].iloc[0], found.first.levers, words)
            moves.append(f"{side.letter}: {inside(lever)}")
    return words("compare.waterfalls.single", letter=found.first.letter, moves="; ".join(moves) or "–")


@text
def _computed_today(found: Comparison, words: Words) -> str:
    return words("compare.waterfalls.runs")


Page("compare", _title, _answer, _cards, _notes, _subtitle, _method).hand_out(__name__, run)
