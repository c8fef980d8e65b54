"""Tables of plans side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from simulate.show.pieces import Piece
from simulate.show.table import table
from simulate.show.tables.results import largest_error, measure_name
from simulate.show.words import Words
from simulate.study.result import MEASURES
from simulate.study.sponsorship import beside, by_collection

if TYPE_CHECKING:
    from simulate.study.result import SponsorshipResult

_COMPARED = (
    "protected_end",
    "worker_months",
    "ceiling_share",
    "contributions",
    "apbd_same_cover",
    "deaths",
    "benefits",
    "loss_ratio",
    "coverage_gain_claim",
)
_BY_COLLECTION = ("protected_end", "ceiling_share", "contributions", "coverage_gain_claim")


def compare(result: SponsorshipResult, *labels: str) -> Piece:
    """This plan beside named plans, each laid over the same dates, groups and random numbers."""
    others = [beside(result, label) for label in labels]
    shown = {"this": result} | {other.label: other for other in others if other.plan != result.plan}

    def name(label: str, words: Words) -> str:
        if label in ("this", "default"):
            return words(f"table.compare.{label}")
        return shown[label].plan_name[words.language]

    def rows(words: Words):
        return [
            (measure_name(measure, words), *(_cell(one, measure, words) for one in shown.values()))
            for measure in _COMPARED
        ]

    def caption(words: Words) -> str:
        counts = ", ".join(
            words("table.compare.count", name=name(label, words).split(":")[0], count=_middle(one, words))
            for label, one in shown.items()
        )
        span = words.months(result.months[0], result.months[-1])
        return words("table.compare.caption", span=span, counts=counts)

    return table(
        "comparison",
        result.settings.language,
        caption=caption,
        header=lambda words: [words("column.measure"), *(name(label, words) for label in shown)],
        rows=rows,
        numeric=tuple(range(1, len(shown) + 1)),
        note=lambda words: words("table.compare.note", error=_largest_error(shown.values(), _COMPARED, words)),
        data=_shown(shown, _COMPARED, "plan"),
    )


def collections(result: SponsorshipResult) -> Piece:
    """The same plan under each way of asking civil servants, with the grade of evidence of its take-up."""
    ways = by_collection(result)

    def rows(words: Words):
        return [
            (
                words(f"collection.{way}"),
                *(_cell(one, measure, words) for measure in _BY_COLLECTION),
                words(f"evidence.{result.unknowns[f'take_up_{way}'].evidence}"),
            )
            for way, one in ways.items()
        ]

    ranked = sorted(ways, key=lambda way: ways[way].number("protected_end"))

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
        data=_shown(ways, _BY_COLLECTION, "collection"),
    )


def _shown(results: Mapping[str, SponsorshipResult], measures: tuple[str, ...], name: str) -> pd.DataFrame:
    """The rows of the headline tables that are shown, with what each result is called."""
    tables = [one.headline_table.assign(**{name: label}) for label, one in results.items()]
    return pd.concat([table[table["measure"].isin(measures)] for table in tables])


def _middle(one: SponsorshipResult, words: Words) -> str:
    """Protected workers in the last month."""
    row = one.headline_table.set_index("measure").loc["protected_end"]
    return words.estimate(row["p50"], row["p05"], row["p95"], "persons")


def _cell(one: SponsorshipResult, measure: str, words: Words) -> str:
    if measure not in one.measures:
        return words("undefined")
    row, unit = one.headline_table.set_index("measure").loc[measure], MEASURES[measure]
    middle = words.estimate(row["p50"], row["p05"], row["p95"], unit)
    return middle if row["p05"] == row["p95"] else f"{middle} ({words.interval(row['p05'], row['p95'], unit)})"


def _largest_error(results: Iterable[SponsorshipResult], measures: tuple[str, ...], words: Words) -> str:
    """The largest simulation error among the measures shown."""
    tables = [one.headline_table.set_index("measure") for one in results]
    return largest_error(
        [(name, table.loc[name]) for table in tables for name in measures if name in table.index], words
    )
