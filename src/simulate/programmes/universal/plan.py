"""The levers of the pathway to universal coverage."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, model_validator

from simulate.errors import InputError, Problem
from simulate.plan.checked import (
    Monthly,
    described,
    law_extension,
    month_of,
    none_word,
    optional_month,
    transport_share,
    whole_number,
)
from simulate.plan.named import DEFAULT, Label, OptionalLabel, named_plan
from simulate.programmes.funding.plan import FundingPlan
from simulate.programmes.sponsorship.plan import SponsorshipPlan, sponsors_counted
from simulate.written import month_number

# the parameter groups that every month of the plan rests on
LAW_GROUPS = (
    *("bpu_base", "bpu_entry_age", "bpu_income_from", "bpu_jkm", "bpu_rate", "bpu_relief"),
    *("jkk_lump_sum", "jkk_wage_multiple", "jkm_benefit", "jkm_waiting"),
    *("pu_jkk", "pu_jkm", "pu_relief", "scholarship_wait", "umk"),
)
# obligations that a regulation of the regency may set
SWITCHES = ("contractors_from", "permits_from", "village_workers_from")
# years whose coverage the measures name
FIRST_YEAR, LAST_YEAR = 2026, 2033

Drive = Literal["none", "as_now", "strong"]
_Budget = Annotated[int | None, BeforeValidator(whole_number), BeforeValidator(none_word)]


def _switch(id: str, en: str) -> Any:
    return described(None, "month", f"{id}; None: tidak ada", f"{en}; None: never")


class UniversalPlan(Monthly):
    """What the regency decides on the way to universal coverage; the default goes on as now."""

    default_name: ClassVar[dict[str, str]] = {
        "id": "Skenario dasar: seperti sekarang, tanpa peraturan baru",
        "en": "Base scenario: as now, without new regulation",
    }

    baseline: Literal["claimed", "reconciled"] = described(
        "reconciled", "choice", "Cakupan pada awal", "Coverage at the start"
    )
    sponsorship: OptionalLabel = sponsors_counted()
    funding: Label = described(
        DEFAULT,
        "label",
        "Skenario bauran pembiayaan yang menentukan pekerja yang dibayar APBD, desa, perusahaan, dan Baznas",
        "Scenario of the funding mix that says for whom APBD, villages, companies and Baznas pay",
    )
    start: month_of("start") = described("2027-01", "month", "Bulan pertama", "First month")
    months: int = described(48, "months", "Lama simulasi", "Months simulated", ge=12, le=60)
    subsidised_budget_rp: _Budget = described(
        None,
        "rp_year",
        "Anggaran APBD untuk iuran pekerja rentan; None: menurut bauran pembiayaan",
        "APBD budget for vulnerable workers' contributions; None: as in the funding mix",
        ge=0,
        le=10**13,
    )
    subsidised_growth: float = described(
        0.0,
        "share",
        "Perubahan anggaran yang ditetapkan itu setiap tahun; 0,1 naik sepersepuluh",
        "Change of that set budget each year; 0.1 is a tenth more",
        ge=-0.5,
        le=1,
    )
    self_pay_drive: Drive = described(
        "as_now",
        "choice",
        "Penjangkauan pekerja yang membayar sendiri; none tanpa pendaftaran baru",
        "Outreach to workers who pay themselves; none without new enrolment",
    )
    compliance_drive: Drive = described(
        "as_now",
        "choice",
        "Pemeriksaan kepatuhan pemberi kerja; none tanpa pendaftaran baru",
        "Inspection of employers; none without new registration",
    )
    contractors_from: optional_month("contractors_from") = _switch(
        "Kontraktor wajib mendaftarkan pekerja sejak", "Contractors must register workers from"
    )
    permits_from: optional_month("permits_from") = _switch(
        "Perizinan usaha mensyaratkan kepesertaan sejak", "Business permits require registration from"
    )
    village_workers_from: optional_month("village_workers_from") = _switch(
        "Desa membayar iuran ketua RT dan RW sejak", "Villages pay for RT and RW heads from"
    )
    target: float = described(0.65, "share", "Target cakupan yang ditanyakan", "Target asked about", ge=0.3, le=1)
    target_year: int = described(
        2030,
        "year",
        "Tahun target itu, pada bulan Desember",
        "Year of that target, in December",
        ge=FIRST_YEAR,
        le=LAST_YEAR,
    )
    transport_share: float = transport_share()
    law_extension: Literal["none", "hold"] = law_extension("hold")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        problems = []
        first, last = self.calendar[0], self.calendar[-1]
        if int(first[:4]) < FIRST_YEAR or int(last[:4]) > LAST_YEAR:
            years = {"from_year": FIRST_YEAR, "to_year": LAST_YEAR}
            problems.append(Problem("out_of_years", "start", first=first, last=last, **years))
        elif self.target_year not in self.decembers:
            ends = {"first": str(min(self.decembers)), "last": str(max(self.decembers))}
            problems.append(Problem("no_such_december", "target_year", year=str(self.target_year), **ends))
        if self.subsidised_growth and self.subsidised_budget_rp is None:
            problems.append(Problem("growth_of_nothing", "subsidised_growth", growth=self.subsidised_growth))
        for name in SWITCHES:
            month = getattr(self, name)
            if month is not None and not first <= month <= last:
                problems.append(Problem("outside_plan.fits_together", name, month=month, first=first, last=last))
        if problems:
            raise InputError(problems)
        return self

    @property
    def decembers(self) -> dict[int, int]:
        """The place in the calendar of each year's December."""
        return {int(month[:4]): place for place, month in enumerate(self.calendar) if month.endswith("-12")}

    def months_in_force(self, switch: str) -> list[int]:
        """How many months one of `SWITCHES` has been in force, by month of the plan; 1 in its first, 0 before."""
        since = getattr(self, switch)
        if since is None:
            return [0] * self.months
        return [max(month_number(month) - month_number(since) + 1, 0) for month in self.calendar]

    @property
    def idle(self) -> tuple[str, ...]:
        """Levers that this plan's other levers leave without effect."""
        return ("subsidised_growth",) if self.subsidised_budget_rp is None else ()

    @cached_property
    def sponsors(self) -> SponsorshipPlan | None:
        """The levers of the plan whose sponsored workers count; None where nobody is sponsored.

        Raises:
            InputError: no such plan.
        """
        return self.sponsorship and named_plan("sponsorship", self.sponsorship, SponsorshipPlan)

    @cached_property
    def payers(self) -> FundingPlan:
        """The levers of the funding mix that says for whom others pay, with this plan's sponsored workers.

        Raises:
            InputError: no such plan.
        """
        return named_plan("funding", self.funding, FundingPlan).with_values({"sponsorship": self.sponsorship})

    @property
    def law_groups(self) -> tuple[str, ...]:
        """The parameter groups that this plan rests on."""
        sponsors = self.sponsors.law_groups if self.sponsors else ()
        return tuple(dict.fromkeys((*LAW_GROUPS, *sponsors, *self.payers.law_groups)))
