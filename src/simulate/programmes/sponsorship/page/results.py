"""Tables of what came out, what it costs, what it does to the funds, and what was counted elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulate.cohort.claims import family_benefits as benefits_of
from simulate.page.elements import Rows, inside, signed, table
from simulate.page.evidence import MEASURE_COLUMNS, graded, measure_rows, period_said, unit_said
from simulate.page.html import Cell, estimated, over, plain, source
from simulate.page.words import Words
from simulate.programmes.sponsorship.study import BASELINES, MEASURES
from simulate.study.draws import COLUMNS

if TYPE_CHECKING:
    from simulate.programmes.sponsorship.study import SponsorshipResult

_TOPICS = {
    "protected": "protected_end worker_months registered paid_up_of_registered ceiling ceiling_share joined_end "
    "sponsors_end workers_per_sponsor rejected lost_sponsor lapsed bridged_months",
    "families": "deaths deaths_full deaths_waiting deaths_scholarship deaths_uncovered accidents benefits_jkm "
    "benefits_jkk benefits_scholarship benefits loss_ratio loss_ratio_full_price",
}
# measures that a plan may leave without a base
_RATIOS = ("paid_up_of_registered", "workers_per_sponsor", "loss_ratio", "loss_ratio_full_price")


def measure_name(measure: str, words: Words) -> str:
    """A measure with its unit where the numbers do not show it."""
    return words(f"measure.{measure}") + unit_said(MEASURES[measure], words)


def largest_error(rows: Iterable[tuple[str, Mapping[str, float]]], words: Words) -> str:
    """The largest simulation error among measures, as a share of the median, and of which measure it is."""
    shares = [(row["mc_error"] / row["p50"], name) for name, row in rows if row["p50"] > 0]
    share, name = max(shares, default=(0.0, ""))
    if not name:
        return words.share(share, 1)
    return words("error.largest", error=words.share(share, 1), measure=inside(words(f"measure.{name}").lstrip("– ")))


def cell(result: SponsorshipResult, measure: str, words: Words, without: str = "–") -> Cell:
    """A measure's median over its range; ``without`` where the plan leaves it undefined."""
    if measure not in result.measures:
        return without
    return estimated(result.row(measure), MEASURES[measure], words)


@table("measures_{}", "table.measures", MEASURE_COLUMNS, numeric=(1, 2, 3, 4))
def measures(result: SponsorshipResult, words: Words, topic: str) -> Rows:
    """A topic's measures with mean, median, interval and Monte Carlo error; topics: ``protected``, ``families``."""
    rows = measure_rows(result, words, _TOPICS[topic].split(), measure_name, _RATIOS)
    return replace(rows, numbers={"months": str(result.plan.months)}, caption=f".{topic}", note=f".{topic}")


@table("contributions_by_payer", "table.payers", "payer asn median interval error", numeric=range(1, 5))
def payers(result: SponsorshipResult, words: Words) -> Rows:
    """Contributions by payer with the number of civil servants, and what the same cover would cost APBD."""
    region, plan = result.region, result.plan
    asn = region.asn_persons(plan.asn_groups)
    persons = {f"asn_{group}": count for group, count in asn.items()} | {"asn_total": sum(asn.values())}
    apbd = "measure.contributions_bridge" if plan.bridge_months else "table.payers.apbd"
    rows = [
        (
            words(apbd if row["payer"] == "apbd" else f"payer.{row['payer']}"),
            words.exact(persons[row["payer"]]) if row["payer"] in persons else "–",
            words.rupiah(row["p50"]),
            "–" if row["p05"] == row["p95"] else words.interval(row["p05"], row["p95"], "rp"),
            words.error(row["mc_error"], "rp"),
        )
        for row in result.table("contributions_by_payer").to_dict("records")
    ]
    notes = [words("table.payers.note")]
    if region.asn_source == "asn_units":
        notes.append(words("table.payers.units"))
    if region.approved_spending is not None:
        total, year = region.approved_spending
        share = words.share(result.number("apbd_same_cover") / plan.months * 12 / total, 3)
        notes.append(words("table.payers.budget", share=share, year=year, total=words.rupiah(total)))
    return Rows(rows, {"months": str(plan.months)}, note=" ".join(notes))


@table("coverage", "table.coverage", "baseline before uncovered newly gain gap", numeric=range(1, 6))
def coverage(result: SponsorshipResult, words: Words) -> Rows:
    """Coverage before and gained on the regency's claim and on the independent comparison."""
    shown = ("coverage_before", "uncovered", "newly_covered", "coverage_gain", "gap_closed")
    rows = [
        (words(f"table.coverage.{baseline}"), *(cell(result, f"{one}_{baseline}", words) for one in shown))
        for baseline in BASELINES
    ]
    newly, employed = result.unknowns["newly_covered"], result.unknowns["employed"]
    error = max(result.number(f"gap_closed_{baseline}", "mc_error") for baseline in BASELINES)
    numbers = {
        "newly": words.interval(newly.low, newly.high, "share"),
        "employed": f"{words.exact(employed.low)}–{words.exact(employed.high)}",
        "gap_error": words.error(error, "share"),
    }
    return Rows(rows, numbers)


@table("family_benefits", "table.benefits", "event benefit reference", numeric=(1,))
def family_benefits(result: SponsorshipResult, words: Words) -> Rows:
    """What a family receives on each kind of death, by the law of the last month."""
    law = result.laws[-1]
    family = benefits_of(law)
    numbers = {
        "month": words.month(result.months[-1]),
        "wait": str(family.wait_months),
        "years": str(family.scholarship_wait_months),
        "base": words.rupiah(family.base_rp),
    }
    events = {
        "waiting": (family.waiting_rp, law.cited("jkm_waiting")),
        "full": (family.full_rp, law.cited("jkm_benefit", "funeral")),
        "work": (family.work_death_rp, law.cited("jkk_wage_multiple", "work_death")),
    }
    rows = [
        (words(f"table.benefits.{event}", numbers), words.rupiah(amount), cited.reference)
        for event, (amount, cited) in events.items()
    ]
    return Rows(rows, numbers, note=".scholarships" if result.scholarships_due else "")


BILLION_RP = 1e9


@table(
    "sponsor_cost",
    "table.sponsor_cost",
    "span one_worker one_sponsor worker_tpp sponsor_tpp billion_sponsor billion_apbd",
    numeric=range(1, 7),
)
def sponsor_cost(result: SponsorshipResult, words: Words) -> Rows:
    """By price: rupiah a month for a worker and an average sponsor, shares of the mean TPP, what Rp1 billion buys."""
    price, full = result.outcome.price_rp["sponsor"], result.outcome.price_rp["apbd"]
    tpp, each = result.region.mean_tpp, {}
    if "workers_per_sponsor" in result.measures:
        each = {name: result.number("workers_per_sponsor", name) for name in COLUMNS}
    # by prices of both payers, the runs of months that follow one another
    runs: dict[tuple[float, float], list[list[str]]] = {}
    for prices, run in groupby(zip(price, full, result.months, strict=True), key=lambda one: one[:2]):
        runs.setdefault(prices, []).append([month for *_, month in run])
    rows, data = [], []
    for (one, apbd), spans in runs.items():
        sponsor = {name: one * number for name, number in each.items()}
        rows.append(
            (
                "; ".join(words.months(run[0], run[-1]) for run in spans),
                words.rupiah(one),
                estimated(sponsor, "rp", words) if sponsor else words("undefined"),
                words.share(one / tpp.value, 2) if tpp else "–",
                _share_of(sponsor, tpp.value, words) if tpp and sponsor else "–",
                words.count(BILLION_RP / one),
                words.count(BILLION_RP / apbd),
            )
        )
        known = {"price_rp": one, "price_apbd_rp": apbd, "months": sum(map(len, spans))}
        known["tpp_rp"] = tpp.value if tpp else np.nan
        data.append(known | {f"sponsor_{name}_rp": number for name, number in sponsor.items()})
    most = {name: max(price) * number for name, number in each.items()}
    numbers = {"most": words.rupiah(max(price)), "sponsor": words("undefined"), "sponsor_share": words("undefined")}
    if most:
        numbers["sponsor"] = plain(estimated(most, "rp", words))
    if tpp is None:
        return Rows(rows, numbers, pd.DataFrame(data))
    numbers["share"] = words.share(max(price) / tpp.value, 2)
    if most:
        numbers["sponsor_share"] = words.share(most["p50"] / tpp.value, 2)
    notes = words("table.sponsor_cost.note"), words("table.sponsor_cost.note.tpp", tpp=words.rupiah(tpp.value))
    note = [f"{' '.join(notes)} ", source(tpp.source), f" ({words(f'status.{tpp.status}')})"]
    return Rows(rows, numbers, pd.DataFrame(data), caption=".tpp", note=note)


def _share_of(row: Mapping[str, float], whole: float, words: Words) -> Cell:
    """A median and its range as percents of a whole, small ones with two decimals."""
    middle, low, high = (words.share(row[name] / whole, 2) for name in ("p50", "p05", "p95"))
    return middle if low == high else over(middle, f"{low}–{high}")


@table("fund", "table.fund", "benefit_programme column.analysis.cost_rp benefits_all loss_ratio", numeric=(1, 2, 3))
def fund(result: SponsorshipResult, words: Words) -> Rows:
    """Contributions, benefits and loss ratio by benefit programme, and what is left for the JKM fund."""
    national = result.region.tables["bpjs_experience"].set_index("id")
    ratios = national[national["measure"].isin(["jkm_claim_ratio", "jkm_claim_ratio_projected"])]
    kinds = ("contributions", "benefits", "loss_ratio")
    rows = [(name.upper(), *(cell(result, f"{kind}_{name}", words) for kind in kinds)) for name in ("jkk", "jkm")]
    if result.scholarships_due:
        rows.append((words("table.fund.scholarship"), "–", cell(result, "benefits_scholarship", words), "–"))
    if "contributions_jht" in result.measures:
        rows.append(("JHT", cell(result, "contributions_jht", words), words("table.fund.saved"), "–"))
    rows.append((words("table.fund.net"), cell(result, "jkm_fund_net", words), "–", "–"))
    numbers = {
        "unit": words.decimal(1),
        "whole": words.share(1, 0),
        "net": words.rupiah(result.number("jkm_fund_net", "mean")),
        "loses": words.share(float((result.measures["jkm_fund_net"] < 0).mean()), 0),
    }
    for name, row in zip(("first", "last"), (ratios.head(1), ratios.tail(1)), strict=True):
        for value, year in row[["value", "period"]].to_numpy():
            numbers |= {name: words.share(value / 100), f"{name}_year": year}
    ending = "" if "loss_ratio_jkm" in result.measures else ".undefined"
    return Rows(rows, numbers, caption=ending, note="" if len(ratios) else ".alone")


def counted_where(row: Mapping[str, Any], words: Words) -> str:
    """Where and when something was counted."""
    return f"{row['place']}, {words.month(row['month'], short=True)}"


@table(
    "backtest_table",
    "table.backtest",
    "place what collection observed model_median interval residual inside role_in",
    numeric=range(3, 7),
    stacked=True,
)
def backtest_table(result: SponsorshipResult, words: Words) -> Rows:
    """Each count elsewhere: observed, the model's median and interval, residual, whether it lies inside, its role."""
    found = result.table("backtest")
    planned = result.region.tables["sponsor_programmes"].set_index("id")["value"]
    ratios, untested = found["outcome"] == "workers_per_sponsor", found["role"] == "untested"
    error = words.error(float(found.loc[~ratios, "mc_error"].max()), "share")
    rows, notes = [], [words("table.backtest.note", error=error)]
    for row in found.to_dict("records"):
        unit = "ratio" if row["outcome"] == "workers_per_sponsor" else "share"
        observed, residual, inside = words("table.elsewhere.none"), "–", "–"
        if row["role"] != "untested":
            observed, residual = words.value(row["observed"], unit), signed(row["residual"], unit, words)
            inside = words("word.yes" if row["inside"] else "word.no")
        else:
            asn = float(planned[row["figure"]])
            numbers = {
                "place": row["place"],
                "since": words.month(row["since"]),
                "asn": words.exact(asn),
                "month": words.month(row["month"]),
                "workers": words.of({name: asn * row[name] for name in ("p05", "p50", "p95")}, "persons"),
            }
            notes.append(words("table.backtest.untested", numbers))
        rows.append(
            (
                counted_where(row, words),
                words(f"backtest.{row['outcome']}"),
                words(f"collection.{row['collection']}"),
                observed,
                words.value(row["p50"], unit),
                words.interval(row["p05"], row["p95"], unit),
                residual,
                inside,
                words(f"backtest.role.{row['role']}"),
            )
        )
    numbers = {"inside": str(int(found.loc[~untested, "inside"].sum())), "all": str(int((~untested).sum()))}
    return Rows(rows, numbers, note=" ".join(notes))


@table("elsewhere", "table.elsewhere", "place value what instrument period source")
def elsewhere(result: SponsorshipResult, words: Words) -> Rows:
    """What sponsorship programmes of other regions reached."""

    def value(row: Mapping[str, Any]) -> str:
        if row["value"] != row["value"]:
            return words("table.elsewhere.none")
        shown = words.exact(row["value"]) if row["unit"] == "persons" else words.value(row["value"], row["unit"])
        if row["numerator"] == row["numerator"]:
            shown += f" ({words.exact(row['numerator'])} / {words.exact(row['denominator'])})"
        return shown

    return Rows(
        [
            (
                row["place"],
                value(row),
                words.term("figure", row["measure"]),
                words(f"instrument.{row['instrument']}"),
                period_said(row["period"], words),
                graded(row, words),
            )
            for row in result.region.tables["sponsor_programmes"].to_dict("records")
        ]
    )


@table("conflicts", "table.conflicts", "what value place period source", numeric=(1,))
def conflicts(result: SponsorshipResult, words: Words) -> Rows:
    """Figures of the region that do not fit together, all kept, each with its grade and source."""
    region = result.region

    def figure(value: float, unit: str) -> str:
        return words.share(value / 100, 2) if unit == "percent" else words.exact(value)

    rows, notes = [], []
    for conflict in region.about.conflicts:
        first, *others = [region.figure(*row) for row in conflict.rows]
        ratios = {
            f"ratio_{place}": words.decimal(first.value / other.value, 1)
            for place, other in enumerate(others, start=2)
        }
        notes.append(conflict.says[words.language].format(value=figure(first.value, first.unit), **ratios))
        for name, key in conflict.rows:
            row = region.tables[name].set_index("id").loc[key]
            place, value = words.term("place", row["place"]), figure(row["value"], row["unit"])
            rows.append((row, row["measure"], value, place))
    for row in region.tables["asn"].to_dict("records"):
        if row["group"] in region.about.asn_totals:
            rows.append((row, row["group"], words.exact(row["persons"]), region.about.name))
    return Rows(
        [
            (words.term("figure", name), value, place, period_said(row["period"], words), graded(row, words))
            for row, name, value, place in rows
        ],
        note=" ".join([*notes, words("table.conflicts.note")]),
    )
