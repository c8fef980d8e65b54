"""The map and charts of the page of outreach, and what its texts share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.page.drawing import INK, MAIN, MUTED, OTHER, beside, count_ticks, fan, tick_form
from simulate.page.elements import Chart, Numbers, Rows, chart, choice, table
from simulate.page.html import Element
from simulate.page.map import Mapped, classes, draw_map, map_source
from simulate.page.places import place_rows
from simulate.page.words import Words
from simulate.plan.unknowns import weakest as weakest_of
from simulate.programmes.outreach.study import MORE_RP

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.programmes.outreach.study import OutreachResult

ENDS = ("p05", "p50", "p95")


def common(result: OutreachResult, words: Words) -> dict[str, str]:
    """What several texts hold beside measures: levers, and how the uncovered are spread over places."""
    plan, counted = result.plan, result.places.counted
    return {
        "budget": words.rupiah(plan.budget_rp),
        "more_rp": words.rupiah(MORE_RP),
        "months": str(plan.months),
        "year_span": str(plan.months + 12),
        "two_span": str(plan.months + 24),
        "month": words.month(result.months[-1]),
        "floor": words.share(plan.floor_share, 0),
        "first_desa": str(plan.first_desa),
        "radius": words.times(plan.radius_km),
        "count": str(len(result.outlets.chosen)),
        "names": outlet_names(result, result.outlets.chosen, words),
        "basis": words(f"outreach.basis.{'counted' if counted else 'people'}"),
        "spread": weakest(result, words, "desa_spread", *([] if counted else ["kecamatan_spread"])),
    }


def phrase(key: str, result: OutreachResult, words: Words, **numbers: Any) -> str:
    """A text of the page, with measures by form, what is common, and these numbers."""
    return words(f"outreach.{key}", Numbers(result, words, common(result, words) | numbers))


def weakest(result: OutreachResult, words: Words, *unknowns: str) -> str:
    """The weakest grade of evidence among unknowns, in words."""
    return words(f"evidence.{weakest_of(result.unknowns, unknowns)}")


def ends(row: Mapping[str, float], name: str, unit: float = 1) -> dict[str, float]:
    """The median and 90 % range that a row holds of ``name``, in units of so many."""
    return {end: row[f"{name}_{end}"] / unit for end in ENDS}


def error_text(error: float, unit: str, words: Words) -> str:
    """A simulation error beside shares of one decimal: one that these cannot show is written as a limit."""
    if unit == "share" and 0 < error < 0.0005:
        return words("outreach.error.below", limit=words.share(0.0005, 2))
    return words.error(error, unit)


def outlet_names(result: OutreachResult, rows: Iterable[int] | Iterable[bool], words: Words) -> str:
    """Outlets of some rows as a sentence lists them."""
    return words.listed(list(result.outlets.table["outlet"].to_numpy()[list(rows)]))


# under which name the numbers of the map's title open
_OPENS = {"budget": "budget"} | dict.fromkeys(("most", "share", "uncovered_share"), "first")
# kecamatan that are named for getting most of the budget
_FIRST = 5
# a correlation with population from here on: the pattern is that of people
_OF_PEOPLE = 0.9


@choice
def uncovered_map(result: OutreachResult) -> Element:
    """Uncovered workers by kecamatan, and where most of the budget goes; a table without boundaries."""
    return (_uncovered_map if result.region.boundaries else _uncovered_table)(result)


@chart("uncovered_map", "outreach.uncovered_map")
def _uncovered_map(result: OutreachResult, words: Words) -> Chart:
    found, numbers = result.table("by_kecamatan"), first_kecamatan(result, words)
    first = found.nlargest(_FIRST, "money_rp")
    uncovered = dict(zip(found["kecamatan_code"], found["uncovered_p50"], strict=True))

    def line(row: Mapping[str, Any]) -> str:
        count = words.of(ends(row, "uncovered"), "persons")
        told = {"kecamatan": row["kecamatan"], "count": count, "money": words.rupiah(row["money_rp"])}
        return words("outreach.uncovered_map.line", told)

    shown = Mapped(
        classes(uncovered, words),
        words("outreach.uncovered_map.heading"),
        frozenset(first["kecamatan_code"]),
        words("outreach.uncovered_map.mark", numbers),
        [line(row) for row in first.to_dict("records")],
    )
    numbers["boundaries"] = f" {map_source(result.region, words)}"
    return Chart(draw_map("uncovered_map", result.region, shown, words), found, numbers, traces=_OPENS)


@table("uncovered_map", "outreach.uncovered_map", "kecamatan uncovered_workers interval", numeric=(1, 2))
def _uncovered_table(result: OutreachResult, words: Words) -> Rows:
    names = result.region.tables["kecamatan"]["kecamatan"].tolist()
    rows = place_rows(result.places.by_kecamatan(result.field.uncovered), names, "persons", words)
    return Rows(rows, first_kecamatan(result, words), result.table("by_kecamatan"), traces=_OPENS)


def first_kecamatan(result: OutreachResult, words: Words) -> dict[str, Any]:
    """Where most of the budget goes, where most are uncovered, and how far that is where most people live."""
    found = result.table("by_kecamatan")
    first = found.nlargest(_FIRST, "money_rp")
    ordered = found.sort_values("uncovered_p50", ascending=False)
    top, last = ordered.iloc[0], ordered.iloc[-1]
    people = result.region.tables["kecamatan"].set_index("kecamatan_code")["population_2025"]
    alike = float(found.set_index("kecamatan_code")["uncovered_p50"].corr(people))
    pattern = "" if alike >= _OF_PEOPLE else ".other"
    return common(result, words) | {
        "places": words.exact(len(found)),
        "most": words.exact(len(first)),
        "kecamatans": words.listed(list(first["kecamatan"])),
        "share": words.share(first["money_rp"].sum() / found["money_rp"].sum(), 0),
        "uncovered_share": words.share(first["uncovered_p50"].sum() / found["uncovered_p50"].sum(), 0),
        "top": top["kecamatan"],
        "top_count": words.of(ends(top, "uncovered"), "persons"),
        "last": last["kecamatan"],
        "last_count": words.of(ends(last, "uncovered"), "persons"),
        "pattern": words(f"outreach.uncovered_map.pattern{pattern}", correlation=words.decimal(alike, 2)),
        "error": words.error(float(found["uncovered_mc_error"].max()), "persons"),
        "boundaries": "",
    }


@chart("budget", "outreach.chart.budget", wide=(7.4, 3.4), narrow=(3.7, 3.4))
def budget_chart(result: OutreachResult, words: Words) -> Chart:
    """Workers gained at other budgets: the best way with its 90 % band, and equal money for each desa."""
    curve, budget = result.table("budget_curve"), float(result.plan.budget_rp)
    best, same = (curve[curve["rule"] == rule] for rule in ("best", "equal"))
    own, double = (best[best["budget_rp"] == budget * times].iloc[0] for times in (1, 2))
    most = best["budget_rp"].iloc[-1]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        money = [0.0, *best["budget_rp"]]
        fan(axes, money, {end: [0, *best[end]] for end in ENDS})
        axes.plot(money, [0, *same["p50"]], color=OTHER, linewidth=1.4, linestyle="--")
        axes.plot([budget, budget], [0, result.number("gained_end")], color=MUTED, linewidth=1)
        for rule, line, off, side in (("best", best, 5, "bottom"), ("equal", same, -30 if narrow else -14, "top")):
            style = {"ha": "right", "va": side, "fontsize": 8.5}
            beside(axes, words(f"outreach.rule.short.{rule}"), (most, line["p50"].iloc[-1]), (0, off), **style)
        beside(axes, words("outreach.chart.budget.here"), (budget, 0), (4, 4), fontsize=8.5)
        axes.set_xlim(0, most * 1.02)
        axes.set_ylim(0, float(best["p95"].max()) * 1.05)
        axes.locator_params(axis="x", nbins=4 if narrow else 7)
        axes.xaxis.set_major_formatter(tick_form(lambda amount: words.rupiah(amount) if amount else "0"))
        count_ticks(axes.yaxis, words)

    numbers = common(result, words) | {
        "double": words.rupiah(2 * budget),
        "gained_double": words.of(double, "persons"),
        "times": words.decimal(double["p50"] / own["p50"], 2),
        "lowest": words.rupiah(best["budget_rp"].iloc[0]),
        "gained_lowest": words.count(best["p50"].iloc[0]),
        "error": words.error(float(curve["mc_error"].max()), "persons"),
    }
    return Chart(draw, curve.round(1), numbers, traces={"times": "double"})


_KM_A_DEGREE = 111.2  # of latitude, on a sphere
_BAR_KM = 5
# degrees: room around the desa; outlets nearer to each other than this have names that would meet
_MARGIN, _CROWDED = 0.02, 0.03


@chart("outlets", "outreach.outlets", wide=(7.4, 4.8), narrow=(3.7, 4.5))
def outlets_chart(result: OutreachResult, words: Words) -> Chart:
    """Centroids of the desa on a plain map, by whether an outlet is within reach before and after; the outlets."""
    places, outlets, new = result.places, result.outlets, list(result.outlets.chosen)
    nearest = (result.outlets.nearest(), result.outlets.nearest(result.outlets.chosen))
    before, after = (km * result.median_detour <= result.plan.radius_km for km in nearest)
    standing = np.flatnonzero(outlets.standing)
    shown = outlets.table.iloc[[*standing, *new]]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        for kind, members, colour, size, alpha in (
            ("far", ~after, MUTED, 2.2, 0.55),
            ("new", after & ~before, OTHER, 3.2, 0.9),
            ("before", before, MAIN, 3.2, 0.9),
        ):
            if members.any():
                style = {"color": colour, "alpha": alpha}
                east, north = places.longitude[members], places.latitude[members]
                _draw_dots(axes, east, north, size * (0.8 if narrow else 1), style)
                label = words(f"outreach.outlets.legend.{kind}")
                axes.plot([], [], "o", markersize=size, markeredgewidth=0, label=label, **style)
        for kind, rows, mark, size in (("open", standing, "s", 6), ("opened", new, "^", 8)):
            if len(rows):
                at, style = outlets.table.iloc[rows], {"color": INK, "markersize": size, "markeredgewidth": 0}
                label = words(f"outreach.outlets.legend.{kind}")
                axes.plot(at["longitude"], at["latitude"], mark, label=label, **style)
        _draw_reach(axes, result, shown)
        axes.set_xlim(places.longitude.min() - _MARGIN, places.longitude.max() + _MARGIN)
        axes.set_ylim(places.latitude.min() - _MARGIN, places.latitude.max() + _MARGIN)
        (west, _), (south, _) = axes.get_xlim(), axes.get_ylim()
        bar = [west, west + _BAR_KM / _km_east(south)]
        axes.plot(bar, [south, south], color=INK, linewidth=2, solid_capstyle="butt")
        beside(axes, f"{words.exact(_BAR_KM)}\N{NO-BREAK SPACE}km", (west, south), (0, 4), fontsize=8.5)
        axes.set_aspect(_KM_A_DEGREE / _km_east(places.latitude.mean()))
        axes.set_axis_off()
        below = {"loc": "upper center", "bbox_to_anchor": (0.5, 0.0), "ncols": 1 if narrow else 3}
        axes.legend(**below, frameon=False, fontsize=8.5, handletextpad=0.3)

    numbers = common(result, words) | {
        "open": str(len(standing)),
        "covered": str(int(before.sum())),
        "covered_after": str(int(after.sum())),
        "places": str(len(before)),
        "error": error_text(result.number("within_share_after", "mc_error"), "share", words),
        "grade": weakest(result, words, "detour"),
    }
    columns = ["outlet_id", "outlet", "condition", "kecamatan_code", "latitude", "longitude", "status"]
    ending = "" if new else ".none"
    return Chart(draw, shown.sort_index()[columns], numbers, title=ending, alt=ending)


def _km_east(latitude: float) -> float:
    """Kilometres of a degree of longitude."""
    return _KM_A_DEGREE * float(np.cos(np.radians(latitude)))


def _draw_dots(axes: Axes, east: np.ndarray, north: np.ndarray, size: float, style: Mapping[str, Any]) -> None:
    """Dots as one line of round points, which weighs a third of as many markers."""
    points = np.full((len(east), 3, 2), np.nan)
    points[:, 0], points[:, 1] = np.stack([east, north], axis=1), np.stack([east + 1e-5, north], axis=1)
    [line] = axes.plot(*points.reshape(-1, 2).T, linewidth=size, solid_capstyle="round", **style)
    line.get_path().should_simplify = False


def _draw_reach(axes: Axes, result: OutreachResult, outlets: pd.DataFrame) -> None:
    """A light circle around each outlet, as far as a straight line is within reach, and its kecamatan beside it.

    New ones are named in bold; a name that would meet another stands lower.
    """
    from matplotlib.patches import Ellipse

    km = result.plan.radius_km / result.median_detour
    names = result.region.tables["kecamatan"].set_index("kecamatan_code")["kecamatan"]
    for row in outlets.itertuples():
        place, size = (row.longitude, row.latitude), (2 * km / _km_east(row.latitude), 2 * km / _KM_A_DEGREE)
        # circles say what is within reach, not how large the map is
        axes.add_patch(Ellipse(place, *size, facecolor=MAIN, alpha=0.07, linewidth=0, in_layout=False))
        north, east = outlets["latitude"] - row.latitude, outlets["longitude"] - row.longitude
        crowded = ((north > 0) & (north < _CROWDED) & (east.abs() < 3 * _CROWDED)).any()
        weight = "bold" if row.Index in result.outlets.chosen else "normal"
        beside(axes, names[row.kecamatan_code], place, (6, -9 if crowded else 3), fontsize=8.5, weight=weight)
