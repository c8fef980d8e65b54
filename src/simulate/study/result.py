"""The result of a sponsorship plan as measures and tidy tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.law import LawMonth, LawValue
from simulate.model.claims import Claims
from simulate.model.sponsorship import SponsorshipOutcome
from simulate.plan.settings import Settings
from simulate.plan.sponsorship import SponsorshipPlan
from simulate.plan.unknowns import Unknown
from simulate.region import Region
from simulate.study.facts import Facts
from simulate.study.identity import digest
from simulate.study.measures import MEASURES, measures_of
from simulate.study.summary import summarise

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class SponsorshipResult:
    """A plan, what it was run on, and what came out.

    ``law_values`` are the legal values that the run read, each once, in order of group and date.
    ``price_after`` is the month after the horizon and a sponsor's price of a worker then [Rp/month]; None
    where the law files do not vouch for that month. ``used`` are the unknowns that the result depends on, by key.
    """

    plan: SponsorshipPlan
    label: str
    plan_name: dict[str, str]
    settings: Settings
    facts: Facts
    laws: tuple[LawMonth, ...]
    law_values: tuple[LawValue, ...]
    outcome: SponsorshipOutcome
    claims: Claims
    price_after: tuple[str, float] | None
    used: tuple[str, ...]
    inputs: dict[str, Any]

    @property
    def region(self) -> Region:
        """The region's tables."""
        return self.facts.region

    @property
    def unknowns(self) -> dict[str, Unknown]:
        """The programme's unknowns, whether or not this plan depends on them."""
        return self.facts.unknowns

    @property
    def months(self) -> list[str]:
        """The simulated months, ``YYYY-MM``."""
        return [law.month for law in self.laws]

    @property
    def identity(self) -> str:
        """SHA-256 of the canonical inputs."""
        return digest(self.inputs)

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
    def headline_table(self) -> pd.DataFrame:
        """One row a measure: measure, unit, mean, p05, p50, p95, mc_error."""
        import pandas as pd

        names = {"measure": list(self.measures), "unit": [MEASURES[name] for name in self.measures]}
        return pd.DataFrame(names | summarise(np.stack(list(self.measures.values()), axis=1)))

    def number(self, measure: str, column: str = "p50") -> float:
        """One number of the headline table.

        Raises:
            KeyError: no such measure, or it is undefined for this plan.
        """
        return float(self.headline_table.set_index("measure").loc[measure, column])

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

    @cached_property
    def law_readings(self) -> list[LawValue]:
        """Legal values this plan reaches that are a reading of the law or recalled, each once."""
        weak: dict[tuple[str, str], LawValue] = {}
        for value in self.law_values:
            if value.status == "interpretation" or value.evidence == "recall":
                weak.setdefault((value.group, value.key), value)
        return list(weak.values())

    @cached_property
    def assumption_table(self) -> pd.DataFrame:
        """Every unknown with range, grade and sources, then every reading of the law; one row each."""
        import pandas as pd

        unknowns = [
            {
                "kind": "unknown",
                "key": unknown.key,
                "unit": unknown.unit,
                "distribution": unknown.form,
                "low": unknown.low,
                "mode": unknown.mode,
                "high": unknown.high,
                "evidence": unknown.evidence,
                "reason": unknown.reason["en"],
                "source": " ; ".join(f"{figure.source} [{figure.status}]" for figure in unknown.figures),
            }
            for unknown in self.unknowns_used
        ]
        readings = [
            {
                "kind": "law",
                "key": f"{value.group}.{value.key}",
                "unit": value.unit,
                "distribution": "fixed",
                "low": value.value,
                "mode": None,
                "high": value.value,
                "evidence": value.status if value.status == "interpretation" else value.evidence,
                "reason": value.note.get("en", ""),
                "source": f"{value.reference} {value.url}",
            }
            for value in self.law_readings
        ]
        return pd.DataFrame(unknowns + readings)

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
    def facts_date(self) -> str:
        """The newest date of a table's data card."""
        return max(str(card["date"]) for card in self.region.cards.values())

    @property
    def unknowns_used(self) -> list[Unknown]:
        """The unknowns that this plan's result depends on, in the order of the model."""
        return [self.unknowns[key] for key in self.used]

    @property
    def unknowns_drawn(self) -> dict[str, Unknown]:
        """Those of them that a design must draw: the used ones, or all where any of them lean on one another."""
        if any(unknown.ranks for unknown in self.unknowns.values()):
            return self.unknowns
        return {unknown.key: unknown for unknown in self.unknowns_used}

    @property
    def scholarships_due(self) -> bool:
        """Whether a member can have contributed long enough for a JKM scholarship."""
        return self.plan.months > self._scholarship_wait

    @property
    def _scholarship_wait(self) -> int:
        return int(self.laws[0].value("scholarship_wait"))

    @property
    def extended_law(self) -> dict[str, str]:
        """Groups held past the month that their file vouches for, with the first such month."""
        extended: dict[str, str] = {}
        for law in self.laws:
            for group in law.extended:
                extended.setdefault(group, law.month)
        return extended
