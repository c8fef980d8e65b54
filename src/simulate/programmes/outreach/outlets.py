"""Which outlets stand, where new ones go (integer programmes), and who lives within reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from simulate.errors import input_error

if TYPE_CHECKING:
    import pandas as pd

    from simulate.programmes.outreach.model import OutreachState
    from simulate.programmes.outreach.places import Villages
    from simulate.programmes.outreach.plan import OutreachPlan
    from simulate.region.base import Region

# mean radius of the Earth [km] (IUGG)
EARTH_KM = 6371.0088


def great_circle_km(
    latitude: np.ndarray, longitude: np.ndarray, to_latitude: np.ndarray, to_longitude: np.ndarray
) -> np.ndarray:
    """Great-circle distance from each place to each other place [km], shape (places, others).

    Args are degrees north and east: of the places, shape (places,), and of the others, shape (others,).

    Source: the haversine formula on a sphere, within 0.5 % of the ellipsoid.
    """
    north, east, to_north, to_east = map(np.radians, (latitude, longitude, to_latitude, to_longitude))
    apart = (
        np.sin((to_north - north[:, None]) / 2) ** 2
        + np.cos(north)[:, None] * np.cos(to_north) * np.sin((to_east - east[:, None]) / 2) ** 2
    )
    return 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(apart, 0, 1)))


# of placements that do the same, the one whose candidates stand first
_TIE = 1e-9


def covering(weight: np.ndarray, km: np.ndarray, standing: np.ndarray, radius_km: float, more: int) -> np.ndarray:
    """The new places with which most weight lies within reach of a place (maximal covering location).

    Args:
        weight: of each demand point, not below 0, shape (points,).
        km: from each point to each place, shape (points, places).
        standing: which places are open already, bool, shape (places,).
        radius_km: the distance within reach.
        more: places to open at most.

    Returns:
        The places to open, in the table's order; fewer than ``more`` where no further place covers anybody.
    """
    near = km <= radius_km
    candidates = np.flatnonzero(~standing)
    # only points that nothing standing covers and something could
    open_points = np.flatnonzero(~near[:, standing].any(axis=1) & near[:, candidates].any(axis=1) & (weight > 0))
    if not more or not len(open_points):
        return np.array([], dtype=int)
    reach = near[np.ix_(open_points, candidates)]
    # points that the same candidates cover are one
    kinds, kind = np.unique(reach, axis=0, return_inverse=True)
    gain = np.bincount(kind.ravel(), weights=weight[open_points], minlength=len(kinds))
    covered = sparse.hstack([-sparse.csr_array(kinds.astype(float)), sparse.eye_array(len(kinds))])
    return _opened(candidates, gain, [(covered, 0.0)], more)


def p_median(weight: np.ndarray, km: np.ndarray, standing: np.ndarray, more: int) -> np.ndarray:
    """The new places with which the weighted distance to the nearest place is least (p-median); see `covering`.

    Raises:
        ValueError: no place stands and none may be opened.
    """
    candidates = np.flatnonzero(~standing)
    if not standing.any() and not more:
        raise ValueError("no place stands and none may be opened")
    if not more:
        return np.array([], dtype=int)
    # without any place a point lies as far as its farthest one, and a little more
    now = km[:, standing].min(axis=1) if standing.any() else km.max(axis=1) + 1
    saved = weight[:, None] * np.maximum(now[:, None] - km[:, candidates], 0)
    point, place = np.nonzero(saved > 0)
    if not len(point):
        return np.array([], dtype=int)
    places, pairs = len(candidates), len(point)
    row = np.arange(pairs)
    opened = sparse.csr_array((np.full(pairs, -1.0), (row, place)), shape=(pairs, places))
    only_open = sparse.hstack([opened, sparse.eye_array(pairs)])
    once = sparse.csr_array((np.ones(pairs), (point, places + row)), shape=(len(weight), places + pairs))
    return _opened(candidates, saved[point, place], [(only_open, 0.0), (once, 1.0)], more)


def _opened(
    candidates: np.ndarray, gain: np.ndarray, limits: Sequence[tuple[sparse.sparray, float]], more: int
) -> np.ndarray:
    """The candidates that gain most, at most so many of them.

    Columns are the candidates, which are opened or not, then what is gained, each from 0 to 1.

    Raises:
        RuntimeError: HiGHS found no optimum, which no input explains.
    """
    places, others = len(candidates), len(gain)
    goal = np.concatenate([_TIE * gain.sum() * (1 + np.arange(places) / places), -gain])
    whole = np.concatenate([np.ones(places), np.zeros(others)])
    found = milp(
        goal / np.abs(goal).max(),
        integrality=whole,
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(matrix.tocsc(), ub=most)
            for matrix, most in (*limits, (sparse.csr_array(whole[None, :]), more))
        ],
        options={"mip_rel_gap": 0.0},
    )
    if not found.success:
        raise RuntimeError(f"location: {found.message}")
    return candidates[found.x[:places] > 0.5]


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


def outlets_of(plan: OutreachPlan, region: Region, places: Villages, detour: float, steps: int = 0) -> Outlets:
    """The outlets of a region and the best places of new ones.

    Args:
        plan: how many, what for, within which distance, and which outlets count as open.
        region: its table of outlets.
        places: its desa; new outlets are placed for their residents.
        detour: road distance relative to the straight line on which the placement is decided.
        steps: the largest number of new outlets that is placed beside the plan's.

    Raises:
        InputError: the region has no table of outlets, or none of them stands.
    """
    where = f"data/regions/{region.code}/outlets.csv"
    if "outlets" not in region.tables:
        raise input_error("missing_table.outlets_of", where)
    table = region.tables["outlets"]
    working, planned, unverified = (
        (table[column] == kind).to_numpy(dtype=bool)
        for column, kind in (("condition", "open"), ("condition", "planned"), ("status", "unverified"))
    )
    standing = (working & (plan.count_unverified | ~unverified)) | (planned & plan.count_planned)
    if not standing.any():
        raise input_error("no_open_outlet", where)
    straight = great_circle_km(
        places.latitude, places.longitude, table["latitude"].to_numpy(), table["longitude"].to_numpy()
    )
    # what is open but not counted, for it is not verified, is no candidate: it may stand there already
    rows = np.flatnonzero(standing | ~working)
    km, open_now, found = straight[:, rows] * detour, standing[rows], []
    for more in range(max(steps, plan.new_outlets) + 1):
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
    field: OutreachState, months: int, before_km: np.ndarray, after_km: np.ndarray, values: Mapping[str, np.ndarray]
) -> np.ndarray:
    """Workers more who pay at the end because outlets are nearer, by draw, shape (draws,).

    Registrations at outlets are a part of those that keep the number of self-payers as now; they fall with distance,
    so nearer outlets raise them in proportion, up to all whom outreach could win. Self-payers of the start renew a
    little more where outlets come nearer. Nothing comes of outlets that stand no nearer.

    Args:
        field: who is uncovered where, and how long self-payers go on.
        months: of the plan.
        before_km: straight distance of each desa to its nearest outlet today, shape (desa,).
        after_km: with the new outlets.
        values: the unknowns by draw.
    """
    start, retention = field.start, field.retention
    detour, share = values["detour"][:, None], field.uncovered / start.uncovered[:, None]
    fall, renew = (np.log1p(-values[f"{what}_decay"])[:, None] for what in ("registration", "renewal"))
    now = (share * np.exp(fall * detour * before_km)).sum(axis=1)
    then = (share * np.exp(fall * detour * after_km)).sum(axis=1)
    enrolled = values["self_pay_renewal"] * start.bpu_others / retention.paid_months
    registered = values["at_outlets"] * enrolled * months * (then / now - 1)
    registered = np.minimum(registered, field.winnable.sum(axis=1))
    nearer = (share * np.expm1(renew * detour * (after_km - before_km))).sum(axis=1)
    still = start.bpu_others * retention.left_of_present(months)
    # nobody renews twice: at most those who would stop
    return registered * field.paying[:, -1] + np.minimum(still * nearer, start.bpu_others - still)
