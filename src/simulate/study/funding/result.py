"""The result of a funding plan as measures and tidy tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.funding.delivery import Delivered, deliver, planned_places
from simulate.model.funding.mix import Mix
from simulate.model.funding.payers import prices_rp
from simulate.plan.funding import FundingPlan
from simulate.study.funding.certainty import Careful
from simulate.study.funding.desk import Desk, cost_counted_rp
from simulate.study.funding.measures import MEASURES, measures_of
from simulate.study.simulated import Simulated
from simulate.study.summary import summarise, summed

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, kw_only=True)
class FundingResult(Simulated):
    """A funding plan, what it was run on, and what came out.

    ``hoped`` is the mix that counts on the middle of what payers bring, ``sure`` the one that keeps the target with
    the plan's confidence at any budget, ``chosen`` the one to plan with, within the budget; ``furthest`` the mix that
    reaches furthest with what the chosen one counts on.
    """

    units = MEASURES
    outcomes = ("cost_recourse", "protected_end")
    weighed = ("cost_recourse", "protected_end")

    plan: FundingPlan
    desk: Desk
    hoped: Careful
    sure: Careful
    chosen: Careful
    furthest: Mix
    delivered: Delivered

    def expected_at(self, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """The regency's cost if APBD fills gaps [Rp], and workers protected at the end, at given unknowns."""
        draws = len(next(iter(values.values())))
        idle = {key: np.full(draws, value) for key, value in self.desk.middle().items() if key not in self.used}
        values = idle | values
        brought = self.desk.path.at(values)
        found = deliver(self.plan, self.region, self.chosen.case, self.chosen.mix, values, brought)
        return {
            "cost_recourse": self._by_need_rp(found).sum(axis=1),
            "protected_end": found.protected[:, -1],
        }

    @cached_property
    def measures(self) -> dict[str, np.ndarray]:
        """Each measure by draw, as in `measures.measures_of`."""
        return measures_of(self)

    @property
    def nearest(self) -> float:
        """Most workers that the budget keeps protected in each month, counting on what the chosen mix does."""
        return self.furthest.reach

    @cached_property
    def full_price_rp(self) -> np.ndarray:
        """The contribution without relief by month [Rp/month], shape (months,)."""
        return next(iter(prices_rp(self.plan, list(self.laws), "without").values()))

    @cached_property
    def by_need_rp(self) -> np.ndarray:
        """What the regency pays by year if APBD fills each gap, and no more [Rp], shape (draws, years)."""
        return self._by_need_rp(self.delivered)

    def _by_need_rp(self, found: Delivered) -> np.ndarray:
        monthly = found.by_need * self.chosen.case.price_rp["apbd"] + found.registering_by_need_rp
        return self._by_year(monthly)

    def _by_year(self, monthly: np.ndarray) -> np.ndarray:
        """Sums by calendar year of amounts by month, shape (draws, years)."""
        case = self.chosen.case
        return monthly @ np.eye(len(case.years))[case.year]

    @cached_property
    def as_planned_rp(self) -> np.ndarray:
        """What the regency pays by year if APBD pays for as many as planned [Rp], shape (draws, years)."""
        got = self.delivered
        return self._by_year(got.workers["apbd"] * self.chosen.case.price_rp["apbd"] + got.registering_rp)

    def allocation_rp(self, year: int | None = None) -> float:
        """Money that suffices in so many draws as the plan's confidence asks, if APBD pays as planned [Rp].

        Of the year at that place, or of all years together.
        """
        paid = self.as_planned_rp.sum(axis=1) if year is None else self.as_planned_rp[:, year]
        return float(np.quantile(paid, self.plan.confidence))

    @property
    def price_of_certainty_rp(self) -> float:
        """What the certain mix costs more than the hoped one, as in `dearer_rp`."""
        return self.dearer_rp(self.sure)

    def dearer_rp(self, careful: Careful) -> float:
        """What a mix costs those whose cost the plan keeps low more than the hoped one, to the rupiah.

        Without registering sponsored workers: they come as they come, however careful the mix is. Where the budget
        does not hold the mix, neither is held to it.
        """
        hoped = self.hoped.mix if careful.fits else self.desk.cheapest(self.hoped.case, beyond=True)
        costs = [
            cost_counted_rp(case, mix, self.desk.counted)
            for case, mix in ((careful.case, careful.mix), (self.hoped.case, hoped))
        ]
        return float(round(costs[0] - costs[1]))

    @property
    def chance(self) -> float:
        """The chance that the chosen mix keeps the target in each month."""
        return self.chosen.chance

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables written beside the report, by name."""
        return {
            "headline": self.headline_table,
            "mix_by_month": self.monthly_table,
            "mix_by_year": self.yearly_table,
            "by_kecamatan": self.kecamatan_table,
            "assumptions": self.assumption_table,
        }

    @cached_property
    def monthly_table(self) -> pd.DataFrame:
        """Workers by month and payer: planned, and what the draws bring; ``all`` is everybody, beside the target."""
        import pandas as pd

        case, parts = self.chosen.case, []
        planned = dict(zip(case.payers, self.chosen.mix.workers, strict=True))
        heads = self.delivered.workers | {"all": self.delivered.protected}
        for payer, workers in heads.items():
            price = case.price_rp.get(payer, np.full(len(case.target), np.nan))
            rows = {"month": self.months, "payer": payer, "unit": "persons"} | summarise(workers)
            own = planned.get(payer, self.chosen.mix.workers.sum(axis=0))
            parts.append(pd.DataFrame(rows).assign(planned=own, price_rp=price, target=case.target))
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def yearly_table(self) -> pd.DataFrame:
        """Workers at each year's end and contributions of the year, by payer; with the regency's cost and budget."""
        import pandas as pd

        case, rows = self.chosen.case, []
        for place, year in enumerate(case.years):
            inside = case.year == place
            for payer, workers in self.delivered.workers.items():
                paid = workers[:, inside] @ case.price_rp[payer][inside]
                at_end = summed(workers[:, case.ends[place]], "workers")
                rows.append({"year": year, "payer": payer, **at_end, **summed(paid, "paid_rp")})
            registering = self.delivered.registering_rp[:, inside].sum(axis=1)
            rows.append({"year": year, "payer": "registering", **summed(registering, "paid_rp")})
        return pd.DataFrame(rows)

    @cached_property
    def kecamatan_table(self) -> pd.DataFrame:
        """The end of the plan by kecamatan, as planned and as the draws bring.

        Columns: code and name; ``apbd`` workers to place, ``others`` whom other payers protect as planned;
        ``share_…`` of the workers there are to protect.
        """
        places = self.region.tables["kecamatan"][["kecamatan_code", "kecamatan"]].reset_index(drop=True)
        others, apbd = planned_places(self.chosen.case, self.chosen.mix)
        shares = summarise(self.delivered.kecamatan_share)
        named = {f"share_{name}": found for name, found in shares.items()}
        return places.assign(apbd=apbd, others=others, need=self.chosen.case.need, **named)
