"""What lies between the claim and the reconciliation, employed residents by cover, and what cover costs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from simulate.law.numbers import one_of
from simulate.page.drawing import INK, MAIN, MUTED, OTHER, bar_label, count_ticks
from simulate.page.elements import Chart, Rows, chart, table
from simulate.page.evidence import MEASURE_COLUMNS, measure_rows
from simulate.page.html import estimated
from simulate.page.words import Words
from simulate.plan.checked import TASPEN
from simulate.programmes.baseline.model import BASELINES
from simulate.programmes.baseline.page.counting import RESIDENTS, counted, exceeds

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.programmes.baseline.study import BaselineResult


@chart("bridge", "baseline.chart.bridge", wide=(7.4, 3.8), narrow=(3.7, 4.9))
def bridge_chart(result: BaselineResult, words: Words) -> Chart:
    """Covered residents, what other definitions add to them, what none explains, and the claim."""
    measures = ("covered", "not_resident", "not_paid_up", "unexplained", "claimed_participants")
    rows = pd.DataFrame([result.row(measure) for measure in measures])
    texts = [
        words("baseline.chart.bridge.bar", name=words(f"measure.baseline.{measure}"), row=words.of(row, "persons"))
        for measure, row in rows.iterrows()
    ]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, reached = drawing.subplots(), 0.0
        for place, (measure, size) in enumerate(rows["mean"].items()):
            total = measure in ("covered", "claimed_participants")
            colour = MUTED if total else OTHER if measure == "unexplained" else MAIN
            left = 0.0 if total else reached
            axes.barh(-place, size, left=left, color=colour, alpha=0.75, height=0.38, edgecolor="none")
            bar_label(axes, texts[place], (0, -place + 0.22))
            reached = left + size
        axes.set_ylim(-len(rows) + 0.6, 0.85 if narrow else 0.65)
        axes.set_yticks([])
        axes.set_xlabel(words("baseline.chart.bridge.axis"), color=INK)
        axes.locator_params(axis="x", nbins=4 if narrow else 7)
        count_ticks(axes.xaxis, words)

    numbers = {"rows": "; ".join(texts), "error": words.error(float(rows["mc_error"].max()), "persons")}
    title = "" if exceeds(result) else ".less"
    return Chart(draw, rows.rename_axis("part").reset_index(), numbers, title=title)


# of each part its colour and shade, grey without cover, and the unknown that decides it most, whose grade is shown
_PARTS = {
    "pu": (MAIN, 0.6, "active_share"),
    "jakon": (MAIN, 0.42, "jakon_share"),
    "bpu_others": (MAIN, 0.25, "funded_of_bpu"),
    "funded": (OTHER, 0.6, "funded"),
    "formal_uncovered": (MUTED, 0.45, "formal_share"),
    "informal_uncovered": (MUTED, 0.25, "employed"),
}


@chart("segments", "baseline.chart.segments", wide=(7.4, 3.0), narrow=(3.7, 4.4))
def segments_chart(result: BaselineResult, words: Words) -> Chart:
    """The employed by cover, one bar a baseline."""
    found = result.table("segments")
    means = found.pivot(index="baseline", columns="segment", values="mean")
    names = {part: words(f"baseline.segment.{part}") for part in _PARTS}

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        inside = {"ha": "center", "va": "center", "color": INK, "fontsize": 8.5}
        for place, baseline in enumerate(BASELINES):
            left = 0.0
            for part, (colour, alpha, _) in _PARTS.items():
                size = float(means.loc[baseline, part])
                style = {"color": colour, "alpha": alpha, "height": 0.5, "edgecolor": "none"}
                axes.barh(-place, size, left=left, label=names[part] if place == 0 else None, **style)
                # a narrower part has no room for its number
                if size / means.loc[baseline].sum() >= (0.14 if narrow else 0.1):
                    number = words.exact(size / 1000) if narrow else words.thousands(round(size, -3))
                    axes.annotate(number, (left + size / 2, -place), **inside)
                left += size
        axes.set_yticks([0, -1], [words(f"baseline.name.{baseline}") for baseline in BASELINES])
        axes.tick_params(axis="y", length=0)
        axes.set_xlim(0, float(means.sum(axis=1).max()) * 1.01)
        axes.locator_params(axis="x", nbins=3 if narrow else 5)
        count_ticks(axes.xaxis, words)
        drawing.legend(loc="outside lower left", ncols=1 if narrow else 3, frameon=False, fontsize=8.5)

    bars = []
    for baseline in BASELINES:
        parts = "; ".join(f"{name} {words.count(float(means.loc[baseline, part]))}" for part, name in names.items())
        bars.append(words("baseline.chart.segments.bar", baseline=words(f"baseline.name.{baseline}"), parts=parts))
    numbers = {
        "bars": ". ".join(bars),
        "definition": counted(RESIDENTS._asdict(), words),
        "error": words.error(float(found["mc_error"].max()), "persons"),
    }
    return Chart(draw, found, numbers)


@table(
    "segments_table",
    "baseline.table.segments",
    f"segment {' '.join(f'baseline.name.{baseline}' for baseline in BASELINES)} rests_on",
    numeric=(1, 2),
    stacked=True,
)
def segments_table(result: BaselineResult, words: Words) -> Rows:
    """Each segment under both baselines, and the grade of what it rests on."""
    found, rows = result.table("segments"), []
    by_part = found.set_index(["baseline", "segment"])
    for part, (_, _, unknown) in _PARTS.items():
        own = [estimated(by_part.loc[(baseline, part)], "persons", words) for baseline in BASELINES]
        grade = words(f"evidence.{result.unknowns[unknown].evidence}")
        rows.append((words(f"baseline.segment.{part}"), *own, words(f"baseline.rests.{part}", grade=grade)))
    for pair in (("covered_claimed", "covered"), ("uncovered_claimed", "uncovered"), ("employed", "employed")):
        own = [estimated(result.row(measure), "persons", words) for measure in pair]
        rows.append((words(f"measure.baseline.{pair[1]}"), *own, ""))
    numbers = {
        "asn": words.exact(sum(result.region.asn_persons(TASPEN).values())),
        "claim": words.share(result.number("claimed_share"), 0),
        "error": words.error(float(found["mc_error"].max()), "persons"),
    }
    return Rows(rows, numbers, found)


# measures shown together, by what they show
_COSTS = ("cost_funded_year", "cost_claim_year", "cost_claim_of_apbd", "cost_budgeted_year")
_GROUPS = {
    "claims": ("claimed_participants", "covered", "claim_apart", "not_resident", "not_paid_up", "unexplained"),
    "money": ("funded", "funded_of_pool", "claim_of_pool", *_COSTS),
}


@table("{}", "baseline.table", MEASURE_COLUMNS, numeric=(1, 2, 3, 4))
def measures(result: BaselineResult, words: Words, group: str) -> Rows:
    """Measures that belong together, ``claims`` or ``money``, with mean, median, interval and error."""
    numbers = {
        "price": words.rupiah(result.year_price_rp),
        "month": words.month(result.plan.on),
        "pool": words.exact(result.pool),
    }
    rows = measure_rows(result, words, _GROUPS[one_of(group, "group", _GROUPS)], "measure.baseline")
    return replace(rows, numbers=numbers, caption=f".{group}", note=f".{group}")
