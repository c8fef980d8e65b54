"""The Paritrana scorecard and what stands beside it: closed lists, and what a row must hold beyond its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from simulate.errors import Problem, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

# the published aspects of the award (West Java, December 2025; see data/indonesia/paritrana_weights.csv)
ASPECTS = ("regulation", "implementation", "coverage", "innovation")
# what the model computes of coverage, for items that nobody scores by hand
RULES = ("covered_share", "covered_growth", "funded_of_pool")
# what the regency may do within the assessment year
ACTIONS = (
    "perbup_asn",
    "perda",
    "permits",
    "village",
    "apbd",
    "drives",
    "sponsorship",
    "election",
    "monitoring",
    "outlets",
)
_ROUNDING = 1e-6


def scorecard_problems(table: pd.DataFrame, where: str) -> Iterator[Problem]:
    """Problems of ``paritrana.csv`` that concern more than one cell."""
    for row, item in enumerate(table.to_dict("records"), start=2):
        place = f"{where} row {row} column"
        rule, moved_by = (_said(item[column]) for column in ("rule", "moved_by"))
        if rule:
            if item["aspect"] != "coverage":
                yield Problem("misplaced_rule", f"{place} `rule`", f"`{rule}`", "only under aspect coverage")
            for column in ("score_low", "score_high"):
                if item[column] == item[column]:
                    found = f"{item[column]:g} beside rule `{rule}`"
                    yield Problem(
                        "scored_twice", f"{place} `{column}`", found, "leave it empty, or leave out the rule"
                    )
        else:
            yield from _range_problems(item, place)
        for word in moved_by.split():
            if word not in ACTIONS:
                yield Problem("unknown_word", f"{place} `moved_by`", f"`{word}`", did_you_mean(word, ACTIONS))
    for aspect in ASPECTS:
        if aspect not in set(table["aspect"]):
            yield Problem("missing_aspect", where, f"no row of aspect `{aspect}`", "at least one item an aspect")


def peer_problems(table: pd.DataFrame, where: str) -> Iterator[Problem]:
    """Problems of ``paritrana_peers.csv`` that concern more than one cell."""
    for row, peer in enumerate(table.to_dict("records"), start=2):
        place = f"{where} row {row} column"
        yield from _range_problems(peer, place)
        if peer["covered_share"] == peer["covered_share"]:
            if peer["aspect"] != "coverage":
                yield Problem("misplaced_value", f"{place} `covered_share`", "given", "only under aspect coverage")
            if peer["score_low"] == peer["score_low"]:
                found = f"{peer['score_low']:g} beside a covered share"
                yield Problem("scored_twice", f"{place} `score_low`", found, "leave one of them empty")


def weight_problems(table: pd.DataFrame, where: str) -> Iterator[Problem]:
    """Schemes of ``paritrana_weights.csv`` whose weights are not those of every aspect, or do not sum to 1."""
    for scheme, rows in table.groupby("scheme", sort=False):
        missing = [aspect for aspect in ASPECTS if aspect not in set(rows["aspect"])]
        if missing:
            yield Problem("missing_aspect", f"{where} `{scheme}`", f"no {', '.join(missing)}", "a row an aspect")
        elif abs(rows["weight"].sum() - 1) > _ROUNDING:
            found = f"weights sum to {rows['weight'].sum():g}"
            yield Problem("weights_do_not_sum", f"{where} `{scheme}`", found, "weights that sum to 1")


def _said(cell: object) -> str:
    """A cell's text, "" where it is empty."""
    return cell if isinstance(cell, str) else ""


def _range_problems(row: dict, place: str) -> Iterator[Problem]:
    low, high = row["score_low"], row["score_high"]
    given = [column for column in ("score_low", "score_high") if row[column] == row[column]]
    if len(given) == 1:
        [empty] = {"score_low", "score_high"} - {*given}
        yield Problem("half_a_range", f"{place} `{empty}`", "empty", "give both ends, or leave both empty")
    elif low > high:
        yield Problem("bounds_cross", f"{place} `score_high`", f"{high:g} below score_low {low:g}", "low to high")


ROWS: dict[str, Callable[[pd.DataFrame, str], Iterator[Problem]]] = {
    "paritrana": scorecard_problems,
    "paritrana_peers": peer_problems,
    "paritrana_weights": weight_problems,
}
