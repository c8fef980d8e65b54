"""Outlets: who lives within reach, where new ones go, and what each further one brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.model.outreach.outlets import within
from simulate.plan.outreach import OBJECTIVES
from simulate.show.cells import estimated
from simulate.show.figure import INK, MAIN, MUTED, OTHER, figure
from simulate.show.outreach.said import outlet_names, told, weakest
from simulate.show.pieces import Piece, sentence
from simulate.show.said import row_of
from simulate.show.table import table
from simulate.show.words import Words
from simulate.study.outreach.asked import by_objective, outlet_steps

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.study.outreach.result import OutreachResult


def outlets_chart(result: OutreachResult) -> Piece:
    """Centroids of the desa on a plain map, by whether an outlet is within reach before and after; the outlets."""
    detour = float(result.unknowns["detour"].distribution.quantile(0.5))
    radius = result.plan.radius_km
    before, after = (nearest * detour <= radius for nearest in (result.before_km, result.after_km))
    places, outlets = result.places, result.outlets
    standing = np.flatnonzero(outlets.standing)

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
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
        _name(axes, result)
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
            "error": words.error(row_of(result, "within_share_after")["mc_error"], "share"),
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
        narrow=(3.7, 4.3),
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


def _by_outlet(result: OutreachResult):
    """Open and new outlets, as the chart shows them."""
    table_ = result.outlets.table
    shown = result.outlets.standing.copy()
    shown[list(result.outlets.chosen)] = True
    return table_.loc[
        shown, ["outlet_id", "outlet", "condition", "kecamatan_code", "latitude", "longitude", "status"]
    ]


def _name(axes: Axes, result: OutreachResult) -> None:
    """Names the kecamatan of the new outlets beside them."""
    names = result.region.tables["kecamatan"].set_index("kecamatan_code")["kecamatan"]
    for row in result.outlets.table.iloc[list(result.outlets.chosen)].itertuples():
        axes.annotate(
            names[row.kecamatan_code],
            (row.longitude, row.latitude),
            xytext=(6, 3),
            textcoords="offset points",
            color=INK,
            fontsize=8.5,
            weight="bold",
        )


def outlet_steps_table(result: OutreachResult) -> Piece:
    """So many new outlets: people within reach, mean distance, workers gained, and what the last one adds."""
    found = outlet_steps(result)
    people = float(result.places.people.sum())
    names = result.outlets.table.set_index("outlet_id")["outlet"]

    def rows(words: Words):
        for row in found.to_dict("records"):
            more = int(row["new_outlets"])
            chosen = " ←" if more == result.plan.new_outlets else ""
            opened = [names[key].removeprefix("Kantor Kecamatan ") for key in row["opened"].split()]
            yield (
                f"{more}{chosen}",
                ", ".join(opened) or "–",
                estimated({end: row[f"within_{end}"] / people for end in ("p05", "p50", "p95")}, "share", words),
                words.decimal(row["mean_km_p50"], 1),
                estimated({end: row[f"gained_{end}"] for end in ("p05", "p50", "p95")}, "persons", words)
                if more
                else "–",
                estimated({end: row[f"added_{end}"] for end in ("p05", "p50", "p95")}, "persons", words)
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

    return table(
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
        ],
        rows=lambda words: list(rows(words)),
        numeric=(2, 3, 4, 5),
        note=note,
        data=found,
    )


def _other(result: OutreachResult, words: Words) -> dict[str, str]:
    """Where as many outlets would go for the other aim, and what that does."""
    [other] = (aim for aim in OBJECTIVES if aim != result.plan.objective)
    row = by_objective(result).set_index("objective").loc[other]
    opened = result.outlets.table.set_index("outlet_id")["outlet"]
    places = [opened[key].removeprefix("Kantor Kecamatan ") for key in row["opened"].split()]
    return {
        "other": words(f"choice.objective.{other}"),
        "other_places": words.listed(places),
        "other_share": words.share(row["within_p50"] / result.places.people.sum()),
        "other_km": words.decimal(row["mean_km_p50"], 1),
    }


def outlets_note(result: OutreachResult) -> Piece:
    """Which outlets count as open, how their places are known, and what is left out."""
    table_ = result.outlets.table
    standing = table_[result.outlets.standing]
    uncounted = table_[(table_["condition"] == "open") & ~result.outlets.standing]

    def share(counted: np.ndarray, words: Words) -> str:
        """Residents within reach of some outlets, at the median road factor."""
        if not counted.any():
            return "–"
        nearest = result.outlets.straight_km[:, counted].min(axis=1)
        detour = np.array([float(result.unknowns["detour"].distribution.quantile(0.5))])
        people = result.places.people
        return words.share(float(within(people, nearest, detour, result.plan.radius_km)[0] / people.sum()))

    def text(words: Words) -> str:
        unverified = list(standing.loc[standing["status"] == "unverified", "outlet"])
        planned = list(table_.loc[(table_["condition"] == "planned") & ~result.outlets.standing, "outlet"])
        parts = [words("outreach.outlets.open", names=words.listed(list(standing["outlet"])))]
        if unverified:
            sure = result.outlets.standing & (table_["status"] != "unverified").to_numpy()
            known = {"names": words.listed(unverified), "share": share(sure, words)}
            parts.append(words(f"outreach.outlets.unverified{'' if sure.any() else '.all'}", **known))
        if len(uncounted):
            parts.append(words("outreach.outlets.uncounted", names=words.listed(list(uncounted["outlet"]))))
        if planned:
            opened = result.outlets.standing | (table_["condition"] == "planned").to_numpy()
            told_ = {"names": words.listed(planned), "share": share(opened, words)}
            parts.append(words("outreach.outlets.planned", **told_))
        return " ".join([*parts, words("outreach.outlets.neighbours")])

    return sentence(result.settings.language, text)
