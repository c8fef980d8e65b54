"""Traffic lights by kecamatan: a map of tiles and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from simulate.show.cells import estimated
from simulate.show.charts.tile_map import draw_tiles
from simulate.show.figure import figure
from simulate.show.monitoring.said import LIGHT_COLOURS, chance_said, end_said, light_said, marked, rule_said
from simulate.show.pieces import Piece, sentence
from simulate.show.table import table
from simulate.show.words import Words
from simulate.study.monitoring.measures import LIGHTS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.monitoring.result import MonitoringResult


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
            text=[
                _short(light, words) if narrow else light_said(light, words) for light in result.place_table["light"]
            ],
            range=[
                words(
                    "monitoring.chart.lights.tile",
                    recorded=_heads(row.recorded, words),
                    target=words.count(row.target),
                )
                for row in result.place_table.itertuples()
            ],
            colour=[LIGHT_COLOURS[light][0] for light in result.place_table["light"]],
            shade=[LIGHT_COLOURS[light][1] for light in result.place_table["light"]],
        )
        draw_tiles(drawing.subplots(), tiles, shown, narrow)

    return figure(
        "lights",
        result.settings.language,
        draw,
        title=lambda words: words("monitoring.chart.lights.title", **_numbers(result, words)),
        alt=lambda words: words("monitoring.chart.lights.alt", **_numbers(result, words)),
        source=lambda words: marked(
            words("monitoring.chart.lights.source", **_numbers(result, words)), result, words
        ),
        data=result.place_table,
        wide=(7.4, 4.6),
        narrow=(3.7, 4.4),
    )


def _short(light: str, words: Words) -> str:
    """A light as a phone's tile has room for."""
    return words(f"monitoring.light.{light}{'.short' if light == 'none' else ''}")


def _heads(recorded: float | None, words: Words) -> str:
    return "–" if pd.isna(recorded) else words.exact(float(recorded))


def kecamatan(result: MonitoringResult) -> Piece:
    """Each kecamatan: last count, its part of the target, what is expected, the chance of missing, the light."""
    places = result.place_table.astype({"recorded": float})
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
            )

    def note(words: Words) -> str:
        told = words(
            "monitoring.table.kecamatan.note",
            error=words.error(float(places["mc_error"].max()), "persons"),
            error_missed=words.error(float(places["missed_error"].max()), "share"),
            rule=rule_said(result, words),
        )
        return marked(told, result, words)

    return table(
        "kecamatan_table",
        result.settings.language,
        caption=lambda words: words("monitoring.table.kecamatan.caption", **_numbers(result, words)),
        header=lambda words: [
            words("monitoring.column.kecamatan"),
            words("monitoring.column.light"),
            words("monitoring.column.missed"),
            words("monitoring.column.recorded"),
            words("monitoring.column.target"),
            words("monitoring.column.forecast", month=end_said(result, words)),
        ],
        rows=lambda words: list(rows(words)),
        numeric=(2, 3, 4, 5),
        note=note,
    )


def _behind(result: MonitoringResult, month: str, words: Words) -> str:
    """The month of a count that is not the last one's."""
    return "" if month in ("", result.as_of) else f" ({words.month(month, short=True)})"
