"""Who may pay, at which price and for how many; the plan at one value of each unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulate.errors import input_error
from simulate.law.base import LawMonth
from simulate.law.contribution import SECTORS, contribution_rp, lowest_bpu_base_rp
from simulate.programmes.baseline.model import segments
from simulate.programmes.funding.plan import LAW_PAYERS, FundingPlan
from simulate.programmes.sponsorship.path import SponsorPath
from simulate.region.base import Region

# as whom the law sees the payers: as they are, all excluded from the relief of PP 50/2025, or nobody excluded
VIEWS = {
    "as_is": LAW_PAYERS,
    "without": dict.fromkeys(LAW_PAYERS, "apbn"),
    "everyone": dict.fromkeys(LAW_PAYERS, "personal"),
}
# the month from which a payer pays for as many as it ever will
GROWN = 36
# the unknowns of each payer: persons, months of preparation, members who leave per month; civil servants' workers are
# counted by the programme 1 ASN 1 Pekerja Rentan
_UNKNOWNS = {
    "apbd": (None, None, "government_stop"),
    "apbdes": ("desa_persons", "apbdes_startup", "government_stop"),
    "sponsor": (None, None, "donor_stop"),
    "csr": ("csr_persons", "donor_startup", "donor_stop"),
    "zakat": ("zakat_persons", "donor_startup", "donor_stop"),
    "dbh": ("dbh_persons", "dbh_startup", "government_stop"),
    "personal": ("personal_persons", "personal_startup", "personal_stop"),
}
CEILINGS, STARTUPS, STOPS = (
    {payer: keys[place] for payer, keys in _UNKNOWNS.items() if keys[place]} for place in range(3)
)


def prices_rp(
    plan: FundingPlan, laws: list[LawMonth], view: str = "as_is", path: SponsorPath | None = None
) -> dict[str, np.ndarray]:
    """Contribution for JKK and JKM on the lowest base by payer [Rp/month], each of shape (months,).

    Args:
        plan: its payers and its share of workers in transport.
        laws: one a month.
        view: one of `VIEWS`.
        path: of the sponsored workers, whose own plan says what they cost as it is.
    """
    shares = dict(zip(SECTORS, (plan.transport_share, 1 - plan.transport_share), strict=True))
    seen = {payer: VIEWS[view][payer] for payer in plan.payers}
    by_word = {
        word: sum(share * _of_sector(laws, word, sector) for sector, share in shares.items() if share)
        for word in dict.fromkeys(seen.values())
    }
    found = {payer: by_word[word] for payer, word in seen.items()}
    if view == "as_is" and path is not None and path.plan is not None:
        found["sponsor"] = path.price_rp
    return found


def _of_sector(laws: list[LawMonth], payer: str, sector: str) -> np.ndarray:
    terms = {"scheme": "bpu", "payer": payer, "sector": sector}
    return np.array([contribution_rp(law, base_rp=lowest_bpu_base_rp(law), **terms) for law in laws], dtype=float)


def full_persons(plan: FundingPlan, region: Region, values: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Workers that each payer of `CEILINGS` pays for at most, once it has grown, shape (draws,); money aside."""
    found = {payer: values[CEILINGS[payer]] for payer in plan.payers if payer in CEILINGS}
    if "apbdes" in found:
        found["apbdes"] = found["apbdes"] * desa_by_kecamatan(region).sum()
    return found


def ceilings(
    plan: FundingPlan,
    region: Region,
    prices: Mapping[str, np.ndarray],
    values: Mapping[str, np.ndarray],
    sponsored: np.ndarray,
) -> dict[str, np.ndarray]:
    """Workers that each payer but APBD pays for at most by month, shape (draws, months).

    Civil servants pay for the ``sponsored``, shape (draws, months). All others rise in equal steps from the months of
    preparation to month `GROWN`. APBDes has no more money than its share of the transfers to villages, which change
    as the regency's budget does.
    """
    month = np.arange(1, plan.months + 1)
    found = {}
    for payer, full in full_persons(plan, region, values).items():
        startup = values[STARTUPS[payer]][:, None]
        found[payer] = full[:, None] * np.clip((month - startup) / (GROWN - startup), 0, 1)
    if "sponsor" in plan.payers:
        found["sponsor"] = sponsored
    if "apbdes" in found:
        transfers = region.figure("budget", "rapbd_transfers_mostly_to_desa_2026").value * 1e12
        money_rp = plan.apbdes_share * transfers / 12 * (1 + plan.apbd_yearly_change) ** years_since(plan)
        found["apbdes"] = np.minimum(found["apbdes"], money_rp / prices["apbdes"])
    return found


def years_since(plan: FundingPlan) -> np.ndarray:
    """Calendar years since the plan's first, of each of its months; shape (months,)."""
    return (int(plan.start[5:]) - 1 + np.arange(plan.months)) // 12


def keep_rate(payer: str, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """Share of a payer's members who are still there after a month, shape (draws,)."""
    return 1 - values[STOPS[payer]]


def desa_by_kecamatan(region: Region) -> np.ndarray:
    """Villages that have an APBDes (a kelurahan has none) by kecamatan, in the order of its table.

    Raises:
        InputError: there are none.
    """
    villages = region.tables["kecamatan"]["n_desa"].to_numpy(dtype=float)
    if not villages.any():
        raise input_error("no_desa", "payers")
    return villages


def place_shares(plan: FundingPlan, region: Region) -> dict[str, np.ndarray]:
    """Of each payer but APBD the share of its workers in each kecamatan, shape (kecamatan,); each sums to 1.

    APBDes follows the villages, the others the population; APBD's workers are placed by the plan.
    """
    people, villages = region.kecamatan_weights("population"), desa_by_kecamatan(region)
    weights = {payer: villages if payer == "apbdes" else people for payer in plan.payers if payer != "apbd"}
    return {payer: weight / weight.sum() for payer, weight in weights.items()}


def need_shares(region: Region) -> np.ndarray:
    """Share of each kecamatan in the workers to protect: by uncovered workers, or population without their count."""
    weights = region.kecamatan_weights("uncovered" if "uncovered" in region.tables else "population")
    return weights / weights.sum()


@dataclass(frozen=True, eq=False)
class Case:
    """Numbers of a funding plan.

    ``price_rp``, ``ceiling`` and ``keep`` by payer: contribution and most workers by month, and the share that stays
    a month; APBD has no ceiling but its money, and of civil servants' workers none is left out. ``at_start`` whom
    APBD pays for before the first month; ``workers`` to keep protected, and ``risen`` the share of the rise to them
    by month, where they are more than at the start; ``registering_rp`` the cost of a new member; ``years`` the
    calendar years, ``year`` of each month its place among them, ``budget_rp`` what APBD has in each and
    ``budget_shape`` the same relative to the first whole year; ``need`` workers to protect by kecamatan, ``floor``
    the share of them to protect at least at each year's end; ``places`` by payer but APBD the share of its workers
    in each kecamatan.
    """

    price_rp: dict[str, np.ndarray]
    ceiling: dict[str, np.ndarray]
    keep: dict[str, float]
    at_start: float
    workers: float
    risen: np.ndarray
    registering_rp: float
    years: tuple[str, ...]
    year: np.ndarray
    budget_rp: np.ndarray
    budget_shape: np.ndarray
    need: np.ndarray
    floor: float
    places: dict[str, np.ndarray]

    @property
    def payers(self) -> tuple[str, ...]:
        """The payers, in order."""
        return tuple(self.price_rp)

    @property
    def slope(self) -> np.ndarray:
        """How much of one more worker the target asks for in each month."""
        return self.risen if self.workers > self.at_start else np.ones(len(self.risen))

    @property
    def fixed(self) -> np.ndarray:
        """What the target asks for in each month beside ``slope`` times the workers."""
        return self.at_start * (1 - self.slope)

    @property
    def target(self) -> np.ndarray:
        """Workers to keep protected by month."""
        return self.fixed + self.slope * self.workers

    @cached_property
    def ends(self) -> np.ndarray:
        """Places of the last month of each year."""
        return np.flatnonzero(np.diff(self.year, append=len(self.years)))

    @property
    def people(self) -> float:
        """Workers there are to protect."""
        return float(self.need.sum())


def case_at(
    plan: FundingPlan,
    region: Region,
    prices: dict[str, np.ndarray],
    values: Mapping[str, float],
    sponsored: np.ndarray,
) -> Case:
    """The plan's numbers at one value of each unknown.

    ``prices`` are those of `prices_rp`; ``sponsored`` whom civil servants pay for by month, shape (months,).
    """
    one = {key: np.array([value]) for key, value in values.items()}
    year = years_since(plan)
    whole = np.bincount(year) / 12
    # what APBD has in each year, relative to the first whole one
    shape = whole * (1 + plan.apbd_yearly_change) ** np.arange(len(whole))
    return Case(
        price_rp=prices,
        ceiling={payer: most[0] for payer, most in ceilings(plan, region, prices, one, sponsored[None]).items()},
        keep={payer: float(keep_rate(payer, one)[0]) for payer in plan.payers},
        at_start=float(segments(plan.baseline, one).funded[0]),
        workers=float(plan.workers),
        risen=np.minimum(np.arange(1, plan.months + 1) / max(plan.ramp_months, 1), 1),
        registering_rp=float(one["registration_cost"][0]),
        years=tuple(str(int(plan.start[:4]) + since) for since in range(len(whole))),
        year=year,
        budget_rp=plan.apbd_budget_rp * shape,
        budget_shape=shape,
        need=people_to_protect(plan, one)[0] * need_shares(region),
        floor=plan.min_kecamatan_share,
        places=place_shares(plan, region),
    )


def people_to_protect(plan: FundingPlan, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """Workers without an employer whom nobody covers or APBD pays for [persons], shape (draws,)."""
    found = segments(plan.baseline, values)
    return found.informal_uncovered + found.funded
