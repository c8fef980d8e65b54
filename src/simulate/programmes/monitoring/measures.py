"""The measures of monitoring by draw, and each kecamatan with its light."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaln

from simulate.cohort.claims import poisson_quantile
from simulate.programmes.monitoring.model import by_kecamatan, renewal
from simulate.programmes.monitoring.plan import LIGHTS
from simulate.programmes.monitoring.record import ENOUGH
from simulate.programmes.monitoring.study import MEASURES
from simulate.study.draws import event_noise, mean_error, summarise

if TYPE_CHECKING:
    import pandas as pd

    from simulate.programmes.monitoring.study import MonitoringResult


def place_table(result: MonitoringResult) -> pd.DataFrame:
    """What is recorded and expected of each kecamatan, against its part of the target as the plan divides it.

    Returns:
        One row a kecamatan, in order of code: ``kecamatan_code``, ``kecamatan``, ``month`` of its last usable count
        (empty where there is none), ``recorded`` then [persons], ``target`` [persons], ``unit``, members at the end
        of the year (``mean``, ``p05``, ``p50``, ``p95``, ``mc_error``), ``missed`` (chance of missing its target) and
        its error ``missed_error``, ``light``: ``green``, ``amber``, ``red``, or ``none`` where the last month's count
        is missing or left out; ``target_part``: its part of the regency's target, and ``shortfall_part``: its part of
        what the regency lacks in the mean (below 0 where it has more than its target; missing where nothing lacks).
    """
    import pandas as pd

    paid_up = result.usable[: result.known]
    shares, stock = result.planned.shares, result.observed.stock
    last = [_last(column) for column in paid_up.T]
    usable = [None if place is None or np.isnan(stock[place]) else place for place in last]
    share = [
        planned if month is None else (paid_up[month, place] + 0.5) / (stock[month] + 0.5 * len(shares))
        for place, (month, planned) in enumerate(zip(usable, shares, strict=True))
    ]
    age = [result.end + 1 if month is None else result.end - month for month in usable]
    kept, known = result.kept(result.known), result.known
    total = result.members(known, result.end)
    stays = np.prod(1 - result.planned.expected.lapse_share[kept, known : result.end + 1], axis=1)
    rng = np.random.default_rng([result.settings.seed, zlib.crc32(b"kecamatan")])
    parts = by_kecamatan(
        total,
        np.array(share),
        np.array([month is not None for month in usable]),
        np.array(age, dtype=float),
        renewal(result.members(known, known - 1), total, stays),
        result.values["kecamatan_drift"][kept],
        rng.standard_normal((len(kept), len(shares))),
    )
    targets = result.target * shares
    below = (parts < targets).astype(float)
    missed = below.mean(axis=0)
    late = [month is None or month < result.known - 1 for month in last]
    lights = ["none" if behind else result.plan.light(chance) for behind, chance in zip(late, missed, strict=True)]
    lacking = targets - parts.mean(axis=0)
    lacks = lacking.sum() > 0
    places = result.region.tables["kecamatan"][["kecamatan_code", "kecamatan"]].reset_index(drop=True)
    return places.assign(
        month=["" if month is None else result.months[month] for month in last],
        recorded=pd.array(
            [None if month is None else paid_up[month, at] for at, month in enumerate(last)], "Float64"
        ),
        target=targets,
        unit="persons",
        **summarise(parts),
        missed=missed,
        missed_error=[mean_error(one) for one in below.T],
        light=lights,
        target_part=targets / targets.sum(),
        shortfall_part=pd.array(lacking / lacking.sum() if lacks else [None] * len(lacking), "Float64"),
    )


def _last(column: np.ndarray) -> int | None:
    told = np.flatnonzero(~np.isnan(column))
    return int(told[-1]) if told.size else None


# months whose mean registrations are set beside those needed
RECENT = 3


def measures_of(result: MonitoringResult) -> dict[str, np.ndarray]:
    """Each measure by draw, shape (draws,); what was not recorded is left out, never made zero."""
    known, end = result.known, result.end
    counted = {name: float((result.place_table["light"] == name).sum()) for name in LIGHTS}
    certain = {
        "recorded_now": _total(result.usable[known - 1]),
        "estimated_now": result.observed.stock[known - 1],
        "target": result.target,
        "registered_recent": registered_recent(result),
        "contributions_recorded": _total(own(result).contributions_rp),
        "claims_recorded": _total(own(result).claims),
        "effective_draws": result.weights(known).effective,
        "missed_planned": result.missing(0)[0],
        "missed": result.missing(known)[0],
        **{f"kecamatan_{name}": count for name, count in counted.items()},
    }
    before, now = result.members(0, end), result.members(known, end)
    found = {
        "planned_now": result.members(0, known - 1),
        "protected_end_planned": before,
        "protected_end": now,
        "contributions_planned": _planned_contributions(result),
    }
    if "claims_recorded" in certain and not np.isnan(certain["claims_recorded"]):
        found["claims_expected"] = claims_expected(result)
    if known <= end:
        found["registrations_needed"] = registrations_needed(result)
    found |= {name: np.full(len(now), value) for name, value in certain.items() if not np.isnan(value)}
    return {name: found[name] for name in MEASURES if name in found}


def own(result: MonitoringResult):
    """The sponsors' counts."""
    return result.records["sponsor"]


def reported_part(result: MonitoringResult) -> np.ndarray:
    """The part of the members in each month whose kecamatan reported contributions and claims, shape (months,)."""
    counts = own(result)
    told = ~np.isnan(counts.contributions_rp)
    return told @ result.planned.shares


def recent_months(result: MonitoringResult) -> list[int]:
    """Those of the last `RECENT` months (places) whose registrations enough kecamatan told."""
    told = ~np.isnan(own(result).registered) @ result.planned.shares
    first = max(result.known - RECENT, 0)
    return [month for month in range(first, result.known) if told[month] >= ENOUGH * result.planned.shares.sum()]


def registered_recent(result: MonitoringResult) -> float:
    """Mean registrations of a month of the whole regency over `recent_months` [persons]; NaN where there is none.

    What the kecamatan that told of them registered is divided by their part of the workers as planned: who did not
    tell is not zero.
    """
    months, shares = recent_months(result), result.planned.shares
    if not months:
        return np.nan
    counts = own(result).registered[months]
    parts = (~np.isnan(counts)) @ shares / shares.sum()
    return float((np.nansum(counts, axis=1) / parts).mean())


def registrations_needed(result: MonitoringResult) -> np.ndarray:
    """Registrations each month, from now on, that lead to the target at the end of the year, by draw [persons].

    With the share of members whom each draw loses in a month; 0 where the members of now suffice.
    """
    known, end, kept = result.known, result.end, result.kept(result.known)
    stays = 1 - result.planned.expected.lapse_share[kept, known : end + 1]
    # what is left at the end of a head registered in each month, and of those of now
    left = np.cumprod(stays[:, ::-1], axis=1)[:, ::-1]
    of_now, of_new = left[:, 0], np.concatenate([left[:, 1:], np.ones((len(kept), 1))], axis=1).sum(axis=1)
    return np.maximum(result.target - result.members(known, known - 1) * of_now, 0) / of_new


def claims_expected(result: MonitoringResult) -> np.ndarray:
    """Claims up to now among the members recorded, as the lottery that they are, by draw."""
    noise = event_noise(("claims",), result.settings.draws, result.settings.seed)["claims"]
    return poisson_quantile(noise, claim_means(result)[result.kept(result.known)])


def claim_means(result: MonitoringResult) -> np.ndarray:
    """Claims that each draw expects of the members who were recorded and whose kecamatan told of claims, (draws,)."""
    known = result.known
    stock, there = result.planned.expected.stock[:, :known], result.observed.stock[:known]
    rate = np.divide(result.planned.claims[:, :known], stock, out=np.zeros_like(stock), where=stock > 0)
    told = (~np.isnan(own(result).claims[:known])) @ result.planned.shares
    return rate @ np.nan_to_num(there * told)


def claims_tell(result: MonitoringResult) -> float:
    """The part of the draws that would still count if the claims were weighed too: near 1, they tell nothing."""
    mean, count = np.maximum(claim_means(result), 1e-12), _total(own(result).claims)
    chance = np.exp(count * np.log(mean) - mean - gammaln(count + 1))[result.kept(result.known)]
    return float(chance.sum() ** 2 / (chance**2).sum() / len(chance))


def _planned_contributions(result: MonitoringResult) -> np.ndarray:
    """Contributions up to now of the kecamatan that reported theirs, as planned, by draw [Rp]."""
    known, told = result.known, reported_part(result)
    members = np.stack([result.members(0, month) for month in range(known)], axis=1)
    return members @ (result.planned.price_rp[:known] * told[:known])


def _total(counts: np.ndarray) -> float:
    """The sum of what was recorded; NaN where nothing was."""
    return float(np.nansum(counts)) if (~np.isnan(counts)).any() else np.nan
