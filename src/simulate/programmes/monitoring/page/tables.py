"""The tables of monitoring: what changed, by payer, by kecamatan, money, findings, and what the record taught."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from simulate.page.elements import Rows, first_up
from simulate.page.html import Cell, estimated, over
from simulate.page.words import Words
from simulate.programmes.monitoring.page.charts import chance_text, common, learnt, own_table, place_texts, told
from simulate.programmes.monitoring.record import JUMP_DEVIATIONS, JUMP_FACTOR, PRICE_TOLERANCE
from simulate.programmes.monitoring.study import MonitoringResult, claims_tell
from simulate.programmes.monitoring.tables import done_about, lies, moved_kecamatan

# kecamatan named for having moved unlike what was expected, and for a shortfall beyond their part of the target
_MOVED, _NAMED = 3, 3
# above this part of the draws that would still count, a count of claims says nothing
_NOTHING = 0.8
# findings of a page; all of them stand in the CSV
_MOST_FINDINGS = 25


@own_table("changes_table", ".step .estimated .expected .forecast .missed", range(1, 5))
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


@own_table(
    "payers_table", ".payer .reported .paid_up .change .registered .lapsed .contributions .claims", range(1, 8)
)
def payers(result: MonitoringResult, words: Words) -> Rows:
    """The last month by payer, as recorded, with the change of members from the month before."""
    found, rows, counts = result.table("by_payer"), [], []
    forms = dict.fromkeys(("paid_up", "registered", "lapsed", "contributions_rp", "claims"), words.exact)
    forms["contributions_rp"] = words.rupiah
    for row in found.astype(dict.fromkeys(found.columns[3:], float)).to_dict("records"):
        paid_up, *flows = (told(row[name], form) for name, form in forms.items())
        payer, before, change = words(f"monitoring.payer.{row['payer']}"), row["before"], "–"
        if before > 0:
            moved = row["compared"] - before
            change = f"{_signed(moved, words.exact)} ({_signed(moved / before, words.share)})"
        rows.append((first_up(payer), words.exact(row["kecamatan"]), paid_up, change, *flows))
        counts.append(f"{payer} {paid_up}")
    return Rows(rows, common(result, words, counts=", ".join(counts)), found)


@own_table("kecamatan_table", ".kecamatan .light .missed .recorded .target .forecast .shortfall", range(2, 7), False)
def kecamatan(result: MonitoringResult, words: Words) -> Rows:
    """Each kecamatan: last count, its part of the target, what is expected, the chance of missing, the light."""
    places = result.table("protected_by_kecamatan").astype({"recorded": float, "shortfall_part": float})
    order = places.sort_values(["missed", "kecamatan_code"], ascending=[False, True], kind="stable")
    rows = []
    for row in order.to_dict("records"):
        month, part = row["month"], words.share(row["target_part"])
        behind = "" if month in ("", result.as_of) else f" ({words.month(month, short=True)})"
        recorded = told(row["recorded"], words.exact) + behind
        lacks = told(row["shortfall_part"], words.share).replace("-", "\N{MINUS SIGN}")
        lacks += "" if lacks == "–" else f" ({part})"
        light, missed = words(f"monitoring.light.{row['light']}"), chance_text(result, row["missed"], words, True)
        forecast = estimated(row, "persons", words)
        rows.append((row["kecamatan"], light, missed, recorded, words.count(row["target"]), forecast, lacks))
    beyond = (places["shortfall_part"] - places["target_part"]).sort_values(ascending=False, kind="stable")
    names = words.listed(list(places.loc[beyond.index[:_NAMED], "kecamatan"]))
    ending = ".none" if beyond.isna().any() else ""
    local = words(f"monitoring.table.kecamatan.local{ending}", count=words.exact((beyond > 0).sum()), names=names)
    error = words.error(places["mc_error"].max(), "persons")
    return Rows(rows, place_texts(result, words, local=local, error=error))


@own_table("money", ".item .recorded .expected interval .judged error", range(1, 6))
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


@own_table("quality_table", ".finding .kecamatan .payer .month .found .fits .done", (4, 5))
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
        amounts = [told(row[name], forms.get(row["kind"], words.exact)) for name in ("found", "fits")]
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


@own_table("learned", "")
def learned(result: MonitoringResult, words: Words) -> Rows | str:
    """The assumptions whose range the record narrows most, before and now; of a made-up record, the truth."""
    every, truth = result.table("learned"), truth_said(result, words)
    found = learnt(result).to_dict("records")
    if not found:
        return words("monitoring.learned.none", common(result, words, truth=f" {truth}".rstrip()))
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
            rows[-1] += [told(row["truth"], lambda value, unit=unit: words.value(value, unit)), held]
    columns = ["assumption", *(f"monitoring.column.{name}" for name in ("before", "now", "narrower")), "error"]
    columns += ["monitoring.column.truth", "monitoring.column.held"] if result.truth else []
    asked = words("monitoring.learned.columns") if result.truth else ""
    texts = common(result, words, truth=f" {truth}".rstrip(), columns=asked)
    return Rows(rows, texts, every, columns=columns, numeric=range(1, len(columns)))


def truth_said(result: MonitoringResult, words: Words) -> str:
    """Of a made-up record, what is true at the end of the year, and whether range and target hold; else nothing."""
    members = result.truth and result.truth.stock.get(result.months[result.end])
    if members is None:
        return ""
    row = result.row("protected_end")
    inside = words(f"monitoring.learned.{'inside' if row['p05'] <= members <= row['p95'] else 'outside'}")
    reached = words(f"monitoring.learned.{'reached' if members >= result.target else 'missed'}")
    texts = common(result, words, members=words.exact(members), inside=inside, reached=reached)
    return words("monitoring.learned.truth", texts)
