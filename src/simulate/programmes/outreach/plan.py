"""The levers of outreach: effort by desa under a budget, and service outlets."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self, get_args

from pydantic import BeforeValidator, model_validator

from simulate.errors import input_error
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

# a worker won over pays the lowest contribution of a member without an employer
LAW_GROUPS = ("bpu_base", "bpu_income_from", "bpu_jkm", "bpu_rate", "bpu_relief")
OBJECTIVES = ("covering", "p_median")
Channel = Literal["officer", "agent", "mobile"]
CHANNELS = get_args(Channel)
# the lever that limits each channel in a desa
MOST = {"officer": "officers_per_desa", "agent": "agents_per_desa", "mobile": "mobile_days_month"}


class OutreachPlan(Monthly):
    """What the regency decides about outreach; the default puts the budget where it wins most, with a floor."""

    default_name: ClassVar[dict[str, str]] = {
        "id": "Skenario dasar: petugas desa, agen Perisai, layanan keliling; "
        "tiap kecamatan sekurangnya setengah bagian proporsionalnya",
        "en": "Base scenario: village officers, Perisai agents and mobile service; "
        "each kecamatan gets at least half of its proportional share",
    }

    baseline: Literal["claimed", "reconciled"] = described(
        "reconciled", "choice", "Cakupan pada awal", "Coverage at the start"
    )
    start: month_of("start") = described("2027-01", "month", "Bulan pertama", "First month")
    months: int = described(12, "months", "Lama penjangkauan", "Months of outreach", ge=3, le=36)
    budget_rp: Annotated[int, BeforeValidator(whole_number)] = described(
        3_000_000_000,
        "rp",
        "Anggaran penjangkauan seluruh masa; pilihan, pos anggarannya tidak ditemukan",
        "Outreach budget for the whole time; a choice, for no budget line was found",
        ge=100_000_000,
        le=1_000_000_000_000,
    )
    channels: Annotated[tuple[Channel, ...], BeforeValidator(as_list), each_once("channels", CHANNELS)] = described(
        CHANNELS, "choices", "Jalur penjangkauan yang boleh dipakai", "Channels that may be used", min_length=1
    )
    floor_share: float = described(
        0.5,
        "share",
        "Batas bawah setiap kecamatan: bagian dari anggaran yang sebanding dengan pekerjanya yang belum terlindungi",
        "Floor of each kecamatan: share of the budget that is proportional to its uncovered workers",
        ge=0,
        le=1,
    )
    officers_per_desa: int = described(
        2, "persons", "Petugas desa paling banyak per desa", "Most village officers in a desa", ge=0, le=20
    )
    agents_per_desa: int = described(
        2, "persons", "Agen Perisai paling banyak per desa", "Most Perisai agents in a desa", ge=0, le=20
    )
    mobile_days_month: int = described(
        1,
        "days",
        "Hari layanan keliling paling banyak per desa setiap bulan",
        "Most days of mobile service in a desa each month",
        ge=0,
        le=20,
    )
    first_desa: int = described(
        20, "desa", "Banyaknya desa yang didahulukan", "Number of desa that come first", ge=5, le=100
    )
    new_outlets: int = described(3, "outlets", "Tempat layanan baru", "New service outlets", ge=0, le=10)
    objective: Literal["covering", "p_median"] = described(
        "covering",
        "choice",
        "Yang dikejar dengan tempat baru: penduduk dalam jangkauan, atau jarak rata-rata terpendek",
        "What new outlets are placed for: people within reach, or the shortest mean distance",
    )
    radius_km: float = described(
        5.0, "km", "Jarak jalan yang dianggap terjangkau", "Road distance taken as within reach", ge=1, le=20
    )
    count_unverified: bool = described(
        True,
        "yes/no",
        "Tempat layanan yang belum diverifikasi dianggap buka",
        "Outlets that are not verified count as open",
    )
    count_planned: bool = described(
        False, "yes/no", "Tempat layanan yang direncanakan dianggap buka", "Planned outlets count as open"
    )
    transport_share: float = transport_share()
    law_extension: Literal["none", "hold"] = law_extension("hold")

    @model_validator(mode="after")
    def _leaves_some_effort(self) -> Self:
        if not any(self.most_units.values()):
            each = ", ".join(MOST[channel] for channel in self.channels)
            raise input_error("no_effort", each)
        return self

    @property
    def idle(self) -> tuple[str, ...]:
        """Levers that change nothing in this plan."""
        unused = tuple(lever for channel, lever in MOST.items() if channel not in self.channels)
        return unused if self.new_outlets else (*unused, "objective")

    @property
    def most_units(self) -> dict[str, float]:
        """Most units of effort in a desa over the plan: months of officers and of agents, days of mobile service."""
        return {channel: float(getattr(self, MOST[channel]) * self.months) for channel in self.channels}

    @property
    def law_groups(self) -> tuple[str, ...]:
        """The parameter groups that this plan rests on."""
        return LAW_GROUPS
