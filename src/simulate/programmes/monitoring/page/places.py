"""Lights by kecamatan, quality of the record, and what it taught."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from simulate.page.drawing import draw_tiles
from simulate.page.elements import Chart, Rows, chart, first_up, table
from simulate.page.table import estimated
from simulate.page.words import Words
from simulate.programmes.monitoring.page.headline import chance_text, columns, common, percent, watermark
from simulate.programmes.monitoring.plan import LIGHTS
from simulate.programmes.monitoring.record import JUMP_DEVIATIONS, JUMP_FACTOR, PRICE_TOLERANCE

if TYPE_CHECKING:
    from typing import Any

    from matplotlib.figure import Figure

    from simulate.page.elements import Numbers
    from simulate.programmes.monitoring.study import MonitoringResult

# as a map shows each light, beside its word: colour and how strong
_COLOURS = {"green": "#1f8a4c", "amber": "#d99a00", "red": "#c4352b", "none": "#7a828c"}
_SHADES = {"green": 0.34, "amber": 0.36, "red": 0.36, "none": 0.14}
# kecamatan named for the largest shortfall beyond their part of the target
_NAMED = 3


def _texts(result: MonitoringResult, words: Words, **numbers: str) -> Numbers:
    """What the texts of map and table hold; of kecamatan with a light, the one most likely to miss its target."""
    places = result.table("protected_by_kecamatan")
    lit = places[places["light"] != "none"]
    worst = (lit if len(lit) else places).sort_values("missed", ascending=False, kind="stable").iloc[0]
    counts = places["light"].value_counts()
    return common(
        result,
        words,
        counts=", ".join(
            f"{words(f'monitoring.light.{name}')} {words.exact(counts[name])}" for name in LIGHTS if name in counts
        ),
        worst=worst["kecamatan"],
        worst_missed=chance_text(result, float(worst["missed"]), words),
        late=words.listed(list(places[places["light"] == "none"]["kecamatan"])) or "–",
        error_missed=words.error(float(places["missed_error"].max()), "share"),
        **numbers,
    )


@chart("lights", "monitoring.chart.lights", wide=(7.4, 4.6))
def lights_map(result: MonitoringResult, words: Words) -> Chart | str:
    """The light of each kecamatan, in its word and colour, with the last count and its part of the target."""
    places, tiles, texts = (
        result.table("protected_by_kecamatan"),
        result.region.tables.get("tiles"),
        _texts(result, words),
    )
    if tiles is None:
        return texts["counts"]

    def draw(drawing: Figure, narrow: bool) -> None:
        shown = places.assign(
            value=1.0,
            text=[words(f"monitoring.light.{light}") for light in places["light"]],
            below=[
                f"{_persons(row.recorded if row.month == result.as_of else None, words)} / {words.count(row.target)}"
                for row in places.itertuples()
            ],
            colour=places["light"].map(_COLOURS),
            shade=places["light"].map(_SHADES),
        )
        draw_tiles(drawing.subplots(), tiles, shown, narrow)
        watermark(drawing, result, words)

    return Chart(draw, places, texts)


def _persons(recorded: float | None, words: Words) -> str:
    return "–" if pd.isna(recorded) else words.exact(float(recorded))


@table(
    "kecamatan_table",
    "monitoring.table.kecamatan",
    columns(".kecamatan .light .missed .recorded .target .forecast .shortfall"),
    numeric=range(2, 7),
)
def kecamatan(result: MonitoringResult, words: Words) -> Rows:
    """Each kecamatan: last count, its part of the target, what is expected, the chance of missing, the light."""
    places = result.table("protected_by_kecamatan").astype({"recorded": float, "shortfall_part": float})
    rows = []
    for row in places.sort_values(["missed", "kecamatan_code"], ascending=[False, True], kind="stable").to_dict(
        "records"
    ):
        # the month of a count that is not the last one's
        behind = "" if row["month"] in ("", result.as_of) else f" ({words.month(row['month'], short=True)})"
        part = row["shortfall_part"]
        rows.append(
            (
                row["kecamatan"],
                words(f"monitoring.light.{row['light']}"),
                chance_text(result, row["missed"], words, signs=True),
                _persons(row["recorded"], words) + behind,
                words.count(row["target"]),
                estimated(row, "persons", words),
                "–" if math.isnan(part) else f"{percent(part, words)} ({words.share(row['target_part'])})",
            )
        )
    beyond = (places["shortfall_part"] - places["target_part"]).sort_values(ascending=False, kind="stable")
    names = words.listed(list(places.loc[beyond.index[:_NAMED], "kecamatan"]))
    ending = ".none" if beyond.isna().any() else ""
    local = words(
        f"monitoring.table.kecamatan.local{ending}", count=words.exact(int((beyond > 0).sum())), names=names
    )
    error = words.error(float(places["mc_error"].max()), "persons")
    return Rows(rows, _texts(result, words, local=local, error=error))


# findings of a page; all of them stand in the CSV
_MOST_FINDINGS = 25


@table(
    "quality_table",
    "monitoring.table.quality",
    columns(".finding .kecamatan .payer .month .found .fits .done"),
    numeric=(4, 5),
    stacked=True,
)
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
    kinds = found["kind"].value_counts().items()
    more = len(found) - _MOST_FINDINGS
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


def _done(row: dict[str, Any]) -> str:
    """What was done about a finding, which counts only where it is the sponsors'."""
    kind, own = row["kind"], row["payer"] == "sponsor"
    if own and kind in ("jump", "flow"):
        return kind if row["left_out"] else "used"
    if own and kind in ("late", "gap"):
        return "put_in"
    return {"begun": "later", "outside": "unused"}.get(kind, "reported")


# narrower by less than this part is hardly learnt; so many are shown
_LEARNT, _MOST = 0.1, 8


@table("learned", "monitoring.table.learned", stacked=True)
def learned(result: MonitoringResult, words: Words) -> Rows | str:
    """The assumptions whose range the record narrows most, before and now; of a made-up record, the truth."""
    every, truth = result.table("learned"), _truth(result, words)
    found = every[every["narrower"] >= _LEARNT].head(_MOST).to_dict("records")
    if not found:
        return words("monitoring.learned.none", truth=truth)
    names, rows = [result.unknowns[row["unknown"]].name[words.language] for row in found], []
    for name, row in zip(names, found, strict=True):
        unit, true = row["unit"], row.get("truth", math.nan)
        times = [{end: row[f"{time}_{end}"] for end in ("p05", "p50", "p95")} for time in ("before", "now")]
        before, now = (f"{one} ({one:range})" for one in (words.of(ends, unit) for ends in times))
        held = ["–", "–"]
        if not math.isnan(true):
            held = [words.value(true, unit), words("word.yes" if row["held"] else "word.no")]
        rows.append((name, before, now, words.share(row["narrower"]), _error(row["mc_error"], unit, words), *held))
    width = len(_LEARNED) if result.truth else len(_LEARNED) - 2
    texts = common(
        result,
        words,
        name=names[0].split(" (")[0],
        narrower=words.share(found[0]["narrower"]),
        truth=truth,
        columns=words("monitoring.learned.columns") if result.truth else "",
    )
    return Rows([row[:width] for row in rows], texts, every, columns=_LEARNED[:width], numeric=range(1, width))


_LEARNED = columns("assumption .before .now .narrower error .truth .held").split()


def _truth(result: MonitoringResult, words: Words) -> str:
    """Of a made-up record, what is true at the end of the year, and whether range and target hold; else nothing."""
    end = result.months[result.end]
    if result.truth is None or end not in result.truth.stock:
        return ""
    members, row = result.truth.stock[end], result.row("protected_end")
    inside = "inside" if row["p05"] <= members <= row["p95"] else "outside"
    reached = "reached" if members >= result.target else "missed"
    return words(
        "monitoring.learned.truth",
        common(
            result,
            words,
            members=words.exact(members),
            inside=words(f"monitoring.learned.{inside}"),
            reached=words(f"monitoring.learned.{reached}"),
        ),
    )


def _error(error: float, unit: str, words: Words) -> str:
    """A simulation error, of ratios to the figure that shows it."""
    if unit != "ratio" or not error:
        return words.error(error, unit)
    return f"±{words.decimal(error, max(2, -math.floor(math.log10(error))))}"
