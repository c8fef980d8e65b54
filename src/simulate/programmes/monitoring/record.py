"""Which record a run is held against, its counts as arrays, and what in it cannot be right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from simulate import paths
from simulate.errors import input_error
from simulate.programmes.monitoring.model import Observed
from simulate.programmes.monitoring.truth import truth_path
from simulate.region.cards import read_card
from simulate.region.record import read_record
from simulate.region.schemas import RECORD_COUNTS, schema
from simulate.study.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from simulate.programmes.monitoring.plan import MonitoringPlan

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


# the kinds, gravest first
KINDS = ("jump", "flow", "price", "late", "gap", "empty", "begun", "outside")
# a jump: by this factor more or less than the other kecamatan moved, and by so many standard deviations of chance
JUMP_FACTOR, JUMP_DEVIATIONS = 1.5, 4.0
# contributions that differ from members times the legal price by more than this part
PRICE_TOLERANCE = 0.02


@dataclass(frozen=True)
class Finding:
    """One finding: in which month and kecamatan (its place; None for all), what was found and what would fit.

    ``found`` and ``fits`` are persons or rupiah; of ``late`` and ``gap`` months unreported, of ``begun`` kecamatan.
    """

    kind: str
    payer: str
    month: str
    place: int | None
    found: float
    fits: float | None = None


@dataclass(frozen=True, eq=False)
class Quality:
    """All findings, and which of the sponsors' counts they make doubtful, each of shape (months, kecamatan)."""

    findings: tuple[Finding, ...]
    doubtful_stock: np.ndarray
    doubtful_flow: np.ndarray

    def with_begun(self, counts: Counts, months: Sequence[int]) -> Quality:
        """With months (places) that have only begun to be reported and are not used yet."""
        begun = [Finding("begun", counts.payer, counts.months[at], None, counts.rows[at].sum()) for at in months]
        findings = sorted((*self.findings, *begun), key=lambda one: KINDS.index(one.kind))
        return replace(self, findings=tuple(findings))


def quality(
    records: Mapping[str, Counts],
    known: int,
    prices: Mapping[str, np.ndarray | None],
    outside: Sequence[str],
    own: str,
) -> Quality:
    """Looks through the first months of a record.

    Args:
        records: by payer.
        known: how many months of the plan.
        prices: of a worker-month by payer [Rp], shape (months,); None where bills cover several months.
        outside: months in the record that the plan has not.
        own: the payer whose doubtful counts are told.
    """
    found: list[Finding] = []
    shape = next(iter(records.values())).paid_up.shape
    doubtful = {"jump": np.zeros(shape, dtype=bool), "flow": np.zeros(shape, dtype=bool)}
    for payer, counts in records.items():
        jumped = jumps(counts.paid_up[:known])
        flows = _unexplained(counts, known, jumped)
        for month, place in np.argwhere(jumped):
            fits = _moved_with_others(counts.paid_up, jumped, month, place)
            found.append(_at("jump", counts, month, place, counts.paid_up[month, place], fits))
        for month, place, gap in flows:
            fits = counts.paid_up[month, place] - gap
            found.append(_at("flow", counts, month, place, counts.paid_up[month, place], fits))
        if prices.get(payer) is not None:
            found += _prices(counts, known, prices[payer], jumped)
        found += _missing(counts, known, everyone=payer == own)
        if payer == own:
            doubtful["jump"][:known] = jumped
            for month, place, _ in flows:
                doubtful["flow"][month, place] = True
    found += [Finding("outside", "", month, None, 0) for month in outside]
    found.sort(key=lambda one: (KINDS.index(one.kind), one.payer != own, one.payer, one.month, one.place or 0))
    return Quality(tuple(found), doubtful["jump"], doubtful["flow"] | doubtful["jump"])


def jumps(paid_up: np.ndarray) -> np.ndarray:
    """Where members paid up moved unlike the other kecamatan, and not for good: shape (months, kecamatan).

    Each count is compared with the last one that is not itself a jump. One that the next month confirms is a change
    of level, no jump; so the last month's may turn out to be one.
    """
    months, places = paid_up.shape
    found = np.zeros((months, places), dtype=bool)
    last: list[int | None] = [None] * places
    for month in range(months):
        judged = found.copy()  # a month's counts are all judged by the months before, whatever their order
        for place in np.flatnonzero(~np.isnan(paid_up[month])):
            since, before = last[place], month - 1
            if since is not None and _apart(paid_up, judged, since, month, place):
                stayed = before != since and judged[before, place]
                if not stayed or _apart(paid_up, judged, before, month, place):
                    found[month, place] = True
                    continue
                found[before, place] = False
            last[place] = month
    return found


def _apart(paid_up: np.ndarray, found: np.ndarray, since: int, month: int, place: int) -> bool:
    """Whether a count lies apart from what the one of month ``since`` would have become among the others."""
    fits = paid_up[since, place] * _growth(paid_up, found, since, month, place)
    now = paid_up[month, place]
    factor = max((now + 1) / (fits + 1), (fits + 1) / (now + 1))
    return factor > JUMP_FACTOR and abs(now - fits) > JUMP_DEVIATIONS * np.sqrt(fits + 1)


def _growth(paid_up: np.ndarray, found: np.ndarray, since: int, month: int, place: int) -> float:
    """The median growth of the other kecamatan between two months; 1 where nobody can tell."""
    others = np.arange(paid_up.shape[1]) != place
    both = others & ~np.isnan(paid_up[since]) & ~np.isnan(paid_up[month]) & ~found[since] & ~found[month]
    both &= paid_up[since] > 0
    return float(np.median(paid_up[month, both] / paid_up[since, both])) if both.any() else 1.0


def _moved_with_others(paid_up: np.ndarray, jumped: np.ndarray, month: int, place: int) -> float:
    before = [at for at in range(month) if not np.isnan(paid_up[at, place]) and not jumped[at, place]]
    since = before[-1] if before else month
    return paid_up[since, place] * _growth(paid_up[: len(jumped)], jumped, since, month, place)


def _unexplained(counts: Counts, known: int, jumped: np.ndarray) -> list[tuple[int, int, float]]:
    """Months and kecamatan whose members are not those before, and registered, less lapsed; by how many."""
    found = []
    for month in range(1, known):
        fits = counts.paid_up[month - 1] + counts.registered[month] - counts.lapsed[month]
        gaps = counts.paid_up[month] - fits
        for place in np.flatnonzero(~np.isnan(gaps) & (gaps != 0) & ~jumped[month] & ~jumped[month - 1]):
            found.append((month, int(place), float(gaps[place])))
    return found


def _prices(counts: Counts, known: int, price: np.ndarray, jumped: np.ndarray) -> Iterator[Finding]:
    """Contributions that are not members times the price of the month's law; one finding a kecamatan and month."""
    due = counts.paid_up[:known] * price[:known, None]
    paid = counts.contributions_rp[:known]
    wrong = ~np.isnan(due) & ~np.isnan(paid) & (np.abs(paid - due) > PRICE_TOLERANCE * np.maximum(due, 1)) & ~jumped
    for month, place in np.argwhere(wrong):
        yield _at("price", counts, month, place, paid[month, place], due[month, place])


def _missing(counts: Counts, known: int, everyone: bool) -> Iterator[Finding]:
    """Kecamatan without a row up to the last month (late), or for months that others follow (gap); empty cells."""
    reported = counts.reported
    if not reported:
        return
    first = reported[0]
    for place in range(counts.rows.shape[1]):
        rows = counts.rows[first:known, place]
        if not rows.any() and not everyone:
            continue
        missing = np.flatnonzero(~rows)
        if everyone or rows.any():
            start = 0 if everyone else int(np.flatnonzero(rows)[0])
            for run in _runs([month for month in missing if month >= start]):
                kind = "late" if run[-1] == known - first - 1 else "gap"
                yield _at(kind, counts, first + run[0], place, len(run))
        empty = counts.rows[:known, place] & np.isnan(counts.paid_up[:known, place])
        for month in np.flatnonzero(empty):
            yield _at("empty", counts, month, place, 1)


def _runs(months: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for month in months:
        if runs and month == runs[-1][-1] + 1:
            runs[-1].append(int(month))
        else:
            runs.append([int(month)])
    return runs


def _at(kind: str, counts: Counts, month: int, place: int, found: float, fits: float | None = None) -> Finding:
    return Finding(
        kind, counts.payer, counts.months[month], int(place), float(found), None if fits is None else float(fits)
    )


_FOLDERS = {"synthetic": "synthetic", "region": "regions"}
_CURES = {
    "synthetic": "record region, for this region has no made-up one",
    "region": "put the record and its card there (`simulate check --template record` shows how), or record synthetic",
}


@dataclass(frozen=True, eq=False)
class Recorded:
    """A record as read, and the date of its card."""

    rows: pd.DataFrame
    date: str
    synthetic: bool


# files that changed make other facts
@lru_cache(maxsize=4)
def recorded(facts: Facts, record: str) -> Recorded:
    """The record that a plan names, checked, and the date of its card.

    Raises:
        InputError: it is not there, or with all its problems.
    """
    path = paths.data() / _FOLDERS[record] / facts.region.code / "record.csv"
    if not path.is_file():
        raise input_error("missing_file", paths.shown(path), "not found", _CURES[record])
    synthetic = record == "synthetic"
    rows = read_record(path, facts.region.tables["kecamatan"], synthetic=synthetic)
    card = read_card(path.with_suffix(".yaml"), list(schema("record").columns))
    return Recorded(rows, str(card["date"]), synthetic)


def without_the_other(plan: MonitoringPlan, region: str, files: dict[str, str]) -> dict[str, str]:
    """The hashes of what a run reads: of the two records, its own alone."""
    other = {name for name in _FOLDERS if name != plan.record}
    unread = {
        paths.shown(paths.data() / _FOLDERS[name] / region / f"record.{form}")
        for name in other
        for form in ("csv", "yaml")
    }
    if plan.record != "synthetic":
        unread.add(paths.shown(truth_path(region)))
    return {name: sha for name, sha in files.items() if name not in unread}
