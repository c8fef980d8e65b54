"""Who may pay: each payer's price by month, how many it pays for at most, who leaves, and where its workers live."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import refuse
from simulate.model.prices import SECTORS
from simulate.model.rules import contribution_rp, lowest_bpu_base_rp
from simulate.plan.funding import LAW_PAYERS

if TYPE_CHECKING:
    from simulate.law import LawMonth
    from simulate.model.sponsor_path import SponsorPath
    from simulate.plan.funding import FundingPlan
    from simulate.region import Region

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
CEILINGS = {
    "apbdes": "desa_persons",
    "csr": "csr_persons",
    "zakat": "zakat_persons",
    "dbh": "dbh_persons",
    "personal": "personal_persons",
}
STARTUPS = {
    "apbdes": "apbdes_startup",
    "csr": "donor_startup",
    "zakat": "donor_startup",
    "dbh": "dbh_startup",
    "personal": "personal_startup",
}
STOPS = {
    "apbd": "government_stop",
    "apbdes": "government_stop",
    "sponsor": "donor_stop",
    "csr": "donor_stop",
    "zakat": "donor_stop",
    "dbh": "government_stop",
    "personal": "personal_stop",
}
_TRANSFERS = ("budget", "rapbd_transfers_mostly_to_desa_2026")


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
        word: sum(
            share * np.array([_price_rp(law, word, sector) for law in laws], dtype=float)
            for sector, share in shares.items()
            if share
        )
        for word in dict.fromkeys(seen.values())
    }
    found = {payer: by_word[word] for payer, word in seen.items()}
    if view == "as_is" and path is not None and path.plan is not None:
        found["sponsor"] = path.price_rp
    return found


def _price_rp(law: LawMonth, payer: str, sector: str) -> int:
    return contribution_rp(law, scheme="bpu", base_rp=lowest_bpu_base_rp(law), payer=payer, sector=sector)


def full_persons(plan: FundingPlan, region: Region, values: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Workers that each payer of `CEILINGS` pays for at most, once it has grown, shape (draws,); money aside."""
    found = {}
    for payer in plan.payers:
        if payer == "apbdes":
            found[payer] = values[CEILINGS[payer]] * desa_by_kecamatan(region).sum()
        elif payer in CEILINGS:
            found[payer] = values[CEILINGS[payer]]
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
        found["apbdes"] = np.minimum(found["apbdes"], _village_rp_month(plan, region) / prices["apbdes"])
    return found


def _village_rp_month(plan: FundingPlan, region: Region) -> np.ndarray:
    """What villages may spend on contributions [Rp/month], shape (months,)."""
    transfers = region.figure(*_TRANSFERS).value * 1e12
    return plan.apbdes_share * transfers / 12 * (1 + plan.apbd_yearly_change) ** years_since(plan)


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
        raise refuse("no_desa", "payers", "apbdes in a region without desa", "payers without apbdes")
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
