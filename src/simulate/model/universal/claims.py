"""Deaths and accidents among the members without an employer who joined since the start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.identities import must_equal
from simulate.model.mortality import death_rates, group_weights
from simulate.model.universal.road import BPU, with_tenure

if TYPE_CHECKING:
    from simulate.law import LawMonth
    from simulate.model.universal.moves import Moves
    from simulate.model.universal.road import Road
    from simulate.region import Region


@dataclass(frozen=True, eq=False)
class NewMembers:
    """Members without an employer who joined since the start, and their expected deaths; shape (draws, months).

    ``by_channel`` are heads. The deaths are those that `claims.draw_claims` reads from `engine.Flows`: below the JKM
    waiting time, past it, and of these past the scholarship wait; nobody is uncovered here.
    """

    by_channel: dict[str, np.ndarray]
    deaths_waiting: np.ndarray
    deaths_full: np.ndarray
    deaths_scholarship: np.ndarray
    deaths_uncovered: np.ndarray
    accidents: np.ndarray

    @property
    def heads(self) -> np.ndarray:
        """All of them, shape (draws, months)."""
        return sum(self.by_channel.values())


def new_members(
    road: Road, moves: Moves, region: Region, laws: list[LawMonth], values: dict[str, np.ndarray]
) -> NewMembers:
    """Who joined since the start, month by month, with expected deaths and accidents.

    Whoever comes from another payer begins anew with the waiting time. Deaths are those of the population of their
    ages and sex times ``relative_mortality``.

    Raises:
        BrokenIdentityError: self-payers of the start and since do not add up.

    Source: ``data/indonesia/mortality.csv`` (UN WPP 2024).
    """
    waits = (0, int(laws[0].value("jkm_waiting")), int(laws[0].value("scholarship_wait")))
    by_channel, past_wait, long = {}, 0.0, 0.0
    for channel in BPU:
        stop = moves.retention.stop if channel == "self" else None
        found = with_tenure(road.joiners[channel], road.stays[channel], waits, stop)
        by_channel[channel] = found[0]
        past_wait, long = past_wait + found[1], long + found[2]
    must_equal(
        "heads: self-payers of the start and since are not all",
        road.present + by_channel["self"],
        road.members["self"],
    )
    every = sum(by_channel.values())
    months = [law.month for law in laws]
    middle, rates = death_rates(region.tables["mortality"], months, laws[0].value("bpu_entry_age"))
    weights = group_weights(middle, values["mean_age"], values["age_spread"], values["male_share"])
    dying = values["relative_mortality"][:, None] * (weights @ rates) / 12
    return NewMembers(
        by_channel,
        deaths_waiting=(every - past_wait) * dying,
        deaths_full=past_wait * dying,
        deaths_scholarship=long * dying,
        deaths_uncovered=np.zeros_like(every),
        accidents=every * values["accident_rate"][:, None] / 1000 / 12,
    )
