"""The measures of all sides, each with its difference from the first."""

from __future__ import annotations

from simulate.show.cells import Section
from simulate.show.comparing.sides import median, named, signed, state
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.tables.results import largest_error, measure_name
from simulate.show.words import Words
from simulate.study.comparison import Comparison
from simulate.study.sides import Side


def plans(found: Comparison) -> Piece:
    """What each letter stands for, its span, and where its numbers come from."""

    def rows(words: Words):
        for side in found.sides:
            months = side.result.months
            yield (named(side, words), words.months(months[0], months[-1]), words(f"compare.state.{state(side)}"))

    return table(
        "compared_plans",
        found.settings.language,
        caption=lambda words: words("compare.plans.caption"),
        header=lambda words: [words(f"compare.column.{name}") for name in ("plan", "span", "numbers")],
        rows=lambda words: list(rows(words)),
        stacked=True,
    )


def measures(found: Comparison) -> Piece:
    """Each measure under a heading of its own, a row a side: median, range, and the difference from the first."""
    units = found.programme.units

    def cells(side: Side, measure: str, words: Words) -> list[str]:
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

    return table(
        "compared_measures",
        found.settings.language,
        caption=lambda words: words("compare.measures.caption", letter=found.first.letter),
        header=lambda words: [
            *heads("measure", "median", "interval")(words),
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


def _difference(first: Side, side: Side, measure: str, unit: str, words: Words) -> list[str]:
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
