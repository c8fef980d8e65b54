"""Random numbers of the scorecard: unknowns, evidence, weights and other regions, all from one set of points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from simulate.region.paritrana import ASPECTS
from simulate.study.draws import uniforms
from simulate.study.facts import drawn

if TYPE_CHECKING:
    import pandas as pd

    from simulate.region import Region
    from simulate.study.facts import Facts


@dataclass(frozen=True, eq=False)
class Numbers:
    """Values of the unknowns, and uniform numbers in (0, 1) by named stream, each of shape (draws,)."""

    values: dict[str, np.ndarray]
    of: dict[str, np.ndarray]

    def columns(self, names: list[str]) -> np.ndarray:
        """The uniform numbers of some streams, shape (draws, streams)."""
        return np.stack([self.of[name] for name in names], axis=1)


@lru_cache(maxsize=4)
def numbers_of(facts: Facts, draws: int, seed: int) -> Numbers:
    """All random numbers; the same for every plan on these facts."""
    items = list(facts.region.tables["paritrana"]["item"])
    own = [
        *(f"item.{item}" for item in items),
        *WEIGHTS,
        "target",
        COMMON,
        *(stream for code in peer_codes(facts.region) for stream in [f"peer.{code}", *peer_streams(code, items)]),
    ]
    return Numbers(drawn(facts, draws, seed), uniforms(own, draws, seed, "scorecard"))


# the stream that all items of the regency's scorecard lean on
COMMON = "items"
WEIGHTS = [f"weight.{place}" for place in range(1, len(ASPECTS))]


def peers_of(region: Region) -> pd.DataFrame:
    """What is known of the other regions of the province."""
    peers = region.tables["paritrana_peers"]
    province = peers["region_code"].str.startswith(region.code.split(".")[0] + ".")
    return peers[province & (peers["region_code"] != region.code)]


def peer_codes(region: Region) -> list[str]:
    """The other regions of the province, by code."""
    return sorted(set(peers_of(region)["region_code"]))


def peer_streams(code: str, items: list[str]) -> list[str]:
    """The streams of another region, one an item; ``peer.CODE`` is the one that they lean on."""
    return [f"peer.{code}.{item}" for item in items]
