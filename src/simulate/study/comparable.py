"""What a programme gives to a comparison of its plans; another programme joins with an entry of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulate.study import sponsorship
from simulate.study.compare import levers_moved
from simulate.study.facts import read_facts
from simulate.study.measures import MEASURES


@dataclass(frozen=True)
class Programme:
    """A programme whose plans can be compared.

    ``units`` has each measure's unit, ``compared`` the measures shown side by side; the first of these decides which
    plan comes first, the second is what it costs, the third what families see. ``monthly`` is its table by month.
    ``assumed`` says of levers whether they set what nobody can choose: such a plan is shown, but wins nothing.
    """

    name: str
    units: Mapping[str, str]
    compared: tuple[str, ...]
    monthly: str
    read_facts: Callable[..., Any]
    run_on: Callable[..., Any]
    inputs_now: Callable[..., dict[str, Any]]
    levers_moved: Callable[..., Any]
    assumed: Callable[[Any], bool]


PROGRAMMES = {
    sponsorship.PROGRAMME: Programme(
        name=sponsorship.PROGRAMME,
        units=MEASURES,
        compared=(
            "protected_end",
            "contributions",
            "deaths",
            "worker_months",
            "ceiling_share",
            "apbd_same_cover",
            "benefits",
            "loss_ratio",
            "coverage_gain_claim",
        ),
        monthly="protected_by_month",
        read_facts=read_facts,
        run_on=sponsorship.run_on,
        inputs_now=sponsorship.inputs_now,
        levers_moved=levers_moved,
        assumed=lambda levers: levers.participation_share is not None,
    )
}
