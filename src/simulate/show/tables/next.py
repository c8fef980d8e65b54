"""What to find out next, and where the plan is weak."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

import pandas as pd

from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.words import Words
from simulate.study.discover import weak_worlds as weak_box
from simulate.study.information import SHORT_COSTS, SHORT_COSTS_RANGE, reserve_decision

if TYPE_CHECKING:
    from simulate.study.result import SponsorshipResult


def worth_knowing(result: SponsorshipResult) -> Piece:
    """What knowing an assumption would spare APBD when it sets aside money for workers without a sponsor."""
    decision = reserve_decision(result)
    worth = decision.worth
    # less cannot be told from none
    told = worth[worth["worth_rp"] > 2 * worth["error_rp"]]
    told = told[told["worth_rp"] >= 0.01 * told["worth_rp"].max()]

    def rows(words: Words):
        for row in told.to_dict("records"):
            unknown = result.unknowns[row["unknown"]]
            yield (
                unknown.name[words.language],
                words.rupiah(row["worth_rp"]),
                words.error(row["error_rp"], "rp"),
                words.interval(row["worth_low_rp"], row["worth_high_rp"], "rp"),
                words.interval(row["reserve_low_rp"], row["reserve_high_rp"], "rp"),
                words(f"evidence.{unknown.evidence}"),
            )
        others = len(worth) - len(told)
        if others or not len(worth):
            name = words("table.worth.others", count=str(others)) if len(told) else words("table.decides.all")
            yield (name, words("table.worth.nothing"), "–", "–", "–", "–")

    def caption(words: Words) -> str:
        if not len(told):
            return words("table.worth.caption.none", reserve=words.rupiah(decision.reserve_rp))
        return words(
            "table.worth.caption",
            name=result.unknowns[told.iloc[0]["unknown"]].name[words.language],
            worth=words.rupiah(told.iloc[0]["worth_rp"]),
            reserve=words.rupiah(decision.reserve_rp),
        )

    return table(
        "worth_knowing",
        result.settings.language,
        caption=caption,
        header=heads("assumption", "worth", "error", "worth_range", "reserve", "evidence"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3, 4),
        note=lambda words: words(
            "table.worth.note",
            costs=words.times(SHORT_COSTS),
            low=words.times(SHORT_COSTS_RANGE[0]),
            high=words.times(SHORT_COSTS_RANGE[1]),
            months=str(result.plan.months),
        ),
        data=worth,
    )


def weak_worlds(result: SponsorshipResult) -> Piece:
    """Under which assumptions fewest workers are protected."""
    box = weak_box(result)
    found = {} if box is None else box.limits

    def limit(key: str, words: Words) -> str:
        unit, (low, high) = result.unknowns[key].unit, found[key]
        if low == -inf:
            return words("table.weak.below", value=words.with_unit(words.value(high, unit), unit))
        if high == inf:
            return words("table.weak.above", value=words.with_unit(words.value(low, unit), unit))
        return words.with_unit(words.interval(low, high, unit), unit)

    def rows(words: Words):
        for key in found:
            unknown = result.unknowns[key]
            yield (
                unknown.name[words.language],
                limit(key, words),
                words.with_unit(words.interval(unknown.low, unknown.high, unknown.unit), unknown.unit),
                words(f"evidence.{unknown.evidence}"),
            )
        if not found:
            yield (words("table.decides.all"), "–", "–", "–")

    def numbers(words: Words) -> dict[str, str]:
        if box is None:
            return {}
        return {
            "weak": words.share(box.weak, 0),
            "coverage": words.share(box.coverage, 0),
            "density": words.share(box.density, 0),
            "mass": words.share(box.mass, 0),
        }

    return table(
        "weak_worlds",
        result.settings.language,
        caption=lambda words: words("table.weak.caption" if found else "table.weak.caption.none", **numbers(words)),
        header=heads("assumption", "in_weak", "whole_range", "evidence"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2),
        note=lambda words: words("table.weak.note", **numbers(words)) if found else words("table.weak.note.none"),
        data=pd.DataFrame(
            [(key, *limits) for key, limits in found.items()],
            columns=["unknown", "low", "high"],
        ),
    )
