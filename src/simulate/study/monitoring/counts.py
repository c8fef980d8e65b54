"""A record as arrays: one payer's counts by month and kecamatan, and the regency's series behind the weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.monitoring.evidence import Observed
from simulate.region.schemas import RECORD_COUNTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

# a month in which the kecamatan that reported hold less than this part of all tells too little
ENOUGH = 0.5


@dataclass(frozen=True, eq=False)
class Counts:
    """One payer's record; arrays of shape (months, kecamatan), NaN where nothing was recorded.

    ``months`` and the order of the kecamatan are those of the plan and of the region's table. ``rows`` says where a
    row stands, whatever is empty in it.
    """

    payer: str
    months: list[str]
    rows: np.ndarray
    registered: np.ndarray
    paid_up: np.ndarray
    lapsed: np.ndarray
    contributions_rp: np.ndarray
    claims: np.ndarray

    def enough(self, shares: np.ndarray) -> list[int]:
        """The months (places) in which kecamatan told of members paid up that hold a large enough part of all."""
        told = ~np.isnan(self.paid_up) @ np.diag(shares)
        return [int(place) for place in np.flatnonzero(told.sum(axis=1) >= ENOUGH * shares.sum())]

    @property
    def reported(self) -> list[int]:
        """The months (places) in which anything was recorded."""
        return [int(place) for place in np.flatnonzero(self.rows.any(axis=1))]

    def up_to(self, known: int) -> Counts:
        """The record of the first ``known`` months, all else as if it had not come."""
        later = np.arange(len(self.months)) >= known
        cut = {name: np.where(later[:, None], np.nan, getattr(self, name)) for name in _ARRAYS}
        return Counts(self.payer, self.months, self.rows & ~later[:, None], **cut)


_ARRAYS = ("registered", "paid_up", "lapsed", "contributions_rp", "claims")


def counts_of(record: pd.DataFrame, payer: str, months: Sequence[str], codes: Sequence[str]) -> Counts:
    """A payer's counts in the months of the plan; rows of other months are left out.

    Args:
        record: as `region.record.read_record` gives it.
        payer: who pays.
        months: of the plan.
        codes: of the kecamatan, in the order wanted.
    """
    own = record[(record["payer"] == payer) & record["month"].isin(months)]
    at = own["month"].map({month: place for place, month in enumerate(months)}).to_numpy(dtype=int)
    there = own["kecamatan_code"].map({code: place for place, code in enumerate(codes)}).to_numpy(dtype=int)
    shape = (len(months), len(codes))
    rows = np.zeros(shape, dtype=bool)
    rows[at, there] = True
    found = {}
    for name, column in zip(_ARRAYS, RECORD_COUNTS, strict=True):
        found[name] = np.full(shape, np.nan)
        found[name][at, there] = own[column]
    return Counts(payer, list(months), rows, **found)


def filled(paid_up: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Members paid up with those who did not report put in: as many as last time, moved as the others have moved.

    Who never reported before has the planned share. A month in which those who reported hold too small a part stays
    NaN.

    Args:
        paid_up: by month and kecamatan, NaN where missing or left out.
        shares: of the workers by kecamatan, as planned.
    """
    out = paid_up.copy()
    for month, told in enumerate(~np.isnan(paid_up)):
        if shares[told].sum() < ENOUGH * shares.sum():
            out[month] = np.nan
            continue
        for place in np.flatnonzero(~told):
            earlier = np.flatnonzero(~np.isnan(paid_up[:month, place]))
            both = told & ~np.isnan(paid_up[earlier[-1]]) if earlier.size else told
            if earlier.size and paid_up[earlier[-1], both].sum() > 0:
                since = paid_up[month, both].sum() / paid_up[earlier[-1], both].sum()
                out[month, place] = paid_up[earlier[-1], place] * since
            else:
                out[month, place] = paid_up[month, told].sum() * shares[place] / shares[told].sum()
    return out


def observed(counts: Counts, shares: np.ndarray, doubtful_stock: np.ndarray, doubtful_flow: np.ndarray) -> Observed:
    """The regency's series; doubtful counts are as if they had not been reported.

    Args:
        counts: the sponsors' record.
        shares: of the workers by kecamatan, as planned.
        doubtful_stock: where members paid up are left out, shape (months, kecamatan).
        doubtful_flow: where lapses are.
    """
    paid_up = np.where(doubtful_stock, np.nan, counts.paid_up)
    whole = filled(paid_up, shares)
    stock = whole.sum(axis=1)
    put_in = np.where(np.isnan(paid_up), whole, 0).sum(axis=1)
    unreported = np.divide(put_in, stock, out=np.zeros_like(stock), where=stock > 0)
    lapsed, exposed = np.full(len(stock), np.nan), np.full(len(stock), np.nan)
    for month in range(1, len(stock)):
        both = ~np.isnan(paid_up[month - 1]) & ~np.isnan(counts.lapsed[month]) & ~doubtful_flow[month]
        if both.any():
            exposed[month] = paid_up[month - 1, both].sum()
            lapsed[month] = counts.lapsed[month, both].sum()
    return Observed(stock, np.nan_to_num(unreported), lapsed, exposed)
