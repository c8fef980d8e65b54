"""What was counted elsewhere beside what the model says of it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from simulate.page.base import Element
from simulate.page.drawing import tick_form
from simulate.page.evidence import graded, period_said
from simulate.page.figure import INK, MAIN, OTHER, old_figure
from simulate.page.table import headers, old_table
from simulate.page.words import Words
from simulate.programmes.sponsorship.backtest import backtest as compared

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from simulate.programmes.sponsorship.study import SponsorshipResult

_COLUMNS = (
    "counted",
    "what",
    "collection",
    "observed",
    "model_median",
    "interval",
    "residual",
    "inside",
    "role_in",
)


def backtest_table(result: SponsorshipResult) -> Element:
    """Each count elsewhere: observed, the model's median and interval, residual, whether it lies inside, its role."""
    found = compared(result)

    def rows(words: Words):
        for _, row in found.iterrows():
            unit = "ratio" if row["outcome"] == "workers_per_sponsor" else "share"
            seen = row["observed"] == row["observed"]
            yield (
                f"{row['place']}, {words.month(row['month'], short=True)}",
                words("backtest." + row["outcome"]),
                words(f"collection.{row['collection']}"),
                words.value(row["observed"], unit) if seen else words("table.elsewhere.none"),
                words.value(row["p50"], unit),
                words.interval(row["p05"], row["p95"], unit),
                _signed(row["residual"], unit, words) if seen else "–",
                words("word.yes" if row["inside"] else "word.no") if seen else "–",
                words(f"backtest.role.{row['role']}"),
            )

    def caption(words: Words) -> str:
        seen = found[found["role"] != "untested"]
        outside = seen[~seen["inside"].astype(bool)]
        said = words("table.backtest.caption", inside=str(len(seen) - len(outside)), all=str(len(seen)))
        return said

    def note(words: Words) -> str:
        parts = [words("table.backtest.note", error=_largest(found, words))]
        planned = result.region.tables["sponsor_programmes"].set_index("id")
        for _, row in found[found["role"] == "untested"].iterrows():
            asn = float(planned.loc[row["figure"], "value"])
            low, middle, high = (words.count(asn * row[name]) for name in ("p05", "p50", "p95"))
            parts.append(
                words(
                    "table.backtest.untested",
                    place=row["place"],
                    since=words.month(row["since"]),
                    asn=words.exact(asn),
                    month=words.month(row["month"]),
                    middle=middle,
                    interval=f"{low}–{high}",
                )
            )
        return " ".join(parts)

    return old_table(
        "backtest_table",
        result.settings.language,
        caption=caption,
        header=headers(*_COLUMNS),
        rows=lambda words: list(rows(words)),
        numeric=(3, 4, 5, 6),
        note=note,
        stacked=True,
    )


def _signed(number: float, unit: str, words: Words) -> str:
    """A residual; of shares in percentage points."""
    sign = "+" if number >= 0 else "\N{MINUS SIGN}"
    return f"{sign}{words.decimal(abs(number) * (100 if unit == 'share' else 1), 2)}"


def _largest(found: pd.DataFrame, words: Words) -> str:
    return words.error(float(found.loc[found["outcome"] != "workers_per_sponsor", "mc_error"].max()), "share")


# outcomes that are shares of civil servants, so that they can stand on one axis
_SHARES = ("workers_per_asn", "joined", "sponsors_per_asn", "sponsors_inside")


def backtest_chart(result: SponsorshipResult) -> Element:
    """The model's 90 % interval of each count elsewhere, and the count."""
    table = compared(result)
    shown = table[table["outcome"].isin(_SHARES)].reset_index(drop=True)
    seen = shown[shown["role"] != "untested"]
    others = table[~table["outcome"].isin(_SHARES)]

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        places = range(len(shown) - 1, -1, -1)
        axes.hlines(places, shown["p05"], shown["p95"], color=MAIN, alpha=0.4, linewidth=7)
        axes.plot(shown["p50"], places, "|", color=MAIN, markersize=13, markeredgewidth=2)
        axes.plot(shown["observed"], places, "o", color=OTHER, markersize=6)
        names = [textwrap.fill(row_name(row, words), 22 if narrow else 46) for _, row in shown.iterrows()]
        axes.set_yticks(list(places), names)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(-0.6, len(shown) - 0.4)
        axes.set_xlim(0, max(float(shown["p95"].max()), float(shown["observed"].max())) * 1.05)
        axes.xaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))
        axes.locator_params(axis="x", nbins=4 if narrow else 8)
        axes.grid(axis="x", linewidth=0.5)
        axes.set_axisbelow(True)
        axes.set_xlabel(words("chart.backtest.axis"), color=INK)

    def numbers(words: Words) -> dict[str, str]:
        return {
            "inside": str(int(seen["inside"].sum())),
            "all": str(len(seen)),
            "outside": str(len(others) - int(others["inside"].sum())),
            "checked": str(int((seen["role"] == "checked").sum())),
            "error": words.error(float(shown["mc_error"].max()), "share"),
        }

    def alt(words: Words) -> str:
        rows = [
            words(
                "chart.backtest.alt.row" if row["observed"] == row["observed"] else "chart.backtest.alt.untested",
                name=row_name(row, words),
                seen=words.value(row["observed"], "share") if row["observed"] == row["observed"] else "",
                interval=words.interval(row["p05"], row["p95"], "share"),
            )
            for _, row in shown.iterrows()
        ]
        return words("chart.backtest.alt", rows="; ".join(rows))

    return old_figure(
        "backtest",
        result.settings.language,
        draw,
        title=lambda words: words("chart.backtest.title", **numbers(words)),
        alt=alt,
        source=lambda words: words("chart.backtest.source", **numbers(words)),
        data=table,
        wide=(7.4, 0.9 + 0.36 * len(shown)),
        narrow=(3.7, 1.0 + 0.5 * len(shown)),
    )


def row_name(row: pd.Series, words: Words) -> str:
    """Where, what and when."""
    return f"{row['place']}, {words.month(row['month'], short=True)}: {words('backtest.' + row['outcome'])}"


def elsewhere(result: SponsorshipResult) -> Element:
    """What sponsorship programmes of other regions reached."""
    found = result.region.tables["sponsor_programmes"]

    def value(row: dict, words: Words) -> str:
        if row["value"] != row["value"]:
            return words("table.elsewhere.none")
        shown = words.exact(row["value"]) if row["unit"] == "persons" else words.value(row["value"], row["unit"])
        if row["numerator"] == row["numerator"]:
            shown += f" ({words.exact(row['numerator'])} / {words.exact(row['denominator'])})"
        return shown

    def rows(words: Words):
        return [
            (
                row["place"],
                value(row, words),
                words.term("figure", row["measure"]),
                words(f"instrument.{row['instrument']}"),
                period_said(row["period"], words),
                graded(row, words),
            )
            for row in found.to_dict("records")
        ]

    return old_table(
        "elsewhere",
        result.settings.language,
        caption=lambda words: words("table.elsewhere.caption"),
        header=headers("place", "value", "what", "instrument", "period", "source"),
        rows=rows,
    )


def conflicts(result: SponsorshipResult) -> Element:
    """Figures of the region that do not fit together, all kept, each with its grade and source."""
    region = result.region
    asn = region.tables["asn"]

    def figure(value: float, unit: str, words: Words) -> str:
        return words.share(value / 100, 2) if unit == "percent" else words.exact(value)

    def note(words: Words) -> str:
        said = []
        for conflict in region.about.conflicts:
            first, *others = [region.figure(*row) for row in conflict.rows]
            ratios = {
                f"ratio_{place}": words.decimal(first.value / other.value, 1)
                for place, other in enumerate(others, start=2)
            }
            value = figure(first.value, first.unit, words)
            said.append(conflict.says[words.language].format(value=value, **ratios))
        return " ".join([*said, words("table.conflicts.note")])

    def rows(words: Words):
        for table_name, key in (row for conflict in region.about.conflicts for row in conflict.rows):
            row = region.tables[table_name].set_index("id").loc[key]
            yield (
                words.term("figure", row["measure"]),
                figure(row["value"], row["unit"], words),
                words.term("place", row["place"]),
                period_said(row["period"], words),
                graded(row, words),
            )
        for row in asn[asn["group"].isin(region.about.asn_totals)].to_dict("records"):
            yield (
                words.term("figure", row["group"]),
                words.exact(row["persons"]),
                region.about.name,
                period_said(row["period"], words),
                graded(row, words),
            )

    return old_table(
        "conflicts",
        result.settings.language,
        caption=lambda words: words("table.conflicts.caption"),
        header=headers("what", "value", "place", "period", "source"),
        rows=lambda words: list(rows(words)),
        numeric=(1,),
        note=note,
    )
