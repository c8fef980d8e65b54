"""The charts of monitoring, and what its texts share: planned, recorded and expected workers."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.page.drawing import (
    INK,
    MAIN,
    MUTED,
    OTHER,
    beside,
    count_ticks,
    fan,
    month_ticks,
    ranked,
    tick_form,
)
from simulate.page.elements import Chart, Numbers, Rows, chart, choice, inside, table
from simulate.page.html import Element
from simulate.page.map import Kind, Mapped, draw_map, kind_rows, map_source
from simulate.page.words import Estimate, Words
from simulate.programmes.monitoring.plan import LIGHTS
from simulate.programmes.monitoring.study import MonitoringResult
from simulate.programmes.monitoring.tables import warned_since

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    from matplotlib.figure import Figure

# as a map shows each light, the worst first: how deep, colour and pattern
_DRAWN = {
    "red": (0.36, "#c4352b", "cross"),
    "amber": (0.35, "#d99a00", "lines"),
    "green": (0.34, "#1f8a4c", ""),
    "none": (0.14, "#7a828c", "dots"),
}


def common(result: MonitoringResult, words: Words, **numbers: Any) -> Numbers:
    """What many texts hold, and these numbers: months, the last count, the chance of missing the target, its light.

    ``mark`` begins a title, a caption or a label of a made-up record, for they travel alone; ``synthetic`` ends a
    note on where its numbers come from. Both are empty where the record is real.
    """
    plan, missed = result.plan, result.number("missed")
    limits = {name: words.share(getattr(plan, f"{name}_above"), 0) for name in ("watch", "warn")}
    put_in = round(result.number("estimated_now")) - round(result.number("recorded_now"))
    marks = {name: words(f"monitoring.{name}") if result.record.synthetic else "" for name in ("mark", "synthetic")}
    # that of missing the plan's own median is a half but for rounding
    before = words.share(result.number("missed_planned"), 1 if plan.target_persons else 0)
    found = {
        "region": result.region.about.name,
        "month": words.month(result.as_of),
        "end": words.month(result.months[result.end]),
        "year": result.months[result.end][:4],
        "reported": words.exact((~np.isnan(result.usable[result.known - 1])).sum()),
        "put_in": words.mark("estimated_now", words.exact(put_in)),
        "ideal": words.mark("ideal", words.exact(result.planned.ceiling_persons)),
        "chance": words.mark("missed", chance_text(result, missed, words)),
        "chance_before": words.mark("missed_planned", before),
        "light": words(f"monitoring.light.{plan.light(missed)}"),
        "rule": words("monitoring.note.rule", limits),
        "effective": words.exact(result.weights(result.known).effective),
    }
    texts = Numbers(result, words, limits | marks | found | numbers)
    for name in ("planned_now", "protected_end", "protected_end_planned"):
        texts[f"{name}_said"] = said(texts[name])
    return texts


def said(estimate: Estimate) -> str:
    """An estimate with its range in brackets; a number that is certain once, to the unit."""
    certain = estimate.row["p05"] == estimate.row["p95"]
    return f"{estimate}" if certain else f"{estimate} ({estimate:range})"


def chance_text(result: MonitoringResult, chance: float, words: Words, signs: bool = False) -> str:
    """A chance as far as the draws that count can tell it from 0 and 1; with ``signs`` as tables hold it."""
    draws = int(result.weights(result.known).effective)
    beyond = min(chance, 1 - chance) * draws < 1
    return words.chance(float(round(chance)), draws, signs) if beyond else words.share(chance)


def own_table(name: str, columns: str, numeric: Sequence[int] = (), stacked: bool = True) -> Callable:
    """A table whose texts stand under its own name; the columns after a dot are this page's own."""
    key, columns = f"monitoring.table.{name.removesuffix('_table')}", columns.replace(".", "monitoring.column.")
    return table(name, key, columns, numeric, stacked)


def told(number: float, form: Callable[[float], str]) -> str:
    """A number in its form; a dash where nothing was recorded."""
    return "–" if math.isnan(number) else form(number)


def _watermark(drawing: Figure, result: MonitoringResult, words: Words) -> None:
    """Writes across a drawing that its record is made up, where it is."""
    if result.record.synthetic:
        size = 5 * drawing.get_size_inches()[0]
        middle = {"ha": "center", "va": "center", "in_layout": False}
        text = words("monitoring.watermark")
        drawing.text(0.5, 0.5, text, rotation=20, size=size, alpha=0.12, color=MUTED, **middle)


@chart("forecast", "monitoring.chart.forecast", wide=(7.4, 3.0), narrow=(3.7, 2.8))
def forecast_chart(result: MonitoringResult, words: Words) -> Chart:
    """The plan's band, the one that the record leaves, recorded counts as dots, the target as a dashed line.

    The ideal target is a dashed line, too, where it lies in the drawing; else words at its upper end tell it.
    """
    months, known, target = result.table("forecast_by_month"), result.known, result.target
    last, end, ideal = len(months) - 1, months.iloc[-1], result.planned.ceiling_persons
    texts = common(result, words)

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        for name, colour, first, line in (("planned", MUTED, 0, ":"), ("now", MAIN, known - 1, "-")):
            band = months.filter(like=f"{name}_").rename(columns=lambda column: column.rpartition("_")[2])
            fan(axes, range(first, last + 1), band.iloc[first:], colour, linestyle=line)
        dots = months["recorded"].dropna().astype(float)
        axes.plot(dots.index, dots, "o", color=INK, markersize=4)
        axes.axhline(target, color=OTHER, linestyle="--", linewidth=1.3)
        top = 1.12 * max(float(months[["planned_p95", "now_p95"]].max().max()), target)
        axes.set_ylim(0, top)
        axes.set_xlim(-0.3, last + 0.3)
        if ideal < top:
            axes.axhline(ideal, color=OTHER, linestyle="--", linewidth=1.3)
        named = dots.index[len(dots) // 2]
        # the names keep away from one another: the plan's inside its band, a dot's below it
        for name, place, off, style in (
            ("target", (0, target), (0, 3), {"color": OTHER}),
            ("planned", (last, end["planned_p95"]), (-3, -26), {"ha": "right", "va": "top", "color": MUTED}),
            ("now", (last, end["now_p05"]), (0, -11), {"ha": "right", "color": MAIN}),
            ("recorded", (named, dots[named]), (4, -13), {}),
            ("ideal" if ideal < top else "beyond", (0, min(ideal, top)), (0, -3), {"va": "top", "color": OTHER}),
        ):
            beside(axes, words(f"monitoring.chart.forecast.{name}", texts), place, off, fontsize=8.5, **style)
        month_ticks(axes, list(months["month"]), words, 4 if narrow else 7)
        count_ticks(axes.yaxis, words)
        axes.locator_params(axis="y", nbins=5)
        _watermark(drawing, result, words)

    reached = result.number("protected_end") >= target
    return Chart(draw, months, texts, title=".reached" if reached else ".below")


@chart("warning", "monitoring.chart.warning", wide=(7.4, 3.2), narrow=(3.7, 3.4))
def warning_chart(result: MonitoringResult, words: Words) -> Chart:
    """The chance by month of the record, first before any, with the two thresholds dashed."""
    months, since = result.table("chance_by_month"), warned_since(result)
    _, *known = months["as_of"]
    names = [words("monitoring.chart.warning.start"), *(words.month(month, short=True) for month in known)]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        axes.plot(months.index, months["missed"], "-o", color=MAIN, linewidth=2, markersize=4)
        for name, line, level in (("watch", ":", result.plan.watch_above), ("warn", "--", result.plan.warn_above)):
            axes.axhline(level, color=OTHER, linestyle=line, linewidth=1.2)
            label = words(f"monitoring.chart.warning.{name}", level=words.share(level, 0))
            beside(axes, label, (len(months) - 1, level), (0, 3), ha="right", fontsize=8.5)
        step = -(-len(months) // (4 if narrow else 9))
        axes.set_xticks(months.index[::step], names[::step])
        axes.set_ylim(0, 1.05)
        axes.margins(x=0.05)
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))
        _watermark(drawing, result, words)

    path = "; ".join(f"{name} {words.share(missed)}" for name, missed in zip(names, months["missed"], strict=True))
    error = words.error(months["missed_error"].max(), "share")
    texts = common(result, words, since=since and words.month(since), path=path, error=error)
    traces = {"chance": "missed"}
    return Chart(draw, months, texts, title="" if since else ".calm", traces=traces)


def place_texts(result: MonitoringResult, words: Words, **numbers: str) -> Numbers:
    """What the texts of map and table hold; of kecamatan with a light, the one most likely to miss its target."""
    places = result.table("protected_by_kecamatan")
    dark, counts = places["light"] == "none", places["light"].value_counts()
    worst = (places if dark.all() else places[~dark]).sort_values("missed", ascending=False, kind="stable").iloc[0]
    lights = (f"{words(f'monitoring.light.{name}')} {words.exact(counts[name])}" for name in LIGHTS if name in counts)
    return common(
        result,
        words,
        counts=", ".join(lights),
        worst=worst["kecamatan"],
        worst_missed=chance_text(result, worst["missed"], words),
        late=words.listed(list(places[dark]["kecamatan"])) or "–",
        error_missed=words.error(places["missed_error"].max(), "share"),
        **numbers,
    )


@choice
def lights_map(result: MonitoringResult) -> Element:
    """The light of each kecamatan, in its colour and pattern; a table where the region has no boundaries."""
    return (_lights_map if result.region.boundaries else _lights_table)(result)


@chart("lights", "monitoring.chart.lights")
def _lights_map(result: MonitoringResult, words: Words) -> Chart:
    texts = place_texts(result, words, boundaries=f" {map_source(result.region, words)}")
    shown = _lights(result, words)
    return Chart(draw_map("lights", result.region, shown, words), result.table("protected_by_kecamatan"), texts)


@own_table("lights", ".light .count .which", (1,))
def _lights_table(result: MonitoringResult, words: Words) -> Rows:
    rows = kind_rows(_lights(result, words), result.region, words)
    return Rows(rows, place_texts(result, words, boundaries=""), result.table("protected_by_kecamatan"))


def _lights(result: MonitoringResult, words: Words) -> Mapped:
    lights = result.table("protected_by_kecamatan").set_index("kecamatan_code")["light"]
    kinds = {light: Kind(words(f"monitoring.light.{light}"), *how) for light, how in _DRAWN.items()}
    across = words("monitoring.watermark") if result.record.synthetic else ""
    heading = words("monitoring.chart.lights.heading", month=words.month(result.as_of))
    return Mapped(lights.map(kinds).to_dict(), heading, across=across)


# narrower by less than this part is hardly learnt; so many are shown
_LEARNT, _MOST = 0.1, 8


def learnt(result: MonitoringResult) -> pd.DataFrame:
    """The assumptions whose range the record narrowed, the most first, as far as a page shows them."""
    every = result.table("learned")
    return every[every["narrower"] >= _LEARNT].head(_MOST)


def learnt_most(result: MonitoringResult, words: Words) -> dict[str, str]:
    """The assumption whose range the record narrowed most, and by how much; nothing where it narrowed none."""
    found = learnt(result)
    if found.empty:
        return {}
    most = found.iloc[0]
    name = result.unknowns[most["unknown"]].name[words.language]
    return {"name": inside(name.split(" (")[0]), "narrower": words.share(most["narrower"], 0)}


@chart("learned_chart", "monitoring.chart.learned")
def learned_chart(result: MonitoringResult, words: Words) -> Chart | str:
    """By how much the record narrowed the range of each assumption; a sentence where it did of none."""
    found, texts = learnt(result), common(result, words, truth="")
    if found.empty:
        return words("monitoring.learned.none", texts)
    names = [result.unknowns[key].name[words.language] for key in found["unknown"]]
    parts = [words.share(part, 0) for part in found["narrower"]]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        short = [textwrap.fill(name.split(" (")[0], 24 if narrow else 44) for name in names]
        ranked(axes, short, found["narrower"], parts, most=1.0)
        axes.xaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))
        axes.locator_params(axis="x", nbins=3 if narrow else 6)
        axes.set_xlabel(words("monitoring.chart.learned.axis"), color=MUTED)
        _watermark(drawing, result, words)

    rows = "; ".join(f"{name} {part}" for name, part in zip(names, parts, strict=True))
    texts |= learnt_most(result, words) | {"rows": rows}
    size = 0.9 + 0.42 * len(found)
    return Chart(
        draw, found, texts, traces={"narrower": "learned"}, wide=(7.4, size), narrow=(3.7, size + 0.1 * len(found))
    )
