"""The levers of "1 ASN 1 Pekerja Rentan"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, get_args

from pydantic import AfterValidator, BeforeValidator

from simulate.errors import refuse
from simulate.months import months_from
from simulate.plan.checked import Checked, as_list, described, month_of

if TYPE_CHECKING:
    from simulate.law import Law, LawMonth
    from simulate.law.base import Reads

# the parameter groups that the programme rests on
LAW_GROUPS = (
    "bpu_base",
    "bpu_entry_age",
    "bpu_income_from",
    "bpu_jkm",
    "bpu_lapse",
    "bpu_rate",
    "bpu_relief",
    "jkk_lump_sum",
    "jkk_wage_multiple",
    "jkm_benefit",
    "jkm_waiting",
    "scholarship_wait",
)

Collection = Literal["appeal", "circular", "circular_with_push", "payroll_consent"]
AsnGroup = Literal["pns", "pppk", "pppk_paruh_waktu"]


def _no_repeats(groups: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(groups)) < len(groups):
        raise refuse("repeated_group", "asn_groups", ", ".join(groups), "name each group once")
    # the same groups are the same plan, in whatever order they were named
    return tuple(sorted(groups, key=get_args(AsnGroup).index))


def _none_word(value: Any) -> Any:
    return None if isinstance(value, str) and value.lower() in ("none", "") else value


class SponsorshipPlan(Checked):
    """What the planner decides about the programme; the default follows what happened elsewhere."""

    default_name: ClassVar[dict[str, str]] = {
        "id": "Rencana dasar: surat edaran, keikutsertaan menurut pengalaman daerah lain",
        "en": "Base plan: circular, take-up as other regions experienced",
    }

    collection: Collection = described(
        "circular",
        "choice",
        "Cara mengajak ASN dan memungut iuran",
        "How civil servants are asked and contributions collected",
    )
    participation_share: Annotated[float | None, BeforeValidator(_none_word)] = described(
        None,
        "share",
        "Bagian ASN yang menanggung satu pekerja sejak bulan pertama; None: mengikuti pengalaman daerah lain",
        "Share of civil servants who sponsor one worker from the first month; None: as other regions experienced",
        ge=0,
        le=1,
    )
    asn_groups: Annotated[tuple[AsnGroup, ...], BeforeValidator(as_list), AfterValidator(_no_repeats)] = described(
        ("pns", "pppk", "pppk_paruh_waktu"),
        "choices",
        "Kelompok ASN yang diajak",
        "Groups of civil servants who are asked",
        min_length=1,
    )
    start: month_of("start") = described("2026-01", "month", "Bulan iuran pertama", "Month of the first contribution")
    months: int = described(12, "months", "Lama simulasi", "Months simulated", ge=1, le=60)
    transport_share: float = described(
        0.0,
        "share",
        "Bagian pekerja sektor transportasi (masa keringanan PP 50/2025 berbeda)",
        "Share of workers in transport (their PP 50/2025 relief has other months)",
        ge=0,
        le=1,
    )
    sponsor_relief: bool = described(
        True,
        "yes/no",
        "Iuran dari uang pribadi ASN memperoleh keringanan PP 50/2025 (tafsir)",
        "Contributions from an ASN's own money get the PP 50/2025 relief (a reading of the law)",
    )
    law_extension: Literal["none", "hold"] = described(
        "none",
        "choice",
        "Setelah batas yang dijamin berkas hukum: none menolak, hold mempertahankan nilai terakhir",
        "Past the months that the law files vouch for: none refuses, hold keeps the last value",
    )

    def laws(self, law: Law, reads: Reads | None = None) -> list[LawMonth]:
        """The law of each month of the plan.

        Raises:
            InputError: a law file does not vouch for a month.
        """
        return law.only(LAW_GROUPS).over(months_from(self.start, self.months), self.law_extension, reads)
