"""What the page of monitoring shows, from planned, recorded and expected workers to what the record taught."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
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
    tick_form,
)
from simulate.page.elements import Chart, Numbers, Rows, chart, choice, first_up, table
from simulate.page.face import Card, Page, range_said
from simulate.page.html import Cell, Element, estimated, over
from simulate.page.map import Kind, Mapped, draw_map, kind_rows, map_source
from simulate.page.words import Words
from simulate.plan.named import name_of
from simulate.programmes.monitoring.plan import LIGHTS
from simulate.programmes.monitoring.record import JUMP_DEVIATIONS, JUMP_FACTOR, PRICE_TOLERANCE
from simulate.programmes.monitoring.study import OWN, MonitoringResult, claims_tell, recent_months, run
from simulate.programmes.monitoring.tables import (
    done_about,
    how_reported,
    is_unlike,
    lies,
    moved_kecamatan,
    warned_since,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure


# as a map shows each light, the worst first: how deep, colour and pattern
_DRAWN = {
    "red": (0.36, "#c4352b", "cross"),
    "amber": (0.35, "#d99a00", "lines"),
    "green": (0.34, "#1f8a4c", ""),
    "none": (0.14, "#7a828c", "dots"),
}
# kecamatan named for having moved unlike what was expected, and for a shortfall beyond their part of the target
_MOVED, _NAMED = 3, 3
# above this part of the draws that would still count, a count of claims says nothing
_NOTHING = 0.8
# findings of a page; all of them stand in the CSV
_MOST_FINDINGS = 25
# narrower by less than this part is hardly learnt; so many are shown
_LEARNT, _MOST = 0.1, 8


def common(result: MonitoringResult, words: Words, **numbers: Any) -> Numbers:
    """What many texts hold, and these numbers: months, the last count, the chance of missing the target, its light.

    ``mark`` begins a title, a caption or a label of a made-up record, for they travel alone; ``synthetic`` ends a
    note on where its numbers come from. Both are empty where the record is real.
    """
    plan, missed = result.plan, result.number("missed")
    limits = {name: words.share(getattr(plan, f"{name}_above"), 0) for name in ("watch", "warn")}
    put_in = round(result.number("estimated_now")) - round(result.number("recorded_now"))
    marks = {name: words(f"monitoring.{name}") if result.record.synthetic else "" for name in ("mark", "synthetic")}
    found = {
        "region": result.region.about.name,
        "month": words.month(result.as_of),
        "end": words.month(result.months[result.end]),
        "reported": words.exact((~np.isnan(result.usable[result.known - 1])).sum()),
        "put_in": words.exact(put_in),
        "chance": chance_text(result, missed, words),
        # that of missing the plan's own median is a half but for rounding
        "chance_before": words.share(result.number("missed_planned"), 1 if plan.target_persons else 0),
        "light": words(f"monitoring.light.{plan.light(missed)}"),
        "rule": words("monitoring.note.rule", limits),
        "effective": words.exact(result.weights(result.known).effective),
    }
    return Numbers(result, words, limits | marks | found | numbers)


def chance_text(result: MonitoringResult, chance: float, words: Words, signs: bool = False) -> str:
    """A chance as far as the draws that count can tell it from 0 and 1; with ``signs`` as tables hold it."""
    draws = int(result.weights(result.known).effective)
    beyond = min(chance, 1 - chance) * draws < 1
    return words.chance(float(round(chance)), draws, signs) if beyond else words.share(chance)


def _title(result: MonitoringResult, words: Words) -> str:
    made_up = ".synthetic" if result.record.synthetic else ""
    return words(f"monitoring.title{made_up}", month=words.month(result.as_of))


def _subtitle(result: MonitoringResult, words: Words) -> str:
    _, name = name_of(result.plan.sponsorship, result.plan.monitored)
    return words("monitoring.subtitle", region=result.region.about.name, plan=name[words.language])


def _answer(result: MonitoringResult, words: Words) -> str:
    endings = [".synthetic"] if result.record.synthetic else []
    endings += [".done" if result.known > result.end else "", f".recorded{how_reported(result)}"]
    months = len(recent_months(result))
    if months and result.known <= result.end and result.number("registrations_needed", "p95") > 0:
        endings.append(".needed.one" if months == 1 else ".needed")
    if is_unlike(result):
        endings.append(".unlike")
    texts = common(result, words, months=words.exact(months))
    return " ".join(words(f"monitoring.answer{ending}", texts) for ending in endings)


def _cards(result: MonitoringResult, words: Words) -> list[Card]:
    texts, key = common(result, words), "monitoring.number"
    more = "more" if texts["chance"] == words.share(result.number("missed")) else "limit"
    recorded = words(f"{key}.recorded{how_reported(result)}", texts)
    ends = range_said(result, "protected_end", words)
    return [
        (f"{texts['estimated_now']}", recorded, words(f"{key}.recorded.more", texts)),
        (f"{texts['protected_end']}", words(f"{key}.forecast", texts), ends),
        (texts["chance"], words(f"{key}.missed", texts), words(f"{key}.missed.{more}", texts)),
    ]


def _notes(result: MonitoringResult, words: Words) -> list[str]:
    """What the record is, since when it warns, who is late, the rule, how many draws count."""
    counted, findings = result.weights(result.known), result.table("quality")
    since, doubtful = warned_since(result), result.left_out.sum()
    late = list(findings[(findings["kind"] == "late") & (findings["payer"] == OWN)]["kecamatan"])
    keys = {
        "synthetic": result.record.synthetic,
        "warning": since,
        "late": late,
        "left_out.one": doubtful == 1,
        "left_out": doubtful > 1,
        "target": result.plan.target_persons is None,
        "rule": True,
        "draws.unlike": counted.exponent < 1 and is_unlike(result),
        "draws.flat": counted.exponent < 1 and not is_unlike(result),
    }
    numbers = {"count": doubtful, "draws": result.settings.draws, "ceiling": result.planned.ceiling_persons}
    numbers |= {"untempered": counted.untempered, "least": result.plan.least_effective}
    exact = {name: words.exact(number) for name, number in numbers.items()}
    names = words.listed(late) if len(late) <= 4 else words("monitoring.kecamatan", count=words.exact(len(late)))
    texts = common(result, words, since=since and words.month(since), names=names, **exact)
    notes = [words(f"monitoring.note.{key}", texts) for key, holds in keys.items() if holds]
    return [*notes, words("headline.note.range")]


def _table(name: str, columns: str, numeric: Sequence[int] = (), stacked: bool = True) -> Callable:
    """A table whose texts stand under its own name; the columns after a dot are this page's own."""
    key, columns = f"monitoring.table.{name.removesuffix('_table')}", columns.replace(".", "monitoring.column.")
    return table(name, key, columns, numeric, stacked)


def _told(number: float, form: Callable[[float], str]) -> str:
    """A number in its form; a dash where nothing was recorded."""
    return "–" if math.isnan(number) else form(number)


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
            where[row["step"]] = lies(row["recorded"], row["expected_p05"], row["expected_p95"])
        step, missed = words(f"monitoring.step.{row['step']}", texts), chance_text(result, row["missed"], words, True)
        rows.append((step, recorded, expected, _exactly(row, words), missed))
    before, *_, now = (round(middle) for middle in found["p50"])
    missed_before, *_, missed_now = (chance_text(result, chance, words) for chance in found["missed"])
    most = moved_kecamatan(result)[:_MOVED].itertuples()
    moved = [f"{row.kecamatan} {_signed(row.difference, words.exact)}" for row in most]
    numbers = {
        "before": words.exact(before),
        "now": words.exact(now),
        "change": _signed(now - before, words.exact),
        "missed_before": missed_before,
        "missed": missed_now,
        "error": words.error(found["mc_error"].max(), "persons"),
        "where": words(f"monitoring.where.{where['stock']}") if "stock" in where else "",
        "lapse": words(f"monitoring.table.changes.lapse.{where['lapse']}") if "lapse" in where else "",
        "moved": words("monitoring.table.changes.moved", names=", ".join(moved)) if moved else "",
    }
    return Rows(rows, texts | numbers, found, note="" if "stock" in where else ".unknown")


def _exactly(row: Mapping[str, float], words: Words, prefix: str = "") -> Cell:
    """A median over its 90 % range, to the head: steps of a month are smaller than three figures show."""
    low, middle, high = (words.exact(row[f"{prefix}{name}"]) for name in ("p05", "p50", "p95"))
    return over(middle, f"{low}–{high}")


def _signed(number: float, form: Callable[[float], str]) -> str:
    """A difference with its sign, where its form shows any of it."""
    said, sign = form(abs(number)), "+" if number > 0 else "\N{MINUS SIGN}"
    return said if said == form(0) else f"{sign}{said}"


@_table("payers_table", ".payer .reported .paid_up .change .registered .lapsed .contributions .claims", range(1, 8))
def payers(result: MonitoringResult, words: Words) -> Rows:
    """The last month by payer, as recorded, with the change of members from the month before."""
    found, rows, counts = result.table("by_payer"), [], []
    forms = dict.fromkeys(("paid_up", "registered", "lapsed", "contributions_rp", "claims"), words.exact)
    forms["contributions_rp"] = words.rupiah
    for row in found.astype(dict.fromkeys(found.columns[3:], float)).to_dict("records"):
        paid_up, *flows = (_told(row[name], form) for name, form in forms.items())
        payer, before, change = words(f"monitoring.payer.{row['payer']}"), row["before"], "–"
        if before > 0:
            moved = row["compared"] - before
            change = f"{_signed(moved, words.exact)} ({_signed(moved / before, words.share)})"
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


@choice
def lights_map(result: MonitoringResult) -> Element:
    """The light of each kecamatan, in its colour and pattern; a table where the region has no boundaries."""
    return (_lights_map if result.region.boundaries else _lights_table)(result)


@chart("lights", "monitoring.chart.lights")
def _lights_map(result: MonitoringResult, words: Words) -> Chart:
    texts = _place_texts(result, words, boundaries=f" {map_source(result.region, words)}")
    shown = _lights(result, words)
    return Chart(draw_map("lights", result.region, shown, words), result.table("protected_by_kecamatan"), texts)


@_table("lights", ".light .count .which", (1,))
def _lights_table(result: MonitoringResult, words: Words) -> Rows:
    rows = kind_rows(_lights(result, words), result.region, words)
    return Rows(rows, _place_texts(result, words, boundaries=""), result.table("protected_by_kecamatan"))


def _lights(result: MonitoringResult, words: Words) -> Mapped:
    lights = result.table("protected_by_kecamatan").set_index("kecamatan_code")["light"]
    kinds = {light: Kind(words(f"monitoring.light.{light}"), *how) for light, how in _DRAWN.items()}
    across = words("monitoring.watermark") if result.record.synthetic else ""
    heading = words("monitoring.chart.lights.heading", month=words.month(result.as_of))
    return Mapped(lights.map(kinds).to_dict(), heading, across=across)


@_table("kecamatan_table", ".kecamatan .light .missed .recorded .target .forecast .shortfall", range(2, 7), False)
def kecamatan(result: MonitoringResult, words: Words) -> Rows:
    """Each kecamatan: last count, its part of the target, what is expected, the chance of missing, the light."""
    places = result.table("protected_by_kecamatan").astype({"recorded": float, "shortfall_part": float})
    order = places.sort_values(["missed", "kecamatan_code"], ascending=[False, True], kind="stable")
    rows = []
    for row in order.to_dict("records"):
        month, part = row["month"], words.share(row["target_part"])
        behind = "" if month in ("", result.as_of) else f" ({words.month(month, short=True)})"
        recorded = _told(row["recorded"], words.exact) + behind
        lacks = _told(row["shortfall_part"], words.share).replace("-", "\N{MINUS SIGN}")
        lacks += "" if lacks == "–" else f" ({part})"
        light, missed = words(f"monitoring.light.{row['light']}"), chance_text(result, row["missed"], words, True)
        forecast = estimated(row, "persons", words)
        rows.append((row["kecamatan"], light, missed, recorded, words.count(row["target"]), forecast, lacks))
    beyond = (places["shortfall_part"] - places["target_part"]).sort_values(ascending=False, kind="stable")
    names = words.listed(list(places.loc[beyond.index[:_NAMED], "kecamatan"]))
    ending = ".none" if beyond.isna().any() else ""
    local = words(f"monitoring.table.kecamatan.local{ending}", count=words.exact((beyond > 0).sum()), names=names)
    error = words.error(places["mc_error"].max(), "persons")
    return Rows(rows, _place_texts(result, words, local=local, error=error))


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
        judged = words(f"monitoring.money.{lies(number, expected.row['p05'], expected.row['p95'])}")
        ends = f"{expected}", f"{expected:range}", judged, f"{expected:error}"
        rows.append((item, words.value(number, expected.unit), *ends))
        parts.append(words(f"monitoring.table.money.{name}", texts))
    if "claims_recorded" in result.measures:
        part = claims_tell(result)
        tell = words(f"monitoring.table.money.tell{'.nothing' if part > _NOTHING else ''}", part=words.share(part))
    parts = "; ".join(parts) or words("monitoring.table.money.none")
    return Rows([*rows, *unknown], texts | {"parts": parts, "tell": tell})


@_table("quality_table", ".finding .kecamatan .payer .month .found .fits .done", (4, 5))
def quality(result: MonitoringResult, words: Words) -> Rows | str:
    """Each finding with what is recorded, what would fit, and what was done; a sentence where there is none."""
    found, texts = result.table("quality"), common(result, words)
    if found.empty:
        return words("monitoring.quality.none", texts)
    forms = {"price": words.rupiah, "begun": lambda count: words("monitoring.kecamatan", count=words.exact(count))}
    forms |= dict.fromkeys(("late", "gap"), lambda months: words.legal(months, "months"))
    forms |= dict.fromkeys(("outside", "empty"), lambda _: "–")
    rows = []
    for row in found.astype({"found": float, "fits": float}).head(_MOST_FINDINGS).to_dict("records"):
        kind, done = words(f"monitoring.finding.{row['kind']}"), words(f"monitoring.done.{done_about(row)}")
        payer = first_up(words(f"monitoring.payer.{row['payer']}")) if row["payer"] else "–"
        amounts = [_told(row[name], forms.get(row["kind"], words.exact)) for name in ("found", "fits")]
        rows.append((kind, row["kecamatan"] or "–", payer, words.month(row["month"], short=True), *amounts, done))
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


@_table("learned", "")
def learned(result: MonitoringResult, words: Words) -> Rows | str:
    """The assumptions whose range the record narrows most, before and now; of a made-up record, the truth."""
    every, truth = result.table("learned"), _truth(result, words)
    found = every[every["narrower"] >= _LEARNT].head(_MOST).to_dict("records")
    if not found:
        return words("monitoring.learned.none", truth=truth)
    rows = []
    for row in found:
        name, unit, error = result.unknowns[row["unknown"]].name[words.language], row["unit"], row["mc_error"]
        times = [{end: row[f"{time}_{end}"] for end in ("p05", "p50", "p95")} for time in ("before", "now")]
        before, now = (f"{one} ({one:range})" for one in (words.of(ends, unit) for ends in times))
        shown = words.error(error, unit)
        if unit == "ratio" and error:  # to the figure that shows it
            shown = f"±{words.decimal(error, max(2, -math.floor(math.log10(error))))}"
        rows.append([name, before, now, words.share(row["narrower"]), shown])
        if result.truth:
            held = "–" if math.isnan(row["truth"]) else words("word.yes" if row["held"] else "word.no")
            rows[-1] += [_told(row["truth"], lambda value, unit=unit: words.value(value, unit)), held]
    numbers = {
        "name": rows[0][0].split(" (")[0],
        "narrower": words.share(found[0]["narrower"]),
        "truth": truth,
        "columns": words("monitoring.learned.columns") if result.truth else "",
    }
    columns = ["assumption", *(f"monitoring.column.{name}" for name in ("before", "now", "narrower")), "error"]
    columns += ["monitoring.column.truth", "monitoring.column.held"] if result.truth else []
    return Rows(rows, common(result, words, **numbers), every, columns=columns, numeric=range(1, len(columns)))


def _truth(result: MonitoringResult, words: Words) -> str:
    """Of a made-up record, what is true at the end of the year, and whether range and target hold; else nothing."""
    members = result.truth and result.truth.stock.get(result.months[result.end])
    if members is None:
        return ""
    row = result.row("protected_end")
    inside = words(f"monitoring.learned.{'inside' if row['p05'] <= members <= row['p95'] else 'outside'}")
    reached = words(f"monitoring.learned.{'reached' if members >= result.target else 'missed'}")
    texts = common(result, words, members=words.exact(members), inside=inside, reached=reached)
    return words("monitoring.learned.truth", texts)


Page("monitoring", _title, _answer, _cards, _notes, _subtitle, method=common).hand_out(__name__, run)
