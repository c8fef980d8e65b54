"""Programmes elsewhere: what the model would have said of them, beside what was counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from simulate import paths
from simulate.cohort.claims import death_rates
from simulate.errors import Gathered, InputError, Problem, did_you_mean, missing_keys, unknown_keys
from simulate.months import month_number, months_from
from simulate.programmes.sponsorship.model import Risks, Sponsored, sponsored_members, terms_of
from simulate.programmes.sponsorship.plan import Collection, SponsorshipPlan
from simulate.study.draws import event_noise, summed
from simulate.study.facts import drawn
from simulate.yamlfile import read_yaml

if TYPE_CHECKING:
    import pandas as pd

    from simulate.programmes.sponsorship.study import SponsorshipResult
    from simulate.region.base import Region

FILE = "sponsor_backtests.yaml"
ROLES = ("used", "checked", "untested")
# what can be compared with a count, by draw and month
OUTCOMES = {
    "workers_per_asn": lambda found: found.members.in_force,
    "joined": lambda found: found.sponsors.joined,
    "sponsors_per_asn": lambda found: found.sponsors.sponsoring,
    "sponsors_inside": lambda found: _ratio(found.sponsors.sponsoring, found.sponsors.joined),
    "workers_per_sponsor": lambda found: _ratio(found.members.in_force, found.sponsors.sponsoring),
    "paid_up_of_registered": lambda found: _ratio(found.members.in_force, found.members.joiners.cumsum(axis=1)),
}
_KEYS = ("collection", "starts", "pushes", "observed")


@dataclass(frozen=True)
class Observed:
    """A count elsewhere: a row of ``sponsor_programmes``, the outcome it is of, its part in the model, its month."""

    figure: str
    outcome: str
    role: str
    month: str


@dataclass(frozen=True)
class Case:
    """A programme elsewhere: how it collected, when it can have begun, the months of pushes, what was counted."""

    name: str
    collection: str
    starts: tuple[str, str]
    pushes: tuple[str, ...]
    observed: tuple[Observed, ...]


def read_cases(region: Region) -> list[Case]:
    """The cases of ``data/indonesia/sponsor_backtests.yaml``.

    Raises:
        InputError: with all that is wrong in the file.
    """
    path = paths.data() / "indonesia" / FILE
    rows = region.tables["sponsor_programmes"].set_index("id")
    cases, gathered = [], Gathered()
    for name, entry in read_yaml(path).items():
        where = f"{paths.shown(path)} {name}"
        problems = list(_problems(entry, rows, where))
        gathered.problems += problems
        if not problems:
            observed = tuple(
                Observed(one["figure"], one["outcome"], one["role"], one.get("on", rows.loc[one["figure"], "period"]))
                for one in entry["observed"]
            )
            starts = (entry["starts"][0], entry["starts"][1])
            cases.append(Case(name, entry["collection"], starts, tuple(entry["pushes"]), observed))
    gathered.refuse()
    return cases


def backtest(result: SponsorshipResult) -> pd.DataFrame:
    """What the model says of each count elsewhere, on the draws of a run and today's inputs.

    Returns:
        One row a count: ``case``, ``place``, ``collection``, ``since`` (its first possible month), ``outcome``,
        ``figure``, ``month``, ``role``, ``observed`` (missing where nothing is published), ``p05``, ``p50``,
        ``p95``, ``mc_error`` of the model, ``residual`` (observed less median), ``percentile`` (share of draws
        below the observed) and ``inside`` (whether the observed lies in the 90 % interval).

    Raises:
        InputError: the file of cases is refused.
    """
    import pandas as pd

    rows = result.region.tables["sponsor_programmes"].set_index("id")
    table = []
    for case in read_cases(result.region):
        first, last = case.starts[0], max(one.month for one in case.observed)
        months = months_from(first, month_number(last) - month_number(first) + 1)
        found = _simulated(case, months, result)
        for one in case.observed:
            draws = OUTCOMES[one.outcome](found)[:, months.index(one.month)]
            said = summed(draws)
            row = rows.loc[one.figure]
            seen = float("nan") if one.role == "untested" else float(row["value"])
            table.append(
                {
                    "case": case.name,
                    "place": row["place"],
                    "collection": _way(case, one.month),
                    "since": case.starts[0],
                    "outcome": one.outcome,
                    "figure": one.figure,
                    "month": one.month,
                    "role": one.role,
                    "observed": seen,
                    **{name: said[name] for name in ("p05", "p50", "p95", "mc_error")},
                    "residual": seen - said["p50"],
                    "percentile": float("nan") if np.isnan(seen) else float((draws < seen).mean()),
                    "inside": None if np.isnan(seen) else bool(said["p05"] <= seen <= said["p95"]),
                }
            )
    return pd.DataFrame(table)


def _way(case: Case, month: str) -> str:
    """How the programme collected up to a month: a circular that was pushed is one with a push."""
    pushed = case.collection == "circular" and any(push <= month for push in case.pushes)
    return "circular_with_push" if pushed else case.collection


def _simulated(case: Case, months: list[str], result: SponsorshipResult) -> Sponsored:
    """One civil servant's worth of the programme, by draw and month."""
    settings = result.settings
    values = drawn(result.facts, settings.draws, settings.seed)
    span = month_number(case.starts[1]) - month_number(case.starts[0]) + 1
    begins = np.floor(
        span * event_noise((f"start_{case.name}",), settings.draws, settings.seed)[f"start_{case.name}"]
    )
    elapsed = np.maximum(np.arange(len(months)) - begins[:, None] + 1, 0)
    pushes = sum((np.array(months) >= push).astype(float) for push in case.pushes) + np.zeros_like(elapsed)
    law = result.laws[0]
    middle, rates = death_rates(result.region.tables["mortality"], months, law.value("bpu_entry_age"))
    # deaths are few beside those who stop: the law's waits are today's
    risks = Risks(middle, rates, terms_of(list(result.laws)), np.zeros(len(months)))
    plan = SponsorshipPlan(collection=case.collection, months=len(months))
    return sponsored_members(plan, 1.0, risks, values, elapsed, pushes)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """The ratio where there is a whole; before the programme begins there is none, and the ratio counts as 0."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _problems(entry: Any, rows: pd.DataFrame, where: str) -> Iterator[Problem]:
    if not isinstance(entry, dict):
        yield Problem("not_a_mapping", where, "no values", "write `key: value` lines")
        return
    yield from missing_keys(entry, _KEYS, where)
    yield from unknown_keys(entry, _KEYS, where)
    known = get_args(Collection)
    if entry.get("collection", known[0]) not in known:
        yield Problem(
            "unknown_collection", where, f"`{entry['collection']}`", did_you_mean(entry["collection"], known)
        )
    starts, pushes = entry.get("starts", ["2022-01"] * 2), entry.get("pushes", [])
    for name, months in (("starts", starts), ("pushes", pushes)):
        if not isinstance(months, list) or (name == "starts" and len(months) != 2):
            yield Problem("not_a_list", f"{where} {name}", repr(months), "a list of months; two for starts")
            return
        try:
            numbers = [month_number(month, f"{where} {name}") for month in months]
        except InputError as error:
            yield from error.problems
            return
        if numbers != sorted(numbers):
            yield Problem("dates_out_of_order", f"{where} {name}", ", ".join(months), "the earliest first")
    for one in entry.get("observed", []):
        yield from _observed_problems(one, rows, f"{where} observed")


def _observed_problems(one: Any, rows: pd.DataFrame, where: str) -> Iterator[Problem]:
    if not isinstance(one, dict):
        yield Problem("not_a_mapping", where, repr(one), "figure, outcome and role")
        return
    yield from missing_keys(one, ("figure", "outcome", "role"), where)
    yield from unknown_keys(one, ("figure", "outcome", "role", "on"), where)
    for key, known in (("figure", rows.index), ("outcome", OUTCOMES), ("role", ROLES)):
        if key in one and one[key] not in known:
            yield Problem(f"unknown_{key}", where, f"`{one[key]}`", did_you_mean(one[key], known))
