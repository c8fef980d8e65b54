"""The page of a comparison: what each side gives, which lever moved what, and what they were made from."""

from __future__ import annotations

from collections.abc import Mapping

from simulate.page.elements import Rows, first_up, median, signed, table
from simulate.page.evidence import keyed, range_of, reading_of
from simulate.page.face import Card, Page, Point, weakest
from simulate.page.html import Row, Section
from simulate.page.trace import Trace, with_range
from simulate.page.words import Words
from simulate.programmes.compare.page.charts import lead, letters, lever_name, lever_value, most_of, named
from simulate.programmes.compare.study import (
    ComparedRun,
    Comparison,
    files_that_differ,
    law_reached,
    levers_that_differ,
    run,
)
from simulate.programmes.sponsorship.page.charts import change_range
from simulate.programmes.sponsorship.page.tables import largest_error, measure_name
from simulate.study.identity import is_law


def state(side: ComparedRun) -> str:
    """``now`` of a plan; of a run ``today`` where it comes out the same, ``draws`` of others, else ``older``."""
    if not side.run:
        return "now"
    return ("today" if side.paired else "draws") if side.as_today else "older"


def _title(found: Comparison, words: Words) -> str:
    return words("compare.title", programme=words(f"compare.programme.{found.programme.name}"))


def _about(found: Comparison, words: Words) -> str:
    """Where, against which scenario, and when, where all run over the same months."""
    span = f" · {span}" if (span := _span(found, words)) else ""
    region, first = found.first.result.region.about.name, found.first.name[words.language]
    return words("compare.about", region=region, first=first, span=span)


def _span(found: Comparison, words: Words) -> str:
    """The months of all scenarios; empty where they differ."""
    spans = {words.months(*side.span) for side in found.sides}
    return spans.pop() if len(spans) == 1 else ""


def _answer(found: Comparison, words: Words) -> str:
    """Which plan comes first, how far ahead of the next."""
    lead = found.programme.compared[0]

    def plan(side: ComparedRun) -> str:
        return f"{side.letter}\N{NO-BREAK SPACE}({side.name[words.language].split(':')[0]})"

    def number(side: ComparedRun) -> str:
        return f"{words.of(side.headline[lead], found.programme.measures[lead], lead)}"

    best, *others = found.ranked[: len(found.choices)]
    numbers, kind = {"best": plan(best), "number": number(best)}, "alone"
    if others:
        ahead = others[0].difference(best, lead)
        kind = _certainty(ahead, [other.difference(best, lead) for other in others])
        numbers |= {"next": plan(others[0]), "other": number(others[0])}
    return words(f"compare.{found.programme.name}.{kind}", numbers)


def _certainty(ahead: Mapping[str, float], each: list[Mapping[str, float]]) -> str:
    """How the first choice stands to the next, and whether it stands so to every one."""
    if "p05" not in ahead:
        return "published"
    if ahead["p05"] == ahead["p95"] == 0:
        return "same" if all(one.get("p05") == one.get("p95") == 0 for one in each) else "tie"
    return "unsure" if ahead["p05"] <= 0 <= ahead["p95"] else "sure"


def _cards(found: Comparison, words: Words) -> list[Card]:
    """The most of each of three measures, and under which scenario."""
    cards = []
    for measure in found.programme.compared[:3]:
        unit, most = found.programme.measures[measure], most_of(found, measure)
        row = most.headline[measure]
        name = words(f"compare.card.{measure}")
        if unit == "rp" and (span := _span(found, words)):
            name = f"{name}, {span}"
        label = words("compare.card", measure=name, letter=most.letter)
        number = f"{words.of(row, unit, measure)}"
        low, high = row["p05"], row["p95"]
        interval = words.mark(measure, words.interval(low, high, unit))
        ends = "" if low == high else words("interval.card", interval=interval)
        cards.append(Card(number, label, ends, f"compared_{measure}", measure))
    return cards


def _points(found: Comparison, words: Words) -> list[Point]:
    """What a letter that is no choice stands for, spans that differ, starts that are over, published runs."""
    lead, about = found.programme.compared[0], found.first.result.region.about
    points = []
    for side in found.assumed:
        number = f"{words.of(side.headline[lead], found.programme.measures[lead], lead)}"
        told = {"letter": side.letter, "name": side.name[words.language].split(":")[0], "number": number}
        points.append((words(f"compare.{found.programme.name}.assumed", told), f"compared_{lead}"))
    if len({side.span for side in found.sides}) > 1:
        points.append((words("compare.point.spans"), "compared_plans"))
    over = [side.levers.start for side in found.sides if side.levers.start < about.opens]
    if over and about.own_programme:
        told = {"start": words.month(min(over)), "first": words.month(about.opens)}
        points.append((words("compare.point.over", told), "compared_plans"))
    points += _best_rests(found, words)
    states = [state(side) for side in found.published]
    points += [(words(f"compare.point.run.{one}"), "compared_plans") for one in dict.fromkeys(states)]
    return points[:5]


def _best_rests(found: Comparison, words: Words) -> list[Point]:
    """What the scenario that gives most hangs on: law that was not found, and its weakest evidence."""
    measure = found.programme.compared[0]
    best, place = most_of(found, measure), f"compared_{measure}"
    key = f"compare.{found.programme.name}.basis.{best.levers.collection}"
    points = [(words(key, letter=best.letter), place)] if words.has(key) else []
    weak = weakest(best.result, [measure])
    if weak is not None:
        unknown = best.result.unknowns[weak]
        told = {"name": unknown.name[words.language].split(" (")[0], "grade": words(f"evidence.{unknown.evidence}")}
        points.append((words("compare.point.weakest", told, letter=best.letter), "compared_assumptions"))
    return points


def _sure(found: Comparison, words: Words) -> list[str]:
    """That differences rest on the same draws, and where the evidence stands."""
    return [words("compare.sure"), words("evidence.legend")]


def _traces(found: Comparison, words: Words) -> dict[str, Trace]:
    """Each compared measure with what every scenario gives."""
    programme, traces = found.programme, {}
    for measure in programme.compared[:3]:
        unit, rows = programme.measures[measure], []
        for side in found.sides:
            result = words("compare.trace.run", identity=side.result.identity[:8])
            rows.append(f"{named(side, words)}: {with_range(side.headline[measure], unit, words)}; {result}")
        name, most = words(f"compare.card.{measure}"), most_of(found, measure)
        value = f"{most.letter}: {with_range(most.headline[measure], unit, words)}"
        traces[measure] = Trace(first_up(name), value, words("compare.trace.formula"), rows)
    return traces


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
    spans = [words.months(*side.span) for side in found.sides]
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


Page("compare", _title, _answer, _cards, _points, lead, _about, _sure, traces=_traces, method=_method).hand_out(
    __name__, run
)
