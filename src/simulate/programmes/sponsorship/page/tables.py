"""Tables: what came out and costs, what was counted elsewhere, what the plan gives where it is asked further."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulate.cohort.claims import family_benefits as benefits_of
from simulate.law.numbers import one_of
from simulate.page.elements import Rows, inside, table
from simulate.page.evidence import MEASURE_COLUMNS, graded, measure_rows, period_said, range_of, unit_said
from simulate.page.html import Cell, estimated, over, plain, source
from simulate.page.sensitivity import BOX_COLUMNS, box_rows
from simulate.page.words import Words
from simulate.programmes.sponsorship.analysis import SHORT_COSTS, SHORT_COSTS_RANGE, reserve_decision
from simulate.programmes.sponsorship.analysis import weak_worlds as weak_box
from simulate.programmes.sponsorship.study import BASELINES, MEASURES
from simulate.programmes.sponsorship.take_up import early_workers, inside_share
from simulate.study.draws import COLUMNS, summarise
from simulate.study.facts import drawn

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
    return estimated(result.row(measure), MEASURES[measure], words) if measure in result.measures else without


@table("measures_{}", "table.measures", MEASURE_COLUMNS, numeric=(1, 2, 3, 4))
def measures(result: SponsorshipResult, words: Words, topic: str) -> Rows:
    """A topic's measures with mean, median, interval and Monte Carlo error; topics: ``protected``, ``families``."""
    rows = measure_rows(result, words, _TOPICS[one_of(topic, "topic", _TOPICS)].split(), "measure", _RATIOS)
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
    newly = result.unknowns["newly_covered"]
    error = max(result.number(f"gap_closed_{baseline}", "mc_error") for baseline in BASELINES)
    numbers = {
        "newly": words.interval(newly.low, newly.high, "share"),
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
        said = estimated(sponsor, "rp", words) if sponsor else words("undefined")
        shares = "–", "–"
        if tpp:
            shares = words.share(one / tpp.value, 2), _share_of(sponsor, tpp.value, words) if sponsor else "–"
        span, buys = "; ".join(words.months(run[0], run[-1]) for run in spans), (BILLION_RP / one, BILLION_RP / apbd)
        rows.append((span, words.rupiah(one), said, *shares, *map(words.count, buys)))
        known = {"price_rp": one, "price_apbd_rp": apbd, "months": sum(map(len, spans))}
        known["tpp_rp"] = tpp.value if tpp else np.nan
        data.append(known | {f"sponsor_{name}_rp": number for name, number in sponsor.items()})
    data, numbers = pd.DataFrame(data), {"most": words.rupiah(max(price))}
    if tpp is None:
        return Rows(rows, numbers, data)
    numbers["share"] = words.share(max(price) / tpp.value, 2)
    notes = words("table.sponsor_cost.note"), words("table.sponsor_cost.note.tpp", tpp=words.rupiah(tpp.value))
    note = [f"{' '.join(notes)} ", source(tpp.source), f" ({words(f'status.{tpp.status}')})"]
    return Rows(rows, numbers, data, caption=".tpp", note=note)


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

    def cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
        what, instrument = words.term("figure", row["measure"]), words(f"instrument.{row['instrument']}")
        return row["place"], value(row), what, instrument, period_said(row["period"], words), graded(row, words)

    return Rows([*map(cells, result.region.tables["sponsor_programmes"].to_dict("records"))])


@table("conflicts", "table.conflicts", "what value place period source", numeric=(1,))
def conflicts(result: SponsorshipResult, words: Words) -> Rows:
    """Figures of the region that do not fit together, all kept, each with its grade and source."""
    region = result.region

    def figure(value: float, unit: str) -> str:
        return words.share(value / 100, 2) if unit == "percent" else words.exact(value)

    def cells(row: Mapping[str, Any], name: str, value: str, place: str) -> tuple[Cell, ...]:
        return words.term("figure", name), value, place, period_said(row["period"], words), graded(row, words)

    rows, notes = [], []
    for conflict in region.about.conflicts:
        first, *others = [region.figure(*row) for row in conflict.rows]
        ratios = {f"ratio_{place}": words.decimal(first.value / one.value, 1) for place, one in enumerate(others, 2)}
        notes.append(conflict.says[words.language].format(value=figure(first.value, first.unit), **ratios))
        for name, key in conflict.rows:
            row = region.tables[name].set_index("id").loc[key]
            rows.append(
                cells(row, row["measure"], figure(row["value"], row["unit"]), words.term("place", row["place"]))
            )
    for row in region.tables["asn"].to_dict("records"):
        if row["group"] in region.about.asn_totals:
            rows.append(cells(row, row["group"], words.exact(row["persons"]), region.about.name))
    return Rows(rows, note=" ".join([*notes, words("table.conflicts.note")]))


# what a summarised number is counted in, where it is no whole persons
_UNITS = dict.fromkeys(("contributions", "missed_rp", "cost_rp", "bridge_rp", "freed_rp"), "rp")
_UNITS |= dict.fromkeys(("first", "waiting", "full", "deaths_uncovered", "deaths"), "ratio")


def pivoted(
    found: pd.DataFrame,
    keys: tuple[str, ...],
    label: Callable[[Any], tuple[str, ...]],
    words: Words,
    numbers: Mapping[str, Any],
    caption: str = "",
) -> Rows:
    """A row for each value of the first of the ``keys``, with the cells of ``label``; a column for each measure."""
    measures = list(dict.fromkeys(found["measure"]))
    rows = []
    for value, rows_of in found.groupby(keys[0], sort=False):
        row = rows_of.set_index("measure").loc
        rows.append((*label(value), *(estimated(row[one], _UNITS.get(one, "persons"), words) for one in measures)))
    columns = [f"column.analysis.{one}" for one in (*keys, *measures)]
    return Rows(rows, numbers, caption=caption, columns=columns, numeric=range(1, len(columns)))


def error_of(found: pd.DataFrame, unit: str, words: Words, *measures: str) -> str:
    """The largest simulation error of these measures."""
    return words.error(float(found.loc[found["measure"].isin(measures), "mc_error"].max()), unit)


@table("after_relief", "table.after")
def after_relief(result: SponsorshipResult, words: Words) -> Rows | str:
    """The months around the end of the relief; a sentence where a sponsor's price does not rise."""
    found = result.table("after_relief")
    if found is None:
        return words("table.after.none")
    price = found.drop_duplicates("month").set_index("month")["price_rp"].map(words.rupiah)
    by_measure = found.set_index(["measure", "month"])
    before, rise = price.index[:2]
    numbers = {
        "month": words.month(rise),
        "before_price": price[before],
        "price": price[rise],
        "before": words.of(by_measure.loc[("protected", before)], "persons"),
        "first": words.of(by_measure.loc[("protected", rise)], "persons"),
        "stop_before": words.of(by_measure.loc[("lost_sponsor", before)], "persons"),
        "stop_first": words.of(by_measure.loc[("lost_sponsor", rise)], "persons"),
        "rise": range_of(result.unknowns["price_rise_stop"], words),
        "error": error_of(found, "persons", words, "protected", "lost_sponsor"),
    }
    return pivoted(
        found, ("month", "price"), lambda month: (words.month(month, short=True), price[month]), words, numbers
    )


@table("waiting", "table.waiting")
def waiting(result: SponsorshipResult, words: Words) -> Rows:
    """Deaths that leave only the funeral benefit, and what would make them fewer."""
    found = result.table("waiting")
    by_variant, months = found.set_index(["variant", "measure"]), found.groupby("variant")["months"].first()

    def deaths(variant: str, measure: str) -> str:
        return plain(estimated(by_variant.loc[(variant, measure)], "ratio", words))

    numbers = {
        "first": deaths("plan", "first"),
        "first_earlier": deaths("earlier", "first") if "earlier" in months else "",
        "all": deaths("plan", "waiting"),
        "wait": str(int(result.laws[0].value("jkm_waiting"))),
        "error": error_of(found, "ratio", words, "first", "waiting"),
    }
    caption = "" if "earlier" in months else ".alone"
    return pivoted(
        found, ("variant",), lambda one: (words(f"waiting.{one}", months=str(months[one])),), words, numbers, caption
    )


@table("bridging", "table.bridging")
def bridging(result: SponsorshipResult, words: Words) -> Rows:
    """What becomes of workers whose sponsor stops, by the months that APBD steps in."""
    found = result.table("bridging")
    middle, most = found.set_index(["bridge_months", "measure"])["p50"], int(found["bridge_months"].max())
    persons = [measure for measure in dict.fromkeys(found["measure"]) if measure != "bridge_rp"]
    numbers = {
        "lapsed": words.count(middle[(0, "lapsed")]),
        "most": words.legal(most, "months"),
        "lapsed_most": words.count(middle[(most, "lapsed")]),
        "cost": words.rupiah(middle[(most, "bridge_rp")]),
        "months": str(result.plan.months),
        "rematched": range_of(result.unknowns["rematched"], words),
        "error": error_of(found, "persons", words, *persons),
    }

    def label(months: int) -> tuple[str]:
        return (words.legal(months, "months") if months else words("bridging.none"),)

    return pivoted(found, ("bridge_months",), label, words, numbers, "" if most else ".none")


# units shown, and the part of the most worth below which an assumption counts as worth nothing
_MOST, _NOTHING = 15, 0.01


@table("units", "table.units", "unit_name asn asn_so_far workers_brought", numeric=(1, 2, 3))
def units(result: SponsorshipResult, words: Words) -> Rows | str:
    """The largest work units with the workers that each would bring if it joined; a sentence without their table."""
    region, plan, settings = result.region, result.plan, result.settings
    found = region.units_persons(plan.asn_groups)
    if found is None:
        return words("table.units.none", where=f"data/regions/{region.code}")
    values = drawn(result.facts, settings.draws, settings.seed)
    by_group = region.tables["asn_units"]
    asked = (by_group["persons"] * by_group["group"].map(plan.requested).fillna(0)).groupby(by_group["unit"]).sum()
    shown, so_far = found.head(_MOST), found["persons"].cumsum() / found["persons"].sum()
    each = inside_share(plan, values) * early_workers(plan, values)
    brought = pd.DataFrame(summarise(np.outer(each, shown["unit"].map(asked))))
    by_unit = zip(shown["unit"], shown["persons"], so_far, brought.to_dict("records"), strict=False)
    rows = [
        (unit, words.exact(persons), words.share(part, 0), estimated(row, "persons", words))
        for unit, persons, part, row in by_unit
    ]
    numbers = {
        "half": words.exact(int((found["persons"].cumsum() < found["persons"].sum() / 2).sum()) + 1),
        "all": words.exact(len(found)),
        "first": shown["unit"].iloc[0],
        "error": words.error(float(brought["mc_error"].max()), "persons"),
    }
    return Rows(rows, numbers)


@table("worth_knowing", "table.worth", "assumption worth worth_range reserve ask", stacked=True)
def worth_knowing(result: SponsorshipResult, words: Words) -> Rows | str:
    """What knowing an assumption is worth if APBD stands in for missing sponsors; a sentence where it is nothing."""
    decision = reserve_decision(result)
    worth, reserve = decision.worth, words.rupiah(decision.reserve_rp)
    shown = worth[(worth["worth_rp"] > 0) & (worth["worth_rp"] >= _NOTHING * worth["worth_rp"].max())]
    if shown.empty:
        return words("table.worth.none", reserve=reserve)
    rows = []
    for row in shown.to_dict("records"):
        unknown = result.unknowns[row["unknown"]]
        ranges = [words.interval(row[f"{one}_low_rp"], row[f"{one}_high_rp"], "rp") for one in ("worth", "reserve")]
        name, ask = unknown.name[words.language], unknown.ask.get(words.language, "–")
        rows.append((name, words.rupiah(row["worth_rp"]), *ranges, ask))
    numbers = {
        "name": rows[0][0],
        "worth": rows[0][1],
        "share": words.share(shown["worth_rp"].iloc[0] / decision.reserve_rp),
        "reserve": reserve,
        "costs": words.times(SHORT_COSTS),
        "low": words.times(SHORT_COSTS_RANGE[0]),
        "high": words.times(SHORT_COSTS_RANGE[1]),
        "months": str(result.plan.months),
        "error": words.error(float(worth["error_rp"].max()), "rp"),
    }
    if others := len(worth) - len(shown):
        name = words("table.worth.others", count=str(others))
        rows.append((name, words("table.worth.nothing", least=words.share(_NOTHING, 0)), "–", "–", "–"))
    return Rows(rows, numbers, shown)


@table("weak_worlds", "table.weak", BOX_COLUMNS, numeric=(1, 2))
def weak_worlds(result: SponsorshipResult, words: Words) -> Rows | str:
    """Under which assumptions fewest workers are protected; a sentence where none tells."""
    box = weak_box(result)
    if box is None or not box.limits:
        return words("table.weak.none")
    numbers = {name: words.share(getattr(box, name), 0) for name in ("density", "weak", "mass", "coverage")}
    numbers |= {"error": words.error(box.density_error, "share"), "threshold": words.count(box.threshold)}
    return replace(box_rows(result, box, words), numbers=numbers)
