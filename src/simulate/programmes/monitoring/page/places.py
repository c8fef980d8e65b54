"""Lights by kecamatan, quality of the record, and what it taught."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from simulate.page.base import Element, old_sentence
from simulate.page.drawing import draw_tiles
from simulate.page.elements import first_up, row_of
from simulate.page.figure import old_figure
from simulate.page.table import estimated, old_table
from simulate.page.words import Words
from simulate.programmes.monitoring.page.headline import (
    LIGHT_COLOURS,
    chance_said,
    end_said,
    light_said,
    marked,
    rule_said,
    span,
    titled,
    watermarked,
)
from simulate.programmes.monitoring.plan import LIGHTS
from simulate.programmes.monitoring.record import JUMP_DEVIATIONS, JUMP_FACTOR, PRICE_TOLERANCE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.programmes.monitoring.study import MonitoringResult

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


def lights_map(result: MonitoringResult) -> Element:
    """The light of each kecamatan, in its word and colour, with the last count and its part of the target."""
    tiles = result.region.tables.get("tiles")
    if tiles is None:
        return old_sentence(result.settings.language, lambda words: _counted(result, words))

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

    return old_figure(
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


def kecamatan(result: MonitoringResult) -> Element:
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

    return old_table(
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


# findings of a page; all of them stand in the CSV
_MOST_FINDINGS = 25


def quality(result: MonitoringResult) -> Element:
    """Each finding with what is recorded, what would fit, and what was done; a sentence where there is none."""
    found = result.quality_table
    if found.empty:
        return old_sentence(
            result.settings.language, lambda words: marked(words("monitoring.quality.none"), result, words)
        )

    def amount(kind: str, value, words: Words) -> str:
        if math.isnan(value) or kind in ("outside", "empty"):
            return "–"
        if kind in ("late", "gap"):
            return words.legal(float(value), "months")
        if kind == "begun":
            return words("monitoring.kecamatan", count=words.exact(float(value)))
        return words.rupiah(float(value)) if kind == "price" else words.exact(float(value))

    def done(row: dict, words: Words) -> str:
        if row["kind"] in ("jump", "flow") and row["payer"] == "sponsor":
            return words(f"monitoring.done.{row['kind'] if row['left_out'] else 'used'}")
        if row["kind"] in ("late", "gap") and row["payer"] == "sponsor":
            return words("monitoring.done.put_in")
        unused = {"begun": "later", "outside": "unused"}
        return words(f"monitoring.done.{unused.get(row['kind'], 'told')}")

    def rows(words: Words):
        for row in found.astype({"found": float, "fits": float}).head(_MOST_FINDINGS).to_dict("records"):
            yield (
                words(f"monitoring.finding.{row['kind']}"),
                row["kecamatan"] or "–",
                first_up(words(f"monitoring.payer.{row['payer']}")) if row["payer"] else "–",
                words.month(row["month"], short=True),
                amount(row["kind"], row["found"], words),
                amount(row["kind"], row["fits"], words),
                done(row, words),
            )

    def caption(words: Words) -> str:
        kinds = found["kind"].value_counts()
        counts = ", ".join(f"{words(f'monitoring.finding.{kind}')} {words.exact(n)}" for kind, n in kinds.items())
        said = words("monitoring.table.quality.caption", count=words.exact(len(found)), counts=counts)
        return titled(said, result, words)

    def note(words: Words) -> str:
        said = words(
            "monitoring.table.quality.note",
            factor=words.decimal(JUMP_FACTOR, 1),
            deviations=words.exact(JUMP_DEVIATIONS),
            tolerance=words.share(PRICE_TOLERANCE, 0),
        )
        if len(found) > _MOST_FINDINGS:
            said += " " + words("monitoring.table.quality.more", count=words.exact(len(found) - _MOST_FINDINGS))
        return marked(said, result, words)

    return old_table(
        "quality_table",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            words(f"monitoring.column.{name}")
            for name in ("finding", "kecamatan", "payer", "month", "found", "fits", "done")
        ],
        rows=lambda words: list(rows(words)),
        numeric=(4, 5),
        note=note,
        data=found,
        stacked=True,
    )


# narrower by less than this part is hardly learnt
_TOLD, _MOST = 0.1, 8


def learned(result: MonitoringResult) -> Element:
    """The assumptions whose range the record narrows most, before and now."""
    every = result.learned_table
    found = every[every["narrower"] >= _TOLD].head(_MOST)
    if found.empty:
        return old_sentence(result.settings.language, lambda words: _noted("monitoring.learned.none", result, words))
    most, known = found.iloc[0], result.truth is not None

    def value(row: dict, name: str, words: Words) -> str:
        return (
            f"{words.value(row[f'{name}_p50'], row['unit'])} "
            f"({words.interval(row[f'{name}_p05'], row[f'{name}_p95'], row['unit'])})"
        )

    def rows(words: Words):
        for row in found.to_dict("records"):
            yield (
                result.unknowns[row["unknown"]].name[words.language],
                value(row, "before", words),
                value(row, "now", words),
                words.share(row["narrower"]),
                _error(row["mc_error"], row["unit"], words),
                *(_held(row, words) if known else ()),
            )

    def caption(words: Words) -> str:
        said = words(
            "monitoring.table.learned.caption",
            name=result.unknowns[most["unknown"]].name[words.language].split(" (")[0],
            narrower=words.share(most["narrower"]),
        )
        return titled(said, result, words)

    def note(words: Words) -> str:
        said = _noted("monitoring.table.learned.note", result, words)
        return marked(f"{said} {words('monitoring.learned.columns')}" if known else said, result, words)

    return old_table(
        "learned",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            words("column.assumption"),
            words("monitoring.column.before"),
            words("monitoring.column.now"),
            words("monitoring.column.narrower"),
            words("column.error"),
            *(words(f"monitoring.column.{name}") for name in ("truth", "held") if known),
        ],
        rows=lambda words: list(rows(words)),
        numeric=range(1, 7 if known else 5),
        note=note,
        data=every,
        stacked=True,
    )


def _noted(key: str, result: MonitoringResult, words: Words) -> str:
    """A text, and after it what is known of the truth."""
    return f"{words(key)} {_truth(result, words)}".strip()


def _held(row: dict, words: Words) -> tuple[str, str]:
    """The truth of an assumption, and whether the range now holds it; dashes where it has none."""
    if math.isnan(row["truth"]):
        return "–", "–"
    return words.value(row["truth"], row["unit"]), words(f"monitoring.learned.{'' if row['held'] else 'not_'}held")


def _truth(result: MonitoringResult, words: Words) -> str:
    """Of a made-up record, what is true at the end of the year, and whether range and target hold; else nothing."""
    end = result.months[result.end]
    if result.truth is None or end not in result.truth.stock:
        return ""
    members, row = result.truth.stock[end], row_of(result, "protected_end")
    inside = row["p05"] <= members <= row["p95"]
    return words(
        "monitoring.learned.truth",
        end=end_said(result, words),
        members=words.exact(members),
        inside=words(f"monitoring.learned.{'inside' if inside else 'outside'}"),
        range=span(row, words),
        target=words.exact(result.target),
        reached=words(f"monitoring.learned.{'reached' if members >= result.target else 'missed'}"),
    )


def _error(error: float, unit: str, words: Words) -> str:
    """A simulation error, of ratios to the figure that shows it."""
    if unit != "ratio" or not error:
        return words.error(error, unit)
    return f"±{words.decimal(error, max(2, -math.floor(math.log10(error))))}"
