"""What the model says of counts from programmes elsewhere: the cases of a file, one row a count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulate import paths
from simulate.cohort.claims import death_rates
from simulate.errors import Gathered, InputError, Problem, did_you_mean, missing_keys, unknown_keys
from simulate.programmes.sponsorship.model import Risks, Sponsored, sponsored_members, terms_of
from simulate.programmes.sponsorship.plan import WAYS, SponsorshipPlan
from simulate.study.draws import event_noise, summed
from simulate.study.facts import drawn
from simulate.written import month_number, months_from, read_yaml

if TYPE_CHECKING:
    from simulate.programmes.sponsorship.study import SponsorshipResult
    from simulate.region.base import Region

FILE = "sponsor_backtests.yaml"
ROLES = ("used", "checked", "untested")
# what can be compared with a count, by draw and month
OUTCOMES = {
    "workers_per_asn": lambda found: found.cohorts.in_force,
    "joined": lambda found: found.sponsors.joined,
    "sponsors_per_asn": lambda found: found.sponsors.sponsoring,
    "sponsors_inside": lambda found: _ratio(found.sponsors.sponsoring, found.sponsors.joined),
    "workers_per_sponsor": lambda found: _ratio(found.cohorts.in_force, found.sponsors.sponsoring),
    "paid_up_of_registered": lambda found: _ratio(found.cohorts.in_force, found.cohorts.joiners.cumsum(axis=1)),
}
_KEYS = ("collection", "starts", "pushes", "observed")


def read_cases(region: Region) -> dict[str, dict[str, Any]]:
    """The programmes of ``data/indonesia/sponsor_backtests.yaml`` by name, as they stand there.

    Each has how it collects (``collection``), the first and the last month in which it can have begun (``starts``),
    the months of its ``pushes``, and what was ``observed``: a row of ``sponsor_programmes`` (``figure``), the
    ``outcome`` that it is a count of, its ``role`` in the model, and its month (``on``, of the row unless given).

    Raises:
        InputError: with all that is wrong in the file.
    """
    path = paths.data() / "indonesia" / FILE
    rows, cases = region.tables["sponsor_programmes"].set_index("id"), read_yaml(path)
    where = f"{paths.shown(path)} "
    Gathered(problem for name, case in cases.items() for problem in _problems(case, rows, where + name)).refuse()
    periods = rows["period"]
    return {
        name: case | {"observed": [{"on": periods[one["figure"]]} | one for one in case["observed"]]}
        for name, case in cases.items()
    }


def backtest(result: SponsorshipResult) -> pd.DataFrame:
    """What the model says of each count elsewhere, on the draws of a run and today's inputs.

    Columns:
        case: the programme elsewhere, as the file of cases names it.
        place: where.
        collection: how civil servants were asked there.
        since: the first month in which it can have begun.
        outcome: what is counted.
        figure: the row of data that the count stands in.
        month: when it was counted.
        role: what the count is used for.
        observed: the count; missing where nothing is published.
        residual: observed less the model's median.
        percentile [share]: draws below the observed.
        inside: whether the observed lies in the 90 % interval.

    Raises:
        InputError: the file of cases is refused.
    """
    counted = result.region.tables["sponsor_programmes"].set_index("id")
    rows = []
    for name, case in read_cases(result.region).items():
        first, last = case["starts"][0], max(one["on"] for one in case["observed"])
        months = months_from(first, month_number(last) - month_number(first) + 1)
        found = _simulated(name, case, months, result)
        for one in case["observed"]:
            # a circular that was pushed up to the month is one with a push
            pushed = case["collection"] == "circular" and any(push <= one["on"] for push in case["pushes"])
            draws, count = OUTCOMES[one["outcome"]](found)[:, months.index(one["on"])], counted.loc[one["figure"]]
            model, seen = summed(draws), float("nan") if one["role"] == "untested" else float(count["value"])
            rows.append(
                {
                    "case": name,
                    "place": count["place"],
                    "collection": "circular_with_push" if pushed else case["collection"],
                    "since": first,
                    "outcome": one["outcome"],
                    "figure": one["figure"],
                    "month": one["on"],
                    "role": one["role"],
                    "observed": seen,
                    **{name: model[name] for name in ("p05", "p50", "p95", "mc_error")},
                    "residual": seen - model["p50"],
                    "percentile": seen if np.isnan(seen) else float((draws < seen).mean()),
                    "inside": None if np.isnan(seen) else bool(model["p05"] <= seen <= model["p95"]),
                }
            )
    return pd.DataFrame(rows)


def _simulated(name: str, case: Mapping[str, Any], months: list[str], result: SponsorshipResult) -> Sponsored:
    """One civil servant's worth of the programme, by draw and month."""
    draws, seed, (first, last) = result.settings.draws, result.settings.seed, map(month_number, case["starts"])
    stream = f"start_{name}"
    begins = np.floor((last - first + 1) * event_noise((stream,), draws, seed)[stream])
    elapsed = np.maximum(np.arange(len(months)) - begins[:, None] + 1, 0)
    pushes = sum((np.array(months) >= push).astype(float) for push in case["pushes"]) + np.zeros_like(elapsed)
    entry_age = result.laws[0].value("bpu_entry_age")
    middle, rates = death_rates(result.region.tables["mortality"], months, entry_age)
    # deaths are few beside those who stop: the law's waits are today's
    risks = Risks(middle, rates, terms_of(list(result.laws)), np.zeros(len(months)))
    plan = SponsorshipPlan(collection=case["collection"], months=len(months))
    return sponsored_members(plan, 1.0, risks, drawn(result.facts, draws, seed), elapsed, pushes)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """The ratio where there is a whole; before the programme begins there is none, and the ratio counts as 0."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _problems(entry: Any, rows: pd.DataFrame, where: str) -> Iterator[Problem]:
    if not isinstance(entry, dict):
        yield Problem("not_a_mapping.shape_problems", where)
        return
    yield from _of_keys(entry, _KEYS, (), {"collection": WAYS}, where)
    for name, months in (("starts", entry.get("starts", ["2022-01"] * 2)), ("pushes", entry.get("pushes", []))):
        if not isinstance(months, list) or (name == "starts" and len(months) != 2):
            yield Problem("not_a_list.problems", f"{where} {name}", months=repr(months))
            return
        try:
            numbers = [month_number(month, f"{where} {name}") for month in months]
        except InputError as error:
            yield from error.problems
            return
        if numbers != sorted(numbers):
            yield Problem("dates_out_of_order", f"{where} {name}", names=", ".join(months))
    words = {"figure": rows.index, "outcome": OUTCOMES, "role": ROLES}
    for one in entry.get("observed", []):
        if isinstance(one, dict):
            yield from _of_keys(one, tuple(words), ("on",), words, f"{where} observed")
        else:
            yield Problem("not_a_mapping.backtest", f"{where} observed", one=repr(one))


def _of_keys(
    given: Mapping[str, Any], needed: Sequence[str], more: Sequence[str], words: Mapping[str, Any], where: str
) -> Iterator[Problem]:
    """Keys that are missing or unknown, and values that are none of a key's ``words``."""
    yield from missing_keys(given, needed, where)
    yield from unknown_keys(given, (*needed, *more), where)
    for key, known in words.items():
        if key in given and given[key] not in known:
            meant = did_you_mean(given[key], known)
            yield Problem("unknown_value", where, check=f"unknown_{key}", word=given[key], meant=meant)
