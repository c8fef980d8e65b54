"""Outlets: what each further one brings, and a map of who lives within reach; phrases of the whole page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.page.drawing import INK, MAIN, MUTED, OTHER, beside
from simulate.page.elements import Chart, Numbers, Rows, chart, table, text
from simulate.page.html import estimated
from simulate.page.words import Words
from simulate.plan.unknowns import EVIDENCE
from simulate.programmes.outreach.outlets import within
from simulate.programmes.outreach.plan import OBJECTIVES
from simulate.programmes.outreach.study import BILLION, MORE_RP

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
    return words(f"evidence.{max((result.unknowns[key].evidence for key in unknowns), key=EVIDENCE.index)}")


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


def share_within(result: OutreachResult, counted: np.ndarray, words: Words, digits: int = 1) -> str:
    """Residents within reach of some outlets, bool of shape (outlets,), at the median road factor."""
    if not counted.any():
        return "–"
    nearest, people = result.outlets.straight_km[:, counted].min(axis=1), result.places.people
    reached = within(people, nearest, np.array([result.median_detour]), result.plan.radius_km)
    return words.share(float(reached[0] / people.sum()), digits)


_BY_NUMBER = "new_outlets place_opened within_reach mean_km workers_added last_outlet last_per_billion"


@table("outlet_steps", "outreach.steps", _BY_NUMBER, numeric=range(2, 7))
def outlet_steps_table(result: OutreachResult, words: Words) -> Rows:
    """So many new outlets: people within reach, mean distance, workers gained, and what the last one adds."""
    found, people = result.table("outlets_by_number"), result.places.people.sum()
    rows = []
    for row in found.to_dict("records"):
        more = row["new_outlets"]
        gains = [ends(row, name) for name in ("gained", "added", "added_per_billion")]
        rows.append(
            (
                words("outreach.steps.own", count=str(more)) if more == result.plan.new_outlets else str(more),
                ", ".join(_short_names(result, row["opened"])) or "–",
                estimated(ends(row, "within", people), "share", words),
                words.decimal(row["mean_km_p50"], 1),
                *(estimated(gain, "persons", words) if more else "–" for gain in gains),
            )
        )
    numbers = common(result, words) | {
        "one": words.of(ends(found.iloc[1], "added"), "persons"),
        "last": words.of(ends(found.iloc[-1], "added"), "persons"),
        "most": str(found["new_outlets"].iloc[-1]),
        "objective": words(f"choice.objective.{result.plan.objective}"),
        "grade": weakest(result, words, "registration_decay", "renewal_decay", "at_outlets"),
        "error": words.error(float(found["gained_mc_error"].max()), "persons"),
        "each_error": words.error(float(found["added_per_billion_mc_error"].max()), "persons"),
    }
    if result.outlets.chosen:  # where as many would go for the other aim
        [aim] = (aim for aim in OBJECTIVES if aim != result.plan.objective)
        other = result.table("outlets_by_objective").set_index("objective").loc[aim]
        numbers |= {
            "other": words(f"choice.objective.{aim}"),
            "other_places": words.listed(_short_names(result, other["opened"])),
            "other_share": words.share(other["within_p50"] / people),
            "other_km": words.decimal(other["mean_km_p50"], 1),
            "other_gained": words.count(other["gained_p50"]),
        }
    return Rows(rows, numbers, found.round(2), note="" if result.outlets.chosen else ".none")


def _short_names(result: OutreachResult, opened: str) -> list[str]:
    names = result.outlets.table.set_index("outlet_id")["outlet"]
    return [names[key].removeprefix("Kantor Kecamatan ") for key in opened.split()]


# results within this factor of each other are about as large
_ALIKE = 1.1


def each_outlet(result: OutreachResult, words: Words) -> str:
    """What each outlet brings for its cost, beside what the next rupiah of outreach would."""
    steps = result.table("outlets_by_number")["added_per_billion_p50"].dropna()
    first, further = float(steps.iloc[0]), steps.iloc[1:]
    low, high = sorted((result.number("effort_next_per_billion"), result.number("gained_next") / MORE_RP * BILLION))

    def side(gain: float) -> str:
        return "more" if gain > high * _ALIKE else "less" if gain * _ALIKE < low else "alike"

    return words(
        "outreach.outlets.each",
        first=words.count(first),
        side=words(f"outreach.outlets.side.{side(first)}"),
        next=words.interval(low, high, "persons"),
        further=words.interval(float(further.min()), float(further.max()), "persons"),
        rest=words(f"outreach.outlets.rest.{side(further.max())}"),
    )


@text
def outlets_note(result: OutreachResult, words: Words) -> str:
    """Which outlets count as open, how their places are known, and what is left out."""
    table, standing = result.outlets.table, result.outlets.standing
    working, planned = ((table["condition"] == kind).to_numpy() for kind in ("open", "planned"))
    sure = standing & (table["status"] != "unverified").to_numpy()
    # the outlets of each kind, and those whose reach is given beside them
    kinds = {
        "open": (standing, standing),
        f"unverified{'' if sure.any() else '.all'}": (standing & ~sure, sure),
        "uncounted": (working & ~standing, standing),
        "planned": (planned & ~standing, standing | planned),
    }
    parts = [
        words(
            f"outreach.outlets.{kind}",
            names=outlet_names(result, rows, words),
            share=share_within(result, reached, words),
        )
        for kind, (rows, reached) in kinds.items()
        if rows.any()
    ]
    return " ".join([*parts, words("outreach.outlets.neighbours")])


_KM_A_DEGREE = 111.2  # of latitude, on a sphere
_BAR_KM = 5
# degrees: room around the desa; outlets nearer to each other than this have names that would meet
_MARGIN, _CROWDED = 0.02, 0.03


@chart("outlets", "outreach.outlets", wide=(7.4, 4.8), narrow=(3.7, 4.5))
def outlets_chart(result: OutreachResult, words: Words) -> Chart:
    """Centroids of the desa on a plain map, by whether an outlet is within reach before and after; the outlets."""
    places, outlets, new = result.places, result.outlets, list(result.outlets.chosen)
    nearest = (result.before_km, result.after_km)
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
