"""What to find out next, and where the plan is weak."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

import pandas as pd

from simulate.show.pieces import Piece, Text, sentence
from simulate.show.table import heads, table
from simulate.show.words import Words
from simulate.study.discover import weak_worlds as weak_box
from simulate.study.information import SHORT_COSTS, SHORT_COSTS_RANGE, reserve_decision

if TYPE_CHECKING:
    from simulate.study.discover import Box
    from simulate.study.result import SponsorshipResult
    from simulate.study.simulated import Simulated


def worth_knowing(result: SponsorshipResult) -> Piece:
    """What knowing an assumption is worth if APBD stands in for missing sponsors; a sentence where it is nothing."""
    decision = reserve_decision(result)
    worth = decision.worth
    told = worth[(worth["worth_rp"] > 0) & (worth["worth_rp"] >= 0.01 * worth["worth_rp"].max())]
    said = {
        "costs": lambda words: words.times(SHORT_COSTS),
        "low": lambda words: words.times(SHORT_COSTS_RANGE[0]),
        "high": lambda words: words.times(SHORT_COSTS_RANGE[1]),
        "reserve": lambda words: words.rupiah(decision.reserve_rp),
        "months": lambda words: str(result.plan.months),
        "error": lambda words: words.error(float(worth["error_rp"].max()), "rp"),
    }

    def numbers(words: Words, *names: str) -> dict[str, str]:
        return {name: said[name](words) for name in names}

    if told.empty:
        return sentence(
            result.settings.language, lambda words: words("table.worth.none", **numbers(words, "reserve"))
        )
    first = told.iloc[0]

    def rows(words: Words):
        for row in told.to_dict("records"):
            unknown = result.unknowns[row["unknown"]]
            yield (
                unknown.name[words.language],
                words.rupiah(row["worth_rp"]),
                words.interval(row["worth_low_rp"], row["worth_high_rp"], "rp"),
                words.interval(row["reserve_low_rp"], row["reserve_high_rp"], "rp"),
                unknown.ask.get(words.language, "–"),
            )
        others = len(worth) - len(told)
        if others:
            name = words("table.worth.others", count=str(others))
            yield (name, words("table.worth.nothing"), "–", "–", "–")

    return table(
        "worth_knowing",
        result.settings.language,
        caption=lambda words: words(
            "table.worth.caption",
            name=result.unknowns[first["unknown"]].name[words.language],
            worth=words.rupiah(first["worth_rp"]),
            share=words.share(first["worth_rp"] / decision.reserve_rp),
            **numbers(words, "reserve"),
        ),
        header=lambda words: [
            *heads("assumption", "worth")(words),
            words("column.worth_range", **numbers(words, "low", "high")),
            *heads("reserve", "ask")(words),
        ],
        rows=lambda words: list(rows(words)),
        note=lambda words: words("table.worth.note", **numbers(words, "costs", "low", "high", "months", "error")),
        data=told,
        stacked=True,
    )


def weak_worlds(result: SponsorshipResult) -> Piece:
    """Under which assumptions fewest workers are protected; a sentence where none tells."""
    box = weak_box(result)
    if box is None or not box.limits:
        return sentence(result.settings.language, lambda words: words("table.weak.none"))

    return limits_table(
        result,
        "weak_worlds",
        box,
        caption=lambda words: words(
            "table.weak.caption",
            threshold=words.count(box.threshold),
            density=words.share(box.density, 0),
            weak=words.share(box.weak, 0),
        ),
        note=lambda words: words(
            "table.weak.note",
            weak=words.share(box.weak, 0),
            mass=words.share(box.mass, 0),
            coverage=words.share(box.coverage, 0),
            error=words.error(box.density_error, "share"),
        ),
    )


def limits_table(result: Simulated, name: str, box: Box, *, caption: Text, note: Text) -> Piece:
    """The limits of a box with the whole range of each assumption and its grade."""

    def limit(key: str, words: Words) -> str:
        unit, (low, high) = result.unknowns[key].unit, box.limits[key]
        if low == -inf:
            return words("table.weak.below", value=words.with_unit(words.value(high, unit), unit))
        if high == inf:
            return words("table.weak.above", value=words.with_unit(words.value(low, unit), unit))
        return words.with_unit(words.interval(low, high, unit), unit)

    def rows(words: Words):
        for key in box.limits:
            unknown = result.unknowns[key]
            yield (
                unknown.name[words.language],
                limit(key, words),
                words.with_unit(words.interval(unknown.low, unknown.high, unknown.unit), unknown.unit),
                words(f"evidence.{unknown.evidence}"),
            )

    return table(
        name,
        result.settings.language,
        caption=caption,
        header=heads("assumption", "in_weak", "whole_range", "evidence"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2),
        note=note,
        data=pd.DataFrame([(key, *sides) for key, sides in box.limits.items()], columns=["unknown", "low", "high"]),
    )
