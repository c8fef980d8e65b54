"""Names, numbers and grades that several pieces of the page say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from simulate.plan.unknowns import EVIDENCE
from simulate.show.cells import Cell, Markup
from simulate.show.said import row_of
from simulate.show.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulate.study.universal.result import UniversalResult


def channel_said(channel: str, words: Words) -> str:
    """What a channel, or a pool of the uncovered, is called."""
    return words(f"universal.channel.{channel}")


def baseline_said(baseline: str, words: Words) -> str:
    """A baseline, as a sentence holds it."""
    return words(f"universal.baseline.{baseline}")


def december(year: int, words: Words) -> str:
    """The month in which a year's target is looked at."""
    return words.month(f"{year}-12")


def weakest(result: UniversalResult, unknowns: Iterable[str]) -> str:
    """The weakest grade of evidence among unknowns."""
    return max((result.unknowns[key].evidence for key in unknowns), key=EVIDENCE.index)


# what the evidence for each baseline rests on
_BASELINES = {"reconciled": ("active_share", "residents_per_participant"), "claimed": ("claimed_share",)}


def baseline_grade(result: UniversalResult, baseline: str, words: Words) -> str:
    """The grade of what a baseline rests on."""
    return words(f"evidence.{weakest(result, _BASELINES[baseline])}")


def apbd_said(side: UniversalResult, key: str, words: Words) -> str:
    """A text on how many APBD pays for from this start; nothing where a set budget pays, whatever the start."""
    if side.plan.subsidised_budget_rp is not None:
        return ""
    return words(
        key,
        workers=words.count(float(np.median(side.outcome.road.members["subsidised"][:, 0]))),
        first=words.month(side.months[0]),
        cost=words.rupiah(row_of(side, "cost_apbd")["p50"]),
        months=str(side.plan.months),
    )


def billions(row: Mapping[str, float], words: Words, sign: bool = False) -> Cell:
    """A median in billions of rupiah over its 90 % range, for tables of many columns; with ``sign``, a change."""
    if row["p05"] == row["p95"] == 0:
        return "–"
    shown = _billion(row["p50"], words, sign)
    if row["p05"] == row["p95"]:
        return shown
    mixed = row["p05"] < 0
    ends = [_billion(row[end], words, mixed) for end in ("p05", "p95")]
    span = f" {words('word.to')} ".join(ends) if mixed else "–".join(ends)
    return Markup(f"{shown}<br/><small>{span}</small>", f"{shown} ({span})")


def _billion(amount: float, words: Words, sign: bool) -> str:
    size = abs(amount) / 1e9
    said = words.decimal(size, 2 if size < 10 else 1) if size < 100 else words.count(size)
    before = "" if not amount else "\N{MINUS SIGN}" if amount < 0 else "+" if sign else ""
    return f"{before}{said}"


def year_ticks(axes: Axes, months: list[str], words: Words, narrow: bool) -> None:
    """Labels at the first month and each January, on a phone at every other of them."""
    places = [place for place, month in enumerate(months) if not place or month.endswith("-01")]
    places = places[:: 2 if narrow else 1]
    axes.set_xticks(places, [words.month(months[place], short=True) for place in places])
