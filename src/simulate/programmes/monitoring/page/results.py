"""Planned, recorded and expected workers, the early warning, lights by kecamatan, money, quality, what was learnt."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from simulate.page.drawing import (
    INK,
    MAIN,
    MUTED,
    OTHER,
    beside,
    count_ticks,
    draw_tiles,
    fan,
    month_ticks,
    tick_form,
)
from simulate.page.elements import Chart, Numbers, Rows, chart, first_up, table
from simulate.page.html import Cell, estimated, over
from simulate.page.words import Words
from simulate.programmes.monitoring.page.headline import chance_text, common
from simulate.programmes.monitoring.plan import LIGHTS
from simulate.programmes.monitoring.record import JUMP_DEVIATIONS, JUMP_FACTOR, PRICE_TOLERANCE
from simulate.programmes.monitoring.study import OWN, MonitoringResult, claims_tell
from simulate.programmes.monitoring.tables import moved_kecamatan, warned_since

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matplotlib.figure import Figure


def _columns(names: str) -> str:
    return names.replace(".", "monitoring.column.")


def _table(name: str, columns: str, numeric: Sequence[int] = (), stacked: bool = True) -> Callable:
    """A table whose texts stand under its own name; the columns after a dot are this page's own."""
    key = f"monitoring.table.{name.removesuffix('_table')}"
    return table(name, key, _columns(columns), numeric, stacked)


def _watermark(drawing: Figure, result: MonitoringResult, words: Words) -> None:
    """Writes across a drawing that it is an example, where the record is made up."""
    if result.record.synthetic:
        middle = {"ha": "center", "va": "center", "in_layout": False}
        drawing.text(0.5, 0.5, words("monitoring.watermark"), rotation=25, size=40, alpha=0.12, color=MUTED, **middle)


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
        _watermark(drawing, result, words)

    return Chart(draw, months, texts, title="" if narrower > 0 else ".wider")


@chart("warning", "monitoring.chart.warning", wide=(7.4, 3.2), narrow=(3.7, 3.4))
def warning_chart(result: MonitoringResult, words: Words) -> Chart:
    """The chance by month of the record, first before any, with the two thresholds dashed."""
    months, since, start = (
        result.table("chance_by_month"),
        warned_since(result),
        words("monitoring.chart.warning.start"),
    )
    names = [words.month(month, short=True) if month else start for month in months["as_of"]]

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
    return Chart(draw, months, texts, title="" if since else ".calm")


@_table("changes_table", ".step .estimated .expected .forecast .missed", range(1, 5))
def changes(result: MonitoringResult, words: Words) -> Rows:
    """The outlook before last month's counts, after its members, and after its lapses."""
    found, rows, where = result.table("changes"), [], {}
    start = words.month(result.months[result.known - 2]) if result.known > 1 else words("monitoring.no_record")
    texts = common(result, words, start=start)
    for row in found.to_dict("records"):
        recorded = expected = "–"
        if not math.isnan(row["recorded"]):
            recorded, expected = words.exact(row["recorded"]), _exactly(row, words, "expected_")
            where[row["step"]] = _where(row["recorded"], row["expected_p05"], row["expected_p95"])
        missed = chance_text(result, row["missed"], words, signs=True)
        rows.append(
            (words(f"monitoring.step.{row['step']}", texts), recorded, expected, _exactly(row, words), missed)
        )
    before, *_, now = (round(middle) for middle in found["p50"])
    missed_before, *_, missed = (chance_text(result, chance, words) for chance in found["missed"])
    moved = [
        f"{row.kecamatan} {_signed(row.difference, words)}" for row in moved_kecamatan(result)[:_MOVED].itertuples()
    ]
    numbers = {
        "before": words.exact(before),
        "now": words.exact(now),
        "change": _signed(now - before, words),
        "missed_before": missed_before,
        "missed": missed,
        "error": words.error(found["mc_error"].max(), "persons"),
        "where": words(f"monitoring.where.{where['stock']}") if "stock" in where else "",
        "lapse": words(f"monitoring.table.changes.lapse.{where['lapse']}") if "lapse" in where else "",
        "moved": words("monitoring.table.changes.moved", names=", ".join(moved)) if moved else "",
    }
    return Rows(rows, texts | numbers, found, note="" if "stock" in where else ".unknown")


# kecamatan named for having moved unlike what was expected
_MOVED = 3


def _exactly(row: Mapping[str, float], words: Words, prefix: str = "") -> Cell:
    """A median over its 90 % range, to the head: steps of a month are smaller than three figures show."""
    low, middle, high = (words.exact(row[f"{prefix}{name}"]) for name in ("p05", "p50", "p95"))
    return over(middle, f"{low}–{high}")


def _where(number: float, low: float, high: float) -> str:
    """Where a recorded number lies: ``inside`` the range, ``below`` or ``above`` it."""
    return "below" if number < low else "above" if number > high else "inside"


def _signed(persons: float, words: Words) -> str:
    return f"{'+' if round(persons) > 0 else ''}{words.exact(persons)}"


def _percent(share: float, words: Words) -> str:
    """A share, below 0 too."""
    return words.share(share).replace("-", "\N{MINUS SIGN}")


@_table("payers_table", ".payer .reported .paid_up .change .registered .lapsed .contributions .claims", range(1, 8))
def payers(result: MonitoringResult, words: Words) -> Rows:
    """The last month by payer, as recorded, with the change of members from the month before."""
    found, rows, counts = result.table("by_payer"), [], []
    forms = dict.fromkeys(("paid_up", "registered", "lapsed", "contributions_rp", "claims"), words.exact)
    forms["contributions_rp"] = words.rupiah
    for row in found.astype(dict.fromkeys(found.columns[3:], float)).to_dict("records"):
        paid_up, *flows = ("–" if math.isnan(row[name]) else form(row[name]) for name, form in forms.items())
        payer, before, change = words(f"monitoring.payer.{row['payer']}"), row["before"], "–"
        if before > 0:
            moved = row["compared"] - before
            change = f"{_signed(moved, words)} ({'+' if moved > 0 else ''}{_percent(moved / before, words)})"
        rows.append((first_up(payer), words.exact(row["kecamatan"]), paid_up, change, *flows))
        counts.append(f"{payer} {paid_up}")
    return Rows(rows, common(result, words, counts=", ".join(counts)), found)


def _place_texts(result: MonitoringResult, words: Words, **numbers: str) -> Numbers:
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


# as a map shows each light, beside its word: colour and how strong
_COLOURS = {"green": "#1f8a4c", "amber": "#d99a00", "red": "#c4352b", "none": "#7a828c"}
_SHADES = {"green": 0.34, "amber": 0.36, "red": 0.36, "none": 0.14}


@chart("lights", "monitoring.chart.lights", wide=(7.4, 4.6))
def lights_map(result: MonitoringResult, words: Words) -> Chart | str:
    """The light of each kecamatan, in its word and colour, with the last count and its part of the target."""
    places, texts = result.table("protected_by_kecamatan"), _place_texts(result, words)
    tiles = result.region.tables.get("tiles")
    if tiles is None:
        return texts["counts"]
    last = places["recorded"].where(places["month"] == result.as_of)
    shown = places.assign(
        value=1.0,
        text=[words(f"monitoring.light.{light}") for light in places["light"]],
        below=[
            f"{_persons(recorded, words)} / {words.count(target)}"
            for recorded, target in zip(last.astype(float), places["target"], strict=True)
        ],
        colour=places["light"].map(_COLOURS),
        shade=places["light"].map(_SHADES),
    )

    def draw(drawing: Figure, narrow: bool) -> None:
        draw_tiles(drawing.subplots(), tiles, shown, narrow)
        _watermark(drawing, result, words)

    return Chart(draw, places, texts)


def _persons(recorded: float, words: Words) -> str:
    return "–" if math.isnan(recorded) else words.exact(recorded)


# kecamatan named for the largest shortfall beyond their part of the target
_NAMED = 3


@_table("kecamatan_table", ".kecamatan .light .missed .recorded .target .forecast .shortfall", range(2, 7), False)
def kecamatan(result: MonitoringResult, words: Words) -> Rows:
    """Each kecamatan: last count, its part of the target, what is expected, the chance of missing, the light."""
    places = result.table("protected_by_kecamatan").astype({"recorded": float, "shortfall_part": float})
    order = places.sort_values(["missed", "kecamatan_code"], ascending=[False, True], kind="stable")
    rows = []
    for row in order.to_dict("records"):
        month, part = row["month"], row["shortfall_part"]
        behind = "" if month in ("", result.as_of) else f" ({words.month(month, short=True)})"
        rows.append(
            (
                row["kecamatan"],
                words(f"monitoring.light.{row['light']}"),
                chance_text(result, row["missed"], words, signs=True),
                _persons(row["recorded"], words) + behind,
                words.count(row["target"]),
                estimated(row, "persons", words),
                "–" if math.isnan(part) else f"{_percent(part, words)} ({words.share(row['target_part'])})",
            )
        )
    beyond = (places["shortfall_part"] - places["target_part"]).sort_values(ascending=False, kind="stable")
    names = words.listed(list(places.loc[beyond.index[:_NAMED], "kecamatan"]))
    ending = ".none" if beyond.isna().any() else ""
    local = words(f"monitoring.table.kecamatan.local{ending}", count=words.exact((beyond > 0).sum()), names=names)
    return Rows(
        rows, _place_texts(result, words, local=local, error=words.error(places["mc_error"].max(), "persons"))
    )


# above this part of the draws that would still count, a count of claims says nothing
_NOTHING = 0.8


@_table("money", ".item .recorded .expected interval .judged error", range(1, 6))
def money(result: MonitoringResult, words: Words) -> Rows:
    """Sponsors' contributions against the plan, and claims against what the members recorded would bring."""
    texts, rows, unknown, parts, tell = common(result, words), [], [], [], ""
    for name, measure in (("contributions", "contributions_planned"), ("claims", "claims_expected")):
        item = words(f"monitoring.money.{name}")
        if f"{name}_recorded" not in result.measures:
            unknown.append((item, words("monitoring.money.none"), "–", "–", "–", "–"))
            continue
        number, expected = result.number(f"{name}_recorded"), texts[measure]
        judged = words(f"monitoring.money.{_where(number, expected.row['p05'], expected.row['p95'])}")
        recorded = words.value(number, expected.unit)
        rows.append((item, recorded, f"{expected}", f"{expected:range}", judged, f"{expected:error}"))
        parts.append(words(f"monitoring.table.money.{name}", texts))
    if "claims_recorded" in result.measures:
        part = claims_tell(result)
        tell = words(f"monitoring.table.money.tell{'.nothing' if part > _NOTHING else ''}", part=words.share(part))
    parts = "; ".join(parts) or words("monitoring.table.money.none")
    return Rows([*rows, *unknown], texts | {"parts": parts, "tell": tell})


# findings of a page; all of them stand in the CSV
_MOST_FINDINGS = 25


@_table("quality_table", ".finding .kecamatan .payer .month .found .fits .done", (4, 5))
def quality(result: MonitoringResult, words: Words) -> Rows | str:
    """Each finding with what is recorded, what would fit, and what was done; a sentence where there is none."""
    found, texts = result.table("quality"), common(result, words)
    if found.empty:
        return words("monitoring.quality.none", texts)
    rows = [
        (
            words(f"monitoring.finding.{row['kind']}"),
            row["kecamatan"] or "–",
            first_up(words(f"monitoring.payer.{row['payer']}")) if row["payer"] else "–",
            words.month(row["month"], short=True),
            _amount(row["kind"], row["found"], words),
            _amount(row["kind"], row["fits"], words),
            words(f"monitoring.done.{_done(row)}"),
        )
        for row in found.astype({"found": float, "fits": float}).head(_MOST_FINDINGS).to_dict("records")
    ]
    kinds, more = found["kind"].value_counts().items(), len(found) - _MOST_FINDINGS
    numbers = {
        "count": words.exact(len(found)),
        "counts": ", ".join(f"{words(f'monitoring.finding.{kind}')} {words.exact(times)}" for kind, times in kinds),
        "factor": words.decimal(JUMP_FACTOR, 1),
        "deviations": words.exact(JUMP_DEVIATIONS),
        "tolerance": words.share(PRICE_TOLERANCE, 0),
        "more": words("monitoring.table.quality.more", count=words.exact(more)) if more > 0 else "",
    }
    return Rows(rows, texts | numbers, found)


def _amount(kind: str, value: float, words: Words) -> str:
    if math.isnan(value) or kind in ("outside", "empty"):
        return "–"
    if kind in ("late", "gap"):
        return words.legal(value, "months")
    if kind == "begun":
        return words("monitoring.kecamatan", count=words.exact(value))
    return words.rupiah(value) if kind == "price" else words.exact(value)


def _done(row: Mapping[str, Any]) -> str:
    """What was done about a finding, which counts only where it is the sponsors'."""
    kind, own = row["kind"], row["payer"] == OWN
    if own and kind in ("jump", "flow"):
        return kind if row["left_out"] else "used"
    return (
        "put_in" if own and kind in ("late", "gap") else {"begun": "later", "outside": "unused"}.get(kind, "reported")
    )


# narrower by less than this part is hardly learnt; so many are shown
_LEARNT, _MOST = 0.1, 8
_LEARNED = "assumption .before .now .narrower error .truth .held"


@_table("learned", _LEARNED)
def learned(result: MonitoringResult, words: Words) -> Rows | str:
    """The assumptions whose range the record narrows most, before and now; of a made-up record, the truth."""
    every, truth = result.table("learned"), _truth(result, words)
    found = every[every["narrower"] >= _LEARNT].head(_MOST).to_dict("records")
    if not found:
        return words("monitoring.learned.none", truth=truth)
    names, rows = [result.unknowns[row["unknown"]].name[words.language] for row in found], []
    for name, row in zip(names, found, strict=True):
        unit, error, true = row["unit"], row["mc_error"], row.get("truth", math.nan)
        times = [{end: row[f"{time}_{end}"] for end in ("p05", "p50", "p95")} for time in ("before", "now")]
        before, now = (f"{one} ({one:range})" for one in (words.of(ends, unit) for ends in times))
        shown = words.error(error, unit)
        if unit == "ratio" and error:  # to the figure that shows it
            shown = f"±{words.decimal(error, max(2, -math.floor(math.log10(error))))}"
        held = ["–", "–"]
        if not math.isnan(true):
            held = [words.value(true, unit), words("word.yes" if row["held"] else "word.no")]
        rows.append((name, before, now, words.share(row["narrower"]), shown, *held))
    # without a known truth, the last two columns have nothing to say
    width = 7 if result.truth else 5
    columns, numeric = _columns(_LEARNED).split()[:width], range(1, width)
    numbers = {
        "name": names[0].split(" (")[0],
        "narrower": words.share(found[0]["narrower"]),
        "truth": truth,
        "columns": words("monitoring.learned.columns") if result.truth else "",
    }
    texts = common(result, words, **numbers)
    return Rows([row[:width] for row in rows], texts, every, columns=columns, numeric=numeric)


def _truth(result: MonitoringResult, words: Words) -> str:
    """Of a made-up record, what is true at the end of the year, and whether range and target hold; else nothing."""
    end = result.months[result.end]
    if result.truth is None or end not in result.truth.stock:
        return ""
    members, row = result.truth.stock[end], result.row("protected_end")
    inside = words(f"monitoring.learned.{'inside' if row['p05'] <= members <= row['p95'] else 'outside'}")
    reached = words(f"monitoring.learned.{'reached' if members >= result.target else 'missed'}")
    texts = common(result, words, members=words.exact(members), inside=inside, reached=reached)
    return words("monitoring.learned.truth", texts)
