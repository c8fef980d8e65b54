"""The levers of the Paritrana scorecard: the assessment year, weights of the aspects, what is done for how much."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from simulate.errors import InputError, Problem, did_you_mean, input_error
from simulate.plan.checked import Checked, as_list, described, law_extension, month_of, none_word, whole_number
from simulate.plan.named import DEFAULT, Label, named_plan, read_plan
from simulate.programmes.election.plan import ElectionPlan
from simulate.programmes.sponsorship.plan import START_2027, SponsorshipPlan
from simulate.programmes.universal.plan import UniversalPlan
from simulate.region.schemas import ACTIONS
from simulate.written import month_number, month_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulate.law.base import Law, LawMonth, Reads
    from simulate.programmes.universal.study import Target

# every weighting that gives each aspect `least_weight`
ANY = "any"
# the actions that are levers of the road to universal coverage, see `ParitranaPlan.road`
ROAD = ("permits", "village", "drives")
# which plan says what covering ad hoc workers takes in a year; in other years nobody is elected
ELECTIONS = {2027: "pilkades_2027", 2029: "default", 2031: "pilkada_2031"}
# the month before the first that the road to universal coverage simulates, from which a year's growth counts; a road
# has at most so many months
_ROAD_FIRST, _ROAD_MOST = "2026-12", 60
_YEAR = 12
# targets of workers covered, on the base that the award and the province use; RKP and RPJMN measure something else
SAME_BASE = ("target_ucj", "banten_target_soon", "banten_target_2030")
TARGETS = ("target_rkp", "target_rpjmn", *SAME_BASE)


def _actions(value: Any) -> Any:
    """A list of actions, or None; refuses a word that is none of them."""
    value = as_list(none_word(value))
    wrong = [word for word in value if word not in ACTIONS] if isinstance(value, list | tuple) else []
    if wrong:
        raise InputError(
            Problem("bad_value.actions", "actions", word=word, meant=did_you_mean(word, ACTIONS)) for word in wrong
        )
    return value


def election_plan(year: int, extension: str) -> ElectionPlan | None:
    """The plan that covers every ad hoc worker of a year's election; None in a year without one."""
    if year not in ELECTIONS:
        return None
    named = read_plan(ELECTIONS[year], ElectionPlan)
    return ElectionPlan(**named.levers).with_values({"law_extension": extension})


class ParitranaPlan(Checked):
    """How the regency assesses itself, and what it may do before the assessment year ends."""

    default_name: ClassVar[dict[str, str]] = {
        "id": "Semua bobot yang mungkin, tahun penilaian berikutnya",
        "en": "All possible weights, the next assessment year",
    }

    assessment_year: int = described(
        2027, "year", "Tahun yang dinilai, Januari–Desember", "Assessment year, January–December", ge=2027, le=2031
    )
    start: month_of("start") = described("2026-12", "month", "Bulan tindakan dimulai", "Month in which actions begin")
    baseline: Literal["claimed", "reconciled"] = described(
        "reconciled", "choice", "Cakupan pada awal", "Coverage at the start"
    )
    sponsorship: Label = described(
        START_2027,
        "label",
        "Skenario 1 ASN 1 Pekerja Rentan yang dijalankan oleh tindakan itu",
        "Scenario of 1 ASN 1 Pekerja Rentan that this action carries out",
    )
    funding: Label = described(
        DEFAULT,
        "label",
        "Skenario bauran pembiayaan yang berlaku tanpa tindakan baru",
        "Scenario of the funding mix that holds without new action",
    )
    weights: str = described(
        ANY,
        "choice",
        "Bobot aspek; any semua yang mungkin, atau skema di paritrana_weights.csv",
        "Weights of the aspects; any is all possible ones, or a scheme of paritrana_weights.csv",
    )
    least_weight: float = described(
        0.0, "share", "Bobot terkecil setiap aspek", "Least weight of each aspect", ge=0, le=0.25
    )
    coverage_rule: Literal["share_of_target", "reached", "workers"] = described(
        "share_of_target",
        "choice",
        "Nilai cakupan; share_of_target bagian dari target, reached tercapai atau tidak, workers bagian pekerja",
        "Score of coverage; share_of_target of the target, reached or not, workers is the share of workers",
    )
    coverage_target: Literal[
        "any", "target_rkp", "target_rpjmn", "target_ucj", "banten_target_soon", "banten_target_2030"
    ] = described(
        "any",
        "choice",
        "Target cakupan; any setiap target yang pembaginya sama (UCJ dan Banten), sama mungkin",
        "Target of coverage; any is every one on the same base (UCJ and Banten), equally likely",
    )
    peers: bool = described(
        True, "yes/no", "Bandingkan dengan daerah lain di provinsi", "Compare with others in the province"
    )
    budget_rp: Annotated[int, BeforeValidator(whole_number)] = described(
        3_000_000_000, "rp_year", "Anggaran APBD untuk tindakan", "APBD budget for actions", ge=0, le=10**12
    )
    confidence: float = described(
        0.9,
        "share",
        "Peluang paling sedikit bahwa anggaran itu cukup",
        "Least chance that this budget suffices",
        ge=0.5,
        le=0.99,
    )
    count: Literal["all", "apbd"] = described(
        "all",
        "choice",
        "Rupiah yang dihitung dalam nilai per rupiah; all siapa pun yang membayar, apbd hanya APBD",
        "Rupiah counted in score per rupiah; all whoever pays, apbd the regency's budget alone",
    )
    new_outlets: int = described(
        3,
        "outlets",
        "Tempat layanan yang ditambah oleh tindakan tempat layanan",
        "Outlets that the action of more service outlets adds",
        ge=1,
        le=50,
    )
    actions: Annotated[
        Annotated[tuple[str, ...], Field(max_length=len(ACTIONS))] | None, BeforeValidator(_actions)
    ] = described(
        None,
        "choices",
        "Tindakan yang dipilih; None: yang terbaik dalam anggaran",
        "Actions chosen; None: the best within the budget",
    )
    law_extension: Literal["none", "hold"] = law_extension("hold")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if month_number(self.start) > month_number(self.last) or int(self.start[:4]) < self.assessment_year - 1:
            wanted, last = self.assessment_year - 1, self.last
            raise input_error("outside_plan", "start", start=self.start, wanted=wanted, last=last)
        actions = self.actions or ()
        twice = sorted({one for one in actions if actions.count(one) > 1})
        problems = [Problem("named_twice", "actions", one=one) for one in twice]
        if "election" in actions and "election" not in self.available:
            problems.append(Problem("no_election", "actions", names=", ".join(map(str, ELECTIONS))))
        if problems:
            raise InputError(problems)
        return self

    @property
    def last(self) -> str:
        """The last month of the assessment year."""
        return f"{self.assessment_year}-12"

    @property
    def months_left(self) -> int:
        """Months from the start to the end of the assessment year, both included."""
        return month_number(self.last) - month_number(self.start) + 1

    @property
    def available(self) -> tuple[str, ...]:
        """The actions that can be taken in the assessment year."""
        return tuple(one for one in ACTIONS if one != "election" or self.assessment_year in ELECTIONS)

    def in_force(self, months: float) -> str:
        """The month, from January to December of the assessment year, in which what takes so many months works."""
        earliest, last = month_number(self.start) + round(months), month_number(self.last)
        return month_text(min(max(earliest, last - _YEAR + 1), last))

    @cached_property
    def sponsors(self) -> SponsorshipPlan:
        """The levers of the plan of 1 ASN 1 Pekerja Rentan that the action carries out.

        Raises:
            InputError: no such plan.
        """
        return named_plan("sponsorship", self.sponsorship, SponsorshipPlan)

    def sponsors_begin(self, months: float) -> str:
        """The month in which that action runs: once prepared in so many months, and not before its own plan."""
        return max(self.in_force(months), self.sponsors.start)

    @cached_property
    def election(self) -> ElectionPlan | None:
        """The plan that covers every ad hoc worker of the year's election; None in a year without one."""
        return election_plan(self.assessment_year, self.law_extension)

    def road(self, actions: frozenset[str] = frozenset(), regulated: str | None = None) -> UniversalPlan:
        """The road through the assessment year with some of `ROAD` taken.

        Sponsorship and a budget above that of the funding mix are left out of it, as actions of their own.
        Obligations hold from the month ``regulated``, the last of the year unless given; inspection and outreach work
        in all months.
        """
        from_month, drive = regulated or self.last, "strong" if "drives" in actions else "as_now"
        return UniversalPlan(
            baseline=self.baseline,
            start=f"{self.assessment_year}-01",
            months=_YEAR,
            sponsorship=None,
            funding=self.funding,
            target_year=self.assessment_year,
            law_extension=self.law_extension,
            contractors_from=from_month if "permits" in actions else None,
            permits_from=from_month if "permits" in actions else None,
            village_workers_from=from_month if "village" in actions else None,
            compliance_drive=drive,
            self_pay_drive=drive,
        )

    @property
    def approach(self) -> UniversalPlan:
        """The road without any action from where universal coverage is simulated from to the end of the year.

        If that is too long, at least so much of it that the December before the year is there, too.
        """
        months = min(month_number(self.last) - month_number(_ROAD_FIRST) + 1, _ROAD_MOST)
        return self.road().with_values({"start": month_text(month_number(self.last) - months + 1), "months": months})

    def judged_by(self, targets: Iterable[Target]) -> list[Target]:
        """The targets of coverage that the plan judges by, of those of the region, the lowest first.

        Raises:
            InputError: the region's tables have not the one that is asked for.
        """
        wanted = self.coverage_target
        found = [target for target in targets if target.key in (SAME_BASE if wanted == ANY else (wanted,))]
        if not found:
            raise input_error("unknown_target", "coverage_target", target=wanted, meant=did_you_mean(wanted, [ANY]))
        return found

    def laws(self, law: Law, reads: Reads | None = None) -> list[LawMonth]:
        """The law of each month of the approach; the last twelve are the assessment year's.

        Raises:
            InputError: a law file does not vouch for a month.
        """
        return self.approach.laws(law, reads)
