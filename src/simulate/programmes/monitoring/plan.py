"""The levers of monitoring: which record is held against which plan, and when a light changes."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self, get_args

from pydantic import AfterValidator, BeforeValidator, model_validator

from simulate.errors import input_error
from simulate.plan.checked import Checked, Settings, described, none_word, optional_month, power_of_two, whole_number
from simulate.plan.named import DEFAULT, Label, named_plan
from simulate.programmes.sponsorship.plan import SponsorshipPlan

if TYPE_CHECKING:
    from simulate.law.base import Law, LawMonth, Reads

Light = Literal["green", "amber", "red", "none"]
LIGHTS: tuple[Light, ...] = get_args(Light)


class MonitoringPlan(Checked):
    """What the integrated team watches; the default holds a made-up record against the base plan."""

    default_name: ClassVar[dict[str, str]] = {
        "id": "Pemantauan skenario dasar 1 ASN 1 Pekerja Rentan",
        "en": "Monitoring of the base scenario of 1 ASN 1 Pekerja Rentan",
    }

    record: Literal["synthetic", "region"] = described(
        "synthetic",
        "choice",
        "Catatan yang dipakai: synthetic (data contoh) atau region (berkas kabupaten)",
        "Record used: synthetic (example data) or region (the regency's file)",
    )
    sponsorship: Label = described(
        DEFAULT,
        "label",
        "Skenario 1 ASN 1 Pekerja Rentan yang dipantau",
        "Scenario of 1 ASN 1 Pekerja Rentan that is monitored",
    )
    as_of: optional_month("as_of") = described(
        None,
        "month",
        "Bulan terakhir yang dipakai; None: bulan terakhir dalam catatan",
        "Last month used; None: the last in the record",
    )
    target_persons: Annotated[int | None, BeforeValidator(whole_number), BeforeValidator(none_word)] = described(
        None,
        "persons",
        "Target pekerja terlindungi pada akhir tahun; None: nilai tengah skenario sebelum ada catatan",
        "Target of protected workers at the end of the year; None: the scenario's median before any record",
        ge=1,
        le=10**7,
    )
    watch_above: float = described(
        0.3,
        "share",
        "Kuning bila peluang tidak mencapai target di atas nilai ini",
        "Amber where the chance of missing the target is above this",
        ge=0.01,
        le=0.99,
    )
    warn_above: float = described(
        0.6,
        "share",
        "Merah dan peringatan dini bila peluang tidak mencapai target di atas nilai ini",
        "Red, and an early warning, where the chance of missing the target is above this",
        ge=0.01,
        le=0.99,
    )
    doubtful_rows: Literal["leave_out", "use"] = described(
        "leave_out",
        "choice",
        "Isian yang diragukan (lonjakan, jumlah yang tidak sejalan): leave_out atau use",
        "Doubtful entries (jumps, counts that do not follow): leave_out or use",
    )
    least_effective: int = described(
        128,
        "draws",
        "Simulasi efektif paling sedikit; bila kurang, bobot diratakan dan laporan mengatakannya",
        "Fewest effective draws; below it weights are flattened and the report says so",
        ge=64,
        le=4096,
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.watch_above > self.warn_above:
            raise input_error(
                "lights_out_of_order", "watch_above", watch_above=self.watch_above, warn_above=self.warn_above
            )
        return self

    @cached_property
    def monitored(self) -> SponsorshipPlan:
        """The levers of the plan that is monitored.

        Raises:
            InputError: no such plan, or another programme's.
        """
        return named_plan("sponsorship", self.sponsorship, SponsorshipPlan)

    def laws(self, law: Law, reads: Reads | None = None) -> list[LawMonth]:
        """The law of each month of the monitored plan.

        Raises:
            InputError: a law file does not vouch for a month, or there is no such plan.
        """
        return self.monitored.laws(law, reads)

    def light(self, missing: float) -> Light:
        """The traffic light of a chance of missing a target."""
        if missing > self.warn_above:
            return "red"
        return "amber" if missing > self.watch_above else "green"


class MonitoringSettings(Settings):
    """What monitoring needs beside its plan: more draws, for a record leaves few of them likely."""

    draws: Annotated[int, AfterValidator(power_of_two)] = described(
        32768, "draws", "Banyaknya simulasi, pangkat dua", "Number of draws, a power of two", ge=1024, le=65536
    )
