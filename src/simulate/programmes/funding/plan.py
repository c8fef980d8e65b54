"""The levers of the funding mix: whom to protect, who may pay, and what the regency has for it."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self, get_args

from pydantic import BeforeValidator, model_validator

from simulate.errors import InputError, Problem, input_error
from simulate.plan.checked import (
    Monthly,
    as_list,
    described,
    each_once,
    law_extension,
    month_of,
    transport_share,
    whole_number,
)
from simulate.plan.named import OptionalLabel, named_plan
from simulate.programmes.sponsorship.plan import SponsorshipPlan, sponsors_counted

Payer = Literal["apbd", "apbdes", "sponsor", "csr", "zakat", "dbh", "personal"]
Objective = Literal["regency", "public", "all"]
# in the order in which tables tell them
PAYERS: tuple[Payer, ...] = get_args(Payer)
# as whom the law sees each of them
LAW_PAYERS = {payer: payer for payer in PAYERS} | {"zakat": "csr", "dbh": "apbn"}
# whose contributions each objective counts; the cost of registering is the regency's in all of them
COUNTED: dict[str, tuple[str, ...]] = {"regency": ("apbd",), "public": ("apbd", "apbdes"), "all": PAYERS}

LEAST_WORKERS = 1_000
LAW_GROUPS = ("bpu_base", "bpu_income_from", "bpu_jkm", "bpu_rate", "bpu_relief")
VILLAGE_GROUPS = ("village_contributions", "village_allocation")


class FundingPlan(Monthly):
    """What the regency decides about who pays; the default keeps about as many protected as it counted in 2023."""

    default_name: ClassVar[dict[str, str]] = {
        "id": "Skenario dasar: jumlah peserta tahun 2023, anggaran turun setiap tahun",
        "en": "Base scenario: as many members as in 2023, the budget falls each year",
    }

    baseline: Literal["reconciled", "claimed"] = described(
        "reconciled", "choice", "Keadaan awal yang dipakai", "Where the regency stands at the start"
    )
    sponsorship: OptionalLabel = sponsors_counted()
    start: month_of("start") = described("2027-01", "month", "Bulan iuran pertama", "Month of the first contribution")
    months: int = described(48, "months", "Lama skenario", "Months of the scenario", ge=12, le=60)
    workers: Annotated[int, BeforeValidator(whole_number)] = described(
        130_000,
        "persons",
        "Pekerja yang harus terlindungi setiap bulan; bawaan: sekitar jumlah menurut kabupaten pada 2023",
        "Workers to keep protected each month; default: about the regency's own count of 2023",
        ge=LEAST_WORKERS,
        le=1_650_000,
    )
    ramp_months: int = described(
        12,
        "months",
        "Bulan untuk naik dari jumlah awal ke jumlah itu, bila jumlah awal lebih kecil",
        "Months to rise from the number at the start to that number, where it is smaller",
        ge=0,
        le=60,
    )
    apbd_budget_rp: Annotated[int, BeforeValidator(whole_number)] = described(
        30_000_000_000,
        "rp_year",
        "Anggaran APBD tahun pertama untuk iuran dan pendaftaran; pilihan, pos anggarannya tidak ditemukan: "
        "cukup bagi jumlah bawaan setiap tahun dalam sebagian besar simulasi, dibulatkan ke atas",
        "APBD budget of the first year for contributions and registration; a choice, for no budget line was found: "
        "enough for the default number each year in most draws, rounded up",
        ge=0,
        le=1_000_000_000_000,
    )
    apbd_yearly_change: float = described(
        -0.05,
        "share",
        "Perubahan anggaran setiap tahun; bawaan: kira-kira turunnya APBD 2026 dari rancangan ke persetujuan",
        "Change of the budget each year; default: about the fall of APBD 2026 from draft to approval",
        ge=-0.5,
        le=0.5,
    )
    apbdes_share: float = described(
        0.002,
        "share",
        "Bagian transfer ke desa yang boleh dipakai untuk iuran",
        "Share of the transfers to villages that may go to contributions",
        ge=0,
        le=0.1,
    )
    payers: Annotated[tuple[Payer, ...], BeforeValidator(as_list), each_once("payers", PAYERS)] = described(
        PAYERS, "choices", "Pembayar yang boleh dipakai", "Payers that may be used", min_length=1
    )
    min_kecamatan_share: float = described(
        0.15,
        "share",
        "Bagian terlindungi paling rendah di setiap kecamatan pada akhir tahun",
        "Lowest protected share of each kecamatan at a year's end",
        ge=0,
        le=1,
    )
    objective: Objective = described("regency", "choice", "Biaya yang ditekan", "Whose cost is kept low")
    confidence: float = described(
        0.9,
        "share",
        "Peluang bahwa jumlah itu tercapai setiap bulan",
        "Chance that the number is kept in each month",
        ge=0.5,
        le=0.99,
    )
    transport_share: float = transport_share()
    law_extension: Literal["none", "hold"] = law_extension("hold")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        problems = []
        if self.ramp_months > self.months:
            problems.append(Problem("ramp_too_long", "ramp_months", ramp_months=self.ramp_months, months=self.months))
        if "apbd" not in self.payers:
            problems.append(Problem("missing_payer", "payers", names=", ".join(self.payers)))
        if problems:
            raise InputError(problems)
        return self

    @property
    def idle(self) -> tuple[str, ...]:
        """Levers that this plan's other levers leave without effect."""
        without = {"apbdes_share": "apbdes" not in self.payers, "sponsorship": "sponsor" not in self.payers}
        return tuple(lever for lever, idle in without.items() if idle)

    @cached_property
    def sponsors(self) -> SponsorshipPlan | None:
        """The levers of the plan whose sponsored workers count; None where nobody is sponsored.

        Raises:
            InputError: no such plan, or one in which APBD bridges or JHT is paid, which the mix does not count.
        """
        if self.sponsorship is None or "sponsor" not in self.payers:
            return None
        plan = named_plan("sponsorship", self.sponsorship, SponsorshipPlan)
        if plan.bridge_months or plan.programmes != "jkk_jkm":
            raise input_error("sponsors_not_counted", "sponsorship", sponsorship=self.sponsorship)
        return plan

    @property
    def law_groups(self) -> tuple[str, ...]:
        """The parameter groups that this plan rests on."""
        sponsors = self.sponsors.law_groups if self.sponsors else ()
        villages = VILLAGE_GROUPS if "apbdes" in self.payers else ()
        return tuple(dict.fromkeys((*LAW_GROUPS, *sponsors, *villages)))
