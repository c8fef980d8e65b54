"""Outlets: what each further one brings, and a map of who lives within reach."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from simulate.page.base import Element, old_sentence
from simulate.page.elements import row_of
from simulate.page.figure import INK, MAIN, MUTED, OTHER, old_figure
from simulate.page.table import estimated, old_table
from simulate.page.words import Words
from simulate.plan.unknowns import EVIDENCE
from simulate.programmes.outreach.analysis import by_objective, outlet_steps
from simulate.programmes.outreach.outlets import within
from simulate.programmes.outreach.plan import OBJECTIVES
from simulate.programmes.outreach.study import BILLION, MORE_RP

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.programmes.outreach.study import OutreachResult

# places named in a sentence
NAMED = 3


def weakest(result: OutreachResult, unknowns: Iterable[str], words: Words) -> str:
    """The weakest grade of evidence among unknowns, in words."""
    return words(f"evidence.{max((result.unknowns[key].evidence for key in unknowns), key=EVIDENCE.index)}")


def spread_grade(result: OutreachResult, words: Words) -> str:
    """The grade of how the uncovered are spread over places."""
    return weakest(result, ["desa_spread"] if result.places.counted else ["kecamatan_spread", "desa_spread"], words)


def basis_said(result: OutreachResult, words: Words) -> str:
    """What divides the uncovered among kecamatan."""
    return words(f"outreach.basis.{'counted' if result.places.counted else 'people'}")


def first_desa(result: OutreachResult, words: Words) -> str:
    """The desa that win most for a rupiah, with their kecamatan, as a sentence lists them."""
    first = result.desa_table.head(NAMED)
    names = [f"{row['desa']} ({row['kecamatan']})" for row in first.to_dict("records")]
    return words.listed(names)


def outlet_names(result: OutreachResult, rows: Iterable[int], words: Words) -> str:
    """Outlets as a sentence lists them."""
    return words.listed(list(result.outlets.table["outlet"].iloc[list(rows)]))


def error_said(error: float, unit: str, words: Words, digits: int) -> str:
    """A simulation error beside shares shown to so many digits: what those cannot show is told as a limit."""
    limit = 10.0 ** -(digits + 2)
    if unit == "share" and 0 < error < limit / 2:
        return words("outreach.error.below", limit=words.share(limit / 2, digits + 1))
    return words.error(error, unit)


def share_within(result: OutreachResult, counted: np.ndarray, words: Words, digits: int = 1) -> str:
    """Residents within reach of some outlets, bool of shape (outlets,), at the median road factor."""
    if not counted.any():
        return "–"
    nearest = result.outlets.straight_km[:, counted].min(axis=1)
    detour = np.array([float(result.unknowns["detour"].distribution.quantile(0.5))])
    people = result.places.people
    return words.share(float(within(people, nearest, detour, result.plan.radius_km)[0] / people.sum()), digits)


def sure_share(result: OutreachResult, words: Words) -> str:
    """Residents within reach of verified outlets alone; empty where all that count are verified, or none is."""
    unverified = (result.outlets.table["status"] == "unverified").to_numpy()
    sure = result.outlets.standing & ~unverified
    return share_within(result, sure, words, 0) if sure.any() and (result.outlets.standing & unverified).any() else ""


def told(result: OutreachResult, measure: str, words: Words, name: str | None = None) -> dict[str, str]:
    """A measure's median, and its 90 % range under ``NAME_range``, for a sentence."""
    row, unit = row_of(result, measure), result.units[measure]
    name = name or measure
    return {
        name: words.estimate(row["p50"], row["p05"], row["p95"], unit),
        f"{name}_range": words.interval(row["p05"], row["p95"], unit),
    }


# results within this factor of each other are about as large
_ALIKE = 1.1


def outlet_steps_table(result: OutreachResult) -> Element:
    """So many new outlets: people within reach, mean distance, workers gained, and what the last one adds."""
    found = outlet_steps(result)
    people = float(result.places.people.sum())
    names = result.outlets.table.set_index("outlet_id")["outlet"]

    def rows(words: Words):
        for row in found.to_dict("records"):
            more = int(row["new_outlets"])
            own = more == result.plan.new_outlets
            opened = [names[key].removeprefix("Kantor Kecamatan ") for key in row["opened"].split()]
            yield (
                words("outreach.steps.own", count=str(more)) if own else str(more),
                ", ".join(opened) or "–",
                estimated({end: row[f"within_{end}"] / people for end in ("p05", "p50", "p95")}, "share", words),
                words.decimal(row["mean_km_p50"], 1),
                estimated({end: row[f"gained_{end}"] for end in ("p05", "p50", "p95")}, "persons", words)
                if more
                else "–",
                estimated({end: row[f"added_{end}"] for end in ("p05", "p50", "p95")}, "persons", words)
                if more
                else "–",
                estimated({end: row[f"added_per_billion_{end}"] for end in ("p05", "p50", "p95")}, "persons", words)
                if more
                else "–",
            )

    def note(words: Words) -> str:
        return words(
            f"outreach.steps.note{'' if result.plan.new_outlets else '.none'}",
            **_other(result, words),
            radius=words.times(result.plan.radius_km),
            objective=words(f"choice.objective.{result.plan.objective}"),
            error=words.error(float(found["gained_mc_error"].max()), "persons"),
            each_error=words.error(float(found["added_per_billion_mc_error"].max()), "persons"),
            grade=weakest(result, ("registration_decay", "renewal_decay", "at_outlets"), words),
        )

    def caption(words: Words) -> str:
        one = found.iloc[1]
        last = found.iloc[-1]
        return words(
            "outreach.steps.caption",
            first=words.count(one["added_p50"]),
            first_range=words.interval(one["added_p05"], one["added_p95"], "persons"),
            count=str(int(last["new_outlets"])),
            last=words.count(last["added_p50"]),
            last_range=words.interval(last["added_p05"], last["added_p95"], "persons"),
        )

    return old_table(
        "outlet_steps",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            words("outreach.column.new_outlets"),
            words("outreach.column.opened"),
            words("outreach.column.within", radius=words.times(result.plan.radius_km)),
            words("outreach.column.mean_km"),
            words("outreach.column.outlets_gained"),
            words("outreach.column.added"),
            words("outreach.column.added_per_billion"),
        ],
        rows=lambda words: list(rows(words)),
        numeric=(2, 3, 4, 5, 6),
        note=note,
        data=found.round(2),
    )


def _other(result: OutreachResult, words: Words) -> dict[str, str]:
    """Where as many outlets would go for the other aim, and what that does."""
    [other] = (aim for aim in OBJECTIVES if aim != result.plan.objective)
    row = by_objective(result).set_index("objective").loc[other]
    opened, opening = result.outlets.table.set_index("outlet_id")["outlet"], bool(result.outlets.chosen)
    places = [opened[key].removeprefix("Kantor Kecamatan ") for key in row["opened"].split()]
    return {
        "other": words(f"choice.objective.{other}"),
        "other_places": words.listed(places),
        "other_share": words.share(row["within_p50"] / result.places.people.sum()),
        "other_km": words.decimal(row["mean_km_p50"], 1),
        # none is told where the plan opens none
        "other_gained": words.count(row["gained_p50"]) if opening else "–",
        "own_gained": words.count(row_of(result, "outlets_gained")["p50"]) if opening else "–",
    }


def each_outlet(result: OutreachResult, words: Words) -> str:
    """What each outlet brings for its cost, beside what the next rupiah of outreach would."""
    steps = outlet_steps(result).set_index("new_outlets")["added_per_billion_p50"].dropna()
    first, further = float(steps.iloc[0]), steps.iloc[1:]
    beside = (
        row_of(result, "effort_next_per_billion")["p50"],
        row_of(result, "gained_next")["p50"] / MORE_RP * BILLION,
    )
    low, high = min(beside), max(beside)
    side = "more" if first > high * _ALIKE else "less" if first * _ALIKE < low else "alike"
    rest = "more" if further.max() > high * _ALIKE else "less" if further.max() * _ALIKE < low else "alike"
    return words(
        "outreach.outlets.each",
        first=words.count(first),
        side=words(f"outreach.outlets.side.{side}"),
        next=words.interval(low, high, "persons"),
        further=words.interval(float(further.min()), float(further.max()), "persons"),
        rest=words(f"outreach.outlets.rest.{rest}"),
    )


def outlets_note(result: OutreachResult) -> Element:
    """Which outlets count as open, how their places are known, and what is left out."""
    table_ = result.outlets.table
    standing = table_[result.outlets.standing]
    uncounted = table_[(table_["condition"] == "open") & ~result.outlets.standing]

    def text(words: Words) -> str:
        unverified = list(standing.loc[standing["status"] == "unverified", "outlet"])
        planned = list(table_.loc[(table_["condition"] == "planned") & ~result.outlets.standing, "outlet"])
        parts = [words("outreach.outlets.open", names=words.listed(list(standing["outlet"])))]
        if unverified:
            sure = result.outlets.standing & (table_["status"] != "unverified").to_numpy()
            known = {"names": words.listed(unverified), "share": share_within(result, sure, words)}
            parts.append(words(f"outreach.outlets.unverified{'' if sure.any() else '.all'}", **known))
        if len(uncounted):
            parts.append(words("outreach.outlets.uncounted", names=words.listed(list(uncounted["outlet"]))))
        if planned:
            opened = result.outlets.standing | (table_["condition"] == "planned").to_numpy()
            told_ = {"names": words.listed(planned), "share": share_within(result, opened, words)}
            parts.append(words("outreach.outlets.planned", **told_))
        return " ".join([*parts, words("outreach.outlets.neighbours")])

    return old_sentence(result.settings.language, text)


_KM_A_DEGREE = 111.2  # of latitude, on a sphere
_BAR_KM = 5
# degrees: room around the desa; outlets nearer to each other than this have names that would meet
_MARGIN, _CROWDED = 0.02, 0.03


def outlets_chart(result: OutreachResult) -> Element:
    """Centroids of the desa on a plain map, by whether an outlet is within reach before and after; the outlets."""
    detour = float(result.unknowns["detour"].distribution.quantile(0.5))
    radius = result.plan.radius_km
    before, after = (nearest * detour <= radius for nearest in (result.before_km, result.after_km))
    places, outlets = result.places, result.outlets
    standing = np.flatnonzero(outlets.standing)

    shown = outlets.table.iloc[[*standing, *outlets.chosen]]

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        # the circles say what is within reach, not how large the map is
        limits = _around(places.longitude, places.latitude)
        _reach(axes, shown, radius / detour)
        for kind, members in (("far", ~after), ("new", after & ~before), ("before", before)):
            if members.any():
                _dots(axes, places.longitude[members], places.latitude[members], kind, words, narrow)
        for rows, mark, size in ((standing, "s", 6), (list(outlets.chosen), "^", 8)):
            if len(rows):
                kind = "open" if mark == "s" else "opened"
                table_ = outlets.table.iloc[rows]
                axes.plot(
                    table_["longitude"],
                    table_["latitude"],
                    mark,
                    color=INK,
                    markersize=size,
                    markeredgewidth=0,
                    label=words(f"outreach.outlets.legend.{kind}"),
                )
        _name(axes, result, shown, set(outlets.chosen))
        axes.set_xlim(limits[0])
        axes.set_ylim(limits[1])
        _scale(axes, words)
        axes.set_aspect(1 / np.cos(np.radians(float(places.latitude.mean()))))
        axes.set_axis_off()
        axes.legend(
            loc="upper center",
            bbox_to_anchor=(0.5, 0.0),
            ncols=1 if narrow else 3,
            frameon=False,
            fontsize=8.5,
            handletextpad=0.3,
        )

    def numbers(words: Words) -> dict[str, str]:
        return {
            "radius": words.times(radius),
            "count": str(len(outlets.chosen)),
            "open": str(len(standing)),
            "names": outlet_names(result, outlets.chosen, words) if outlets.chosen else "–",
            "standing": outlet_names(result, standing, words),
            "covered": str(int(before.sum())),
            "covered_after": str(int(after.sum())),
            "places": str(len(before)),
            **told(result, "within_share_before", words, "before"),
            **told(result, "within_share_after", words, "after"),
            "error": error_said(row_of(result, "within_share_after")["mc_error"], "share", words, 1),
            "grade": weakest(result, ("detour",), words),
        }

    ending = "" if outlets.chosen else ".none"
    return old_figure(
        "outlets",
        result.settings.language,
        draw,
        title=lambda words: words(f"outreach.outlets.title{ending}", **numbers(words)),
        alt=lambda words: words(f"outreach.outlets.alt{ending}", **numbers(words)),
        source=lambda words: words("outreach.outlets.source", **numbers(words)),
        data=_by_outlet(result),
        wide=(7.4, 4.8),
        narrow=(3.7, 4.5),
    )


def _dots(axes: Axes, east: np.ndarray, north: np.ndarray, kind: str, words: Words, narrow: bool) -> None:
    """Dots as one line of round points, which weighs a third of as many markers; a marker for the legend."""
    colour, size, alpha = {"far": (MUTED, 2.2, 0.55), "new": (OTHER, 3.2, 0.9), "before": (MAIN, 3.2, 0.9)}[kind]
    style = {"color": colour, "alpha": alpha}
    points = np.full((len(east), 3, 2), np.nan)
    points[:, 0], points[:, 1] = np.stack([east, north], axis=1), np.stack([east + 1e-5, north], axis=1)
    [line] = axes.plot(*points.reshape(-1, 2).T, linewidth=size * (0.8 if narrow else 1), **style)
    line.set_solid_capstyle("round")
    line.get_path().should_simplify = False
    label = words(f"outreach.outlets.legend.{kind}")
    axes.plot([], [], "o", markersize=size, markeredgewidth=0, label=label, **style)


def _by_outlet(result: OutreachResult) -> pd.DataFrame:
    """Open and new outlets, as the chart shows them."""
    table_ = result.outlets.table
    shown = result.outlets.standing.copy()
    shown[list(result.outlets.chosen)] = True
    return table_.loc[
        shown, ["outlet_id", "outlet", "condition", "kecamatan_code", "latitude", "longitude", "status"]
    ]


def _around(east: np.ndarray, north: np.ndarray) -> tuple[tuple[float, float], tuple[float, float]]:
    """Limits of the map around all desa, in degrees."""
    return tuple((float(one.min()) - _MARGIN, float(one.max()) + _MARGIN) for one in (east, north))


def _degrees(km: float, latitude: float) -> tuple[float, float]:
    """A distance east and north in degrees."""
    return km / (_KM_A_DEGREE * float(np.cos(np.radians(latitude)))), km / _KM_A_DEGREE


def _reach(axes: Axes, outlets: pd.DataFrame, km: float) -> None:
    """A light circle around each outlet, as far as the straight line that is within reach."""
    from matplotlib.patches import Ellipse

    for row in outlets.itertuples():
        east, north = _degrees(km, row.latitude)
        place = (row.longitude, row.latitude)
        axes.add_patch(Ellipse(place, 2 * east, 2 * north, facecolor=MAIN, alpha=0.07, linewidth=0, in_layout=False))


def _scale(axes: Axes, words: Words) -> None:
    """A bar of some kilometres in the lower left."""
    west, south = axes.get_xlim()[0], axes.get_ylim()[0]
    east, _ = _degrees(_BAR_KM, south)
    axes.plot([west, west + east], [south, south], color=INK, linewidth=2, solid_capstyle="butt")
    axes.annotate(
        f"{words.exact(_BAR_KM)}\N{NO-BREAK SPACE}km",
        (west, south),
        xytext=(0, 4),
        textcoords="offset points",
        color=INK,
        fontsize=8.5,
    )


def _name(axes: Axes, result: OutreachResult, outlets: pd.DataFrame, new: set[int]) -> None:
    """Names the kecamatan of the outlets beside them, the new ones in bold; below where a name would meet another."""
    names = result.region.tables["kecamatan"].set_index("kecamatan_code")["kecamatan"]
    for row in outlets.itertuples():
        north = outlets["latitude"] - row.latitude
        crowded = (
            (north > 0) & (north < _CROWDED) & ((outlets["longitude"] - row.longitude).abs() < 3 * _CROWDED)
        ).any()
        axes.annotate(
            names[row.kecamatan_code],
            (row.longitude, row.latitude),
            xytext=(6, -9 if crowded else 3),
            textcoords="offset points",
            color=INK,
            fontsize=8.5,
            weight="bold" if row.Index in new else "normal",
        )
