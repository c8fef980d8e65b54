"""Who may pay, at which price and for how many; and the cheapest mix of payers within limits (linear programmes)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import scipy

from simulate.errors import input_error
from simulate.law.base import LawMonth
from simulate.law.contribution import price_rp, worker_parts_rp
from simulate.programmes.baseline.model import segments
from simulate.programmes.funding.plan import LAW_PAYERS, FundingPlan
from simulate.programmes.sponsorship.model import SponsorPath
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
    seen = {payer: VIEWS[view][payer] for payer in plan.payers}
    terms = (plan.transport_share, ("jkk", "jkm"))
    by_word = price_rp({word: worker_parts_rp(laws, word, *terms) for word in {*seen.values()}})
    found = {payer: by_word[word] for payer, word in seen.items()}
    if view == "as_is" and path is not None and path.plan is not None:
        found["sponsor"] = path.price_rp
    return found


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
    """Share of a payer's members who are still there after a month, of the shape of the values."""
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
    people = region.kecamatan_weights("population")
    weights = {payer: people for payer in plan.payers if payer != "apbd"}
    if "apbdes" in weights:
        weights["apbdes"] = desa_by_kecamatan(region)
    return {payer: weight / weight.sum() for payer, weight in weights.items()}


def need_of(plan: FundingPlan, region: Region, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """Workers without an employer whom nobody covers or APBD pays for [persons], shape (draws, kecamatan).

    They are divided among kecamatan by uncovered workers, or by population where these are not counted.
    """
    found = segments(plan.baseline, values)
    weights = region.kecamatan_weights("uncovered" if "uncovered" in region.tables else "population")
    return (found.informal_uncovered + found.funded)[:, None] * (weights / weights.sum())


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
        keep={payer: keep_rate(payer, values) for payer in plan.payers},
        at_start=float(segments(plan.baseline, one).funded[0]),
        workers=float(plan.workers),
        risen=np.minimum(np.arange(1, plan.months + 1) / max(plan.ramp_months, 1), 1),
        registering_rp=values["registration_cost"],
        years=tuple(str(int(plan.start[:4]) + since) for since in range(len(whole))),
        year=year,
        budget_rp=plan.apbd_budget_rp * shape,
        budget_shape=shape,
        need=need_of(plan, region, one)[0],
        floor=plan.min_kecamatan_share,
        places=place_shares(plan, region),
    )


# money inside the programmes is in millions of rupiah, near the size of the persons
_RP = 1e6
# payers of a programme of their own, whose workers the mix takes as they come
FIXED = {"sponsor"}
# of mixes that cost the same the one that costs all payers least
_TIE = 1e-6
_OPTIMAL, _INFEASIBLE = 0, 2


@dataclass(frozen=True, eq=False)
class Mix:
    """A mix of payers, and what its limits are worth.

    ``workers`` paid for and ``registered`` new members, by payer and month, shape (payers, months). ``reach`` is the
    workers and ``floor`` the multiple of the kecamatan floor that are kept; ``extra_rp`` money of the first
    year beyond the budget. Of the goal (rupiah where cost was kept low, workers a month where the target was raised)
    the worth of one more unit: ``of_target`` of a worker in the month, ``of_ceiling`` of a worker of a payer's
    ceiling in the month, shape (payers, months), ``of_budget`` of a rupiah in each year, ``of_floor`` of the whole
    floor.
    """

    workers: np.ndarray
    registered: np.ndarray
    reach: float
    floor: float
    extra_rp: float
    of_target: np.ndarray
    of_ceiling: np.ndarray
    of_budget: np.ndarray
    of_floor: float

    def of(self, payer: str, case: Case) -> np.ndarray:
        """Workers whom a payer of the case pays for by month, shape (months,)."""
        return self.workers[case.payers.index(payer)]


class LinearProgramme:
    """The linear programmes of one case; their matrix is built once, a solve changes bounds and goal alone.

    Columns: workers and new members by payer and month, APBD's workers by year's end and kecamatan, then the
    workers of the target and the multiple of the floor that are kept, and money beyond the budget. Rows, each at most
    its right side: nobody is paid for who did not stay or was not registered; the target of each month; money by
    year; the floor of each kecamatan at each year's end; APBD's workers placed are those it pays for.
    """

    def __init__(self, case: Case):
        """Counts the columns; the matrix is built when first used."""
        self.case = case
        self._payers, self._months = len(case.payers), len(case.target)
        self._cells = self._payers * self._months
        self._reach = 2 * self._cells + len(case.years) * len(case.need)
        self._floor, self._extra = self._reach + 1, self._reach + 2

    def cheapest(
        self, counted: Collection[str], ceiling: dict[str, np.ndarray] | None = None, beyond: bool = False
    ) -> Mix | None:
        """The mix that costs the counted payers, and the regency for registering, least; None where there is none.

        ``ceiling`` takes the place of the case's; ``beyond`` lets APBD spend more than its budget.
        """
        goal = np.zeros(self._extra + 1)
        for payer in self.case.payers:
            weight = 1.0 if payer in counted else _TIE
            goal[self._months_of(payer)] = weight * self.case.price_rp[payer] / _RP
        goal[self._cells : 2 * self._cells] = self.case.registering_rp / _RP
        return self._solved(goal, -_RP, {self._extra: (0.0, np.inf if beyond else 0.0)}, ceiling)

    def furthest(self, floor: bool = True) -> Mix | None:
        """The mix that keeps most workers protected in each month, with a rise where they are more than at the start.

        ``floor`` False drops the floor of each kecamatan. None where the floor cannot be kept.
        """
        case, found = self.case, self._on_the_path(floor)
        if case.workers > case.at_start and (found is None or found.reach < case.at_start):
            return LinearProgramme(replace(case, workers=case.at_start))._on_the_path(floor)
        if case.workers <= case.at_start and found is not None and found.reach > case.at_start:
            return LinearProgramme(replace(case, workers=found.reach))._on_the_path(floor)
        return found

    def _on_the_path(self, floor: bool) -> Mix | None:
        """The mix that keeps most workers on the path of the target, which rises or does not."""
        free = {self._reach: (0.0, self.case.people)} | ({} if floor else {self._floor: (0.0, 0.0)})
        return self._solved(self._only(self._reach, -1), 1.0, free)

    def fairest(self) -> Mix | None:
        """The mix that keeps the target and the largest multiple of the floor; of no floor, none of it."""
        most = 1 / self.case.floor if self.case.floor else 0.0
        return self._solved(self._only(self._floor, -1), 1.0, {self._floor: (0.0, most)})

    def least_budget(self) -> Mix:
        """The mix that needs the least budget, each year's in the proportions of the case's."""
        return self._solved(self._only(self._extra, 1), -_RP, {self._extra: (-np.inf, np.inf)})

    def _only(self, column: int, weight: float) -> np.ndarray:
        goal = np.zeros(self._extra + 1)
        goal[column] = weight
        return goal

    def _months_of(self, payer: str) -> slice:
        first = self.case.payers.index(payer) * self._months
        return slice(first, first + self._months)

    def _solved(
        self,
        goal: np.ndarray,
        unit: float,
        free: dict[int, tuple[float, float]],
        ceiling: dict[str, np.ndarray] | None = None,
    ) -> Mix | None:
        """The best mix with some columns ``free`` within bounds of their own.

        ``unit`` turns a change of the goal into the good that a looser limit does.
        """
        case = self.case
        low, high = np.zeros(len(goal)), np.full(len(goal), np.inf)
        for payer in case.payers:
            high[self._months_of(payer)] = (ceiling or case.ceiling).get(payer, np.inf)
        fixed = [self._months_of(payer) for payer in FIXED & {*case.payers}]
        for at in fixed:
            low[at] = high[at]
        bounds = {self._reach: (case.workers, case.workers), self._floor: (1, 1), self._extra: (0, 0)} | free
        for column, ends in bounds.items():
            low[column], high[column] = ends
        matrix, right = self._rows
        found = scipy.optimize.linprog(
            goal, A_ub=matrix, b_ub=right, bounds=np.column_stack([low, high]), method="highs"
        )
        if found.status == _INFEASIBLE:
            return None
        if found.status != _OPTIMAL:
            raise ArithmeticError(f"the funding programme was not solved: {found.message}")
        # of a payer that is fixed both bounds move; where one more of it would do harm, it is worth nothing
        both = found.lower.marginals + found.upper.marginals
        of_ceiling = np.abs(found.upper.marginals[: self._cells] * unit)
        for at in fixed:
            of_ceiling[at] = np.maximum(-both[at] * abs(unit), 0)
        shape, end = (self._payers, self._months), self._cells + self._months
        worth = np.abs(found.ineqlin.marginals * unit)
        return Mix(
            workers=found.x[: self._cells].reshape(shape),
            registered=found.x[self._cells : 2 * self._cells].reshape(shape),
            reach=float(found.x[self._reach]),
            floor=float(found.x[self._floor]),
            extra_rp=float(found.x[self._extra]) * _RP,
            of_target=worth[self._cells : end],
            of_ceiling=of_ceiling.reshape(shape),
            of_budget=worth[end : end + len(case.years)] / _RP,
            of_floor=float(abs(both[self._floor] * unit)),
        )

    @cached_property
    def _rows(self) -> tuple[scipy.sparse.csc_matrix, np.ndarray]:
        """The matrix and its right side; blocks of columns are workers, new members, placed, and the last three."""
        case, months, years, places = self.case, self._months, len(self.case.years), len(self.case.need)
        from_apbd = np.array([[payer == "apbd" for payer in case.payers]], dtype=float)
        each = np.ones((1, self._payers))
        keep = [
            scipy.sparse.diags([np.ones(months), np.full(months - 1, -case.keep[p])], [0, -1]) for p in case.payers
        ]
        in_year = scipy.sparse.csr_matrix((np.ones(months), (case.year, np.arange(months))))
        at_end = scipy.sparse.csr_matrix((np.ones(years), (np.arange(years), case.ends)), shape=(years, months))
        paid = in_year @ scipy.sparse.diags(case.price_rp["apbd"] / _RP)
        nowhere = np.zeros(places)
        there = [scipy.sparse.kron(at_end, -case.places.get(payer, nowhere)[:, None]) for payer in case.payers]

        def of_last(place: int, values: np.ndarray) -> scipy.sparse.csr_matrix:
            return scipy.sparse.csr_matrix(np.outer(values, np.eye(3)[place]))

        blocks = [
            [scipy.sparse.block_diag(keep), -scipy.sparse.identity(self._cells), None, None],
            [scipy.sparse.kron(each, -scipy.sparse.identity(months)), None, None, of_last(0, case.slope)],
            [
                scipy.sparse.kron(from_apbd, paid, format="csr"),
                scipy.sparse.kron(each, in_year * (case.registering_rp / _RP), format="csr"),
                None,
                of_last(2, -case.budget_shape),
            ],
            [
                scipy.sparse.hstack(there),
                None,
                -scipy.sparse.identity(years * places),
                of_last(1, np.tile(case.floor * case.need, years)),
            ],
            [
                scipy.sparse.kron(from_apbd, -at_end, format="csr"),
                None,
                scipy.sparse.kron(scipy.sparse.identity(years), np.ones((1, places))),
                None,
            ],
        ]
        stayed = np.zeros(self._cells)
        stayed[self._months_of("apbd").start] = case.keep["apbd"] * case.at_start
        right = [stayed, -case.fixed, case.budget_rp / _RP, np.zeros(years * places + years)]
        return scipy.sparse.bmat(blocks, format="csc"), np.concatenate(right)
