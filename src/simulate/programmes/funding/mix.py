"""The cheapest mix of payers, the furthest target within limits, and what each limit is worth (linear programmes)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from simulate.programmes.funding.payers import Case

# money inside the programmes is in millions of rupiah, near the size of the heads
_RP = 1e6
# payers of a programme of their own, whose workers the mix takes as they come
FIXED = {"sponsor"}
# of mixes that cost the same the one that costs all payers least
_TIE = 1e-6
_OPTIMAL, _INFEASIBLE = 0, 2


@dataclass(frozen=True, eq=False)
class Mix:
    """A mix of payers, and what its limits are worth.

    ``workers`` paid for and ``registered`` anew, by payer and month, shape (payers, months). ``reach`` is the
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

    Args:
        case: the plan's numbers.
        floor: False drops the floor of each kecamatan.
        programme: that of the case, where it is built already.

    Returns:
        None where the floor cannot be kept.
    """
    rising, found = case.workers > case.at_start, (programme or Programme(case)).furthest(floor=floor)
    if rising and (found is None or found.reach < case.at_start):
        return Programme(replace(case, workers=case.at_start)).furthest(floor=floor)
    if not rising and found is not None and found.reach > case.at_start:
        return Programme(replace(case, workers=found.reach)).furthest(floor=floor)
    return found


def fixed_marginals(found) -> np.ndarray:
    """What a column whose bounds are equal changes the goal by, for one more of it."""
    return found.lower.marginals + found.upper.marginals


class Programme:
    """The linear programmes of one case; their matrix is built once, a solve changes bounds and goal alone.

    Columns: workers and new members by payer and month, APBD's workers by year's end and kecamatan, then the
    workers of the target and the multiple of the floor that are kept, and money beyond the budget. Rows, each at most
    its right side: nobody is paid for who did not stay or was not registered; the target of each month; money by
    year; the floor of each kecamatan at each year's end; APBD's workers placed are those it pays for.
    """

    def __init__(self, case: Case):
        """Builds the matrix."""
        self.case = case
        self._payers, self._months = len(case.payers), len(case.target)
        self._cells = self._payers * self._months
        self._placed = len(case.years) * len(case.need)
        self._reach, self._floor, self._extra = (2 * self._cells + self._placed + place for place in range(3))

    def cheapest(
        self, counted: Collection[str], ceiling: dict[str, np.ndarray] | None = None, beyond: bool = False
    ) -> Mix | None:
        """The mix that costs the counted payers, and the regency for registering, least; None where there is none.

        Args:
            counted: payers whose contributions are kept low.
            ceiling: other ceilings than the case's.
            beyond: whether APBD may spend more than its budget.
        """
        goal = np.zeros(self._extra + 1)
        for place, payer in enumerate(self.case.payers):
            weight = 1.0 if payer in counted else _TIE
            goal[self._months_of(place)] = weight * self.case.price_rp[payer] / _RP
        goal[self._cells : 2 * self._cells] = self.case.registering_rp / _RP
        return self._solved(goal, -_RP, ceiling, most={self._extra: np.inf if beyond else 0.0})

    def furthest(self, floor: bool = True) -> Mix | None:
        """The mix that keeps most workers on the path of the target; ``floor`` False drops the floor."""
        goal = np.zeros(self._extra + 1)
        goal[self._reach] = -1
        free = {self._reach: (0.0, self.case.people)} | ({} if floor else {self._floor: (0.0, 0.0)})
        return self._solved(goal, 1.0, free=free)

    def fairest(self) -> Mix | None:
        """The mix that keeps the target and the largest multiple of the floor; of no floor, none of it."""
        goal = np.zeros(self._extra + 1)
        goal[self._floor] = -1
        most = 1 / self.case.floor if self.case.floor else 0.0
        return self._solved(goal, 1.0, free={self._floor: (0.0, most)})

    def least_budget(self) -> Mix:
        """The mix that needs the least budget, each year's in the proportions of the case's."""
        goal = np.zeros(self._extra + 1)
        goal[self._extra] = 1
        return self._solved(goal, -_RP, free={self._extra: (-np.inf, np.inf)})

    def _solved(self, goal, unit, ceiling=None, free=None, most=None) -> Mix | None:
        low, high = np.zeros(len(goal)), np.full(len(goal), np.inf)
        high[: self._cells] = self._most(ceiling or self.case.ceiling)
        for payer in FIXED & {*self.case.payers}:
            place = self.case.payers.index(payer)
            low[self._months_of(place)] = high[self._months_of(place)]
        low[self._reach] = high[self._reach] = self.case.workers
        low[self._floor] = high[self._floor] = 1
        high[self._extra] = 0
        for column, bound in (most or {}).items():
            high[column] = bound
        for column, (least, bound) in (free or {}).items():
            low[column], high[column] = least, bound
        matrix, right = self._rows
        found = linprog(goal, A_ub=matrix, b_ub=right, bounds=np.column_stack([low, high]), method="highs")
        if found.status == _INFEASIBLE:
            return None
        if found.status != _OPTIMAL:
            raise ArithmeticError(f"the funding programme was not solved: {found.message}")
        return self._mix(found, unit)

    def _mix(self, found, unit: float) -> Mix:
        """Reads a solution; ``unit`` turns a change of the goal into the good that a looser limit does."""
        shape = (self._payers, self._months)
        cells = found.x[: self._cells]
        worth = found.ineqlin.marginals * unit
        ends = np.cumsum([self._cells, self._months, len(self.case.years)])
        target, budget = worth[ends[0] : ends[1]], worth[ends[1] : ends[2]]
        fixed = fixed_marginals(found)
        return Mix(
            workers=cells.reshape(shape),
            registered=found.x[self._cells : 2 * self._cells].reshape(shape),
            reach=float(found.x[self._reach]),
            floor=float(found.x[self._floor]),
            extra_rp=float(found.x[self._extra]) * _RP,
            of_target=np.abs(target),
            of_ceiling=self._of_ceiling(found, unit).reshape(shape),
            of_budget=np.abs(budget) / _RP,
            of_floor=float(abs(fixed[self._floor] * unit)),
        )

    def _of_ceiling(self, found, unit: float) -> np.ndarray:
        """Of a payer that is fixed both bounds move; where one more of it would do harm, it is worth nothing."""
        worth = np.abs(found.upper.marginals[: self._cells] * unit)
        for payer in FIXED & {*self.case.payers}:
            at = self._months_of(self.case.payers.index(payer))
            worth[at] = np.maximum(-fixed_marginals(found)[at] * abs(unit), 0)
        return worth

    def _months_of(self, place: int) -> slice:
        return slice(place * self._months, (place + 1) * self._months)

    def _most(self, ceiling: dict[str, np.ndarray]) -> np.ndarray:
        unlimited = np.full(self._months, np.inf)
        return np.concatenate([ceiling.get(payer, unlimited) for payer in self.case.payers])

    @cached_property
    def _rows(self) -> tuple[sparse.csc_matrix, np.ndarray]:
        case, months, years = self.case, self._months, len(self.case.years)
        last = np.zeros((months, 3))
        last[:, 0] = case.slope
        kept = [sparse.diags([np.ones(months), np.full(months - 1, -case.keep[p])], [0, -1]) for p in case.payers]
        members = [sparse.block_diag(kept), -sparse.identity(self._cells), None, self._empty(self._cells, 3)]
        everyone = sparse.kron(np.ones((1, self._payers)), -sparse.identity(months))
        targets = [everyone, None, None, sparse.csr_matrix(last)]
        blocks = [members, targets, self._money_row(), *self._place_rows()]
        matrix = sparse.bmat([self._filled(row) for row in blocks], format="csc")
        right = np.zeros(matrix.shape[0])
        right[self._at("apbd")] = case.keep["apbd"] * case.at_start
        first = self._cells + months
        right[self._cells : first] = -case.fixed
        right[first : first + years] = case.budget_rp / _RP
        return matrix, right

    def _money_row(self) -> list:
        """Contributions from APBD and the registering of all payers' members, by year."""
        case, years = self.case, len(self.case.years)
        of_year = sparse.csr_matrix((np.ones(self._months), (case.year, np.arange(self._months))))
        nothing = self._empty(years, self._months)
        paid = [of_year @ sparse.diags(case.price_rp[p] / _RP) if p == "apbd" else nothing for p in case.payers]
        registering = sparse.hstack([of_year * (case.registering_rp / _RP)] * self._payers)
        beyond = np.zeros((years, 3))
        beyond[:, 2] = -case.budget_shape
        return [sparse.hstack(paid), registering, None, sparse.csr_matrix(beyond)]

    def _place_rows(self) -> list[list]:
        """The floor of each kecamatan at each year's end, and APBD's workers that are placed."""
        case, places, years = self.case, len(self.case.need), len(self.case.years)
        at_end = sparse.csr_matrix((np.ones(years), (np.arange(years), case.ends)), shape=(years, self._months))
        there = [
            self._empty(years * places, self._months)
            if payer == "apbd"
            else sparse.kron(at_end, -case.places[payer][:, None])
            for payer in case.payers
        ]
        floor = np.zeros((years * places, 3))
        floor[:, 1] = np.tile(case.floor * case.need, years)
        apbd = [-at_end if payer == "apbd" else self._empty(years, self._months) for payer in case.payers]
        placed = sparse.kron(sparse.identity(years), np.ones((1, places)))
        return [
            [sparse.hstack(there), None, -sparse.identity(self._placed), sparse.csr_matrix(floor)],
            [sparse.hstack(apbd), None, placed, self._empty(years, 3)],
        ]

    def _filled(self, row: list) -> list:
        """A row of blocks with empty ones where it has none: workers, new members, placed, the last three."""
        rows = next(block.shape[0] for block in row if block is not None)
        widths = (self._cells, self._cells, self._placed, 3)
        return [
            self._empty(rows, width) if block is None else block for block, width in zip(row, widths, strict=True)
        ]

    def _at(self, payer: str) -> int:
        return self.case.payers.index(payer) * self._months

    @staticmethod
    def _empty(rows: int, columns: int) -> sparse.csr_matrix:
        return sparse.csr_matrix((rows, columns))
