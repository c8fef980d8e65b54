"""The levers of the executive brief: which scenario's runs it reads, and by when the regent decides."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, model_validator

from simulate.errors import input_error
from simulate.plan.checked import Checked, Shown, as_list, described, each_once, law_extension, optional_month
from simulate.plan.named import BASE, DEFAULT, Label, about, read_scenario
from simulate.written import months_from

if TYPE_CHECKING:
    from simulate.law.base import Law, LawMonth, Reads
    from simulate.region.base import About

Report = Literal["baseline", "sponsorship", "election", "funding", "universal", "paritrana"]
# the reports that a brief reads, in the order in which it tells them
SOURCES: tuple[Report, ...] = get_args(Report)
# of this one it takes alone how long a regulation takes
_ASIDE = "paritrana"
# what the months of its calendar rest on
LAW_GROUPS = ("apbd_agreement", "bpu_base", "bpu_income_from", "bpu_jkm", "bpu_rate", "bpu_relief", "jkm_waiting")


class BriefPlan(Checked):
    """Which scenario's runs the brief reads, and the month by which the regent decides."""

    default_name: ClassVar[dict[str, str]] = {
        "id": "Ringkasan skenario gabungan dasar",
        "en": "Brief of the combined base scenario",
    }

    scenario: Label = described(
        BASE,
        "scenario",
        "Skenario gabungan di data/scenarios yang laporannya dibaca",
        "Combined scenario of data/scenarios whose reports are read",
    )
    leave_out: Annotated[tuple[Report, ...], BeforeValidator(as_list), each_once("leave_out", SOURCES)] = described(
        (), "choices", "Laporan yang tidak dibaca", "Reports that are not read"
    )
    decide_by: optional_month("decide_by") = described(
        None,
        "month",
        "Bulan terakhir bagi bupati untuk memutuskan; None: bulan sesudah data terakhir wilayah",
        "Month by which the regent decides; None: the month after the region's last facts",
    )
    law_extension: Literal["none", "hold"] = law_extension("hold")

    @model_validator(mode="after")
    def _reads_something(self) -> Self:
        if not {*self.sources} - {_ASIDE}:
            raise input_error("nothing_to_read", "leave_out", scenario=self.scenario)
        return self

    @cached_property
    def sources(self) -> dict[str, str]:
        """The plan's label of each report that is read, as the scenario binds them.

        Raises:
            InputError: the scenario is refused.
        """
        plans = read_scenario(self.scenario).plans
        return {name: plans[name] for name in SOURCES if name in plans and name not in self.leave_out}

    @property
    def named_by(self) -> tuple[str, str, dict[str, str]]:
        """The scenario: the brief of the base scenario is the default one, any other is called like its scenario."""
        label = DEFAULT if self.scenario == BASE else self.scenario
        return "scenario", label, read_scenario(self.scenario).name

    def decided(self, region: About) -> str:
        """The month by which the regent decides.

        Raises:
            InputError: it is over.
        """
        if self.decide_by is None:
            return region.ahead
        if self.decide_by <= region.as_of:
            raise input_error("decision_over", "decide_by", decide_by=self.decide_by, as_of=region.as_of)
        return self.decide_by

    def laws(self, law: Law, reads: Reads | None = None) -> list[LawMonth]:
        """The law of the month of the decision and of the next, in which workers are registered.

        Raises:
            InputError: a law file does not vouch for them.
        """
        months = months_from(self.decided(about()), 2)
        return law.only(LAW_GROUPS).over(months, self.law_extension, reads)


# a text, or a text and its address on the network
_Part = str | tuple[str, Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]]


class ReadTrace(BaseModel):
    """What a number of a published run rests on, see `simulate.page.trace.Trace`: texts and links, never HTML."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    value: str
    formula: str = ""
    inputs: tuple[str | tuple[_Part, ...], ...] = ()
    mover: str = ""


class ReadRun(BaseModel):
    """What a brief took from a published run, by value and without the place where it stood.

    ``record`` is the SHA-256 of its record, ``plan`` and ``settings`` are its own. ``measures`` has unit, mean, P5,
    P50, P95 and simulation error by the run's names, ``names`` the brief's names of them, ``tables`` rows, ``traces``
    by language and the brief's name what numbers rest on, as far as the run says.
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
    traces: dict[str, dict[str, ReadTrace]] = {}


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
