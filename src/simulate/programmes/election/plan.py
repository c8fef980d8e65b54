"""The levers of covering ad hoc election workers, and their posts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import BeforeValidator, Field, model_validator

from simulate.errors import InputError, Phrase, Problem, did_you_mean, input_error
from simulate.plan.checked import (
    PROGRAMME_SETS,
    Checked,
    as_list,
    described,
    each_once,
    law_extension,
    month_of,
    none_word,
    whole_number,
)
from simulate.written import month_number, month_text, months_from

if TYPE_CHECKING:
    from simulate.law.base import Law, LawMonth, Reads

Event = Literal["pemilu", "pilkada", "psu_pemilu", "psu_pilkada", "pilkades"]
Role = Literal[
    "ppk", "ppk_secretariat", "pps", "pps_secretariat", "pantarlih", "kpps", "linmas", "panwascam", "pkd", "ptps"
]
# of each body the first month of service, counted from the month of the poll, and the months served
Service = dict[str, tuple[int, int]]
# the roles of the law base: those they are counted with, the body whose term they serve, and what there is one of
POSTS: dict[str, tuple[str, str, str]] = {
    "ppk_chair": ("ppk", "ppk", "kecamatan"),
    "ppk_member": ("ppk", "ppk", "kecamatan"),
    "ppk_secretary": ("ppk_secretariat", "ppk", "kecamatan"),
    "ppk_staff": ("ppk_secretariat", "ppk", "kecamatan"),
    "pps_chair": ("pps", "pps", "desa"),
    "pps_member": ("pps", "pps", "desa"),
    "pps_secretary": ("pps_secretariat", "pps", "desa"),
    "pps_staff": ("pps_secretariat", "pps", "desa"),
    "pantarlih": ("pantarlih", "pantarlih", "tps"),
    "kpps_chair": ("kpps", "kpps", "tps"),
    "kpps_member": ("kpps", "kpps", "tps"),
    "linmas": ("linmas", "linmas", "tps"),
    "panwascam_chair": ("panwascam", "panwascam", "kecamatan"),
    "panwascam_member": ("panwascam", "panwascam", "kecamatan"),
    "pkd": ("pkd", "pkd", "desa"),
    "ptps": ("ptps", "ptps", "tps"),
}
# a repeat vote needs no new roll; of a village election only the crew of the polling station is known
_NO_ROLL = tuple(role for role in get_args(Role) if role != "pantarlih")
SERVING: dict[str, tuple[str, ...]] = {
    "psu_pemilu": _NO_ROLL,
    "psu_pilkada": _NO_ROLL,
    "pilkades": ("kpps", "linmas"),
}


def amounts_of_posts(value: Any) -> Any:
    """The amounts in the order of `POSTS`; a command line writes POST:RUPIAH with commas.

    Raises:
        InputError: a post without an amount, named twice, or that there is not.
    """
    if isinstance(value, str):
        pairs = [part.strip().partition(":") for part in value.split(",") if part.strip()]
        posts = [post for post, _, _ in pairs]
        for post, _, amount in pairs:
            if not amount:
                raise input_error("not_a_pair.honoraria_rp", "honoraria_rp", post=post)
        repeated = [post for post in posts if posts.count(post) > 1]
        if repeated:
            raise input_error("repeated_value.honoraria_rp", "honoraria_rp", repeated=repeated[0])
        value = {post: amount for post, _, amount in pairs}
    if not isinstance(value, dict):
        return value
    problems = []
    for post in (one for one in value if one not in POSTS):
        own = [other for other, (role, _, _) in POSTS.items() if role == post]
        meant = Phrase("posts_of_role", posts=", ".join(own)) if own else did_you_mean(post, POSTS)
        problems.append(Problem("unknown_post", "honoraria_rp", post=post, meant=meant))
    if problems:
        raise InputError(problems)
    return {post: value[post] for post in POSTS if post in value}


# the parameter groups that every plan rests on
LAW_GROUPS = (
    *("election_compensation", "election_honorarium", "election_max_age", "election_second_pantarlih"),
    *("election_staff", "election_start", "election_tenure", "election_tps_cap", "jkk_lump_sum", "jkk_wage_multiple"),
    *("jkm_benefit", "pu_jkk", "pu_jkm", "pu_relief", "scholarship_children", "scholarship_yearly"),
    "scholarship_years",
)
JHT_GROUP, WAGE_GROUP = "pu_jht", "umk"

_LEAST_RP, _MOST_RP = 1_000, 100_000_000


_CountOrNone = Annotated[int | None, BeforeValidator(whole_number), BeforeValidator(none_word)]


class ElectionPlan(Checked):
    """What the regency decides about the cover of ad hoc election workers; the default is the next Pemilu."""

    default_name: ClassVar[dict[str, str]] = {
        "id": "Skenario dasar: Pemilu 2029, semua petugas dilindungi APBD",
        "en": "Base scenario: 2029 national election (Pemilu), APBD covers every worker",
    }

    event: Event = described("pemilu", "choice", "Jenis pemilihan", "Kind of election")
    date: month_of("date") = described("2029-02", "month", "Bulan pemungutan suara", "Month of the poll")
    desa: Annotated[tuple[str, ...], BeforeValidator(as_list), each_once("desa")] = described(
        (),
        "codes",
        "Kode desa atau kecamatan yang memilih (PSU, Pilkades); kosong: seluruhnya",
        "Codes of the villages or kecamatan that vote (repeat vote, village-head elections); empty: all",
    )
    desa_voting: _CountOrNone = described(
        None,
        "desa",
        "Banyaknya desa yang memilih, bila belum diketahui yang mana (Pilkades); None: semua",
        "How many villages vote where it is not known which (village-head elections); None: all",
        ge=1,
        le=999,
    )
    tps_cap: _CountOrNone = described(
        None,
        "voters",
        "Pemilih per TPS paling banyak; None: menurut ketentuan",
        "Voters of a polling station, at most; None: by law",
        ge=50,
        le=3000,
    )
    roles: Annotated[tuple[Role, ...], BeforeValidator(as_list), each_once("roles", get_args(Role))] = described(
        get_args(Role), "choices", "Petugas yang dilindungi", "Roles that are covered", min_length=1
    )
    covered_share: Annotated[float | None, BeforeValidator(none_word)] = described(
        None,
        "share",
        "Persentase petugas yang didaftarkan; None: semua, atau menurut pengalaman bila petugas membayar sendiri",
        "Share of workers who are registered; None: all, or as experienced where workers pay themselves",
        ge=0,
        le=1,
    )
    payer: Literal["nphd", "apbd", "apbdes", "worker"] = described(
        "apbd", "choice", "Pembayar iuran", "Who pays the contributions"
    )
    contribution_basis: Literal["honorarium", "minimum_wage"] = described(
        "honorarium", "choice", "Dasar upah iuran", "Wage base of the contributions"
    )
    honoraria_rp: Annotated[
        dict[str, Annotated[int, BeforeValidator(whole_number), Field(ge=_LEAST_RP, le=_MOST_RP)]],
        BeforeValidator(amounts_of_posts),
    ] = described(
        {},
        "amounts",
        "Honorarium sebulan yang lain dari ketentuan, menurut jabatan",
        "Monthly honoraria that differ from the law's, by post",
    )
    programmes: Literal["jkk_jkm", "jkk_jkm_jht"] = described(
        "jkk_jkm", "choice", "Program yang dibayar", "Benefit programmes paid for"
    )
    extra_months: int = described(
        0, "months", "Bulan perlindungan sesudah masa kerja", "Months of cover after the term of service", ge=0, le=12
    )
    age_cap: _CountOrNone = described(
        None,
        "years",
        "Usia paling tinggi semua petugas; None: menurut ketentuan, hanya KPPS",
        "Highest age of all workers; None: by law, KPPS alone",
        ge=25,
        le=79,
    )
    screening: Literal["none", "as_2024", "full"] = described(
        "as_2024", "choice", "Pemeriksaan kesehatan sebelum bertugas", "Health screening before service"
    )
    shift_limit: bool = described(
        False, "yes/no", "Jam kerja hari pemungutan suara dibatasi", "Working hours on polling day are limited"
    )
    registration: Literal["before_induction", "after_induction"] = described(
        "before_induction", "choice", "Saat pendaftaran", "When workers are registered"
    )
    law_extension: Literal["none", "hold"] = law_extension("hold")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        problems = list(self._problems())
        if problems:
            raise InputError(problems)
        return self

    def _problems(self) -> Iterator[Problem]:
        """What does not go together."""
        event, posts = self.event, self.covered_posts
        if event in ("pemilu", "pilkada") and self.desa:
            yield Problem("needless_desa", "desa", count=len(self.desa), event=event)
        if event.startswith("psu") and not self.desa:
            yield Problem("missing_desa", "desa", event=event)
        if self.payer == "nphd" and event not in ("pilkada", "psu_pilkada"):
            yield Problem("grant_needs_pilkada", "payer", event=event)
        if self.desa_voting is not None and (event != "pilkades" or self.desa):
            yield Problem("needless_desa_voting", "desa_voting", count=self.desa_voting, event=event)
        if event == "pilkades":
            if self.tps_cap is None:
                yield Problem("missing_cap", "tps_cap")
            missing = [post for post in posts if post not in self.honoraria_rp]
            if missing and self.contribution_basis == "honorarium":
                yield Problem("missing_honorarium", "honoraria_rp", posts=", ".join(missing))
        needless = [post for post in self.honoraria_rp if post not in posts]
        if needless and posts:
            yield Problem("needless_honorarium", "honoraria_rp", posts=", ".join(needless))
        inside = [code for code in self.desa for other in self.desa if code.startswith(f"{other}.")]
        if inside:
            yield Problem("repeated_desa", "desa", desa=inside[0])
        if not posts:
            names = {"roles": ", ".join(self.roles), "serving": ", ".join(self.serving)}
            yield Problem("no_such_role", "roles", event=event, **names)

    @property
    def law_event(self) -> str:
        """The event whose rules the law base holds."""
        return "pemilu_2024" if self.event in ("pemilu", "psu_pemilu") else "pilkada_2024"

    @cached_property
    def serving(self) -> tuple[str, ...]:
        """The roles that serve in this kind of election."""
        return SERVING.get(self.event, get_args(Role))

    @cached_property
    def posts(self) -> dict[str, tuple[str, str, str]]:
        """The `POSTS` that serve in this kind of election."""
        return {post: of for post, of in POSTS.items() if of[0] in self.serving}

    @cached_property
    def bodies(self) -> dict[str, str]:
        """Of each role that serves the body whose term it has."""
        return {role: body for role, body, _ in self.posts.values()}

    @cached_property
    def covered_posts(self) -> tuple[str, ...]:
        """The posts whose contributions are paid."""
        return tuple(post for post, (role, _, _) in self.posts.items() if role in self.roles)

    @property
    def covers_anyone(self) -> bool:
        """Whether anybody is registered at all."""
        return self.covered_share != 0

    @property
    def idle(self) -> tuple[str, ...]:
        """Levers that this plan's other levers leave without effect."""
        return ("honoraria_rp",) if self.contribution_basis == "minimum_wage" else ()

    @property
    def benefit_programmes(self) -> tuple[str, ...]:
        """The benefit programmes paid for."""
        return PROGRAMME_SETS[self.programmes]

    @property
    def law_groups(self) -> tuple[str, ...]:
        """The parameter groups that this plan rests on."""
        more = [JHT_GROUP] if "jht" in self.benefit_programmes else []
        more += [WAGE_GROUP] if self.contribution_basis == "minimum_wage" else []
        return (*LAW_GROUPS, *more)

    def service(self, at_poll: LawMonth) -> Service:
        """Of each body the first month of service, counted from the month of the poll, and the months served.

        A repeat vote and a village election are served as long as KPPS serve, in the month of the poll.
        """
        bodies = dict.fromkeys(self.bodies.values())
        if self.event not in ("pemilu", "pilkada"):
            return dict.fromkeys(bodies, (0, int(at_poll.value("election_tenure", self.law_event, "kpps"))))

        def months(group: str, body: str) -> int:
            return int(at_poll.value(group, self.law_event, body))

        return {body: (-months("election_start", body), months("election_tenure", body)) for body in bodies}

    def laws(self, law: Law, reads: Reads | None = None) -> list[LawMonth]:
        """The law of each month from the first service to the last month of cover.

        Raises:
            InputError: a law file does not cover a month.
        """
        law = law.only(self.law_groups)
        [at_poll] = law.over([self.date], self.law_extension, reads)
        spans = self.service(at_poll).values()
        first = min(start for start, _ in spans)
        last = max(start + months for start, months in spans) + self.extra_months
        months = months_from(month_text(month_number(self.date) + first), max(last, 1) - first)
        return law.over(months, self.law_extension, reads)
