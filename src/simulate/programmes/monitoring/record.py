"""Which record a run is held against, its counts as arrays, and what in it cannot be right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate import paths
from simulate.errors import input_error
from simulate.plan.named import named_plan
from simulate.programmes.monitoring.model import Happened, Observed, happened, planned
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.region.across import read_record
from simulate.region.read import read_card
from simulate.region.schemas import RECORD_COUNTS, schema
from simulate.study.facts import Facts
from simulate.written import months_from, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from simulate.programmes.monitoring.plan import MonitoringPlan

# a month in which the kecamatan that reported hold less than this part of all says too little
ENOUGH = 0.5


@dataclass(frozen=True, eq=False)
class Counts:
    """One payer's record; arrays of shape (months, kecamatan), NaN where nothing was recorded.

    ``months`` and the order of the kecamatan are those of the plan and of the region's table. ``rows``: where there
    is a row, whatever is empty in it. The others are `RECORD_COUNTS` in their order.
    """

    payer: str
    months: list[str]
    rows: np.ndarray
    registered: np.ndarray
    paid_up: np.ndarray
    lapsed: np.ndarray
    contributions_rp: np.ndarray
    claims: np.ndarray

    @property
    def reported(self) -> list[int]:
        """The months (places) in which anything was recorded."""
        return np.flatnonzero(self.rows.any(axis=1)).tolist()

    def up_to(self, known: int) -> Counts:
        """The record of the first ``known`` months, all else as if it had not come."""
        later = (np.arange(len(self.months)) >= known)[:, None]
        names = ("registered", "paid_up", "lapsed", "contributions_rp", "claims")
        cut = {name: np.where(later, np.nan, getattr(self, name)) for name in names}
        return replace(self, rows=self.rows & ~later, **cut)


def enough(counts: np.ndarray, shares: np.ndarray) -> list[int]:
    """The months (places) in which kecamatan with a large enough part of the workers have a count."""
    return np.flatnonzero(~np.isnan(counts) @ shares >= ENOUGH * shares.sum()).tolist()


def total(counts: np.ndarray) -> float:
    """The sum of what was recorded; NaN where nothing was."""
    return float(np.nansum(counts)) if (~np.isnan(counts)).any() else np.nan


def counts_of(record: pd.DataFrame, payer: str, months: Sequence[str], codes: Sequence[str]) -> Counts:
    """A payer's counts in the months of the plan; rows of other months are left out.

    Args:
        record: as `region.across.read_record` gives it.
        payer: who pays.
        months: of the plan.
        codes: of the kecamatan, in the order wanted.
    """
    own = record[record["payer"] == payer].assign(rows=1.0).set_index(["month", "kecamatan_code"])
    rows, *counts = (
        own[column].unstack().reindex(index=months, columns=codes).to_numpy(float)
        for column in ("rows", *RECORD_COUNTS)
    )
    return Counts(payer, list(months), ~np.isnan(rows), *counts)


def filled(paid_up: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Members paid up with those who did not report put in: as many as last time, moved as the others have moved.

    Who never reported before has the planned share. A month in which those who reported hold too small a part stays
    NaN.

    Args:
        paid_up: by month and kecamatan, NaN where missing or left out.
        shares: of the workers by kecamatan, as planned.
    """
    whole = paid_up.copy()
    for month, reported in enumerate(~np.isnan(paid_up)):
        if shares[reported].sum() < ENOUGH * shares.sum():
            whole[month] = np.nan
            continue
        for place in np.flatnonzero(~reported):
            earlier = np.flatnonzero(~np.isnan(paid_up[:month, place]))
            before = paid_up[earlier[-1]] if earlier.size else np.zeros_like(shares)
            both = reported & ~np.isnan(before)
            if before[both].sum() > 0:
                whole[month, place] = before[place] * (paid_up[month, both].sum() / before[both].sum())
            else:
                whole[month, place] = paid_up[month, reported].sum() * shares[place] / shares[reported].sum()
    return whole


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


def quality(
    records: Mapping[str, Counts],
    known: int,
    prices: Mapping[str, np.ndarray | None],
    outside: Sequence[str],
    own: str,
    begun: Mapping[str, float] | None = None,
) -> Quality:
    """Looks through the first months of a record.

    Args:
        records: by payer.
        known: how many months of the plan.
        prices: of a worker-month by payer [Rp], shape (months,); None where bills cover several months.
        outside: months in the record that the plan has not.
        own: the payer whose doubtful counts are given.
        begun: later months that are not used yet, and how many kecamatan reported them.
    """
    found = [Finding("outside", "", month, None, 0) for month in outside]
    found += [Finding("begun", own, month, None, count) for month, count in (begun or {}).items()]
    doubtful_stock, doubtful_flow = (np.zeros_like(records[own].rows) for _ in range(2))
    for payer, counts in records.items():
        paid_up = counts.paid_up[:known]
        jumped, others = jumps(paid_up), np.full_like(paid_up, np.nan)
        for month, place in np.argwhere(jumped):
            since = np.flatnonzero(~np.isnan(paid_up[:month, place]) & ~jumped[:month, place])[-1]
            others[month, place] = _moved(paid_up, jumped, since, month, place)
        # members are those before, and registered, less lapsed
        fits = np.full_like(paid_up, np.nan)
        fits[1:] = paid_up[:-1] + counts.registered[1:known] - counts.lapsed[1:known]
        unexplained = ~np.isnan(paid_up - fits) & (paid_up != fits) & ~jumped
        unexplained[1:] &= ~jumped[:-1]
        found += _cells("jump", counts, jumped, paid_up, others)
        found += _cells("flow", counts, unexplained, paid_up, fits)
        if prices.get(payer) is not None:
            due, paid = paid_up * prices[payer][:known, None], counts.contributions_rp[:known]
            wrong = (np.abs(paid - due) > PRICE_TOLERANCE * np.maximum(due, 1)) & ~jumped
            found += _cells("price", counts, wrong, paid, due)
        found += _cells("empty", counts, counts.rows[:known] & np.isnan(paid_up), np.ones_like(paid_up))
        found += _missing(counts, known, everyone=payer == own)
        if payer == own:
            doubtful_stock[:known], doubtful_flow[:known] = jumped, jumped | unexplained
    found.sort(key=lambda one: (KINDS.index(one.kind), one.payer != own, one.payer, one.month, one.place or 0))
    return Quality(tuple(found), doubtful_stock, doubtful_flow)


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
    fits = _moved(paid_up, found, since, month, place)
    now = paid_up[month, place]
    factor = max((now + 1) / (fits + 1), (fits + 1) / (now + 1))
    return factor > JUMP_FACTOR and abs(now - fits) > JUMP_DEVIATIONS * np.sqrt(fits + 1)


def _moved(paid_up: np.ndarray, found: np.ndarray, since: int, month: int, place: int) -> float:
    """What a count would become from month ``since`` with the median growth of the others; of none, what it was."""
    both = ~np.isnan(paid_up[since]) & ~np.isnan(paid_up[month]) & ~found[since] & ~found[month]
    both &= (np.arange(paid_up.shape[1]) != place) & (paid_up[since] > 0)
    growth = float(np.median(paid_up[month, both] / paid_up[since, both])) if both.any() else 1.0
    return paid_up[since, place] * growth


def _cells(
    kind: str, counts: Counts, where: np.ndarray, found: np.ndarray, fits: np.ndarray | None = None
) -> Iterator[Finding]:
    """A finding of each month and kecamatan so marked."""
    for month, place in np.argwhere(where):
        fit = None if fits is None else float(fits[month, place])
        yield Finding(kind, counts.payer, counts.months[month], int(place), float(found[month, place]), fit)


def _missing(counts: Counts, known: int, everyone: bool) -> Iterator[Finding]:
    """Kecamatan without a row up to the last month (late), or for months that others follow (gap).

    Of a payer who need not be there in every kecamatan, ``everyone`` False, a kecamatan counts from its first row.
    """
    first = min(counts.reported, default=known)
    for place, rows in enumerate(counts.rows[first:known].T):
        missing = np.flatnonzero(~rows)
        if not everyone:
            missing = missing[missing > rows.argmax()] if rows.any() else missing[:0]
        for run in np.split(missing, np.flatnonzero(np.diff(missing) > 1) + 1):
            if run.size:
                kind = "late" if run[-1] == known - first - 1 else "gap"
                yield Finding(kind, counts.payer, counts.months[first + run[0]], place, float(len(run)))


_FOLDERS = {"synthetic": "synthetic", "region": "regions"}


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
        raise input_error(f"missing_file.record_{record}", paths.shown(path))
    synthetic = record == "synthetic"
    rows = read_record(path, facts.region.tables["kecamatan"], synthetic=synthetic)
    card = read_card(path.with_suffix(".yaml"), list(schema("record").columns))
    return Recorded(rows, str(card["date"]), synthetic)


def without_the_other(plan: MonitoringPlan, region: str, files: dict[str, str]) -> dict[str, str]:
    """The hashes of what a run reads: of the two records, its own alone."""
    unread = {truth_path(region)} if plan.record != "synthetic" else set()
    for name, folder in _FOLDERS.items():
        if name != plan.record:
            unread |= {paths.data() / folder / region / f"record.{form}" for form in ("csv", "yaml")}
    shown = {paths.shown(path) for path in unread}
    return {name: sha for name, sha in files.items() if name not in shown}


def truth_path(region: str) -> Path:
    """The file of the truth behind a region's made-up record."""
    return paths.data() / "synthetic" / region / "truth.yaml"


@dataclass(frozen=True)
class Truth:
    """What a made-up record was made from: the value of each unknown, and members paid up in truth by month."""

    values: dict[str, float]
    stock: dict[str, float]


def truth_of(facts: Facts, region: str) -> Truth | None:
    """The truth behind a region's made-up record; None where there is no such file."""
    path = truth_path(region)
    if not path.is_file():
        return None
    truth = read_yaml(path)
    stock = true_path(facts, truth).stock[0]
    months = months_from(named_plan("sponsorship", truth["sponsorship"], SponsorshipPlan).start, len(stock))
    values = {key: float(value) for key, value in truth["values"].items()}
    return Truth(values, dict(zip(months, map(float, stock), strict=True)))


def true_path(facts: Facts, truth: dict[str, Any]) -> Happened:
    """What happens to the sponsored workers in the true world, by month of the plan; arrays of shape (1, months)."""
    plan = named_plan("sponsorship", truth["sponsorship"], SponsorshipPlan)
    values = {key: np.array([float(value)]) for key, value in truth["values"].items()}
    expected = planned(plan, facts.region, plan.laws(facts.law), values).expected
    return happened(expected, values, np.random.default_rng(truth["seed"]))
