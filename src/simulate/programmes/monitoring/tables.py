"""The tables of monitoring by month, by payer, of findings, and of what the record taught."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.programmes.monitoring.model import resampled
from simulate.study.draws import event_noise, summed

if TYPE_CHECKING:
    import pandas as pd

    from simulate.programmes.monitoring.study import MonitoringResult


def forecast_table(result: MonitoringResult) -> pd.DataFrame:
    """Protected workers by month of the plan, to the end of the year [persons].

    Returns:
        One row a month: ``month``, ``unit``, ``recorded`` (those who did not report put in; missing where nobody
        did), ``planned_…`` (as the plan's own report has it) and ``now_…`` (given the record): ``mean``, ``p05``,
        ``p50``, ``p95``, ``mc_error``.
    """
    import pandas as pd

    rows = [
        {
            "month": result.months[month],
            "unit": "persons",
            "recorded": result.observed.stock[month],
            **summed(result.programme[:, month], "planned"),
            **summed(_now(result, month), "now"),
        }
        for month in range(result.end + 1)
    ]
    return pd.DataFrame(rows).astype({"recorded": "Float64"})


def _now(result: MonitoringResult, month: int) -> np.ndarray:
    """Members of a month as the record up to that month leaves them; of a month to come, all of the record."""
    return result.members(min(month + 1, result.known), month)


def chance_table(result: MonitoringResult) -> pd.DataFrame:
    """What the end of the year looked like as of each month.

    Returns:
        One row for no record yet (``as_of`` empty) and one a month since: ``as_of``, protected workers at the end of
        the year (``mean``, ``p05``, ``p50``, ``p95``, ``mc_error``) [persons], ``missed`` (chance of missing the
        target), ``missed_error``, ``light``, ``effective`` draws, and the ``exponent`` that weights were raised to.
    """
    import pandas as pd

    rows = []
    for known in range(result.known + 1):
        missed, error = result.missing(known)
        counted = result.weights(known)
        rows.append(
            {
                "as_of": result.months[known - 1] if known else "",
                **summed(result.members(known, result.end)),
                "missed": missed,
                "missed_error": error,
                "light": result.plan.light(missed),
                "effective": counted.effective,
                "exponent": counted.exponent,
            }
        )
    return pd.DataFrame(rows)


def is_unlike(result: MonitoringResult) -> bool:
    """Whether the plan, before any record, held the last month's members to be all but impossible."""
    stock = result.observed.stock[result.known - 1]
    if np.isnan(stock):
        return False
    below = float(result.outlook(0, result.known - 1).below(stock).mean())
    return min(below, 1 - below) < _IMPOSSIBLE


# a chance on either side below which a count is unlike what was planned
_IMPOSSIBLE = 0.005


def warned_since(result: MonitoringResult) -> str | None:
    """The month since which the chance of missing the target has stayed above the warning; None where it is not."""
    table = result.chance_table
    above = (table["missed"] > result.plan.warn_above).to_numpy()
    if not above[-1]:
        return None
    calm = np.flatnonzero(~above)
    return str(table["as_of"].iloc[calm[-1] + 1 if calm.size else min(1, len(table) - 1)])


def change_table(result: MonitoringResult) -> pd.DataFrame:
    """What the last month's counts did to the outlook on the end of the year, one after the other.

    Returns:
        One row a step (``before``, ``stock``: members paid up, ``lapse``: lapses): ``step``, ``recorded`` and what
        the month before expected of it, ``expected_p05``, ``expected_p50``, ``expected_p95`` (missing for ``before``
        and for what was not recorded), then protected workers at the end of the year (``mean`` … ``mc_error``),
        ``missed`` and ``missed_error``.
    """
    import pandas as pd

    known, month = result.known, result.known - 1
    earlier = (result.found.by_stock[:, :month] + result.found.by_lapse[:, :month]).sum(axis=1)
    both = {
        "before": (month, earlier),
        "stock": (known, earlier + result.found.by_stock[:, month]),
        "lapse": (known, earlier + result.found.by_stock[:, month] + result.found.by_lapse[:, month]),
    }
    told = {"stock": result.observed.stock[month], "lapse": result.observed.lapsed[month]}
    expected = {"stock": result.members(month, month), "lapse": _lapses_expected(result)}
    rows = []
    for step, (so_far, likelihood) in both.items():
        counted = result.weighed_by(likelihood)
        outlook = result.outlook(so_far, result.end)
        below = outlook.below(result.target)
        row: dict[str, Any] = {"step": step, "recorded": np.nan}
        if step in told and not np.isnan(told[step]) and expected[step] is not None:
            ends = np.quantile(expected[step], (0.05, 0.5, 0.95))
            row |= {"recorded": told[step]} | dict(zip(_EXPECTED, map(float, ends), strict=True))
        drawn = result.drawn_from(outlook, resampled(counted.shares))
        row |= summed(drawn) | {"missed": counted.mean(below), "missed_error": counted.error(below)}
        rows.append(row)
    return pd.DataFrame(rows).reindex(columns=[*_CHANGES])


_EXPECTED = ("expected_p05", "expected_p50", "expected_p95")
_CHANGES = ("step", "recorded", *_EXPECTED, "mean", "p05", "p50", "p95", "mc_error", "missed", "missed_error")


def moved_kecamatan(result: MonitoringResult) -> pd.DataFrame:
    """Kecamatan whose members of the last month differ most from what the month before expected.

    A kecamatan is expected to have moved from its own last count as the regency was expected to.

    Returns:
        One row a kecamatan that told of both: ``kecamatan``, ``recorded``, ``expected`` and ``difference`` [persons],
        the largest difference first; empty where there was no month before.
    """
    import pandas as pd

    month, columns = result.known - 1, ["kecamatan", "recorded", "expected", "difference"]
    stock = result.observed.stock
    if not month or np.isnan(stock[month - 1]) or not stock[month - 1]:
        return pd.DataFrame(columns=columns)
    paid_up = result.usable
    growth = float(np.median(result.members(month, month))) / stock[month - 1]
    table = pd.DataFrame(
        {
            "kecamatan": result.region.tables["kecamatan"]["kecamatan"].to_numpy(),
            "recorded": paid_up[month],
            "expected": growth * paid_up[month - 1],
        }
    ).dropna()
    table["difference"] = table["recorded"] - table["expected"]
    order = table["difference"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _lapses_expected(result: MonitoringResult) -> np.ndarray | None:
    """Lapses of the last month as the month before expected them, by draw; None where nobody was exposed."""
    from scipy.stats import nbinom

    month, exposed = result.known - 1, result.observed.exposed[result.known - 1]
    if not month or np.isnan(exposed):
        return None
    kept = result.kept(month)
    mean = np.maximum(result.planned.expected.lapse_share[kept, month] * exposed, 1e-9)
    size = 1 / result.values["lapse_spread"][kept] ** 2
    noise = event_noise(("lapses",), result.settings.draws, result.settings.seed)["lapses"]
    return nbinom.ppf(noise, size, size / (size + mean))


def payer_table(result: MonitoringResult) -> pd.DataFrame:
    """The last month by payer, as recorded, and members paid up in the month before.

    Returns:
        One row a payer: ``payer``, ``month``, ``kecamatan`` that reported, ``paid_up`` of them, ``compared`` members
        of the kecamatan that reported in both months now, ``before`` those of the month before, ``registered``,
        ``lapsed`` [persons], ``contributions_rp``, ``claims``; missing where nothing was recorded.
    """
    import pandas as pd

    month, rows = result.known - 1, []
    for payer, counts in result.records.items():
        now, earlier = (
            counts.paid_up[month],
            counts.paid_up[month - 1] if month else np.full_like(counts.paid_up[0], np.nan),
        )
        both = ~np.isnan(now) & ~np.isnan(earlier)
        rows.append(
            {
                "payer": payer,
                "month": result.as_of,
                "kecamatan": int(counts.rows[month].sum()),
                "paid_up": _sum(now),
                "compared": _sum(now[both]),
                "before": _sum(earlier[both]),
                **{
                    name: _sum(getattr(counts, name)[month])
                    for name in ("registered", "lapsed", "contributions_rp", "claims")
                },
            }
        )
    numbers = ("paid_up", "compared", "before", "registered", "lapsed", "contributions_rp", "claims")
    return pd.DataFrame(rows).astype(dict.fromkeys(numbers, "Float64"))


_FLOWS = ("registered", "lapsed", "contributions_rp", "claims")


def _sum(counts: np.ndarray) -> float:
    return float(np.nansum(counts)) if (~np.isnan(counts)).any() else np.nan


def quality_table(result: MonitoringResult) -> pd.DataFrame:
    """One row a finding: kind, payer, month, kecamatan, what was ``found``, what ``fits``, whether ``left_out``."""
    import pandas as pd

    places = result.region.tables["kecamatan"]
    codes, names = places["kecamatan_code"].tolist(), places["kecamatan"].tolist()
    left_out = result.plan.doubtful_rows == "leave_out"
    rows = [
        {
            "kind": one.kind,
            "payer": one.payer,
            "month": one.month,
            "kecamatan_code": "" if one.place is None else codes[one.place],
            "kecamatan": "" if one.place is None else names[one.place],
            "found": one.found,
            "fits": one.fits,
            "left_out": left_out and one.payer == "sponsor" and one.kind in ("jump", "flow"),
        }
        for one in result.quality.findings
    ]
    columns = ["kind", "payer", "month", "kecamatan_code", "kecamatan", "found", "fits", "left_out"]
    return pd.DataFrame(rows, columns=columns).astype({"found": "Float64", "fits": "Float64"})


def learned_table(result: MonitoringResult) -> pd.DataFrame:
    """What the record taught of each unknown, the most taught first.

    Returns:
        One row an unknown that is drawn: ``unknown``, ``unit``, ``before_p05``, ``before_p50``, ``before_p95``,
        ``now_p05``, ``now_p50``, ``now_p95``, ``mc_error`` of the latter, and ``narrower``: the part of the 90 %
        range that is gone. Of a made-up record also the ``truth`` that it was made from (missing where it has none),
        and whether the range after the record ``held`` it.
    """
    import pandas as pd

    kept, rows = result.kept(result.known), []
    for unknown in result.unknowns_used:
        if unknown.form == "fixed":
            continue
        values = result.values[unknown.key]
        before, now = summed(values, "before"), summed(values[kept], "now")
        wide, left = (one[f"{name}_p95"] - one[f"{name}_p05"] for name, one in (("before", before), ("now", now)))
        row = {"unknown": unknown.key, "unit": unknown.unit}
        row |= {name: one[name] for one in (before, now) for name in one if name.endswith(("p05", "p50", "p95"))}
        row |= {"mc_error": now["now_mc_error"], "narrower": 1 - left / wide}
        rows.append(row | _held(result, unknown.key, now))
    return pd.DataFrame(rows).sort_values("narrower", ascending=False, kind="stable", ignore_index=True)


def _held(result: MonitoringResult, key: str, now: dict[str, float]) -> dict[str, Any]:
    """The truth of an unknown, and whether its range holds it; nothing where no truth is known."""
    if result.truth is None:
        return {}
    truth = result.truth.values.get(key, np.nan)
    return {"truth": truth, "held": now["now_p05"] <= truth <= now["now_p95"]}
