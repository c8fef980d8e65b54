"""The cheapest mix of payers, the furthest target within limits, and what each limit is worth (linear programmes)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from simulate.programmes.funding.payers import Case

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


def furthest(case: Case, floor: bool = True, programme: Programme | None = None) -> Mix | None:
    """The mix that keeps most workers protected in each month, with a rise where they are more than at the start.

    ``floor`` False drops the floor of each kecamatan; ``programme`` is that of the case, where it is built already.
    None where the floor cannot be kept.
    """
    rising, found = case.workers > case.at_start, (programme or Programme(case)).furthest(floor=floor)
    if rising and (found is None or found.reach < case.at_start):
        return Programme(replace(case, workers=case.at_start)).furthest(floor=floor)
    if not rising and found is not None and found.reach > case.at_start:
        return Programme(replace(case, workers=found.reach)).furthest(floor=floor)
    return found


class Programme:
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
        """The mix that keeps most workers on the path of the target; ``floor`` False drops the floor."""
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
        found = linprog(goal, A_ub=matrix, b_ub=right, bounds=np.column_stack([low, high]), method="highs")
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
    def _rows(self) -> tuple[sparse.csc_matrix, np.ndarray]:
        """The matrix and its right side; blocks of columns are workers, new members, placed, and the last three."""
        case, months, years, places = self.case, self._months, len(self.case.years), len(self.case.need)
        from_apbd = np.array([[payer == "apbd" for payer in case.payers]], dtype=float)
        each = np.ones((1, self._payers))
        keep = [sparse.diags([np.ones(months), np.full(months - 1, -case.keep[p])], [0, -1]) for p in case.payers]
        in_year = sparse.csr_matrix((np.ones(months), (case.year, np.arange(months))))
        at_end = sparse.csr_matrix((np.ones(years), (np.arange(years), case.ends)), shape=(years, months))
        paid = in_year @ sparse.diags(case.price_rp["apbd"] / _RP)
        nowhere = np.zeros(places)
        there = [sparse.kron(at_end, -case.places.get(payer, nowhere)[:, None]) for payer in case.payers]

        def of_last(place: int, values: np.ndarray) -> sparse.csr_matrix:
            columns = np.zeros((len(values), 3))
            columns[:, place] = values
            return sparse.csr_matrix(columns)

        blocks = [
            [sparse.block_diag(keep), -sparse.identity(self._cells), None, None],
            [sparse.kron(each, -sparse.identity(months)), None, None, of_last(0, case.slope)],
            [
                sparse.kron(from_apbd, paid, format="csr"),
                sparse.kron(each, in_year * (case.registering_rp / _RP), format="csr"),
                None,
                of_last(2, -case.budget_shape),
            ],
            [
                sparse.hstack(there),
                None,
                -sparse.identity(years * places),
                of_last(1, np.tile(case.floor * case.need, years)),
            ],
            [
                sparse.kron(from_apbd, -at_end, format="csr"),
                None,
                sparse.kron(sparse.identity(years), np.ones((1, places))),
                None,
            ],
        ]
        stayed = np.zeros(self._cells)
        stayed[self._months_of("apbd").start] = case.keep["apbd"] * case.at_start
        right = [stayed, -case.fixed, case.budget_rp / _RP, np.zeros(years * places + years)]
        return sparse.bmat(blocks, format="csc"), np.concatenate(right)
