"""The levers of "1 ASN 1 Pekerja Rentan"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from simulate.errors import Gathered, Problem, did_you_mean, input_error
from simulate.plan.checked import (
    PROGRAMME_SETS,
    AsnGroup,
    Monthly,
    as_list,
    described,
    each_once,
    law_extension,
    month_of,
    none_word,
    transport_share,
    whole_number,
)
from simulate.written import month_number

if TYPE_CHECKING:
    pass


MOST_MONTHS = 60
# the plan that begins in the first budget year which is still open: other programmes count its workers
START_2027 = "start_2027"
# the parameter groups that the programme rests on
LAW_GROUPS = (
    *("bpu_base", "bpu_entry_age", "bpu_income_from", "bpu_jkm", "bpu_lapse", "bpu_rate", "bpu_relief"),
    *("jkk_lump_sum", "jkk_wage_multiple", "jkm_benefit", "jkm_waiting", "scholarship_wait"),
)
# what it rests on beside them where sponsors pay several months ahead
ADVANCE_GROUP = "bpu_advance"

Collection = Literal["appeal", "circular", "circular_with_push", "payroll_consent", "payroll_default", "regulation"]
WAYS = get_args(Collection)
Rule = Literal["uncovered_first", "decile_pool", "younger_first", "by_uncovered", "by_poverty"]
# months that a bill may cover, and what the law base calls them
ADVANCE = {1: "one", 3: "three", 6: "six", 12: "twelve"}


def _billing(months: int) -> int:
    if months not in ADVANCE:
        raise input_error("bad_value.billing_months", "billing_months", months=str(months))
    return months


def _as_shares(value: Any) -> Any:
    """A rule alone is the whole; a command line writes RULE:SHARE with commas."""
    if isinstance(value, str):
        pairs = [part.strip().partition(":") for part in value.split(",")]
        rules = [rule for rule, _, _ in pairs]
        repeated = [rule for rule in rules if rules.count(rule) > 1]
        if repeated:
            raise input_error("repeated_rule", "selection", repeated=repeated[0])
        value = {rule: share or 1.0 for rule, _, share in pairs}
    if isinstance(value, dict):
        Gathered(
            Problem("unknown_rule", "selection", rule=rule, meant=did_you_mean(rule, get_args(Rule)))
            for rule in value
            if rule not in get_args(Rule)
        ).refuse()
    return value


def _whole_shares(shares: dict[str, float]) -> dict[str, float]:
    total = sum(shares.values())
    if abs(total - 1) > 1e-9:
        code = "shares_exceed_one" if total > 1 else "shares_below_one"
        raise input_error("shares_do_not_sum", "selection", check=code, total=total)
    # the same shares are the same plan, in whatever order they were named
    return {rule: shares[rule] for rule in get_args(Rule) if shares.get(rule)}


def _asked(id: str, en: str) -> Any:
    """How many workers each civil servant of a group is asked to sponsor."""
    return described(1.0, "persons", f"Pekerja yang diminta per {id}", f"Workers asked of each {en}", ge=0, le=100)


class SponsorshipPlan(Monthly):
    """What the planner decides about the programme; the default follows what happened elsewhere."""

    default_name: ClassVar[dict[str, str]] = {
        "id": "Skenario dasar: surat edaran, keikutsertaan menurut pengalaman daerah lain",
        "en": "Base scenario: circular, take-up as other regions experienced",
    }
    together: ClassVar[dict[str, str]] = {
        "collection": "asking",
        "participation_share": "asking",
        "start": "span",
        "months": "span",
        "law_extension": "span",
    }

    collection: Collection = described(
        "circular",
        "choice",
        "Cara mengajak ASN dan memungut iuran",
        "How civil servants are asked and contributions collected",
    )
    participation_share: Annotated[float | None, BeforeValidator(none_word)] = described(
        None,
        "share",
        "Bagian ASN yang menanggung satu pekerja sejak bulan pertama; None: mengikuti pengalaman daerah lain",
        "Share of civil servants who sponsor one worker from the first month; None: as other regions experienced",
        ge=0,
        le=1,
    )
    asn_groups: Annotated[
        tuple[AsnGroup, ...], BeforeValidator(as_list), each_once("asn_groups", get_args(AsnGroup))
    ] = described(
        ("pns", "pppk", "pppk_paruh_waktu"),
        "choices",
        "Kelompok ASN yang diajak",
        "Groups of civil servants who are asked",
        min_length=1,
    )
    workers_per_pns: float = _asked("PNS", "PNS")
    workers_per_pppk: float = _asked("PPPK", "PPPK")
    workers_per_pppk_paruh_waktu: float = _asked("PPPK paruh waktu", "part-time PPPK")
    start: month_of("start") = described("2026-01", "month", "Bulan iuran pertama", "Month of the first contribution")
    months: int = described(12, "months", "Lama simulasi", "Months simulated", ge=1, le=MOST_MONTHS)
    programmes: Literal["jkk_jkm", "jkk_jkm_jht"] = described(
        "jkk_jkm", "choice", "Program yang dibayar", "Benefit programmes paid for"
    )
    billing_months: Annotated[int, BeforeValidator(whole_number), AfterValidator(_billing)] = described(
        1, "months", "Bulan yang dibayar sekaligus; 1, 3, 6, atau 12", "Months paid at once; 1, 3, 6 or 12"
    )
    push_months: Annotated[
        tuple[Annotated[int, Field(ge=1, le=60)], ...], BeforeValidator(as_list), each_once("push_months")
    ] = described(
        (6, 12, 18, 24, 30, 36),
        "programme_months",
        "Bulan instruksi bupati; dihitung sejak program mulai, hanya pada surat edaran disertai instruksi",
        "Months of the regent's instruction; counted from the start, only with a circular and instructions",
        min_length=1,
    )
    replacement: bool = described(
        True,
        "yes/no",
        "Pekerja yang berhenti, pindah, atau meninggal diganti pekerja lain",
        "Workers who lapse, move on or die are replaced",
    )
    bridge_months: int = described(
        0,
        "months",
        "Bulan yang dibayar APBD bila penanggung berhenti",
        "Months that APBD pays when a sponsor stops",
        ge=0,
        le=12,
    )
    selection: Annotated[
        dict[Rule, Annotated[float, Field(ge=0, le=1)]], BeforeValidator(_as_shares), AfterValidator(_whole_shares)
    ] = described(
        {"uncovered_first": 1.0},
        "shares",
        "Aturan memilih pekerja; masing-masing dengan bagiannya",
        "Rule of choosing workers; each with its share",
    )
    substitution: bool = described(
        False,
        "yes/no",
        "Pekerja yang sebelumnya dibayar APBD boleh dialihkan kepada ASN",
        "Workers whom APBD paid for before may be taken over by ASN",
    )
    transport_share: float = transport_share()
    sponsor_relief: bool = described(
        True,
        "yes/no",
        "Iuran dari uang pribadi ASN memperoleh keringanan PP 50/2025 (penafsiran)",
        "Contributions from an ASN's own money get the PP 50/2025 relief (a reading of the law)",
    )
    law_extension: Literal["none", "hold"] = law_extension("none")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        problems = []
        if self.bridge_months > self.months:
            lengths = {"bridge": self.bridge_months, "months": self.months}
            problems.append(Problem("bridge_past_horizon", "bridge_months", **lengths))
        if self.assumed and not self.replacement:
            problems.append(Problem("share_needs_replacement", "replacement"))
        if not any(self.requested.values()):
            names = ", ".join(f"workers_per_{group}" for group in self.asn_groups)
            problems.append(Problem("nobody_asked", names))
        Gathered(problems).refuse()
        return self

    @property
    def assumed(self) -> bool:
        """A share that takes part is an assumption."""
        return self.participation_share is not None

    @property
    def requested(self) -> dict[str, float]:
        """Workers requested of each civil servant, by group."""
        return {group: getattr(self, f"workers_per_{group}") for group in self.asn_groups}

    @property
    def idle(self) -> tuple[str, ...]:
        """Levers that this plan's other levers leave without effect."""
        pushed = not self.assumed and self.collection == "circular_with_push" and min(self.push_months) <= self.months
        unasked = [f"workers_per_{group}" for group in get_args(AsnGroup) if group not in self.asn_groups]
        return (*([] if pushed else ["push_months"]), *unasked)

    @property
    def benefit_programmes(self) -> tuple[str, ...]:
        """The benefit programmes paid for."""
        return PROGRAMME_SETS[self.programmes]

    def carried_on(self, last: str, extension: str) -> Self:
        """The plan carried on as it is from its first month to another plan's last one, or as long as a plan may be.

        Args:
            last: the last month, not before the plan's first.
            extension: what to do past the months that the law files vouch for.
        """
        months = month_number(last) - month_number(self.start) + 1
        return self.with_values({"months": min(months, MOST_MONTHS), "law_extension": extension})

    @property
    def law_groups(self) -> tuple[str, ...]:
        """The parameter groups that this plan rests on."""
        return LAW_GROUPS if self.billing_months == 1 else (*LAW_GROUPS, ADVANCE_GROUP)


def sponsors_counted() -> Any:
    """The lever that names the plan of 1 ASN 1 Pekerja Rentan whose workers another programme counts."""
    return described(
        START_2027,
        "label",
        "Skenario 1 ASN 1 Pekerja Rentan yang pekerjanya dihitung; boleh tanpa program itu",
        "Scenario of 1 ASN 1 Pekerja Rentan whose workers are counted; may be none",
    )
