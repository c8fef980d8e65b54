"""The result of a road to universal coverage as measures and tidy tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.claims import Claims, family_benefits
from simulate.model.universal.programme import UniversalOutcome, simulate_way
from simulate.plan.universal import UniversalPlan
from simulate.study.facts import drawn
from simulate.study.simulated import Simulated
from simulate.study.summary import summarise, summed
from simulate.study.universal.measures import MEASURES, measures_of
from simulate.study.universal.targets import Target, target_table

if TYPE_CHECKING:
    import pandas as pd

    from simulate.model.universal.others import Paying


@dataclass(frozen=True, eq=False, kw_only=True)
class UniversalResult(Simulated):
    """A plan of the road, what it was run on, and what came out; ``paying`` are the programmes of others it reads."""

    units = MEASURES
    outcomes = ("coverage_end", "cost_total")
    weighed = ("coverage_end", "cost_total")

    plan: UniversalPlan
    paying: Paying
    outcome: UniversalOutcome
    claims: Claims
    targets: tuple[Target, ...]

    def expected_at(self, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Coverage in the last month and what all payers pay [Rp] at given values of the unknowns."""
        found = simulate_way(self.plan, self.region, list(self.laws), values, self.paying)
        return {"coverage_end": found.road.coverage[:, -1], "cost_total": found.total_rp.sum(axis=1)}

    @cached_property
    def measures(self) -> dict[str, np.ndarray]:
        """Each measure by draw, as in `measures.measures_of`."""
        return measures_of(self)

    @property
    def scholarships_due(self) -> bool:
        """Whether a new member can have contributed long enough for a JKM scholarship."""
        return self.plan.months > int(self.laws[0].value("scholarship_wait"))

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables written beside the report, by name."""
        return {
            "headline": self.headline_table,
            "coverage_by_month": self.monthly_table,
            "members_by_month": self.channel_table,
            "targets": self.target_table,
            "cost_by_year": self.cost_table,
            "fund_by_year": self.fund_table,
            "assumptions": self.assumption_table,
        }

    @cached_property
    def target_table(self) -> pd.DataFrame:
        """The chance of each target by year, as in `targets.target_table`."""
        return target_table(self)

    @cached_property
    def monthly_table(self) -> pd.DataFrame:
        """Coverage (share) at the end of each month."""
        import pandas as pd

        road = self.outcome.road
        table = pd.DataFrame({"month": self.months, "unit": "share"} | summarise(road.coverage))
        return table.assign(
            covered_p50=np.median(road.covered, axis=0), employed_p50=np.median(road.employed, axis=0)
        )

    @cached_property
    def channel_table(self) -> pd.DataFrame:
        """Members by channel and the uncovered (persons) at the end of each month, one row a month and channel."""
        import pandas as pd

        road = self.outcome.road
        parts = [
            pd.DataFrame({"month": self.months, "channel": name, "unit": "persons"} | summarise(heads))
            for name, heads in (road.members | road.uncovered).items()
        ]
        return pd.concat(parts, ignore_index=True)

    def years(self) -> dict[str, list[int]]:
        """The places of each calendar year's months."""
        found: dict[str, list[int]] = {}
        for place, month in enumerate(self.months):
            found.setdefault(month[:4], []).append(place)
        return found

    @cached_property
    def cost_table(self) -> pd.DataFrame:
        """What each payer, and all of them, pay by calendar year [Rp], one row a year and payer."""
        import pandas as pd

        costs = self.outcome.cost_rp | {"total": self.outcome.total_rp}
        return pd.DataFrame(
            [
                {"year": year, "payer": payer, "unit": "rp", **summed(amounts[:, places].sum(axis=1))}
                for year, places in self.years().items()
                for payer, amounts in costs.items()
            ]
        )

    @cached_property
    def fund_table(self) -> pd.DataFrame:
        """JKM of the new members by calendar year: expected benefits over contributions, and what is left [Rp].

        Without the lottery of single events. One row a year: ``ratio_…``, ``net_rp_…``; ratios are missing in a year
        in which nobody pays.
        """
        import pandas as pd

        paid, benefits = self.outcome.paid_rp["jkm"], self._jkm_expected_rp
        rows = []
        for year, places in self.years().items():
            paid_now, due = paid[:, places].sum(axis=1), benefits[:, places].sum(axis=1)
            ratio = summed(due / paid_now, "ratio") if (paid_now > 0).all() else {}
            rows.append({"year": year, **ratio, **summed(paid_now - due, "net_rp")})
        return pd.DataFrame(rows)

    @property
    def _jkm_expected_rp(self) -> np.ndarray:
        """Expected JKM benefits of the new members, scholarships promised included, shape (draws, months)."""
        by_month = [family_benefits(law) for law in self.laws]
        new, values = self.outcome.new, drawn(self.facts, self.settings.draws, self.settings.seed)
        promised = values["scholarship_child_years"] * values["scholarship_year"] if self.scholarships_due else None
        due = new.deaths_waiting * [family.waiting_rp for family in by_month]
        due += new.deaths_full * [family.full_rp for family in by_month]
        return due if promised is None else due + new.deaths_scholarship * promised[:, None]
