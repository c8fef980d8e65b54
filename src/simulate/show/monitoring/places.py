"""Traffic lights by kecamatan: a map of tiles and a table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from simulate.show.cells import estimated
from simulate.show.charts.tile_map import draw_tiles
from simulate.show.figure import figure
from simulate.show.monitoring.said import (
    LIGHT_COLOURS,
    chance_said,
    end_said,
    light_said,
    marked,
    rule_said,
    titled,
    watermarked,
)
from simulate.show.pieces import Piece, sentence
from simulate.show.table import table
from simulate.show.words import Words
from simulate.study.monitoring.measures import LIGHTS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.monitoring.result import MonitoringResult

# kecamatan named for the largest shortfall beyond their part of the target
_NAMED = 3


def _counted(result: MonitoringResult, words: Words) -> str:
    """How many kecamatan have each light, those that none has left out."""
    found = result.place_table["light"].value_counts()
    return ", ".join(f"{light_said(name, words)} {words.exact(found[name])}" for name in LIGHTS if name in found)


def _numbers(result: MonitoringResult, words: Words) -> dict[str, str]:
    places = result.place_table
    told = places[places["light"] != "none"]
    worst = (told if len(told) else places).sort_values("missed", ascending=False, kind="stable").iloc[0]
    return {
        "month": words.month(result.as_of),
        "end": end_said(result, words),
        "counts": _counted(result, words),
        "worst": worst["kecamatan"],
        "worst_missed": chance_said(result, float(worst["missed"]), words),
        "late": words.listed(list(places[places["light"] == "none"]["kecamatan"])) or "–",
        "rule": rule_said(result, words),
        "error": words.error(float(places["missed_error"].max()), "share"),
        "target": words.exact(result.target),
    }


def lights_map(result: MonitoringResult) -> Piece:
    """The light of each kecamatan, in its word and colour, with the last count and its part of the target."""
    tiles = result.region.tables.get("tiles")
    if tiles is None:
        return sentence(result.settings.language, lambda words: _counted(result, words))

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        shown = result.place_table.assign(
            value=1.0,
            text=[light_said(light, words) for light in result.place_table["light"]],
            below=[
                words(
                    "monitoring.chart.lights.tile",
                    recorded=_heads(row.recorded if row.month == result.as_of else None, words),
                    target=words.count(row.target),
                )
                for row in result.place_table.itertuples()
            ],
            colour=[LIGHT_COLOURS[light][0] for light in result.place_table["light"]],
            shade=[LIGHT_COLOURS[light][1] for light in result.place_table["light"]],
        )
        draw_tiles(drawing.subplots(), tiles, shown, narrow)
        watermarked(drawing, result, words)

    return figure(
        "lights",
        result.settings.language,
        draw,
        title=lambda words: titled(words("monitoring.chart.lights.title", **_numbers(result, words)), result, words),
        alt=lambda words: words("monitoring.chart.lights.alt", **_numbers(result, words)),
        source=lambda words: marked(
            words("monitoring.chart.lights.source", **_numbers(result, words)), result, words
        ),
        data=result.place_table,
        wide=(7.4, 4.6),
        narrow=(3.7, 4.4),
    )


def _heads(recorded: float | None, words: Words) -> str:
    return "–" if pd.isna(recorded) else words.exact(float(recorded))


def kecamatan(result: MonitoringResult) -> Piece:
    """Each kecamatan: last count, its part of the target, what is expected, the chance of missing, the light."""
    places = result.place_table.astype({"recorded": float, "shortfall_part": float})
    order = places.sort_values(["missed", "kecamatan_code"], ascending=[False, True], kind="stable")

    def rows(words: Words):
        for row in order.to_dict("records"):
            yield (
                row["kecamatan"],
                light_said(row["light"], words),
                chance_said(result, row["missed"], words, signs=True),
                _heads(row["recorded"], words) + _behind(result, row["month"], words),
                words.count(row["target"]),
                estimated(row, "persons", words),
                _part(row["shortfall_part"], row["target_part"], words),
            )

    def note(words: Words) -> str:
        told = words(
            "monitoring.table.kecamatan.note",
            error=words.error(float(places["mc_error"].max()), "persons"),
            error_missed=words.error(float(places["missed_error"].max()), "share"),
            rule=rule_said(result, words),
            local=_local(places, words),
        )
        return marked(told, result, words)

    return table(
        "kecamatan_table",
        result.settings.language,
        caption=lambda words: titled(
            words("monitoring.table.kecamatan.caption", **_numbers(result, words)), result, words
        ),
        header=lambda words: [
            words("monitoring.column.kecamatan"),
            words("monitoring.column.light"),
            words("monitoring.column.missed"),
            words("monitoring.column.recorded"),
            words("monitoring.column.target"),
            words("monitoring.column.forecast", month=end_said(result, words)),
            words("monitoring.column.shortfall"),
        ],
        rows=lambda words: list(rows(words)),
        numeric=(2, 3, 4, 5, 6),
        note=note,
    )


def _part(part: float, target: float, words: Words) -> str:
    """A part of the shortfall with that of the target; a dash where nothing lacks."""
    if math.isnan(part):
        return "–"
    sign = "\N{MINUS SIGN}" if part < 0 else ""
    return f"{sign}{words.share(abs(part))} ({words.share(target)})"


def _local(places: pd.DataFrame, words: Words) -> str:
    """What the shortfall says beyond the regency's result, and where it exceeds the part of the target most."""
    if places["shortfall_part"].isna().any():
        return words("monitoring.table.kecamatan.local.none")
    beyond = (places["shortfall_part"] - places["target_part"]).sort_values(ascending=False, kind="stable")
    names = list(places.loc[beyond.index[:_NAMED], "kecamatan"])
    return words(
        "monitoring.table.kecamatan.local", count=words.exact(int((beyond > 0).sum())), names=words.listed(names)
    )


def _behind(result: MonitoringResult, month: str, words: Words) -> str:
    """The month of a count that is not the last one's."""
    return "" if month in ("", result.as_of) else f" ({words.month(month, short=True)})"
