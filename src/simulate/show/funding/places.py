"""Where APBD's workers are placed so that no kecamatan is left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.show.charts.tile_map import draw_tiles
from simulate.show.figure import figure
from simulate.show.pieces import Piece, sentence
from simulate.show.said import row_of
from simulate.show.table import heads, table
from simulate.show.words import Words
from simulate.study.funding.limits import highest_floor

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.funding.result import FundingResult


def places(result: FundingResult) -> Piece:
    """A tile map of APBD's workers at the end with the share protected; a table where the region has no tiles."""
    found, tiles = result.kecamatan_table, result.region.tables.get("tiles")
    top, last = found.loc[found["apbd"].idxmax()], found.loc[found["apbd"].idxmin()]

    def numbers(words: Words) -> dict[str, str]:
        lowest = row_of(result, "lowest_kecamatan")
        return {
            "month": words.month(result.months[-1]),
            "top": top["kecamatan"],
            "top_count": words.count(top["apbd"]),
            "last": last["kecamatan"],
            "last_count": words.count(last["apbd"]),
            "lowest": words.share(lowest["p50"]),
            "range": words.interval(lowest["p05"], lowest["p95"], "share"),
            "error": words.error(lowest["mc_error"], "share"),
            "places": str(len(found)),
        }

    def span(row, words: Words) -> str:
        return words.interval(row["share_p05"], row["share_p95"], "share")

    if tiles is None:
        return table(
            "places",
            result.settings.language,
            caption=lambda words: words("funding.chart.places.title", **numbers(words)),
            header=heads("kecamatan", "apbd_workers", "protected_share"),
            rows=lambda words: [
                (row["kecamatan"], words.count(row["apbd"]), span(row, words)) for row in found.to_dict("records")
            ],
            numeric=(1, 2),
            note=lambda words: words("funding.chart.places.source", **numbers(words)),
            data=found,
        )

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        told = [words.count(heads_) for heads_ in found["apbd"]]
        draw_tiles(drawing.subplots(), tiles, found.assign(value=found["apbd"], text=told), narrow)

    return figure(
        "places",
        result.settings.language,
        draw,
        title=lambda words: words("funding.chart.places.title", **numbers(words)),
        alt=lambda words: words("funding.chart.places.alt", **numbers(words)),
        source=lambda words: words("funding.chart.places.source", **numbers(words)),
        data=found,
        wide=(7.4, 4.6),
        narrow=(3.7, 4.4),
    )


def fairness(result: FundingResult) -> Piece:
    """The floor, how high it could be, and why."""
    floor = result.plan.min_kecamatan_share

    def text(words: Words) -> str:
        ending = "" if result.chosen.mix.of_floor * 0.01 >= max(floor, 1e-9) else ".free"
        return words(
            f"funding.fairness{ending}",
            floor=words.share(floor, 0),
            most=words.share(highest_floor(result)),
            basis=words(f"funding.need.{'uncovered' if 'uncovered' in result.region.tables else 'population'}"),
            people=words.count(result.chosen.case.people),
        )

    return sentence(result.settings.language, text)
