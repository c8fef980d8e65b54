"""What counts as a covered worker: the definition that the baseline is given in."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from simulate.plan.checked import Checked, described, law_extension, month_of

if TYPE_CHECKING:
    from simulate.law.base import Law, LawMonth, Reads

# what the price of a worker's contribution rests on
LAW_GROUPS = ("bpu_base", "bpu_income_from", "bpu_jkm", "bpu_rate", "bpu_relief")

Status = Literal["active", "registered"]
Place = Literal["residence", "workplace"]
Workers = Literal["all", "wage_earners"]


class BaselinePlan(Checked):
    """How covered workers are counted, and the month whose contribution prices the claim."""

    default_name: ClassVar[dict[str, str]] = {
        "id": "Peserta aktif menurut domisili, semua segmen",
        "en": "Active participants by residence, all segments",
    }

    status: Status = described(
        "active",
        "choice",
        "Peserta yang dihitung: aktif (iuran lunas) atau terdaftar",
        "Participants counted: active (paid up) or registered",
    )
    place: Place = described(
        "residence", "choice", "Menurut domisili atau tempat kerja", "By residence or by workplace"
    )
    jakon: bool = described(
        True, "yes/no", "Pekerja jasa konstruksi (Jakon) ikut dihitung", "Construction-project workers (Jakon) count"
    )
    workers: Workers = described(
        "all", "choice", "Pembagi: semua pekerja atau pekerja formal saja", "Out of all workers or wage earners alone"
    )
    on: month_of("on") = described(
        "2026-11", "month", "Bulan iuran yang dipakai sebagai harga", "Month whose contribution is the price"
    )
    law_extension: Literal["none", "hold"] = law_extension("none")

    def laws(self, law: Law, reads: Reads | None = None) -> list[LawMonth]:
        """The law of the month of the price.

        Raises:
            InputError: a law file does not vouch for it.
        """
        return law.only(LAW_GROUPS).over([self.on], self.law_extension, reads)
