"""Tables of what came out, what it costs, and what it does to the funds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.cohort.claims import family_benefits as benefits_of
from simulate.page.base import Element
from simulate.page.elements import inside
from simulate.page.evidence import measured, unit_said
from simulate.page.table import Cell, Markup, estimated, headers, old_table, plain, source
from simulate.page.words import Words
from simulate.programmes.sponsorship.study import MEASURES
from simulate.study.draws import summed

if TYPE_CHECKING:
    from simulate.programmes.sponsorship.study import SponsorshipResult

_TOPICS = {
    "protected": (
        "protected_end",
        "worker_months",
        "registered",
        "paid_up_of_registered",
        "ceiling",
        "ceiling_share",
        "joined_end",
        "sponsors_end",
        "workers_per_sponsor",
        "rejected",
        "lost_sponsor",
        "lapsed",
        "bridged_months",
    ),
    "families": (
        "deaths",
        "deaths_full",
        "deaths_waiting",
        "deaths_scholarship",
        "deaths_uncovered",
        "accidents",
        "benefits_jkm",
        "benefits_jkk",
        "benefits_scholarship",
        "benefits",
        "loss_ratio",
        "loss_ratio_full_price",
    ),
}
# measures that a plan may leave without a base
_RATIOS = ("paid_up_of_registered", "workers_per_sponsor", "loss_ratio", "loss_ratio_full_price")


def measure_name(measure: str, words: Words) -> str:
    """A measure with its unit where the numbers do not show it."""
    return words(f"measure.{measure}") + unit_said(MEASURES[measure], words)


def largest_error(rows: Sequence[tuple[str, Mapping[str, float]]], words: Words) -> str:
    """The largest simulation error among measures, as a share of the median, and of which measure it is."""
    shares = [(row["mc_error"] / row["p50"], name) for name, row in rows if row["p50"] > 0]
    share, name = max(shares, default=(0.0, ""))
    if not name:
        return words.share(share, 1)
    return words("error.largest", error=words.share(share, 1), measure=inside(words(f"measure.{name}").lstrip("– ")))


def measures(result: SponsorshipResult, topic: str) -> Element:
    """A topic's measures with mean, median, interval and Monte Carlo error; topics: ``protected``, ``families``."""
    return measured(
        result,
        f"measures_{topic}",
        _TOPICS[topic],
        _RATIOS,
        name=measure_name,
        caption=lambda words: words(f"table.measures.{topic}", months=str(result.plan.months)),
        note=lambda words: words(f"table.measures.note.{topic}"),
    )


def payers(result: SponsorshipResult) -> Element:
    """Contributions by payer with the number of civil servants, and what the same cover would cost APBD."""
    found = result.payer_table
    asn = result.region.asn_persons(result.plan.asn_groups)
    heads_of = {f"asn_{group}": persons for group, persons in asn.items()} | {"asn_total": sum(asn.values())}

    def note(words: Words) -> str:
        budget = result.region.approved_spending
        own = words("table.payers.units") if result.region.asn_source == "asn_units" else ""
        said = " ".join(part for part in (words("table.payers.note"), own) if part)
        if budget is None:
            return said
        total, year = budget
        a_year = result.number("apbd_same_cover") / result.plan.months * 12
        share = words.share(a_year / total, 3)
        shown = words("table.payers.budget", share=share, year=year, total=words.rupiah(total))
        return f"{said} {shown}"

    def name(payer: str, words: Words) -> str:
        if payer != "apbd":
            return words(f"payer.{payer}")
        return words("measure.contributions_bridge" if result.plan.bridge_months else "table.payers.apbd")

    def rows(words: Words):
        return [
            (
                name(row["payer"], words),
                words.exact(heads_of[row["payer"]]) if row["payer"] in heads_of else "–",
                words.rupiah(row["p50"]),
                "–" if row["p05"] == row["p95"] else words.interval(row["p05"], row["p95"], "rp"),
                words.error(row["mc_error"], "rp"),
            )
            for row in found.to_dict("records")
        ]

    return old_table(
        "contributions_by_payer",
        result.settings.language,
        caption=lambda words: words("table.payers.caption", months=str(result.plan.months)),
        header=headers("payer", "asn", "median", "interval", "error"),
        rows=rows,
        numeric=(1, 2, 3, 4),
        note=note,
    )


def coverage(result: SponsorshipResult) -> Element:
    """Coverage before and gained on the regency's claim and on the independent comparison."""
    found = result.headline_table.set_index("measure")

    def rows(words: Words):
        for baseline in ("claim", "independent"):
            yield (
                words(f"table.coverage.{baseline}"),
                estimated(found.loc[f"coverage_before_{baseline}"], "share", words),
                *(
                    estimated(found.loc[f"{measure}_{baseline}"], MEASURES[f"{measure}_{baseline}"], words)
                    for measure in ("uncovered", "newly_covered", "coverage_gain", "gap_closed")
                ),
            )

    def note(words: Words) -> str:
        newly, employed = result.unknowns["newly_covered"], result.unknowns["employed"]
        gaps = found.loc[["gap_closed_claim", "gap_closed_independent"], "mc_error"]
        return words(
            "table.coverage.note",
            newly=words.interval(newly.low, newly.high, "share"),
            employed=f"{words.exact(employed.low)}–{words.exact(employed.high)}",
            gain_error=words.error(found.loc["coverage_gain_claim", "mc_error"], "percentage_points"),
            gap_error=words.error(gaps.max(), "share"),
        )

    return old_table(
        "coverage",
        result.settings.language,
        caption=lambda words: words("table.coverage.caption"),
        header=headers("baseline", "before", "uncovered", "newly", "gain", "gap"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3, 4, 5),
        note=note,
    )


def family_benefits(result: SponsorshipResult) -> Element:
    """What a family receives on each kind of death, by the law of the last month."""
    law = result.laws[-1]
    family = benefits_of(law)
    wait = str(family.wait_months)

    def rows(words: Words):
        said = {
            "waiting": (family.waiting_rp, law.cited("jkm_waiting")),
            "full": (family.full_rp, law.cited("jkm_benefit", "funeral")),
            "work": (family.work_death_rp, law.cited("jkk_wage_multiple", "work_death")),
        }
        base = words.rupiah(family.base_rp)
        return [
            (words(f"table.benefits.{event}", wait=wait, base=base), words.rupiah(amount), cited.reference)
            for event, (amount, cited) in said.items()
        ]

    return old_table(
        "family_benefits",
        result.settings.language,
        caption=lambda words: words("table.benefits.caption", month=words.month(result.months[-1])),
        header=headers("event", "benefit", "reference"),
        rows=rows,
        numeric=(1,),
        note=lambda words: words(
            "table.benefits.note.scholarships" if result.scholarships_due else "table.benefits.note",
            years=str(family.scholarship_wait_months),
        ),
    )


BILLION_RP = 1e9


def sponsor_cost(result: SponsorshipResult) -> Element:
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

    return old_table(
        "sponsor_cost",
        result.settings.language,
        caption=caption,
        header=headers(
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


def fund(result: SponsorshipResult) -> Element:
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

    return old_table(
        "fund",
        result.settings.language,
        caption=lambda words: words(f"table.fund.caption{ending}", **numbers(words)),
        header=headers("benefit_programme", "contributions_all", "benefits_all", "loss_ratio"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3),
        note=lambda words: words(f"table.fund.note{'' if len(ratios) else '.alone'}", **numbers(words)),
    )
