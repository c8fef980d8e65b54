"""What it costs a civil servant, what a billion buys, and what it does to the funds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.show.cells import Cell, Markup, estimated, plain, source
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.words import Words
from simulate.study.summary import summed

if TYPE_CHECKING:
    from simulate.study.result import SponsorshipResult


BILLION_RP = 1e9


def sponsor_cost(result: SponsorshipResult) -> Piece:
    """By price: rupiah a month for a worker and an average sponsor, shares of the mean TPP, what Rp1 billion buys."""
    price, full = result.outcome.price_rp["sponsor"], result.outcome.price_rp["apbd"]
    tpp = result.region.mean_tpp
    each = result.measures.get("workers_per_sponsor")
    pairs = list(dict.fromkeys(zip(price, full, strict=True)))
    spans = {
        pair: [month for month, *paid in zip(result.months, price, full, strict=True) if tuple(paid) == pair]
        for pair in pairs
    }
    each_row = None if each is None else summed(each)
    told = pd.DataFrame(
        [
            {
                "price_rp": one,
                "price_apbd_rp": apbd,
                "months": len(spans[(one, apbd)]),
                "tpp_rp": tpp.value if tpp else np.nan,
            }
            | ({} if each_row is None else {f"sponsor_{name}_rp": one * each_row[name] for name in each_row})
            for one, apbd in pairs
        ]
    )

    def rows(words: Words):
        for one, apbd in pairs:
            scaled = None if each_row is None else {name: one * each_row[name] for name in each_row}
            yield (
                _spans(spans[(one, apbd)], result.months, words),
                words.rupiah(one),
                words("undefined") if scaled is None else estimated(scaled, "rp", words),
                "–" if tpp is None else words.share(one / tpp.value, 2),
                "–" if tpp is None or scaled is None else _share_of(scaled, tpp.value, words),
                words.count(BILLION_RP / one),
                words.count(BILLION_RP / apbd),
            )

    def caption(words: Words) -> str:
        scaled = None if each_row is None else {name: max(price) * number for name, number in each_row.items()}
        said = {
            "most": words.rupiah(max(price)),
            "sponsor": words("undefined") if scaled is None else plain(estimated(scaled, "rp", words)),
        }
        if tpp is None:
            return words("table.sponsor_cost.caption", **said)
        share = words("undefined") if scaled is None else words.share(scaled["p50"] / tpp.value, 2)
        said |= {"share": words.share(max(price) / tpp.value, 2), "sponsor_share": share}
        return words("table.sponsor_cost.caption.tpp", **said)

    def note(words: Words):
        if tpp is None:
            return words("table.sponsor_cost.note")
        said = words("table.sponsor_cost.note.tpp", tpp=words.rupiah(tpp.value))
        return [
            f"{words('table.sponsor_cost.note')} {said} ",
            source(tpp.source),
            f" ({words('status.' + tpp.status)})",
        ]

    return table(
        "sponsor_cost",
        result.settings.language,
        caption=caption,
        header=heads(
            "span", "one_worker", "one_sponsor", "worker_tpp", "sponsor_tpp", "billion_sponsor", "billion_apbd"
        ),
        rows=lambda words: list(rows(words)),
        numeric=tuple(range(1, 7)),
        note=note,
        data=told,
    )


def _share_of(row: dict[str, float], whole: float, words: Words) -> Cell:
    """A median and its range as percents of a whole, small ones with two decimals."""
    middle, low, high = (words.share(row[name] / whole, 2) for name in ("p50", "p05", "p95"))
    return middle if low == high else Markup(f"{middle}<br/><small>{low}–{high}</small>", f"{middle} ({low}–{high})")


def _spans(months: list[str], all_months: list[str], words: Words) -> str:
    """Runs of months that follow one another."""
    runs: list[list[str]] = []
    for month in months:
        if runs and all_months.index(month) == all_months.index(runs[-1][-1]) + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return "; ".join(words.months(run[0], run[-1]) for run in runs)


def fund(result: SponsorshipResult) -> Piece:
    """Contributions, benefits and loss ratio by benefit programme, and what is left for the JKM fund."""
    found = result.headline_table.set_index("measure")
    national = result.region.tables["bpjs_experience"].set_index("id")
    ratios = national[national["measure"].isin(["jkm_claim_ratio", "jkm_claim_ratio_projected"])]

    ending = "" if "loss_ratio_jkm" in found.index else ".undefined"

    def cell(measure: str, words: Words) -> Cell:
        return estimated(found.loc[measure], found.loc[measure, "unit"], words) if measure in found.index else "–"

    def rows(words: Words):
        yield ("JKK", *(cell(name, words) for name in ("contributions_jkk", "benefits_jkk", "loss_ratio_jkk")))
        yield ("JKM", *(cell(name, words) for name in ("contributions_jkm", "benefits_jkm", "loss_ratio_jkm")))
        if result.scholarships_due:
            yield (words("table.fund.scholarship"), "–", cell("benefits_scholarship", words), "–")
        if "contributions_jht" in found.index:
            yield ("JHT", cell("contributions_jht", words), words("table.fund.saved"), "–")
        yield (words("table.fund.net"), cell("jkm_fund_net", words), "–", "–")

    def numbers(words: Words) -> dict[str, str]:
        net = found.loc["jkm_fund_net"]
        said = {
            "unit": words.decimal(1),
            "whole": words.share(1, 0),
            "net": words.rupiah(net["mean"]),
            "error": words.error(float(net["mc_error"]), "rp"),
            "loses": words.share(float((result.measures["jkm_fund_net"] < 0).mean()), 0),
        }
        if "loss_ratio_jkm" in found.index:
            ratio = found.loc["loss_ratio_jkm"]
            said["ratio"] = words.value(ratio["p50"], "ratio")
            said["ratio_interval"] = words.interval(ratio["p05"], ratio["p95"], "ratio")
        if len(ratios):
            first, last = ratios.iloc[0], ratios.iloc[-1]
            said |= {
                "first": words.share(first["value"] / 100),
                "first_year": first["period"],
                "last": words.share(last["value"] / 100),
                "last_year": last["period"],
            }
        return said

    return table(
        "fund",
        result.settings.language,
        caption=lambda words: words(f"table.fund.caption{ending}", **numbers(words)),
        header=heads("benefit_programme", "contributions_all", "benefits_all", "loss_ratio"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3),
        note=lambda words: words(f"table.fund.note{'' if len(ratios) else '.alone'}", **numbers(words)),
    )
