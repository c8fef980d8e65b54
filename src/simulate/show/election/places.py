"""People to insure by kecamatan."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.show.charts.tile_map import draw_tiles
from simulate.show.election.said import event_said
from simulate.show.figure import figure
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.words import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.election.result import ElectionResult


def workers_by_kecamatan(result: ElectionResult) -> Piece:
    """A tile map of the people to insure; a table where the region has no tiles or few kecamatan vote."""
    found, tiles = result.kecamatan_table, result.region.tables.get("tiles")
    top, last = found.iloc[0], found.iloc[-1]
    one, by_role = ".one" if len(found) == 1 else "", _by_role(result)

    def numbers(words: Words) -> dict[str, str]:
        return {
            "event": event_said(result, words, first=True),
            "top": top["kecamatan"],
            "top_count": words.estimate(top["p50"], top["p05"], top["p95"], "persons"),
            "last": last["kecamatan"],
            "last_count": words.estimate(last["p50"], last["p05"], last["p95"], "persons"),
            "places": str(len(found)),
            "error": words.error(found["mc_error"].max(), "persons"),
        }

    if tiles is None or len(found) < len(tiles):
        return table(
            "workers_by_kecamatan",
            result.settings.language,
            caption=lambda words: words(f"election.chart.places.title{one}", **numbers(words)),
            header=heads("kecamatan", "median", "interval", "error"),
            rows=lambda words: [
                (
                    row["kecamatan"],
                    words.estimate(row["p50"], row["p05"], row["p95"], "persons"),
                    words.interval(row["p05"], row["p95"], "persons"),
                    words.error(row["mc_error"], "persons"),
                )
                for row in found.to_dict("records")
            ],
            numeric=(1, 2, 3),
            note=lambda words: words("election.chart.places.source", **numbers(words)),
            data=by_role,
        )

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        told = [words.estimate(row.p50, row.p05, row.p95, "persons") for row in found.itertuples()]
        shown = found.assign(value=found["p50"], text=told)
        draw_tiles(drawing.subplots(), tiles, shown, narrow, partial(words.interval, unit="persons"))

    return figure(
        "workers_by_kecamatan",
        result.settings.language,
        draw,
        title=lambda words: words(f"election.chart.places.title{one}", **numbers(words)),
        alt=lambda words: words("election.chart.places.alt", **numbers(words)),
        source=lambda words: words("election.chart.places.source", **numbers(words)),
        data=by_role,
        wide=(7.4, 4.6),
        narrow=(3.7, 4.4),
    )


def _by_role(result: ElectionResult) -> pd.DataFrame:
    """People to insure by kecamatan and role (medians), with polling stations."""
    table_ = result.kecamatan_table[["kecamatan_code", "kecamatan", "tps_p50", "p50"]]
    codes = result.region.tables["kecamatan"]["kecamatan_code"]
    for role in result.plan.roles:
        if role in result.bodies:
            heads_ = pd.Series(np.median(result.covered_by_kecamatan(role), axis=0), index=codes)
            table_ = table_.assign(**{role: table_["kecamatan_code"].map(heads_)})
    return table_.rename(columns={"p50": "workers_p50"})
