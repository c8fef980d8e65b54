"""Tile maps: where the uncovered are, and where the effort goes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from simulate.show.charts.tile_map import draw_tiles
from simulate.show.figure import figure
from simulate.show.outreach.said import basis_said, spread_grade
from simulate.show.pieces import Piece, sentence
from simulate.show.said import row_of
from simulate.show.words import Words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from simulate.study.outreach.result import OutreachResult

_WIDE, _NARROW = (7.4, 4.6), (3.7, 5.2)


def uncovered_map(result: OutreachResult) -> Piece:
    """Uncovered workers by kecamatan with their ranges; a sentence where the region has no tiles."""
    found = result.kecamatan_table
    ordered = found.sort_values("uncovered_p50", ascending=False)
    top, last = ordered.iloc[0], ordered.iloc[-1]

    def numbers(words: Words) -> dict[str, str]:
        total = row_of(result, "uncovered_start")
        informal = row_of(result, "informal_uncovered")
        return {
            "total": words.count(total["p50"]),
            "total_range": words.interval(total["p05"], total["p95"], "persons"),
            "informal": words.count(informal["p50"]),
            "informal_range": words.interval(informal["p05"], informal["p95"], "persons"),
            **_end(top, "top", words),
            **_end(last, "last", words),
            "places": str(len(found)),
            "basis": basis_said(result, words),
            "grade": spread_grade(result, words),
            "error": words.error(float(found["uncovered_mc_error"].max()), "persons"),
        }

    shown = found.filter(like="uncovered_").rename(columns=lambda name: name.removeprefix("uncovered_"))
    return _map(
        result,
        "uncovered_map",
        shown.rename(columns={"p50": "value"}),
        lambda heads, words: words.count(heads),
        numbers,
        found.filter(regex="kec|uncovered"),
    )


def effort_map(result: OutreachResult) -> Piece:
    """Planned money by kecamatan; a sentence where the region has no tiles."""
    found = result.kecamatan_table
    ordered = found.sort_values("money_rp", ascending=False)
    first = ordered.head(5)

    def numbers(words: Words) -> dict[str, str]:
        return {
            "budget": words.rupiah(result.plan.budget_rp),
            "count": str(len(first)),
            "share": words.share(first["money_rp"].sum() / found["money_rp"].sum(), 0),
            "names": words.listed(list(first["kecamatan"])),
            "uncovered_share": words.share(first["uncovered_p50"].sum() / found["uncovered_p50"].sum(), 0),
            "top": ordered.iloc[0]["kecamatan"],
            "top_money": words.rupiah(ordered.iloc[0]["money_rp"]),
            "last": ordered.iloc[-1]["kecamatan"],
            "last_money": words.rupiah(ordered.iloc[-1]["money_rp"]),
            "places": str(len(found)),
        }

    return _map(
        result,
        "effort_map",
        found[["money_rp"]].rename(columns={"money_rp": "value"}),
        lambda money, words: words.exact(money / 1e6),
        numbers,
        found.filter(regex="kec|money|_m|_d|gained"),
    )


def _end(row: pd.Series, name: str, words: Words) -> dict[str, str]:
    return {
        name: row["kecamatan"],
        f"{name}_count": words.count(row["uncovered_p50"]),
        f"{name}_range": words.interval(row["uncovered_p05"], row["uncovered_p95"], "persons"),
    }


def _map(
    result: OutreachResult,
    name: str,
    shown: pd.DataFrame,
    text: Callable[[float, Words], str],
    numbers: Callable[[Words], dict[str, str]],
    data: pd.DataFrame,
) -> Piece:
    """A tile for each kecamatan: a number over its range where it has one."""
    tiles = result.region.tables.get("tiles")
    if tiles is None:
        return sentence(result.settings.language, lambda words: words(f"outreach.{name}.title", **numbers(words)))

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        named = result.kecamatan_table[["kecamatan_code", "kecamatan"]].join(shown)
        named["text"] = [text(value, words) for value in named["value"]]
        interval = partial(words.interval, unit="persons") if "p05" in shown else None
        draw_tiles(drawing.subplots(), tiles, named, narrow, interval)

    return figure(
        name,
        result.settings.language,
        draw,
        title=lambda words: words(f"outreach.{name}.title", **numbers(words)),
        alt=lambda words: words(f"outreach.{name}.alt", **numbers(words)),
        source=lambda words: words(f"outreach.{name}.source", **numbers(words)),
        data=data,
        wide=_WIDE,
        narrow=_NARROW,
    )
