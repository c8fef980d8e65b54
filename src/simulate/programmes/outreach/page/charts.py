"""The maps and charts of the page of outreach, and what its texts share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.page.drawing import INK, MAIN, MUTED, OTHER, beside, count_ticks, draw_tiles, fan, tick_form
from simulate.page.elements import Chart, Numbers, chart
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


_MAP = {"wide": (7.4, 4.6), "narrow": (3.7, 5.2)}


@chart("uncovered_map", "outreach.uncovered_map", **_MAP)
def uncovered_map(result: OutreachResult, words: Words) -> Chart | str:
    """Uncovered workers by kecamatan with their ranges; a sentence where the region has no tiles."""
    found = result.table("by_kecamatan")
    ordered = found.sort_values("uncovered_p50", ascending=False)
    top, last = ordered.iloc[0], ordered.iloc[-1]
    numbers = {
        "top": top["kecamatan"],
        "top_count": words.of(ends(top, "uncovered"), "persons"),
        "last": last["kecamatan"],
        "last_count": words.of(ends(last, "uncovered"), "persons"),
        "error": words.error(float(found["uncovered_mc_error"].max()), "persons"),
    }
    shown = found.filter(like="uncovered_").rename(columns=lambda name: name.removeprefix("uncovered_"))
    shown = shown.assign(value=shown["p50"], text=shown["p50"].map(words.count))
    return _map(
        "uncovered_map", result, words, shown, numbers, "kec|uncovered", partial(words.interval, unit="persons")
    )


@chart("effort_map", "outreach.effort_map", **_MAP)
def effort_map(result: OutreachResult, words: Words) -> Chart | str:
    """Planned money by kecamatan; a sentence where the region has no tiles."""
    found = result.table("by_kecamatan")
    ordered = found.sort_values("money_rp", ascending=False)
    first, top, last = ordered.head(5), ordered.iloc[0], ordered.iloc[-1]
    numbers = {
        "most": str(len(first)),
        "kecamatans": words.listed(list(first["kecamatan"])),
        "share": words.share(first["money_rp"].sum() / found["money_rp"].sum(), 0),
        "uncovered_share": words.share(first["uncovered_p50"].sum() / found["uncovered_p50"].sum(), 0),
        "top": top["kecamatan"],
        "top_money": words.rupiah(top["money_rp"]),
        "last": last["kecamatan"],
        "last_money": words.rupiah(last["money_rp"]),
    }
    shown = found[["money_rp"]].rename(columns={"money_rp": "value"})
    shown = shown.assign(text=[words.exact(money / 1e6) for money in shown["value"]])
    return _map("effort_map", result, words, shown, numbers, "kec|money|_m|_d|gained")


def _map(
    key: str,
    result: OutreachResult,
    words: Words,
    shown: pd.DataFrame,
    numbers: Mapping[str, Any],
    columns: str,
    interval: Callable[[float, float], str] | None = None,
) -> Chart | str:
    """A tile for each kecamatan, or its title as a sentence; ``columns``: what its data holds, as a pattern."""
    found, tiles = result.table("by_kecamatan"), result.region.tables.get("tiles")
    numbers = common(result, words) | {"places": str(len(found))} | numbers
    if tiles is None:
        return phrase(f"{key}.title", result, words, **numbers)
    shown = found[["kecamatan_code", "kecamatan"]].join(shown)

    def draw(drawing: Figure, narrow: bool) -> None:
        draw_tiles(drawing.subplots(), tiles, shown, narrow, interval)

    return Chart(draw, found.filter(regex=columns), numbers)


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
