"""What cover comes to with other roles, polling stations and ages: the grid and its what-if panel."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

from simulate.page.elements import first_up
from simulate.page.whatif import Panel, panel_of
from simulate.page.whatif import what_if as panel
from simulate.page.words import Words
from simulate.programmes.election.plan import Role
from simulate.study.grid import Axis, Grid, around, axis_of, grid_of
from simulate.study.simulated import once

if TYPE_CHECKING:
    from simulate.programmes.election.study import ElectionResult

_UNITS = {"workers_covered": "persons", "contributions": "rp", "deaths": "persons", "deaths_unpaid": "persons"}
# who may be covered: the crew of the polling station, with those who guard it, everyone
_ROLES = (("kpps",), ("kpps", "linmas"), get_args(Role))
# of the voters a station that the law allows, or of the plan's own where it has no such rule
_CAPS, _MOST_VOTERS = (2 / 3, 1, 4 / 3, 5 / 3), 3000
_AGES = (None, 55, 50, 45)


@once
def choices(result: ElectionResult) -> Grid:
    """The same election with other roles covered, caps of voters a polling station, and caps of age.

    Raises:
        BrokenIdentityError: the grid does not hold the plan's own numbers.
    """
    plan = result.plan
    # a set of roles by those of it that serve; the plan's own is written as the plan has it
    sets = {tuple(role for role in roles if role in plan.serving): roles for roles in (*_ROLES, plan.roles)}
    roles = Axis("roles", tuple({"roles": sets[serving]} for serving in sorted(sets, key=len)))
    return grid_of(result, [roles, _caps(result), axis_of(plan, "age_cap", _AGES)], _UNITS)


def _caps(result: ElectionResult) -> Axis:
    """Caps of voters, the fewest first; that of the law is None, as plans write it."""
    by_law = result.plan.event != "pilkades"  # which has no such rule
    middle = _cap_by_law(result) if by_law else result.plan.tps_cap
    caps = {cap: cap for cap in around(middle, _CAPS) if cap <= _MOST_VOTERS} | ({middle: None} if by_law else {})
    if result.plan.tps_cap is not None:
        caps[result.plan.tps_cap] = result.plan.tps_cap
    return Axis("tps_cap", tuple({"tps_cap": caps[cap]} for cap in sorted(caps)))


def _cap_by_law(result: ElectionResult) -> int:
    return int(result.at_poll.value("election_tps_cap", result.plan.law_event))


@panel("choices")
def what_if(result: ElectionResult, words: Words) -> Panel:
    """Other roles, polling stations and ages, each an election of its own on the same facts and random numbers."""
    grid, key = choices(result), "election.choices"
    absent = words(f"{key}.absent") if grid.refused else ""
    return panel_of(grid, key, words, partial(_stop, result, words), absent=absent)


def _stop(result: ElectionResult, words: Words, levers: Mapping[str, Any]) -> str:
    [(lever, value)] = levers.items()
    key = "election.choices"
    if lever == "roles":
        covered = [role for role in result.plan.serving if role in value]
        if len(covered) == len(result.plan.serving):
            return words(f"{key}.everyone")
        return words.listed([words(f"election.role.{role}") for role in covered])
    if value is not None:
        return words(f"{key}.{lever}", value=words.exact(value))
    by_law = _cap_by_law(result) if lever == "tps_cap" else result.max_age
    return first_up(words(f"{key}.{lever}.law", value=words.exact(by_law)))
