"""The one lever of the law page: the month that it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from simulate.plan.checked import Checked, described, month_of

if TYPE_CHECKING:
    from simulate.law.base import Law, LawMonth, Reads

# what the page's first screen rests on; every other group may begin later or end earlier
LAW_GROUPS = (
    "bpu_base",
    "bpu_income_from",
    "bpu_jkm",
    "bpu_rate",
    "bpu_relief",
    "jkk_lump_sum",
    "jkk_wage_multiple",
    "jkm_benefit",
    "jkm_waiting",
)


class LawPlan(Checked):
    """Which month the law page tells."""

    default_name: ClassVar[dict[str, str]] = {"id": "Ketentuan yang berlaku", "en": "The law in force"}

    on: month_of("on") = described("2026-11", "month", "Bulan yang ditanyakan", "The month asked about")

    def laws(self, law: Law, reads: Reads | None = None) -> list[LawMonth]:
        """The law of the month.

        Raises:
            InputError: a file that the first screen needs does not vouch for the month.
        """
        return law.only(LAW_GROUPS).over([self.on], reads=reads)
