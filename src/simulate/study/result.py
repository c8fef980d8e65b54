"""The result of a sponsorship plan as measures and tidy tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.claims import Claims
from simulate.model.sponsorship import SponsorshipOutcome, simulate_sponsorship
from simulate.plan.sponsorship import SponsorshipPlan
from simulate.study.measures import MEASURES, measures_of
from simulate.study.simulated import Simulated
from simulate.study.summary import summarise

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, kw_only=True)
class SponsorshipResult(Simulated):
    """A sponsorship plan, what it was run on, and what came out.

    ``price_after`` is the month after the horizon and a sponsor's price of a worker then [Rp/month]; None
    where the law files do not vouch for that month.
    """

    units = MEASURES
    outcomes = ("protected_end", "contributions", "deaths")
    # contributions follow the protected workers
    weighed = ("protected_end", "deaths")

    plan: SponsorshipPlan
    outcome: SponsorshipOutcome
    claims: Claims
    price_after: tuple[str, float] | None

    def expected_at(self, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Protected workers in the last month, contributions [Rp] and deaths at given values of the unknowns."""
        found = simulate_sponsorship(self.plan, self.region, list(self.laws), values)
        return {
            "protected_end": found.cohorts.in_force[:, -1],
            "contributions": sum(found.paid_rp.values()).sum(axis=1),
            "deaths": (found.cohorts.deaths_waiting + found.cohorts.deaths_full).sum(axis=1),
        }

    @cached_property
    def measures(self) -> dict[str, np.ndarray]:
        """Each measure by draw, as in `measures.measures_of`."""
        return measures_of(self)

    @property
    def asked_asn(self) -> int:
        """Civil servants who are asked for a worker or more [persons]."""
        asn = self.region.asn_persons(self.plan.asn_groups)
        return sum(persons for group, persons in asn.items() if self.plan.asked[group])

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables written beside the report, by name."""
        return {
            "headline": self.headline_table,
            "protected_by_month": self.monthly_table,
            "contributions_by_payer": self.payer_table,
            "protected_by_kecamatan": self.kecamatan_table,
            "assumptions": self.assumption_table,
        }

    @cached_property
    def monthly_table(self) -> pd.DataFrame:
        """Protected workers by month (persons), with the month's price of a worker by payer [Rp]."""
        import pandas as pd

        table = pd.DataFrame({"month": self.months, "unit": "persons"} | summarise(self.outcome.cohorts.in_force))
        return table.assign(
            new_members_p50=np.median(self.outcome.cohorts.joiners, axis=0),
            price_sponsor_rp=self.outcome.price_rp["sponsor"],
            price_apbd_rp=self.outcome.price_rp["apbd"],
            lost_sponsor_p50=np.median(self.outcome.cohorts.stops, axis=0),
            bridged_p50=np.median(self.outcome.cohorts.bridged, axis=0),
            contributions_p50_rp=np.median(sum(self.outcome.paid_rp.values()), axis=0),
            bridge_p50_rp=np.median(self.outcome.bridge_rp, axis=0),
            apbd_same_cover_p50_rp=np.median(self.outcome.apbd_rp, axis=0),
        )

    @cached_property
    def payer_table(self) -> pd.DataFrame:
        """Contributions by payer [Rp]: each ASN group, and APBD for bridged workers; what all would cost APBD."""
        import pandas as pd

        by_payer = {f"asn_{group}": paid.sum(axis=1) for group, paid in self.outcome.paid_rp.items()}
        by_payer |= {
            "asn_total": self.measures["contributions"],
            "apbd": self.outcome.bridge_rp.sum(axis=1),
            "apbd_same_cover": self.measures["apbd_same_cover"],
            "apbd_extra": self.measures["apbd_extra"],
        }
        return pd.DataFrame([{"payer": name, "unit": "rp", **summarise(x)} for name, x in by_payer.items()])

    @cached_property
    def kecamatan_table(self) -> pd.DataFrame:
        """Protected workers in the last month by kecamatan (persons), largest first."""
        places = self.region.tables["kecamatan"][["kecamatan_code", "kecamatan"]].reset_index(drop=True)
        table = places.assign(unit="persons", **summarise(self.outcome.by_kecamatan))
        return table.sort_values(["p50", "kecamatan_code"], ascending=[False, True], ignore_index=True)

    @property
    def relief_months(self) -> list[str]:
        """Months in which a sponsor pays less than APBD would."""
        prices = zip(self.months, self.outcome.price_rp["sponsor"], self.outcome.price_rp["apbd"], strict=True)
        return [month for month, sponsor, apbd in prices if sponsor < apbd]

    @property
    def relief_prices_rp(self) -> list[float]:
        """The distinct prices of a worker to a sponsor in the months of relief, lowest first [Rp/month]."""
        by_month = dict(zip(self.months, self.outcome.price_rp["sponsor"], strict=True))
        return sorted({float(by_month[month]) for month in self.relief_months})

    @property
    def scholarships_due(self) -> bool:
        """Whether a member can have contributed long enough for a JKM scholarship."""
        return self.plan.months > self._scholarship_wait

    @property
    def _scholarship_wait(self) -> int:
        return int(self.laws[0].value("scholarship_wait"))
