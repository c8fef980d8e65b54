"""What was counted elsewhere beside what the model says of it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from simulate.page.drawing import tick_form
from simulate.page.elements import Chart, Rows, chart, signed, table
from simulate.page.evidence import graded, period_said
from simulate.page.figure import INK, MAIN, OTHER
from simulate.page.words import Words
from simulate.programmes.sponsorship.page.charts import intervals

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.programmes.sponsorship.study import SponsorshipResult


def _where(row: Mapping[str, Any], words: Words) -> str:
    return f"{row['place']}, {words.month(row['month'], short=True)}"


@table(
    "backtest_table",
    "table.backtest",
    "place what collection observed model_median interval residual inside role_in",
    numeric=range(3, 7),
    stacked=True,
)
def backtest_table(result: SponsorshipResult, words: Words) -> Rows:
    """Each count elsewhere: observed, the model's median and interval, residual, whether it lies inside, its role."""
    found = result.table("backtest")
    planned = result.region.tables["sponsor_programmes"].set_index("id")["value"]
    ratios, untested = found["outcome"] == "workers_per_sponsor", found["role"] == "untested"
    error = words.error(float(found.loc[~ratios, "mc_error"].max()), "share")
    rows, notes = [], [words("table.backtest.note", error=error)]
    for row in found.to_dict("records"):
        unit = "ratio" if row["outcome"] == "workers_per_sponsor" else "share"
        observed, residual, inside = words("table.elsewhere.none"), "–", "–"
        if row["role"] != "untested":
            observed, residual = words.value(row["observed"], unit), signed(row["residual"], unit, words)
            inside = words("word.yes" if row["inside"] else "word.no")
        else:
            asn = float(planned[row["figure"]])
            numbers = {
                "place": row["place"],
                "since": words.month(row["since"]),
                "asn": words.exact(asn),
                "month": words.month(row["month"]),
                "workers": words.of({name: asn * row[name] for name in ("p05", "p50", "p95")}, "persons"),
            }
            notes.append(words("table.backtest.untested", numbers))
        rows.append(
            (
                _where(row, words),
                words(f"backtest.{row['outcome']}"),
                words(f"collection.{row['collection']}"),
                observed,
                words.value(row["p50"], unit),
                words.interval(row["p05"], row["p95"], unit),
                residual,
                inside,
                words(f"backtest.role.{row['role']}"),
            )
        )
    numbers = {"inside": str(int(found.loc[~untested, "inside"].sum())), "all": str(int((~untested).sum()))}
    return Rows(rows, numbers, note=" ".join(notes))


# outcomes that are shares of civil servants, so that they can stand on one axis
_SHARES = ("workers_per_asn", "joined", "sponsors_per_asn", "sponsors_inside")


@chart("backtest", "chart.backtest")
def backtest_chart(result: SponsorshipResult, words: Words) -> Chart:
    """The model's 90 % interval of each count elsewhere, and the count."""
    found = result.table("backtest")
    drawn = found["outcome"].isin(_SHARES)
    shown, others = found[drawn], found[~drawn]
    seen = shown[shown["role"] != "untested"]
    rows = shown.to_dict("records")
    names = [f"{_where(row, words)}: {words('backtest.' + row['outcome'])}" for row in rows]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        places = intervals(axes, shown, [textwrap.fill(name, 22 if narrow else 46) for name in names], narrow)
        axes.plot(shown["p50"], places, "|", color=MAIN, markersize=13, markeredgewidth=2)
        axes.plot(shown["observed"], places, "o", color=OTHER, markersize=6)
        axes.set_xlim(0, float(shown[["p95", "observed"]].max().max()) * 1.05)
        axes.xaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))
        axes.grid(axis="x", linewidth=0.5)
        axes.set_axisbelow(True)
        axes.set_xlabel(words("chart.backtest.axis"), color=INK)

    texts = [
        words(
            "chart.backtest.alt.untested" if row["role"] == "untested" else "chart.backtest.alt.row",
            name=name,
            seen="" if row["role"] == "untested" else words.value(row["observed"], "share"),
            interval=words.interval(row["p05"], row["p95"], "share"),
        )
        for name, row in zip(names, rows, strict=True)
    ]
    numbers = {
        "rows": "; ".join(texts),
        "inside": str(int(seen["inside"].sum())),
        "all": str(len(seen)),
        "outside": str(len(others) - int(others["inside"].sum())),
        "checked": str(int((seen["role"] == "checked").sum())),
        "error": words.error(float(shown["mc_error"].max()), "share"),
    }
    wide, narrow = (7.4, 0.9 + 0.36 * len(shown)), (3.7, 1.0 + 0.5 * len(shown))
    return Chart(draw, found, numbers, wide=wide, narrow=narrow)


@table("elsewhere", "table.elsewhere", "place value what instrument period source")
def elsewhere(result: SponsorshipResult, words: Words) -> Rows:
    """What sponsorship programmes of other regions reached."""

    def value(row: Mapping[str, Any]) -> str:
        if row["value"] != row["value"]:
            return words("table.elsewhere.none")
        shown = words.exact(row["value"]) if row["unit"] == "persons" else words.value(row["value"], row["unit"])
        if row["numerator"] == row["numerator"]:
            shown += f" ({words.exact(row['numerator'])} / {words.exact(row['denominator'])})"
        return shown

    return Rows(
        [
            (
                row["place"],
                value(row),
                words.term("figure", row["measure"]),
                words(f"instrument.{row['instrument']}"),
                period_said(row["period"], words),
                graded(row, words),
            )
            for row in result.region.tables["sponsor_programmes"].to_dict("records")
        ]
    )


@table("conflicts", "table.conflicts", "what value place period source", numeric=(1,))
def conflicts(result: SponsorshipResult, words: Words) -> Rows:
    """Figures of the region that do not fit together, all kept, each with its grade and source."""
    region = result.region

    def figure(value: float, unit: str) -> str:
        return words.share(value / 100, 2) if unit == "percent" else words.exact(value)

    rows, notes = [], []
    for conflict in region.about.conflicts:
        first, *others = [region.figure(*row) for row in conflict.rows]
        ratios = {
            f"ratio_{place}": words.decimal(first.value / other.value, 1)
            for place, other in enumerate(others, start=2)
        }
        notes.append(conflict.says[words.language].format(value=figure(first.value, first.unit), **ratios))
        for name, key in conflict.rows:
            row = region.tables[name].set_index("id").loc[key]
            place, value = words.term("place", row["place"]), figure(row["value"], row["unit"])
            rows.append((row, row["measure"], value, place))
    for row in region.tables["asn"].to_dict("records"):
        if row["group"] in region.about.asn_totals:
            rows.append((row, row["group"], words.exact(row["persons"]), region.about.name))
    return Rows(
        [
            (words.term("figure", name), value, place, period_said(row["period"], words), graded(row, words))
            for row, name, value, place in rows
        ],
        note=" ".join([*notes, words("table.conflicts.note")]),
    )
