"""The levers of the executive brief: which published runs it reads, and by when the regent decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationInfo, model_validator

from simulate.errors import refuse
from simulate.months import months_from
from simulate.plan.checked import Checked, described, law_extension, month_of, none_word
from simulate.plan.named import DEFAULT, is_label
from simulate.plan.settings import Shown

if TYPE_CHECKING:
    from simulate.law import Law, LawMonth
    from simulate.law.base import Reads

# the reports that a brief reads, in the order in which it tells them
SOURCES = ("baseline", "sponsorship", "election", "funding", "universal")
# what the months of its calendar rest on
LAW_GROUPS = ("bpu_base", "bpu_income_from", "bpu_jkm", "bpu_rate", "bpu_relief", "jkm_waiting")


def _label(value: str | None, info: ValidationInfo) -> str | None:
    if value is not None and not is_label(value):
        raise refuse("bad_label", str(info.field_name), value, "a plan's label of a-z, 0-9, _ and -, or `none`")
    return value


def _run(id: str, en: str) -> Any:
    """Which run of a report is read."""
    return described(
        DEFAULT,
        "run",
        f"Rencana yang laporannya dibaca: {id}; none: tidak dibaca",
        f"Plan whose report is read: {en}; none: not read",
    )


Run = Annotated[str | None, BeforeValidator(none_word), AfterValidator(_label)]


class BriefPlan(Checked):
    """Which runs the brief reads, and the month by which the regent decides."""

    default_name: ClassVar[dict[str, str]] = {
        "id": "Lima laporan, rencana dasar masing-masing",
        "en": "Five reports, the base plan of each",
    }

    baseline: Run = _run("titik tolak cakupan", "where coverage stands")
    sponsorship: Run = _run("1 ASN 1 Pekerja Rentan", "1 ASN 1 Pekerja Rentan")
    election: Run = _run("petugas ad hoc pemilu", "ad hoc election workers")
    funding: Run = _run("bauran pembiayaan", "the funding mix")
    universal: Run = _run("jalan menuju cakupan semesta", "the road to universal coverage")
    decide_by: month_of("decide_by") = described(
        "2026-12", "month", "Bulan terakhir bagi bupati untuk memutuskan", "Month by which the regent decides"
    )
    law_extension: Literal["none", "hold"] = law_extension("hold")

    @model_validator(mode="after")
    def _reads_something(self) -> Self:
        if not self.sources:
            raise refuse("nothing_to_read", ", ".join(SOURCES), "every one is none", "name a run for one of them")
        return self

    @property
    def sources(self) -> dict[str, str]:
        """The plan's label of each report that is read."""
        return {name: label for name in SOURCES if (label := getattr(self, name)) is not None}

    def laws(self, law: Law, reads: Reads | None = None) -> list[LawMonth]:
        """The law of the month of the decision and of the next, in which workers are registered.

        Raises:
            InputError: a law file does not vouch for them.
        """
        return law.only(LAW_GROUPS).over(months_from(self.decide_by, 2), self.law_extension, reads)


class ReadRun(BaseModel):
    """What a brief took from a published run, by value and without the place where it stood.

    ``record`` is the SHA-256 of its record, ``plan`` and ``settings`` are its own. ``measures`` has unit, mean, P5,
    P50, P95 and simulation error by the run's names, ``names`` the brief's names of them, ``tables`` rows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    report: str
    label: str
    name: dict[str, str]
    identity: str
    record: str
    facts_date: str
    plan: dict[str, Any]
    settings: dict[str, Any]
    names: dict[str, str]
    measures: dict[str, tuple[str, float, float, float, float, float]]
    tables: dict[str, list[dict[str, Any]]]


class ReadRuns(BaseModel):
    """The runs of a brief by report, and the files (SHA-256 by path) that they were made from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    files: dict[str, str]
    runs: dict[str, ReadRun]

    def __str__(self) -> str:
        """As a table of parameters shows it."""
        return ", ".join(f"{run.report}/{run.label} ({run.identity[:8]})" for run in self.runs.values())


class BriefSettings(Shown):
    """What a brief needs beside its plan."""

    runs: ReadRuns | None = described(
        None,
        "runs",
        "Isi laporan yang dibaca; None: yang terbit di folder reports",
        "What was read from the reports; None: those published below reports",
    )
