"""The programmes in their order, one room each: the one list that all general code asks.

A room's ``__init__`` says what others need to know of it and loads nothing; its modules are found by what they are
called: ``plan`` (levers), ``study`` (runs and measures), ``page`` (what its report shows).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from simulate.errors import did_you_mean, input_error

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

# in the order in which reports are listed and published
NAMES = (
    "brief",
    "baseline",
    "sponsorship",
    "election",
    "funding",
    "universal",
    "outreach",
    "monitoring",
    "paritrana",
    "law",
    "compare",
)


@dataclass(frozen=True)
class Programme:
    """What general code asks of a programme.

    ``plan`` is the class of its levers and ``setting`` that of what its runs need beside them, as its module ``plan``
    calls them. ``starts_from`` are programmes whose unknowns it shares. ``foremost`` are the measures that its form
    shows; a programme without any simulates nothing. ``compared`` are the measures that stand side by side in a
    comparison: the first decides which plan comes first, the second is what it costs, the third what families see.
    ``monthly`` is its table by month. ``face`` is what notebooks call its page, where that is not its name.
    ``reads_record`` tells that the records of what happened are among its facts.

    What a scenario asks: ``of_scenarios`` tells that each scenario has a report of its own; ``shared`` has the levers
    that hold what its plans share; ``follows`` are levers that name another programme's plan and are called like it;
    ``instead`` has a lever that takes the place of another's plan; ``begins`` names the month of the region (of
    `About`) before which no plan may start.
    """

    name: str
    notebook: str
    plan: str
    setting: str = "Settings"
    starts_from: tuple[str, ...] = ()
    foremost: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()
    monthly: str = ""
    face: str = ""
    reads_record: bool = False
    of_scenarios: bool = False
    shared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    follows: tuple[str, ...] = ()
    instead: Mapping[str, str] = field(default_factory=dict)
    begins: str = ""

    def _module(self, name: str) -> ModuleType:
        # found when asked for, so that the list costs nothing, and what asks it does not rest on every model
        return import_module(f"{__name__}.{self.name}.{name}")

    @property
    def levers(self) -> type[Any]:
        """The model of its levers."""
        return getattr(self._module("plan"), self.plan)

    @property
    def settings(self) -> type[Any]:
        """The model of what its runs need beside the levers."""
        own = self._module("plan")
        return getattr(own, self.setting, None) or getattr(import_module("simulate.plan.checked"), self.setting)

    @property
    def study(self) -> ModuleType:
        """What runs its plans: ``run``, ``inputs_now``, and of a simulated programme ``run_on`` and ``MEASURES``."""
        return self._module("study")

    @property
    def page(self) -> ModuleType:
        """What its report shows, a function each."""
        return self._module("page")

    @property
    def measures(self) -> Mapping[str, str]:
        """The unit of each measure; empty where nothing is simulated."""
        return self.study.MEASURES if self.foremost else {}

    def resolve_sources(self, levers: Any, settings: Any, reports: Path) -> Any:
        """The settings with the published runs that the levers name, by value.

        Raises:
            InputError: such a run is missing, stale or not as it was published.
        """
        return self.study.resolve_sources(levers, settings, reports) if levers.sources else settings


@cache
def _room(name: str) -> Programme:
    return import_module(f"{__name__}.{name}").programme


def named_programme(name: str) -> Programme:
    """The programme of that name.

    Raises:
        InputError: there is none.
    """
    if name not in NAMES:
        raise input_error("unknown_report", "report", name=name, meant=did_you_mean(name, NAMES))
    return _room(name)


def exports() -> dict[str, tuple[str, str | None]]:
    """What `simulate` hands out of the programmes: each one's page, and the class of its levers; module and name."""
    rooms = {name: (f"{__name__}.{name}", _room(name)) for name in NAMES}
    pages = {room.face or name: (f"{module}.page", None) for name, (module, room) in rooms.items()}
    return pages | {room.plan: (f"{module}.plan", room.plan) for module, room in rooms.values()}


def simulated() -> tuple[str, ...]:
    """The names of the programmes that simulate; the others read, list or compare."""
    return tuple(name for name in NAMES if _room(name).foremost)
