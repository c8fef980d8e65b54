"""Planned, recorded and expected workers, the early warning, money, and what changed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simulate.page.drawing import beside, count_ticks, fan, month_ticks, tick_form
from simulate.page.elements import Chart, Rows, chart, first_up, table
from simulate.page.figure import INK, MAIN, MUTED, OTHER
from simulate.page.table import Cell, over
from simulate.page.words import Words
from simulate.programmes.monitoring.page.headline import chance_text, columns, common, percent, watermark
from simulate.programmes.monitoring.study import claims_tell
from simulate.programmes.monitoring.tables import moved_kecamatan, warned_since

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure

    from simulate.programmes.monitoring.study import MonitoringResult


@chart("forecast", "monitoring.chart.forecast")
def forecast_chart(result: MonitoringResult, words: Words) -> Chart:
    """The plan's band, the one that the record leaves, recorded counts as dots, the target as a dashed line."""
    months, known, target = result.table("forecast_by_month"), result.known, result.target
    last, end = len(months) - 1, months.iloc[-1]
    narrower = 1 - (end["now_p95"] - end["now_p05"]) / max(end["planned_p95"] - end["planned_p05"], 1e-9)
    texts = common(result, words, narrower=words.share(narrower))

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        for name, colour, first, line in (("planned", MUTED, 0, ":"), ("now", MAIN, known - 1, "-")):
            band = months.filter(like=f"{name}_").rename(columns=lambda column: column.rpartition("_")[2])
            fan(axes, range(first, last + 1), band.iloc[first:], colour, linestyle=line)
        dots = months["recorded"].dropna().astype(float)
        axes.plot(dots.index, dots, "o", color=INK, markersize=4)
        axes.axhline(target, color=OTHER, linestyle="--", linewidth=1.3)
        top = float(months[["planned_p95", "now_p95"]].max().max())
        named = max(known // 2 - 1, 0)
        named = named if named in dots.index else known - 1
        # names keep away from one another: the target's from the plan's, a dot's from the target's
        below = 0 <= end["planned_p95"] - target < 0.15 * top
        for name, place, off, style in (
            ("target", (last // 4, target), (0, -11 if below else 4), {"color": OTHER}),
            ("planned", (last, end["planned_p95"]), (0, 3), {"ha": "right"}),
            ("now", (last, end["now_p05"]), (0, -11), {"ha": "right"}),
            ("recorded", (named, dots[named]), (4, 6 if dots[named] > target else -13), {}),
        ):
            beside(axes, words(f"monitoring.chart.forecast.{name}", texts), place, off, fontsize=8.5, **style)
        axes.set_ylim(0, top * 1.1)
        month_ticks(axes, list(months["month"]), words, 4 if narrow else 7)
        count_ticks(axes.yaxis, words)
        watermark(drawing, result, words)

    return Chart(draw, months, texts, title="" if narrower > 0 else ".wider")


@chart("warning", "monitoring.chart.warning", wide=(7.4, 3.2), narrow=(3.7, 3.4))
def warning_chart(result: MonitoringResult, words: Words) -> Chart:
    """The chance by month of the record, first before any, with the two thresholds dashed."""
    months, since = result.table("chance_by_month"), warned_since(result)
    names = [
        words.month(month, short=True) if month else words("monitoring.chart.warning.start")
        for month in months["as_of"]
    ]

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
        watermark(drawing, result, words)

    path = "; ".join(f"{name} {words.share(missed)}" for name, missed in zip(names, months["missed"], strict=True))
    error = words.error(float(months["missed_error"].max()), "share")
    texts = common(result, words, since=since and words.month(since), path=path, error=error)
    return Chart(draw, months, texts, title="" if since else ".calm")


# above this part of the draws that would still count, a count of claims tells nothing
_NOTHING = 0.8


@table(
    "money",
    "monitoring.table.money",
    columns(".item .recorded .expected interval .judged error"),
    numeric=range(1, 6),
    stacked=True,
)
def money(result: MonitoringResult, words: Words) -> Rows:
    """Sponsors' contributions against the plan, and claims against what the members recorded would bring."""
    texts, rows, unknown, parts = common(result, words), [], [], []
    for name, expected in (("contributions", "contributions_planned"), ("claims", "claims_expected")):
        item = words(f"monitoring.money.{name}")
        if f"{name}_recorded" not in result.measures:
            unknown.append((item, words("monitoring.money.none"), "–", "–", "–", "–"))
            continue
        number, row = result.number(f"{name}_recorded"), texts[expected]
        judged = words("monitoring.money.judged", where=words(f"monitoring.where.{_where(number, row.row)}"))
        rows.append((item, words.value(number, row.unit), f"{row}", f"{row:range}", judged, f"{row:error}"))
        parts.append(words(f"monitoring.table.money.{name}", texts))
    tell = ""
    if "claims_recorded" in result.measures:
        part = claims_tell(result)
        ending = ".nothing" if part > _NOTHING else ""
        tell = words(f"monitoring.table.money.tell{ending}", part=words.share(part))
    parts = "; ".join(parts) or words("monitoring.table.money.none")
    return Rows([*rows, *unknown], texts | {"parts": parts, "tell": tell})


def _where(number: float, row: Mapping[str, float], prefix: str = "") -> str:
    """Where a number lies: ``inside`` a row's 90 % range, ``below`` or ``above`` it; ``unknown`` if it is none."""
    if math.isnan(number):
        return "unknown"
    if number < row[f"{prefix}p05"]:
        return "below"
    return "above" if number > row[f"{prefix}p95"] else "inside"


# kecamatan named for having moved unlike what was expected
_MOVED = 3


@table(
    "changes_table",
    "monitoring.table.changes",
    columns(".step .estimated .expected .forecast .missed"),
    numeric=range(1, 5),
    stacked=True,
)
def changes(result: MonitoringResult, words: Words) -> Rows:
    """The outlook before last month's counts, after its members, and after its lapses."""
    found = result.table("changes")
    steps = found.to_dict("records")
    start = words.month(result.months[result.known - 2]) if result.known > 1 else words("monitoring.no_record")
    texts = common(result, words, start=start)
    rows = []
    for row in steps:
        counted = not math.isnan(row["recorded"])
        rows.append(
            (
                words(f"monitoring.step.{row['step']}", texts),
                words.exact(row["recorded"]) if counted else "–",
                _exactly(row, words, "expected_") if counted else "–",
                _exactly(row, words),
                chance_text(result, row["missed"], words, signs=True),
            )
        )
    before, now = round(steps[0]["p50"]), round(steps[-1]["p50"])
    stock, lapse = (_where(row["recorded"], row, "expected_") for row in steps[1:])
    moved = [
        f"{row.kecamatan} {_signed(round(row.difference), words)}" for row in moved_kecamatan(result).itertuples()
    ]
    numbers = {
        "before": words.exact(before),
        "now": words.exact(now),
        "change": _signed(now - before, words),
        "missed_before": chance_text(result, steps[0]["missed"], words),
        "missed": chance_text(result, steps[-1]["missed"], words),
        "error": words.error(float(found["mc_error"].max()), "persons"),
        "where": words("monitoring.where." + ("in" if stock == "inside" else stock)) if stock != "unknown" else "",
        "lapse": words("monitoring.table.changes.lapse", where=words(f"monitoring.where.{lapse}"))
        if lapse != "unknown"
        else "",
        "moved": words("monitoring.table.changes.moved", names=", ".join(moved[:_MOVED])) if moved else "",
    }
    return Rows(rows, texts | numbers, found, note=".unknown" if stock == "unknown" else "")


def _exactly(row: Mapping[str, float], words: Words, prefix: str = "") -> Cell:
    """A median over its 90 % range, to the head: steps of a month are smaller than three figures show."""
    low, middle, high = (words.exact(row[f"{prefix}{name}"]) for name in ("p05", "p50", "p95"))
    return over(middle, f"{low}–{high}")


def _signed(persons: float, words: Words) -> str:
    return f"{'+' if persons > 0 else ''}{words.exact(persons)}"


@table(
    "payers_table",
    "monitoring.table.payers",
    columns(".payer .reported .paid_up .change .registered .lapsed .contributions .claims"),
    numeric=range(1, 8),
    stacked=True,
)
def payers(result: MonitoringResult, words: Words) -> Rows:
    """The last month by payer, as recorded, with the change of members from the month before."""
    found, rows, counts = result.table("by_payer"), [], []
    forms = dict.fromkeys(("paid_up", "registered", "lapsed", "contributions_rp", "claims"), words.exact)
    forms["contributions_rp"] = words.rupiah
    for row in found.astype(dict.fromkeys(found.columns[3:], float)).to_dict("records"):
        shown = ["–" if math.isnan(row[name]) else form(row[name]) for name, form in forms.items()]
        payer, before, change = words(f"monitoring.payer.{row['payer']}"), row["before"], "–"
        if before > 0:
            moved = row["compared"] - before
            change = f"{_signed(moved, words)} ({'+' if moved > 0 else ''}{percent(moved / before, words)})"
        paid_up, *flows = shown
        rows.append((first_up(payer), words.exact(row["kecamatan"]), paid_up, change, *flows))
        counts.append(f"{payer} {paid_up}")
    return Rows(rows, common(result, words, counts=", ".join(counts)), found)
