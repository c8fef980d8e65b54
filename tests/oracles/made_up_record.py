"""Makes the example record from a truth that is known: ``python tests/oracles/made_up_record.py``.

The truth is in ``data/synthetic/REGION/truth.yaml``: a value of each unknown, and the imperfections that the report
must find. A test holds that the record is what this makes.
"""

import sys
from typing import Any

import numpy as np
import pandas as pd

from simulate.law.contribution import worker_parts_rp
from simulate.paths import put
from simulate.plan.named import plan_of
from simulate.programmes.monitoring.record import true_path, truth_path
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.region.across import SYNTHETIC, WHOLE
from simulate.region.schemas import RECORD_COUNTS
from simulate.study.facts import read_facts
from simulate.written import months_from, read_yaml

_BUY = ("jkk", "jkm")
_COLUMNS = ("month", "kecamatan", "payer", *RECORD_COUNTS, "status", "source")


def made_up(region: str) -> pd.DataFrame:
    """The made-up record of a region, from its truth.

    Raises:
        InputError: there is no truth for the region.
    """
    truth, facts = read_yaml(truth_path(region)), read_facts("monitoring", region)
    plan = SponsorshipPlan(**plan_of("sponsorship", truth["sponsorship"]).levers)
    months = months_from(plan.start, truth["months"])
    laws = plan.laws(facts.law)[: len(months)]
    rng = np.random.default_rng([truth["seed"], 1])
    places = facts.region.tables["kecamatan"]
    shares = places["population_2025"].to_numpy() / places["population_2025"].sum()
    world, drift = true_path(facts, truth), truth["values"]["kecamatan_drift"]
    parts = []
    stocks = {"sponsor": world.recorded[0, : len(months)]}
    for payer, told in truth["others"].items():
        slips = np.exp(told["monthly_spread"] * rng.standard_normal(len(months)))
        stocks[payer] = np.round(told["persons"] * slips)
    lapses = {"sponsor": world.lapsed[0, : len(months)]}
    for payer, told in truth["others"].items():
        before, now = stocks[payer][:-1], stocks[payer][1:]
        lapses[payer] = np.concatenate([[0], np.maximum(rng.poisson(before * told["lapse_share"]), before - now)])
    for payer, stock in stocks.items():
        price = sum(worker_parts_rp(laws, payer, plan.transport_share, _BUY).values())
        counts = divided(stock, lapses[payer], shares, drift, rng)
        claims = rng.poisson(counts["paid_up_persons"] * truth["claims_per_1000_year"] / 1000 / 12)
        counts |= {"contributions_rp": counts["paid_up_persons"] * price[:, None], "claims": claims}
        parts.append(_rows(months, places["kecamatan"], payer, counts))
    record = _imperfect(pd.concat(parts, ignore_index=True), truth["imperfections"])
    record = pd.concat([record, _totals(record)], ignore_index=True)
    record["status"], record["source"] = "assumption", f"{SYNTHETIC} (truth.yaml)"
    record = record.sort_values(["month", "payer"], kind="stable", ignore_index=True)
    return record.astype(dict.fromkeys(RECORD_COUNTS, "Int64"))[[*_COLUMNS]]


def divided(
    stock: np.ndarray, lapsed: np.ndarray, shares: np.ndarray, drift: float, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Members, lapses and registrations of each kecamatan, whole heads that sum to the regency's.

    Those who lapse are drawn from the members of the month before; registrations go where the drifting shares want
    more members than are left.

    Args:
        stock: the regency's members, shape (months,).
        lapsed: of those of the month before, no more of them and at least as many as the stock loses.
        shares: of the kecamatan in the first month, summing to 1, shape (kecamatan,).
        drift: relative standard deviation of a month by which a share moves.
        rng: the chance.

    Returns:
        The counts of a record by name, each of shape (months, kecamatan).
    """
    months, places = len(stock), len(shares)
    moving = shares * np.exp(np.cumsum(drift * rng.standard_normal((months, places)), axis=0))
    paid_up, gone, new = (np.zeros((months, places)) for _ in range(3))
    for month in range(months):
        before = paid_up[month - 1] if month else np.zeros(places)
        gone[month] = rng.multivariate_hypergeometric(before.astype(int), int(lapsed[month])) if month else 0
        left = before - gone[month]
        wanted = np.maximum(stock[month] * moving[month] / moving[month].sum() - left, 0)
        # where no kecamatan wants more, all may have them
        new[month] = _apportioned(stock[month] - left.sum(), wanted if wanted.sum() > 0 else moving[month])
        paid_up[month] = left + new[month]
    return {"registered_persons": new, "paid_up_persons": paid_up, "lapsed_persons": gone}


def _apportioned(total: float, shares: np.ndarray) -> np.ndarray:
    """Whole heads by largest remainder, summing to the total."""
    exact = total * shares / shares.sum()
    heads = np.floor(exact)
    rest = np.argsort(heads - exact, kind="stable")[: round(total - heads.sum())]
    heads[rest] += 1
    return heads


def _rows(months: list[str], names: pd.Series, payer: str, counts: dict[str, np.ndarray]) -> pd.DataFrame:
    at, there = np.meshgrid(np.arange(len(months)), np.arange(len(names)), indexing="ij")
    told = {name: array.ravel() for name, array in counts.items()}
    return pd.DataFrame(
        {"month": np.array(months)[at.ravel()], "kecamatan": names.to_numpy()[there.ravel()], "payer": payer} | told
    )


def _imperfect(record: pd.DataFrame, imperfections: list[dict[str, Any]]) -> pd.DataFrame:
    """The record with what goes wrong in one: rows that did not come, counts that are off by a factor or a number."""
    record = record.copy()
    for one in imperfections:
        rows = (record["month"] == one["month"]) & (record["kecamatan"] == one["kecamatan"])
        rows &= record["payer"] == one["payer"]
        if one["kind"] == "missing":
            record = record[~rows]
        else:
            was = record.loc[rows, one["column"]]
            record.loc[rows, one["column"]] = np.round(was * one.get("factor", 1) + one.get("more", 0))
    return record


def _totals(record: pd.DataFrame) -> pd.DataFrame:
    """Rows of the whole regency for the sponsors' record."""
    sums = record[record["payer"] == "sponsor"].groupby(["month", "payer"], as_index=False)[list(RECORD_COUNTS)].sum()
    return sums.assign(kecamatan=WHOLE)


if __name__ == "__main__":
    for name in sys.argv[1:] or ["36.03"]:
        content = made_up(name).to_csv(index=False, lineterminator="\n").encode()
        put(truth_path(name).parent, {"record.csv": content})
