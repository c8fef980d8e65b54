"""The ways of collecting side by side."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from simulate.errors import InputError
from simulate.show.cells import Cell, estimated
from simulate.show.levers import weakest
from simulate.show.pieces import Piece
from simulate.show.table import table
from simulate.show.tables.results import largest_error, measure_name
from simulate.show.words import Words
from simulate.study.measures import MEASURES
from simulate.study.sponsorship import by_collection, everyone

if TYPE_CHECKING:
    from simulate.study.result import SponsorshipResult

# the row in which every civil servant takes part
_EVERYONE = "everyone"
_BY_COLLECTION = (
    "protected_end",
    "ceiling_share",
    "contributions",
    "per_sponsor_month",
    "deaths",
    "coverage_gain_claim",
)


def collections(result: SponsorshipResult) -> Piece:
    """The same plan under each way of collecting, with the grade of its evidence, and with everyone taking part."""
    ways = dict(by_collection(result))
    with suppress(InputError):  # more workers than there are, or a share that is not held
        ways[_EVERYONE] = everyone(result)

    def name(way: str, words: Words) -> str:
        return words("choices.everyone" if way == _EVERYONE else f"collection.{way}")

    def rows(words: Words):
        return [
            (
                name(way, words),
                *(_cell(one, measure, words) for measure in _BY_COLLECTION),
                "–" if way == _EVERYONE else words(f"evidence.{weakest(result.unknowns, way)}"),
            )
            for way, one in ways.items()
        ]

    asked = [way for way in ways if way != _EVERYONE]
    ranked = sorted(asked, key=lambda way: ways[way].number("protected_end"))

    def caption(words: Words) -> str:
        return words(
            "table.collections.caption",
            months=str(result.plan.months),
            most=words(f"collection.{ranked[-1]}"),
            most_count=_middle(ways[ranked[-1]], words),
            least=words(f"collection.{ranked[0]}"),
            least_count=_middle(ways[ranked[0]], words),
        )

    return table(
        "collections",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            words("column.collection"),
            *(measure_name(measure, words) for measure in _BY_COLLECTION),
            words("column.evidence"),
        ],
        rows=rows,
        numeric=tuple(range(1, len(_BY_COLLECTION) + 1)),
        note=lambda words: words(
            "table.collections.note", error=_largest_error(ways.values(), _BY_COLLECTION, words)
        ),
    )


def _middle(one: SponsorshipResult, words: Words) -> str:
    """Protected workers in the last month."""
    row = one.headline_table.set_index("measure").loc["protected_end"]
    return words.estimate(row["p50"], row["p05"], row["p95"], "persons")


def _cell(one: SponsorshipResult, measure: str, words: Words) -> Cell:
    if measure not in one.measures:
        return words("undefined")
    return estimated(one.headline_table.set_index("measure").loc[measure], MEASURES[measure], words)


def _largest_error(results: Iterable[SponsorshipResult], measures: tuple[str, ...], words: Words) -> str:
    """The largest simulation error among the measures shown."""
    tables = [one.headline_table.set_index("measure") for one in results]
    return largest_error(
        [(name, table.loc[name]) for table in tables for name in measures if name in table.index], words
    )
