"""A plain map of desa and outlets: who lives within reach before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.show.figure import INK, MAIN, MUTED, OTHER, figure
from simulate.show.outreach.said import error_said, outlet_names, told, weakest
from simulate.show.pieces import Piece
from simulate.show.said import row_of
from simulate.show.words import Words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.study.outreach.result import OutreachResult

_KM_A_DEGREE = 111.2  # of latitude, on a sphere
_BAR_KM = 5
# degrees: room around the desa; outlets nearer to each other than this have names that would meet
_MARGIN, _CROWDED = 0.02, 0.03


def outlets_chart(result: OutreachResult) -> Piece:
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
    return figure(
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
