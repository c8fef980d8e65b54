"""What is set side by side on the page of outreach: the desa that come first, and the same money as contributions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from simulate.page.drawing import MAIN, MUTED, OTHER, beside, count_ticks, ranked, tick_form
from simulate.page.elements import Chart, chart
from simulate.page.words import Words
from simulate.programmes.outreach.page.charts import ENDS, common, ends

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.programmes.outreach.study import OutreachResult

# desa that the chart shows, and those that sentences name
_SHOWN, _NAMED = 8, 3


def first_named(result: OutreachResult, words: Words) -> str:
    """The desa that come first, as a sentence lists them."""
    return words.listed(list(result.table("by_desa")["desa"].head(_NAMED)))


@chart("desa_chart", "outreach.chart.desa", wide=(7.4, 3.8), narrow=(3.7, 3.8))
def desa_chart(result: OutreachResult, words: Words) -> Chart:
    """Workers added for each million rupiah in the desa that come first, beside the middle of all desa."""
    found = result.table("by_desa")
    shown, middle = found.head(_SHOWN), float(found["per_million_p50"].median())
    names = {
        True: [f"{row.rank}. {row.desa}" for row in shown.itertuples()],
        False: [f"{row.rank}. {row.desa} ({row.kecamatan})" for row in shown.itertuples()],
    }

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, places = drawing.subplots(), range(len(shown) - 1, -1, -1)
        axes.plot([middle, middle], [-0.6, len(shown) - 0.2], color=MUTED, linestyle=":", linewidth=1.2)
        at_top = {"ha": "center", "va": "bottom", "color": MUTED, "fontsize": 8.5}
        axes.annotate(
            words("outreach.chart.desa.middle", middle=words.decimal(middle, 1)), (middle, len(shown) - 0.2), **at_top
        )
        for place, row in zip(places, shown.to_dict("records"), strict=True):
            per = ends(row, "per_million")
            axes.hlines(place, per["p05"], per["p95"], color=MAIN, alpha=0.4, linewidth=7)
            axes.plot([per["p50"]], [place], "|", color=MAIN, markersize=12, markeredgewidth=2)
            above = {"ha": "center", "va": "bottom", "fontsize": 8.5}
            beside(axes, words.decimal(per["p50"], 1), (per["p50"], place), (0, 6), **above)
        axes.set_yticks(list(places), names[narrow])
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(-0.6, len(shown) + 0.4)
        axes.set_xlim(0, float(shown["per_million_p95"].max()) * 1.04)
        axes.xaxis.set_major_formatter(tick_form(words.times))
        axes.set_xlabel(words("outreach.chart.desa.axis"))
        axes.grid(axis="x", linewidth=0.5)
        axes.set_axisbelow(True)

    rows = shown.to_dict("records")
    listed = (f"{row['desa']} {words.of(ends(row, 'per_million'), 'ratio'):range}" for row in rows)
    numbers = common(result, words) | {
        "named": first_named(result, words),
        "middle": words.decimal(middle, 1),
        "all": words.exact(len(found)),
        "rows": "; ".join(listed),
    }
    kept = ["desa_code", "desa", "kecamatan", "rank", *(f"per_million_{end}" for end in ENDS)]
    return Chart(draw, shown[kept], numbers)


# the same money as outreach until the end of the plan, a year and two years later; and as contributions
_MONTHS = ("worker_months", "worker_months_year_later", "worker_months_two_later")


@chart("apbd", "outreach.chart.apbd", wide=(7.4, 2.8), narrow=(3.7, 3.2))
def apbd_chart(result: OutreachResult, words: Words) -> Chart:
    """Months of cover that outreach brings by when, and that the same money brings as contributions from APBD."""
    told = common(result, words)
    found = {measure: result.row(measure) for measure in ("apbd_worker_months", *_MONTHS)}
    shown = [words.of(row, "worker_months") for row in found.values()]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        size = "narrow" if narrow else "wide"
        names = [words(f"outreach.chart.apbd.{measure}.{size}", told) for measure in found]
        colours, middles = [OTHER, MAIN, MAIN, MAIN], [float(row["p50"]) for row in found.values()]
        most = max(float(row["p95"]) for row in found.values())
        ranked(axes, names, middles, ["" for _ in names], colours=colours, most=most * 1.2)
        for place, (row, one) in zip(
            range(len(found) - 1, -1, -1), zip(found.values(), shown, strict=True), strict=True
        ):
            axes.hlines(place, row["p05"], row["p95"], color=MUTED, linewidth=1.4)
            beside(axes, f"{one}", (row["p95"], place), va="center")
        axes.locator_params(axis="x", nbins=3 if narrow else 6)
        count_ticks(axes.xaxis, words)
        axes.set_xlabel(words("outreach.chart.apbd.axis"))

    ahead = float((result.measures["worker_months_year_later"] > result.measures["apbd_worker_months"]).mean())
    rows = (
        f"{words(f'outreach.chart.apbd.{measure}.wide', told)} {one} ({one:range})"
        for measure, one in zip(found, shown, strict=True)
    )
    numbers = told | {"chance": words.chance(ahead, result.settings.draws), "rows": "; ".join(rows)}
    ending = "" if ahead >= 0.5 else ".apbd"
    data = pd.DataFrame(found.values()).rename_axis("measure").reset_index()
    return Chart(draw, data, numbers, title=ending, traces={"chance": "worker_months_year_later"})
