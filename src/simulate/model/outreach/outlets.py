"""Which outlets stand, where new ones would go, who lives within reach, and what that changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import refuse
from simulate.model.outreach.distance import great_circle_km
from simulate.model.outreach.locate import covering, p_median

if TYPE_CHECKING:
    import pandas as pd

    from simulate.model.baseline.segments import Segments
    from simulate.model.outreach.places import Places
    from simulate.model.universal.retention import Retention
    from simulate.plan.outreach import OutreachPlan
    from simulate.region import Region


@dataclass(frozen=True, eq=False)
class Outlets:
    """The outlets of a region's table, and those that a plan opens.

    ``straight_km`` from each desa to each outlet, (desa, outlets); ``standing``: open at the start, bool, (outlets,).
    ``steps``: for 0, 1, 2, … new outlets the rows of ``table`` that are opened, each placed anew. ``chosen`` are
    those of the plan.
    """

    table: pd.DataFrame
    straight_km: np.ndarray
    standing: np.ndarray
    steps: tuple[tuple[int, ...], ...]
    chosen: tuple[int, ...]

    def nearest(self, new: tuple[int, ...] = ()) -> np.ndarray:
        """Straight distance from each desa to its nearest open outlet with some new ones [km], shape (desa,)."""
        opened = self.standing.copy()
        opened[list(new)] = True
        return self.straight_km[:, opened].min(axis=1)


def outlets_of(
    plan: OutreachPlan, region: Region, places: Places, detour: float, steps: int | None = None
) -> Outlets:
    """The outlets of a region and the best places of new ones.

    Args:
        plan: how many, what for, within which distance, and which outlets count as open.
        region: its table of outlets.
        places: its desa; new outlets are placed for their residents.
        detour: road distance relative to the straight line on which the placement is decided.
        steps: the largest number of new outlets that is placed beside the plan's; the plan's own unless given.

    Raises:
        InputError: the region has no table of outlets, or none of them stands.
    """
    where = f"data/regions/{region.code}/outlets.csv"
    if "outlets" not in region.tables:
        shows = "`simulate check --template outlets` shows how it looks"
        raise refuse("missing_table", where, "not there", f"put the table there; {shows}")
    table = region.tables["outlets"]
    condition, status = table["condition"], table["status"]
    standing = (condition == "open") & (plan.count_unverified | (status != "unverified"))
    if plan.count_planned:
        standing |= condition == "planned"
    standing = standing.to_numpy(dtype=bool)
    if not standing.any():
        raise refuse("no_open_outlet", where, "no outlet counts as open", "at least one that is open, and counted")
    straight = great_circle_km(
        places.latitude, places.longitude, table["latitude"].to_numpy(), table["longitude"].to_numpy()
    )
    # what is open but not counted, for it is not verified, is no candidate: it may stand there already
    candidate = ~standing & (condition != "open").to_numpy()
    rows = np.flatnonzero(standing | candidate)
    km, open_now = straight[:, rows] * detour, standing[rows]
    found = []
    for more in range(max(steps or 0, plan.new_outlets) + 1):
        if plan.objective == "covering":
            new = covering(places.people, km, open_now, plan.radius_km, more)
        else:
            new = p_median(places.people, km, open_now, more)
        found.append(tuple(int(row) for row in rows[new]))
    return Outlets(table, straight, standing, tuple(found), found[plan.new_outlets])


def within(people: np.ndarray, nearest_km: np.ndarray, detour: np.ndarray, radius_km: float) -> np.ndarray:
    """People whose desa has an outlet within a road distance, by draw, shape (draws,)."""
    return (nearest_km * detour[:, None] <= radius_km) @ people


def mean_km(people: np.ndarray, nearest_km: np.ndarray, detour: np.ndarray) -> np.ndarray:
    """Mean road distance of people to their nearest outlet [km], by draw, shape (draws,)."""
    return detour * float(nearest_km @ people / people.sum())


def gained_by_outlets(
    before_km: np.ndarray,
    after_km: np.ndarray,
    share: np.ndarray,
    start: Segments,
    retention: Retention,
    kept: np.ndarray,
    months: int,
    winnable: np.ndarray,
    values: Mapping[str, np.ndarray],
) -> np.ndarray:
    """Workers more who pay at the end because outlets are nearer, by draw, shape (draws,).

    Registrations at outlets are a part of those that keep the number of self-payers as now; they fall with distance,
    so nearer outlets raise them in proportion. Self-payers of the start renew a little more where outlets come
    nearer. Nothing comes of outlets that stand no nearer.

    Args:
        before_km: straight distance of each desa to its nearest outlet today, shape (desa,).
        after_km: with the new outlets, shape (desa,).
        share: of the uncovered by draw and desa, shape (draws, desa), summing to 1.
        start: employed residents by cover.
        retention: how long self-payers go on.
        kept: of a registration spread over the months, those who still pay at the end, shape (draws,).
        months: of the plan.
        winnable: all who can be won to pay themselves, shape (draws,); outreach seeks the same.
        values: the unknowns by draw.
    """
    detour = values["detour"][:, None]
    fall, renew = (np.log1p(-values[f"{what}_decay"])[:, None] for what in ("registration", "renewal"))
    now = (share * np.exp(fall * detour * before_km)).sum(axis=1)
    then = (share * np.exp(fall * detour * after_km)).sum(axis=1)
    enrolled = values["self_pay_renewal"] * start.bpu_others / retention.paid_months
    registered = values["at_outlets"] * enrolled * months * (then / now - 1)
    registered = np.minimum(registered, winnable)
    nearer = (share * np.expm1(renew * detour * (after_km - before_km))).sum(axis=1)
    still = start.bpu_others * retention.left_of_present(months)
    # nobody renews twice: at most those who would stop
    return registered * kept + np.minimum(still * nearer, start.bpu_others - still)
