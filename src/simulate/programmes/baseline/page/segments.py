"""Employed residents by their cover, and the claims beside every figure that bears on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.page.drawing import INK, MAIN, MUTED, OTHER, count_ticks
from simulate.page.elements import Chart, Rows, chart, table
from simulate.page.evidence import graded, period_said
from simulate.page.html import estimated, source
from simulate.page.words import Words
from simulate.plan.checked import TASPEN
from simulate.programmes.baseline.model import BASELINES
from simulate.programmes.baseline.page.definitions import RESIDENTS, counted
from simulate.programmes.baseline.study import BUDGETED, BUDGETED_RP, CLAIM, POOL

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.programmes.baseline.study import BaselineResult

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
    totals = (("covered_claimed", "covered"), ("uncovered_claimed", "uncovered"), ("employed", "employed"))
    for pair in totals:
        own = [estimated(result.row(measure), "persons", words) for measure in pair]
        rows.append((words(f"measure.baseline.{pair[1]}"), *own, ""))
    numbers = {
        "asn": words.exact(sum(result.region.asn_persons(TASPEN).values())),
        "claim": words.share(result.number("claimed_share"), 0),
        "error": words.error(float(found["mc_error"].max()), "persons"),
    }
    return Rows(rows, numbers, found)


_SHARE, _EMPLOYED = "covered_share_claim_sep_2025", "employed_2023"
# table and row of each figure, in the order of the argument; a regency's own statements on its budget are named by
# what they measure, and stand where it made any
_FIGURES = (
    ("coverage", _SHARE),
    ("coverage", CLAIM),
    ("coverage", "registered_workers_claim_oct_2025"),
    BUDGETED,
    BUDGETED_RP,
    ("labour", "employed_2021"),
    ("labour", _EMPLOYED),
    ("labour", POOL),
    ("coverage", "apbd_funded_non_asn_and_vulnerable_dec_2022"),
    ("coverage", "apbd_funded_vulnerable_workers_jun_2023"),
    ("coverage", "protected_vulnerable_workers_claim_2023"),
    ("coverage", "active_bpu_2023"),
    ("coverage", "banten_covered_workers_nov_2025"),
    ("coverage", "banten_covered_share_nov_2025"),
    ("coverage", "36_04_covered_share_dec_2025"),
    ("coverage", "36_71_covered_share_aug_2025"),
    ("coverage", "36_71_apbd_funded_workers_2026"),
    ("coverage", "33_74_covered_share_nov_2025"),
    ("coverage", "33_02_covered_share_nov_2025"),
)


@table("evidence", "baseline.table.evidence", "what value period bears source", numeric=(1,), stacked=True)
def claims_and_evidence(result: BaselineResult, words: Words) -> Rows:
    """Each figure, and what it says of the claims; a reading is arithmetic, never a verdict."""
    region, rows = result.region, []
    figures = {
        row: region.stated(table, row) if (table, row) in (BUDGETED, BUDGETED_RP) else region.figure(table, row)
        for table, row in _FIGURES
    }
    share, claim = figures[_SHARE].value / 100, figures[CLAIM].value
    employed, pool = figures[_EMPLOYED].value, figures[POOL].value
    staff = region.tables["asn"].set_index("group")["persons"].get("non_asn", 0)
    for row, figure in figures.items():
        if figure is None:
            continue
        value, cited = figure.value, region.tables[figure.table].set_index("id").loc[figure.row]
        shown = words.share(value / 100, 2) if figure.unit == "percent" else words.exact(value)
        if figure.unit == "rp_billion":
            shown = words.rupiah(value * 1e9, 4)
        # what the readings of different figures need
        numbers = {
            "claim": words.share(share, 0),
            "headline": words.exact(claim),
            "claimed": words.count(share * value),
            "of_employed": words.share(value / employed, 0),
            "funded": words.count(result.number("funded")),
            "funded_times": words.decimal(value / result.number("funded"), 1),
            "pool_times": words.decimal(value / pool, 1),
            "workers": words.count(value * 1e9 / result.year_price_rp),
            "staff": words.exact(staff),
            "rest": words.exact(value - staff),
        }
        if value:
            numbers["times"] = words.decimal(claim / value, 1)
            numbers["of_province"] = words.share(share * employed / value, 0)
        if row == BUDGETED[1]:
            numbers["cost"] = words.rupiah(result.number("cost_budgeted_year"), 4)
        elsewhere = f", {words.term('place', cited['place'])}" if cited["place"] != region.code else ""
        rows.append(
            (
                words.term("figure", cited["measure"]) + elsewhere,
                shown,
                period_said(figure.period, words),
                words(f"baseline.says.{row}", numbers),
                graded(cited, words),
            )
        )
    if region.approved_spending is not None:
        amount, year = region.approved_spending
        of_spending = words.share(result.number("cost_claim_of_apbd"))
        rows.append(
            (
                words("baseline.says.cost.what"),
                words.rupiah(result.number("cost_claim_year")),
                words.month(result.plan.on),
                words("baseline.says.cost", share=of_spending, year=year, amount=words.rupiah(amount)),
                [words("status.derived"), ", ", source(result.laws[0].cited("bpu_rate", "jkk").url)],
            )
        )
    return Rows(rows)
