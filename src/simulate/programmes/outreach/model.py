"""Outreach as a whole: the uncovered by desa, what effort and outlets win of them, by values of the unknowns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulate.cohort.engine import Retention
from simulate.errors import input_error, must_equal
from simulate.programmes.baseline.model import UNKNOWNS as SEGMENT_UNKNOWNS
from simulate.programmes.baseline.model import Segments, segments
from simulate.programmes.outreach.allocation import Effort, covering, p_median
from simulate.programmes.outreach.plan import CHANNELS

if TYPE_CHECKING:
    import pandas as pd

    from simulate.programmes.outreach.plan import OutreachPlan
    from simulate.region.base import Region

UNKNOWNS = (
    *SEGMENT_UNKNOWNS,
    "kecamatan_spread",
    "desa_spread",
    "unreachable",
    "winnable",
    *(f"{channel}_{what}" for channel in CHANNELS for what in ("yield", "cost")),
    "density_elasticity",
    "anyway",
    "garut_retained",
    "garut_span",
    "settled_stop",
    "self_pay_renewal",
    "detour",
    "renewal_decay",
    "registration_decay",
    "at_outlets",
    "outlet_cost_year",
    "registration_cost",
)
# channels whose results rise with the density of the uncovered
DENSE_CHANNELS = ("agent", "mobile")


def unknowns_used(plan: OutreachPlan, counted: bool) -> tuple[str, ...]:
    """The unknowns that a plan's result depends on; ``counted``: a table of the uncovered by kecamatan stands."""
    claimed = plan.baseline == "claimed"
    without = {
        **dict.fromkeys(("claimed_share", "claimed_funded"), not claimed),
        "kecamatan_spread": counted,
        "density_elasticity": not {*DENSE_CHANNELS} & {*plan.channels},
        **{f"{channel}_{what}": channel not in plan.channels for channel in CHANNELS for what in ("yield", "cost")},
        **dict.fromkeys(("registration_decay", "at_outlets", "outlet_cost_year"), not plan.new_outlets),
    }
    return tuple(key for key in UNKNOWNS if not without.get(key, False))


@dataclass(frozen=True, eq=False)
class Villages:
    """The desa of a region, in the order of its table.

    ``weight`` is each one's expected share of the uncovered, (desa,), summing to 1; ``kecamatan`` the place of its
    kecamatan among the region's, (desa,); ``people`` its residents, ``area_km2``, ``latitude`` and ``longitude`` of
    its centroid, each (desa,). ``counted`` tells whether a table of the uncovered by kecamatan carries the weights.
    """

    weight: np.ndarray
    kecamatan: np.ndarray
    people: np.ndarray
    area_km2: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray
    codes: tuple[str, ...]
    counted: bool

    @property
    def numbers(self) -> tuple[int, int]:
        """How many desa and how many kecamatan there are."""
        return len(self.weight), len(self.codes)

    def by_kecamatan(self, of_desa: np.ndarray) -> np.ndarray:
        """Sums over the desa of each kecamatan; shape (..., desa) becomes (..., kecamatan)."""
        return of_desa @ (self.kecamatan[:, None] == np.arange(len(self.codes)))


def villages_of(region: Region) -> Villages:
    """The desa of a region, weighed by its own table of the uncovered where it stands, else by residents.

    Inside a kecamatan residents divide the table's number: nothing finer is known.

    Raises:
        InputError: nobody lives in a kecamatan of the table, or nobody is uncovered in any.
    """
    desa, codes = region.tables["desa"], tuple(region.tables["kecamatan"]["kecamatan_code"])
    kecamatan = desa["kecamatan_code"].map({code: place for place, code in enumerate(codes)}).to_numpy()
    people = desa["population_2025"].to_numpy(dtype=float)
    living = np.bincount(kecamatan, weights=people, minlength=len(codes))
    if (living <= 0).any():
        where, code = f"data/regions/{region.code}/desa.csv", codes[int(np.argmin(living))]
        raise input_error("no_residents", where, found=code)
    counted = "uncovered" in region.tables
    by_kecamatan = region.kecamatan_weights("uncovered" if counted else "population").astype(float)
    weight = by_kecamatan[kecamatan] * people / living[kecamatan]
    others = (desa[column].to_numpy(dtype=float) for column in ("area_km2", "latitude", "longitude"))
    return Villages(weight / weight.sum(), kecamatan, people, *others, codes, counted)


class Deviates(NamedTuple):
    """Standard normal numbers by place: ``desa`` (draws, desa), ``kecamatan`` (draws, kecamatan)."""

    desa: np.ndarray
    kecamatan: np.ndarray


def spread(places: Villages, persons: np.ndarray, values: Mapping[str, np.ndarray], deviates: Deviates) -> np.ndarray:
    """Persons by desa: their expected shares times lognormal differences between kecamatan and between desa.

    The differences have the relative standard deviations of the unknowns and a mean of 1; in each draw they are
    scaled so that the desa add up. Where kecamatan are counted, only desa inside them differ.

    Args:
        places: the desa.
        persons: of the whole regency, shape (draws,).
        values: ``kecamatan_spread`` and ``desa_spread``, shape (draws,).
        deviates: normal numbers by place.

    Returns:
        Shape (draws, desa), not below 0.

    Raises:
        BrokenIdentityError: desa, kecamatan and regency do not add up.
    """
    differs = _mean_one(deviates.desa, values["desa_spread"])
    shares = places.weight * differs
    inside = places.by_kecamatan(shares)
    if places.counted:
        wanted = np.broadcast_to(places.by_kecamatan(places.weight), inside.shape)
        # nobody is uncovered in a kecamatan that counts none
        shares *= np.divide(wanted, inside, out=np.zeros_like(inside), where=inside > 0)[:, places.kecamatan]
    else:
        shares *= _mean_one(deviates.kecamatan, values["kecamatan_spread"])[:, places.kecamatan]
    found = persons[:, None] * shares / shares.sum(axis=1, keepdims=True)
    must_equal("places: desa do not add up to the regency", found.sum(axis=1), persons)
    must_equal("places: kecamatan do not add up to the regency", places.by_kecamatan(found).sum(axis=1), persons)
    return found


def _mean_one(normal: np.ndarray, relative: np.ndarray) -> np.ndarray:
    """Lognormal numbers of mean 1 and these relative standard deviations, shape of ``normal``."""
    sigma = np.sqrt(np.log1p(relative**2))[:, None]
    return np.exp(sigma * normal - sigma**2 / 2)


@dataclass(frozen=True, eq=False)
class OutreachState:
    """What outreach finds, whatever is spent: arrays by draw.

    ``uncovered``: all without cover, (draws, desa). ``paying``: of all registrations of the plan, spread evenly over
    its months, those who pay in each month, (draws, months), whatever the distance. ``effort``: what effort brings
    and costs. Its ``winnable`` are the informal of the uncovered whom outreach can win; its ``kept``, of those who
    register, the ones who still pay at the end and would not have registered anyway: fewer far from an outlet.
    """

    start: Segments
    retention: Retention
    uncovered: np.ndarray
    paying: np.ndarray
    effort: Effort


def yields_of(channels: Sequence[str], places: Villages, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """Registrations that a unit of effort brings at first, shape (draws, desa, channels).

    Agents and mobile service bring more where the uncovered live densely; over all the uncovered the mean result is
    the unknown's.
    """
    anybody = places.weight > 0
    density = np.zeros_like(places.weight)
    density[anybody] = np.log(places.weight[anybody] / places.area_km2[anybody])
    denser = np.exp(values["density_elasticity"][:, None] * np.where(anybody, density - density[anybody].mean(), 0))
    denser /= (denser @ places.weight)[:, None]
    alike = np.ones_like(denser)
    by_channel = (
        values[f"{channel}_yield"][:, None] * (denser if channel in DENSE_CHANNELS else alike) for channel in channels
    )
    return np.stack(list(by_channel), axis=2)


def field_of(
    plan: OutreachPlan, places: Villages, nearest_km: np.ndarray, values: Mapping[str, np.ndarray], deviates: Deviates
) -> OutreachState:
    """What outreach finds on given values of the unknowns by draw.

    ``nearest_km`` is the straight distance of each desa to its nearest outlet today, shape (desa,); ``deviates`` are
    normal numbers by place, for the differences between them.

    Raises:
        InputError: the figures cover more than are employed.
        BrokenIdentityError: desa, kecamatan and regency do not add up.
    """
    start = segments(plan.baseline, values)
    uncovered = spread(places, start.uncovered, values, deviates)
    informal = uncovered * (start.informal_uncovered / start.uncovered)[:, None]
    must_equal("places: informal uncovered", informal.sum(axis=1), start.informal_uncovered)
    retention = Retention.of(values)
    ages = np.stack([retention.keep(age) for age in range(plan.months)], axis=1)
    # who registers evenly over the months is in month t from 0 to t months old
    paying = ages.cumsum(axis=1) / plan.months
    from_mean = values["detour"][:, None] * (nearest_km - nearest_km @ places.people / places.people.sum())
    by_distance = np.exp(np.log1p(-values["renewal_decay"])[:, None] * from_mean)
    effort = Effort(
        winnable=informal * ((1 - values["unreachable"]) * values["winnable"])[:, None],
        kept=np.minimum(paying[:, -1:] * by_distance, 1) * (1 - values["anyway"])[:, None],
        yields=yields_of(plan.channels, places, values),
        cost_rp=np.stack([values[f"{channel}_cost"] for channel in plan.channels], axis=1),
        most=np.array(list(plan.most_units.values())),
        kecamatan=places.kecamatan,
        weight=places.weight,
    )
    return OutreachState(start, retention, uncovered, paying, effort)


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

    @property
    def sure(self) -> np.ndarray:
        """Those that stand, and are verified."""
        return self.standing & (self.table["status"] != "unverified").to_numpy()

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


def reach(
    people: np.ndarray, nearest_km: np.ndarray, detour: np.ndarray, radius_km: float
) -> tuple[np.ndarray, np.ndarray]:
    """People whose desa has an outlet within a road distance, and the mean one of all [km]; each (draws,)."""
    within = (nearest_km * detour[:, None] <= radius_km) @ people
    return within, detour * float(nearest_km @ people / people.sum())


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
    registered = np.minimum(registered, field.effort.winnable.sum(axis=1))
    nearer = (share * np.expm1(renew * detour * (after_km - before_km))).sum(axis=1)
    still = start.bpu_others * retention.left_of_present(months)
    # nobody renews twice: at most those who would stop
    return registered * field.paying[:, -1] + np.minimum(still * nearer, start.bpu_others - still)
