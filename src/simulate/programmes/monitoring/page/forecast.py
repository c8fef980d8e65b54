"""Planned, recorded and expected workers, the early warning, money, and what changed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simulate.page.base import Element
from simulate.page.drawing import count_ticks, month_ticks, tick_form
from simulate.page.elements import first_up, row_of
from simulate.page.figure import INK, MAIN, MUTED, OTHER, old_figure
from simulate.page.table import Cell, Markup, old_table
from simulate.page.words import Words
from simulate.programmes.monitoring.measures import claims_tell
from simulate.programmes.monitoring.page.headline import (
    chance_said,
    end_said,
    light_said,
    marked,
    rule_said,
    span,
    titled,
    watermarked,
)
from simulate.programmes.monitoring.tables import moved_kecamatan, warned_since

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.programmes.monitoring.study import MonitoringResult


def forecast_chart(result: MonitoringResult) -> Element:
    """The plan's band, the one that the record leaves, recorded counts as dots, the target as a dashed line."""
    table, known = result.forecast_table, result.known
    end = table.iloc[-1]
    narrower = 1 - (end["now_p95"] - end["now_p05"]) / max(end["planned_p95"] - end["planned_p05"], 1e-9)

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        places = range(len(table))
        _band(axes, places, table, "planned", MUTED, 0.16)
        ahead = table.iloc[known - 1 :]
        _band(axes, range(known - 1, len(table)), ahead, "now", MAIN, 0.34)
        told = table["recorded"].notna().to_numpy()
        axes.plot([p for p in places if told[p]], table["recorded"][told].astype(float), "o", color=INK, markersize=4)
        axes.axhline(result.target, color=OTHER, linestyle="--", linewidth=1.3)
        top = float(table[["planned_p95", "now_p95"]].max().max())
        # below its line where the plan's own name is near
        apart = not 0 <= end["planned_p95"] - result.target < 0.15 * top
        last, right = len(table) - 1, {"textcoords": "offset points", "fontsize": 8.5}
        axes.annotate(
            words("monitoring.chart.forecast.target", target=words.exact(result.target)),
            (last // 4, result.target), xytext=(0, 4 if apart else -11), color=OTHER, **right,
        )  # fmt: skip
        axes.annotate(
            words("monitoring.chart.forecast.planned"),
            (last, end["planned_p95"]), xytext=(0, 3), ha="right", color=INK, **right,
        )  # fmt: skip
        axes.annotate(
            words("monitoring.chart.forecast.now", forecast=words.count(end["now_p50"])),
            (last, end["now_p05"]), xytext=(0, -11), ha="right", color=INK, **right,
        )  # fmt: skip
        dot = max(known // 2 - 1, 0) if told[max(known // 2 - 1, 0)] else known - 1
        counted = float(result.observed.stock[dot])
        axes.annotate(  # away from the target's name, which stands on its line
            words("monitoring.chart.forecast.recorded"),
            (dot, counted),
            xytext=(4, 6 if counted > result.target else -13), ha="left", color=INK, **right,
        )  # fmt: skip
        axes.set_ylim(0, top * 1.1)
        month_ticks(axes, list(table["month"]), words, 4 if narrow else 7)
        count_ticks(axes.yaxis, words)
        watermarked(drawing, result, words)

    def numbers(words: Words) -> dict[str, str]:
        return {
            "month": words.month(result.as_of),
            "end": end_said(result, words),
            "forecast": words.count(end["now_p50"]),
            "range": span(end, words, "now"),
            "before": words.count(end["planned_p50"]),
            "before_range": span(end, words, "planned"),
            "recorded": words.exact(result.number("estimated_now")),
            "target": words.exact(result.target),
            "missed": chance_said(result, result.number("missed"), words),
            "narrower": words.share(narrower),
            "error": words.error(float(end["now_mc_error"]), "persons"),
            "error_before": words.error(float(end["planned_mc_error"]), "persons"),
        }

    key = "monitoring.chart.forecast.title" if narrower > 0 else "monitoring.chart.forecast.title.wider"
    return old_figure(
        "forecast",
        result.settings.language,
        draw,
        title=lambda words: titled(words(key, **numbers(words)), result, words),
        alt=lambda words: words("monitoring.chart.forecast.alt", **numbers(words)),
        source=lambda words: marked(words("monitoring.chart.forecast.source", **numbers(words)), result, words),
        data=table,
    )


def _band(axes: Axes, places: range, table, name: str, colour: str, alpha: float) -> None:
    low, high = table[f"{name}_p05"], table[f"{name}_p95"]
    axes.fill_between(places, low, high, color=colour, alpha=alpha, linewidth=0)
    for edge in (low, high):
        axes.plot(places, edge, color=colour, linewidth=0.6)
    axes.plot(places, table[f"{name}_p50"], color=colour, linewidth=1.8, linestyle="-" if name == "now" else ":")


def warning_chart(result: MonitoringResult) -> Element:
    """The chance by month of the record, first before any, with the two thresholds dashed."""
    table, since = result.chance_table, warned_since(result)
    now = table.iloc[-1]

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        places = range(len(table))
        axes.plot(places, table["missed"], "-o", color=MAIN, linewidth=2, markersize=4)
        for name in ("watch", "warn"):
            level = getattr(result.plan, f"{name}_above")
            axes.axhline(level, color=OTHER, linestyle="--" if name == "warn" else ":", linewidth=1.2)
            axes.annotate(
                words(f"monitoring.chart.warning.{name}", level=words.share(level, 0)),
                (len(table) - 1, level), xytext=(0, 3), textcoords="offset points", ha="right", color=INK,
                fontsize=8.5,
            )  # fmt: skip
        step = max(1, -(-len(table) // (4 if narrow else 9)))
        shown = [*places][::step]
        axes.set_xticks(shown, [_as_of(table["as_of"].iloc[place], words) for place in shown])
        axes.set_ylim(0, 1.05)
        axes.margins(x=0.05)
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))
        watermarked(drawing, result, words)

    def numbers(words: Words) -> dict[str, str]:
        return {
            "month": words.month(result.as_of),
            "end": end_said(result, words),
            "missed": chance_said(result, float(now["missed"]), words),
            "light": light_said(now["light"], words),
            "since": words.month(since) if since else words("monitoring.no_record"),
            "target": words.exact(result.target),
            "rule": rule_said(result, words),
            "error": words.error(float(table["missed_error"].max()), "share"),
            "path": "; ".join(f"{_as_of(row.as_of, words)} {words.share(row.missed)}" for row in table.itertuples()),
        }

    key = "monitoring.chart.warning.title" + ("" if since is not None else ".calm")
    return old_figure(
        "warning",
        result.settings.language,
        draw,
        title=lambda words: titled(words(key, **numbers(words)), result, words),
        alt=lambda words: words("monitoring.chart.warning.alt", **numbers(words)),
        source=lambda words: marked(words("monitoring.chart.warning.source", **numbers(words)), result, words),
        data=table,
        wide=(7.4, 3.2),
        narrow=(3.7, 3.4),
    )


def _as_of(month: str, words: Words) -> str:
    return words.month(month, short=True) if month else words("monitoring.chart.warning.start")


# above this part of the draws that would still count, a count of claims tells nothing
_NOTHING = 0.8


def money(result: MonitoringResult) -> Element:
    """Sponsors' contributions against the plan, and claims against what the members recorded would bring."""
    pairs = {"contributions": ("contributions_planned", "rp"), "claims": ("claims_expected", "cases")}
    told = {name: pair for name, pair in pairs.items() if f"{name}_recorded" in result.measures}

    def rows(words: Words):
        for name, (measure, unit) in told.items():
            row = row_of(result, measure)
            yield (
                words(f"monitoring.money.{name}"),
                words.value(result.number(f"{name}_recorded"), unit),
                words.value(row["p50"], unit),
                words.interval(row["p05"], row["p95"], unit),
                words(f"monitoring.money.{_place(result, name, measure)}"),
                words.error(row["mc_error"], unit),
            )
        for name in pairs:
            if name not in told:
                yield (words(f"monitoring.money.{name}"), words("monitoring.money.none"), "–", "–", "–", "–")

    def caption(words: Words) -> str:
        said = [
            words(
                f"monitoring.table.money.said.{name}",
                recorded=words.value(result.number(f"{name}_recorded"), unit),
                expected=words.value(row_of(result, measure)["p50"], unit),
            )
            for name, (measure, unit) in told.items()
        ]
        said = "; ".join(said) or words("monitoring.table.money.said.none")
        return titled(
            words("monitoring.table.money.caption", month=words.month(result.as_of), said=said), result, words
        )

    def note(words: Words) -> str:
        said = words("monitoring.table.money.note")
        if "claims" in told:
            part = claims_tell(result)
            nothing = ".nothing" if part > _NOTHING else ""
            said += " " + words(f"monitoring.table.money.tell{nothing}", part=words.share(part))
        return marked(said, result, words)

    return old_table(
        "money",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            words("monitoring.column.item"),
            words("monitoring.column.recorded"),
            words("monitoring.column.expected"),
            words("column.interval"),
            words("monitoring.column.judged"),
            words("column.error"),
        ],
        rows=lambda words: list(rows(words)),
        numeric=range(1, 6),
        note=note,
        stacked=True,
    )


def _place(result: MonitoringResult, name: str, measure: str) -> str:
    """Where a recorded amount lies: ``inside`` the 90 % range, ``below`` or ``above`` it."""
    recorded, row = result.number(f"{name}_recorded"), row_of(result, measure)
    if recorded < row["p05"]:
        return "below"
    return "above" if recorded > row["p95"] else "inside"


# kecamatan named for having moved unlike what was expected
_MOVED = 3


def changes(result: MonitoringResult) -> Element:
    """The outlook before last month's counts, after its members, and after its lapses."""
    found = result.change_table
    first, last = found.iloc[0], found.iloc[-1]

    def recorded(row: dict, words: Words) -> Cell:
        return "–" if math.isnan(row["recorded"]) else words.exact(row["recorded"])

    def expected(row: dict, words: Words) -> Cell:
        if math.isnan(row["recorded"]):
            return "–"
        return _exactly({name: row[f"expected_{name}"] for name in ("p05", "p50", "p95")}, words)

    def rows(words: Words):
        said = {"month": words.month(result.as_of), "before": _before(result, words)}
        for row in found.to_dict("records"):
            yield (
                words(f"monitoring.step.{row['step']}", **said),
                recorded(row, words),
                expected(row, words),
                _exactly(row, words),
                chance_said(result, row["missed"], words, signs=True),
            )

    def caption(words: Words) -> str:
        before, now = round(first["p50"]), round(last["p50"])
        said = words(
            "monitoring.table.changes.caption",
            end=end_said(result, words),
            before=words.exact(before),
            now=words.exact(now),
            change=_signed(now - before, words),
            missed_before=chance_said(result, first["missed"], words),
            missed=chance_said(result, last["missed"], words),
        )
        return titled(said, result, words)

    def note(words: Words) -> str:
        told = words(
            f"monitoring.table.changes.note.{_surprise(result, 'stock')}",
            month=words.month(result.as_of),
            error=words.error(float(found["mc_error"].max()), "persons"),
        )
        lapses = _surprise(result, "lapse")
        if lapses != "unknown":
            told += " " + words(f"monitoring.table.changes.lapse.{lapses}")
        moved = moved_kecamatan(result).head(_MOVED)
        if len(moved):
            names = [f"{row.kecamatan} {_signed(round(row.difference), words)}" for row in moved.itertuples()]
            told += " " + words("monitoring.table.changes.moved", names=", ".join(names))
        return marked(told, result, words)

    return old_table(
        "changes_table",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            words("monitoring.column.step"),
            words("monitoring.column.estimated"),
            words("monitoring.column.expected"),
            words("monitoring.column.forecast", month=end_said(result, words)),
            words("monitoring.column.missed"),
        ],
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3, 4),
        note=note,
        data=found,
        stacked=True,
    )


def _exactly(row: Mapping[str, float], words: Words) -> Cell:
    """A median over its 90 % range, to the head: steps of a month are smaller than three figures show."""
    middle, span = words.exact(row["p50"]), f"{words.exact(row['p05'])}–{words.exact(row['p95'])}"
    return Markup(f"{middle}<br/><small>{span}</small>", f"{middle} ({span})")


def _signed(heads: float, words: Words) -> str:
    return f"{'+' if heads > 0 else ''}{words.exact(heads)}"


def _before(result: MonitoringResult, words: Words) -> str:
    """The month before the last one, or that there was no record."""
    return words.month(result.months[result.known - 2]) if result.known > 1 else words("monitoring.no_record")


def _surprise(result: MonitoringResult, step: str) -> str:
    """Where last month's count lies against the 90 % range expected before; ``unknown`` if none was told."""
    row = result.change_table.set_index("step").loc[step]
    if math.isnan(row["recorded"]):
        return "unknown"
    if row["recorded"] < row["expected_p05"]:
        return "below"
    return "above" if row["recorded"] > row["expected_p95"] else "inside"


def payers(result: MonitoringResult) -> Element:
    """The last month by payer, as recorded, with the change of members from the month before."""
    found = result.payer_table

    def number(value, words: Words, form) -> str:
        return "–" if math.isnan(value) else form(float(value))

    def change(row: dict, words: Words) -> str:
        if math.isnan(row["before"]) or not row["before"]:
            return "–"
        moved = float(row["compared"]) - float(row["before"])
        return f"{_signed(moved, words)} ({_percent(moved / float(row['before']), words)})"

    def rows(words: Words):
        for row in found.astype(dict.fromkeys(found.columns[3:], float)).to_dict("records"):
            yield (
                first_up(words(f"monitoring.payer.{row['payer']}")),
                words.exact(row["kecamatan"]),
                number(row["paid_up"], words, words.exact),
                change(row, words),
                number(row["registered"], words, words.exact),
                number(row["lapsed"], words, words.exact),
                number(row["contributions_rp"], words, words.rupiah),
                number(row["claims"], words, words.exact),
            )

    def caption(words: Words) -> str:
        counts = [
            f"{words(f'monitoring.payer.{row.payer}')} {number(row.paid_up, words, words.exact)}"
            for row in found.astype({"paid_up": float}).itertuples()
        ]
        said = words("monitoring.table.payers.caption", month=words.month(result.as_of), counts=", ".join(counts))
        return titled(said, result, words)

    return old_table(
        "payers_table",
        result.settings.language,
        caption=caption,
        header=lambda words: [words(f"monitoring.column.{name}") for name in _PAYER_COLUMNS],
        rows=lambda words: list(rows(words)),
        numeric=range(1, len(_PAYER_COLUMNS)),
        note=lambda words: marked(words("monitoring.table.payers.note"), result, words),
        data=found,
        stacked=True,
    )


_PAYER_COLUMNS = ("payer", "reported", "paid_up", "change", "registered", "lapsed", "contributions", "claims")


def _percent(change: float, words: Words) -> str:
    sign = "+" if change > 0 else "\N{MINUS SIGN}" if change < 0 else ""
    return f"{sign}{words.share(abs(change))}"
