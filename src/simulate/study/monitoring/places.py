"""Each kecamatan: what it recorded, what it may expect, and its traffic light."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.monitoring.places import by_kecamatan, renewal
from simulate.study.summary import mean_error, summarise

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.monitoring.result import MonitoringResult


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
