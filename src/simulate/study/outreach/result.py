"""The result of outreach as measures and tidy tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from simulate.model.outreach.allocate import Allocation, Ground
from simulate.model.outreach.outlets import Outlets, gained_by_outlets
from simulate.model.outreach.places import Deviates, Places
from simulate.model.outreach.programme import Field, field_of
from simulate.plan.outreach import OutreachPlan
from simulate.study.facts import drawn
from simulate.study.outreach.measures import MEASURES, measures_of
from simulate.study.outreach.tables import allocation_table, desa_table, kecamatan_table
from simulate.study.simulated import Simulated

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, kw_only=True)
class OutreachResult(Simulated):
    """A plan of outreach, what it was run on, and what came out.

    ``ground`` is what the allocations are decided on, some of the draws. ``chosen`` is the plan's
    allocation, ``free`` the one without a floor; ``equal_rp`` and ``proportional_rp`` are money by desa and channel
    for the same budget. ``field`` is what outreach finds by draw. ``price_rp`` is a worker's contribution by payer
    and month.
    """

    units = MEASURES
    outcomes = ("gained_end", "outlets_gained")
    weighed = ("gained_end", "outlets_gained")

    plan: OutreachPlan
    places: Places
    outlets: Outlets
    ground: Ground
    chosen: Allocation
    free: Allocation
    equal_rp: np.ndarray
    proportional_rp: np.ndarray
    field: Field
    price_rp: dict[str, np.ndarray]

    def expected_at(self, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Workers gained by the plan's effort and by its outlets at given values of the unknowns.

        Desa differ as one typical draw has them differ, so that the size of the difference counts.
        """
        draws = len(next(iter(values.values())))
        idle = {
            key: np.full(draws, float(unknown.distribution.quantile(0.5)))
            for key, unknown in self.unknowns.items()
            if key not in values
        }
        values = idle | values
        typical = Deviates(_scores(len(self.places.weight)), _scores(self.places.kecamatans))
        field = field_of(self.plan, self.places, self.before_km, values, typical)
        return {
            "gained_end": field.won(self.chosen.money_rp).sum(axis=1),
            "outlets_gained": self._gained_by(field, values, self.after_km),
        }

    @property
    def values(self) -> dict[str, np.ndarray]:
        """The unknowns by draw."""
        return drawn(self.facts, self.settings.draws, self.settings.seed)

    @property
    def rules(self) -> dict[str, np.ndarray]:
        """Money by desa and channel of each way of dividing the budget; ``best`` is the plan's own."""
        return {
            "best": self.chosen.money_rp,
            "free": self.free.money_rp,
            "proportional": self.proportional_rp,
            "equal": self.equal_rp,
        }

    @cached_property
    def gained(self) -> np.ndarray:
        """Workers gained by the plan's effort, still paying at the end, shape (draws, desa)."""
        return self.field.won(self.chosen.money_rp)

    def gained_next(self, amount_rp: float) -> np.ndarray:
        """Workers that more money for effort would add, still paying at the end, by draw, shape (draws,)."""
        return (self.field.won(self.chosen.further_rp(amount_rp)) - self.gained).sum(axis=1)

    @cached_property
    def before_km(self) -> np.ndarray:
        """Straight distance of each desa to its nearest outlet today [km], shape (desa,)."""
        return self.outlets.nearest()

    @cached_property
    def after_km(self) -> np.ndarray:
        """The same with the plan's new outlets."""
        return self.outlets.nearest(self.outlets.chosen)

    def gained_by(self, new: tuple[int, ...]) -> np.ndarray:
        """Workers gained at the end by new outlets, by draw, shape (draws,)."""
        return self._gained_by(self.field, self.values, self.outlets.nearest(new))

    def _gained_by(self, field: Field, values: dict[str, np.ndarray], after_km: np.ndarray) -> np.ndarray:
        return gained_by_outlets(
            self.before_km,
            after_km,
            field.uncovered / field.start.uncovered[:, None],
            field.start,
            field.retention,
            field.paying[:, -1],
            self.plan.months,
            field.winnable.sum(axis=1),
            values,
        )

    @cached_property
    def measures(self) -> dict[str, np.ndarray]:
        """Each measure by draw, as in `measures.measures_of`."""
        return measures_of(self)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables written beside the report, by name."""
        return {
            "headline": self.headline_table,
            "by_kecamatan": self.kecamatan_table,
            "by_desa": self.desa_table,
            "allocations": self.allocation_table,
            "assumptions": self.assumption_table,
        }

    @cached_property
    def desa_table(self) -> pd.DataFrame:
        """Every desa with its uncovered, effort, workers gained and rank, as in `tables.desa_table`."""
        return desa_table(self)

    @cached_property
    def kecamatan_table(self) -> pd.DataFrame:
        """Every kecamatan with its uncovered, effort and workers gained, as in `tables.kecamatan_table`."""
        return kecamatan_table(self)

    @cached_property
    def allocation_table(self) -> pd.DataFrame:
        """Ways of dividing the budget beside one another, as in `tables.allocation_table`."""
        return allocation_table(self)


def _scores(many: int) -> np.ndarray:
    """Normal scores in an order that is always the same, shape (1, many): how places differ in a typical draw."""
    return ndtri((np.random.default_rng(0).permutation(many) + 0.5) / many)[None, :]
