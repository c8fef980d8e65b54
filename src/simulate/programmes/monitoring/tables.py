"""The tables written beside the report: by month, by kecamatan, by payer, of findings, and of what was learnt."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from simulate.programmes.monitoring.model import by_kecamatan, renewal, resampled
from simulate.programmes.monitoring.record import total
from simulate.programmes.monitoring.study import OWN, MonitoringResult
from simulate.study.draws import mean_error, summarise, summed

# a chance on either side below which a count is unlike what was planned
_IMPOSSIBLE = 0.005
_ENDS = ("p05", "p50", "p95")


def forecast_by_month(result: MonitoringResult) -> pd.DataFrame:
    """Protected workers (persons) by month of the plan, to the end of the year: one row a month.

    Columns:
        recorded [persons]: those who did not report put in; missing where nobody did.
        planned_* [persons]: as the plan's own report has it.
        now_* [persons]: given the record up to the month; of a month to come, all of the record.
    """
    rows = [
        {
            "month": result.months[month],
            "unit": "persons",
            "recorded": result.observed.stock[month],
            **summed(result.programme[:, month], "planned"),
            **summed(result.members(min(month + 1, result.known), month), "now"),
        }
        for month in range(result.end + 1)
    ]
    return pd.DataFrame(rows).astype({"recorded": "Float64"})


def chance_by_month(result: MonitoringResult) -> pd.DataFrame:
    """What the end of the year looked like as of each month, and before there was any record.

    Columns:
        as_of: the month up to which the record is used; empty for no record yet.
        mean, p05, p50, p95, mc_error [persons]: protected workers at the end of the year.
        missed [share]: the chance of missing the target.
        missed_error [share]: its Monte Carlo error.
        light: ``green``, ``amber`` or ``red``.
        effective: how many draws the weights are worth.
        exponent: what the weights were raised to.
    """
    rows = []
    for known, month in enumerate(["", *result.months[: result.known]]):
        missed, error = result.missing(known)
        counted = result.weights(known)
        row = {"as_of": month} | summed(result.members(known, result.end))
        row |= {"missed": missed, "missed_error": error, "light": result.plan.light(missed)}
        rows.append(row | {"effective": counted.effective, "exponent": counted.exponent})
    return pd.DataFrame(rows)


def warned_since(result: MonitoringResult) -> str | None:
    """The month since which the chance of missing the target has stayed above the warning; None where it is not."""
    table = result.table("chance_by_month")
    calm = np.flatnonzero(table["missed"] <= result.plan.warn_above)
    if calm.size and calm[-1] == result.known:
        return None
    return str(table["as_of"].iloc[calm[-1] + 1 if calm.size else 1])


def is_unlike(result: MonitoringResult) -> bool:
    """Whether the plan, before any record, held the last month's members to be all but impossible."""
    month = result.known - 1
    below = float(result.outlook(0, month).below(result.observed.stock[month]).mean())
    return min(below, 1 - below) < _IMPOSSIBLE


def protected_by_kecamatan(result: MonitoringResult) -> pd.DataFrame:
    """What is recorded and expected of each kecamatan, against its part of the target as the plan divides it.

    Columns:
        month: of its last usable count; empty where there is none.
        recorded [persons]: then.
        target [persons]: its part of the regency's.
        mean, p05, p50, p95, mc_error [persons]: members at the end of the year.
        missed [share]: the chance of missing its target.
        missed_error [share]: its Monte Carlo error.
        light: ``green``, ``amber``, ``red``, or ``none`` where the last month's count is missing or left out.
        target_part [share]: its part of the regency's target.
        shortfall_part [share]: its part of what the regency lacks in the mean (below 0 where it has more than its
            target; missing where nothing lacks).
    """
    known, end, chosen = result.known, result.end, result.chosen(result.known)
    paid_up, stock, shares = result.usable[:known], result.observed.stock, result.planned.shares
    last = [max(np.flatnonzero(~np.isnan(column)), default=None) for column in paid_up.T]
    # a share is known of a month in which the regency's members are
    seen = np.array([month is not None and not np.isnan(stock[month]) for month in last])
    share, age = shares.copy(), np.full(len(shares), end + 1.0)
    for place in np.flatnonzero(seen):
        month = last[place]
        share[place] = (paid_up[month, place] + 0.5) / (stock[month] + 0.5 * len(shares))
        age[place] = end - month
    members = result.members(known, end)
    stays = np.prod(1 - result.planned.expected.lapse_share[chosen, known : end + 1], axis=1)
    rng = np.random.default_rng([result.settings.seed, zlib.crc32(b"kecamatan")])
    chance = renewal(result.members(known, known - 1), members, stays)
    drift, deviates = result.values["kecamatan_drift"][chosen], rng.standard_normal((len(chosen), len(shares)))
    parts = by_kecamatan(members, share, seen, age, chance, drift, deviates)
    targets = result.target * shares
    below = (parts < targets).astype(float)
    missed = below.mean(axis=0)
    lacking = targets - parts.mean(axis=0)
    lacks = lacking.sum() > 0
    recorded = [None if month is None else paid_up[month, place] for place, month in enumerate(last)]
    places = result.region.tables["kecamatan"][["kecamatan_code", "kecamatan"]].reset_index(drop=True)
    return places.assign(
        month=["" if month is None else result.months[month] for month in last],
        recorded=pd.array(recorded, "Float64"),
        target=targets,
        unit="persons",
        **summarise(parts),
        missed=missed,
        missed_error=[mean_error(one) for one in below.T],
        light=[
            result.plan.light(chance) if month == known - 1 else "none"
            for month, chance in zip(last, missed, strict=True)
        ],
        target_part=targets / targets.sum(),
        shortfall_part=pd.array(lacking / lacking.sum() if lacks else [None] * len(lacking), "Float64"),
    )


def changes(result: MonitoringResult) -> pd.DataFrame:
    """What the last month's counts did to the outlook on the end of the year, one after the other.

    Columns:
        step: ``before``, ``stock`` (members paid up), ``lapse`` (lapses).
        recorded [persons]: missing for ``before`` and for what was not recorded.
        expected_* [persons]: what the month before expected of it.
        mean, p05, p50, p95, mc_error [persons]: protected workers at the end of the year.
        missed [share]: the chance of missing the target.
        missed_error [share]: its Monte Carlo error.
    """
    known, month, observed = result.known, result.known - 1, result.observed
    by_stock, by_lapse = result.filtered.by_stock, result.filtered.by_lapse
    before = (by_stock[:, :month] + by_lapse[:, :month]).sum(axis=1)
    after = before + by_stock[:, month]
    rows = []
    for step, so_far, likelihood, recorded, expected in (
        ("before", month, before, np.nan, None),
        ("stock", known, after, observed.stock[month], result.members(month, month)),
        ("lapse", known, after + by_lapse[:, month], observed.lapsed[month], _lapses_expected(result)),
    ):
        counted, outlook = result.weighed_by(likelihood), result.outlook(so_far, result.end)
        below = outlook.below(result.target)
        known_before = expected is not None and not np.isnan(recorded)
        ends = np.quantile(expected, (0.05, 0.5, 0.95)) if known_before else [np.nan] * 3
        row = {"step": step, "recorded": recorded if known_before else np.nan}
        row |= {f"expected_{name}": end for name, end in zip(_ENDS, ends, strict=True)}
        row |= summed(result.drawn_from(outlook, resampled(counted.shares)))
        rows.append(row | {"missed": counted.mean(below), "missed_error": counted.error(below)})
    return pd.DataFrame(rows)


def _lapses_expected(result: MonitoringResult) -> np.ndarray | None:
    """Lapses of the last month as the month before expected them, by draw; None where nobody was exposed."""
    from scipy.stats import nbinom

    month, exposed = result.known - 1, result.observed.exposed[result.known - 1]
    if not month or np.isnan(exposed):
        return None
    chosen = result.chosen(month)
    mean = np.maximum(result.planned.expected.lapse_share[chosen, month] * exposed, 1e-9)
    size = 1 / result.values["lapse_spread"][chosen] ** 2
    return nbinom.ppf(result.noise("lapses"), size, size / (size + mean))


def moved_kecamatan(result: MonitoringResult) -> pd.DataFrame:
    """Kecamatan whose members of the last month differ most from what the month before expected.

    A kecamatan is expected to have moved from its own last count as the regency was expected to.

    Returns:
        One row a kecamatan that recorded both: ``kecamatan``, ``recorded``, ``expected`` and ``difference``
        [persons], the largest difference first; empty where there was no month before.
    """
    month, stock, paid_up = result.known - 1, result.observed.stock, result.usable
    before = stock[month - 1] if month else 0
    growth = float(np.median(result.members(month, month))) / before if before > 0 else np.nan
    table = pd.DataFrame(
        {
            "kecamatan": result.region.tables["kecamatan"]["kecamatan"].to_numpy(),
            "recorded": paid_up[month],
            "expected": growth * paid_up[month - 1],
        }
    ).dropna()
    table["difference"] = table["recorded"] - table["expected"]
    return table.sort_values("difference", key=lambda one: -one.abs(), kind="stable", ignore_index=True)


def by_payer(result: MonitoringResult) -> pd.DataFrame:
    """The last month by payer, as recorded: one row a payer; missing where nothing was recorded.

    Columns:
        payer: who pays.
        kecamatan: how many reported.
        paid_up [persons]: members of them.
        compared [persons]: members, now, of the kecamatan that reported in both months.
        before [persons]: members of the same in the month before.
        registered [persons]: in the month.
        lapsed [persons]: in the month.
        contributions_rp [Rp]: in the month.
        claims: in the month.
    """
    month, rows = result.known - 1, []
    for payer, counts in result.records.items():
        now, earlier = counts.paid_up[month], counts.paid_up[month - 1] if month else np.nan
        both = ~np.isnan(now) & ~np.isnan(earlier)
        numbers = {
            "paid_up": now,
            "compared": np.where(both, now, np.nan),
            "before": np.where(both, earlier, np.nan),
            "registered": counts.registered[month],
            "lapsed": counts.lapsed[month],
            "contributions_rp": counts.contributions_rp[month],
            "claims": counts.claims[month],
        }
        row = {"payer": payer, "month": result.as_of, "kecamatan": int(counts.rows[month].sum())}
        rows.append(row | {name: total(one) for name, one in numbers.items()})
    return pd.DataFrame(rows).astype(dict.fromkeys(numbers, "Float64"))


def quality(result: MonitoringResult) -> pd.DataFrame:
    """What does not fit in the record: one row a finding.

    Columns:
        kind: of finding.
        payer: whose record.
        found: what stands there.
        fits: what would fit.
        left_out: whether the count is left out.
    """
    names = result.region.tables["kecamatan"][["kecamatan_code", "kecamatan"]].to_numpy()
    places = {None: ("", "")} | dict(enumerate(names))
    rows = [(one.kind, one.payer, one.month, *places[one.place], one.found, one.fits) for one in result.findings]
    columns = ["kind", "payer", "month", "kecamatan_code", "kecamatan", "found", "fits"]
    table = pd.DataFrame(rows, columns=columns).astype({"found": "Float64", "fits": "Float64"})
    doubtful = table["kind"].isin(("jump", "flow")) & (table["payer"] == OWN)
    return table.assign(left_out=doubtful & (result.plan.doubtful_rows == "leave_out"))


def how_reported(result: MonitoringResult) -> str:
    """The ending of texts on the last month's count: counts were left out, kecamatan did not report, or all did."""
    part = ".part" if np.isnan(result.usable[result.known - 1]).any() else ""
    return ".doubtful" if result.left_out[result.known - 1].any() else part


def lies(number: float, low: float, high: float) -> str:
    """Where a recorded number lies: ``inside`` the range, ``below`` or ``above`` it."""
    return "below" if number < low else "above" if number > high else "inside"


def done_about(finding: Mapping[str, Any]) -> str:
    """What was done about a row of `quality`, which counts only where it is the sponsors'."""
    done = {"begun": "later", "outside": "unused"}
    if finding["payer"] == OWN:
        done |= {"late": "put_in", "gap": "put_in"}
        done |= {kind: kind if finding["left_out"] else "used" for kind in ("jump", "flow")}
    return done.get(finding["kind"], "reported")


def learned(result: MonitoringResult) -> pd.DataFrame:
    """What the record taught of each unknown that is drawn, the most taught first.

    Columns:
        unknown: its key.
        before_*: its range before the record.
        now_*: its range given the record.
        mc_error: Monte Carlo error of the latter.
        narrower [share]: the part of the 90 % range that is gone.
        truth: of a made-up record, what it was made from; missing where it has none.
        held: whether the range after the record holds the truth.
    """
    rows = []
    for unknown in result.unknowns_used:
        if unknown.form == "fixed":
            continue
        values = result.values[unknown.key]
        found = summed(values, "before") | summed(values[result.chosen(result.known)], "now")
        row = {"unknown": unknown.key, "unit": unknown.unit}
        row |= {name: found[name] for name in (f"{time}_{end}" for time in ("before", "now") for end in _ENDS)}
        wide, left = (found[f"{time}_p95"] - found[f"{time}_p05"] for time in ("before", "now"))
        row |= {"mc_error": found["now_mc_error"], "narrower": 1 - left / wide}
        if result.truth is not None:
            truth = result.truth.values.get(unknown.key, np.nan)
            row |= {"truth": truth, "held": found["now_p05"] <= truth <= found["now_p95"]}
        rows.append(row)
    return pd.DataFrame(rows).sort_values("narrower", ascending=False, kind="stable", ignore_index=True)


TABLES = {
    one.__name__: one
    for one in (forecast_by_month, chance_by_month, protected_by_kecamatan, changes, by_payer, quality, learned)
}
