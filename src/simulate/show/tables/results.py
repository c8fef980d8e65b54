"""Tables of what came out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from simulate.model.rules import jkk_death_benefit_rp, jkm_benefit_rp
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.words import Words
from simulate.study.sponsorship import MEASURES, beside

if TYPE_CHECKING:
    from simulate.study.sponsorship import SponsorshipResult

_TOPICS = {
    "protected": (
        "protected_end",
        "worker_months",
        "registered",
        "paid_up_of_registered",
        "ceiling",
        "ceiling_share",
    ),
    "families": (
        "deaths",
        "deaths_full",
        "deaths_waiting",
        "accidents",
        "benefits_jkm",
        "benefits_jkk",
        "benefits",
        "loss_ratio",
    ),
}
_COMPARED = (
    "protected_end",
    "worker_months",
    "ceiling_share",
    "contributions",
    "apbd_same_cover",
    "deaths",
    "benefits",
    "loss_ratio",
    "coverage_gain_claim",
)


def measures(result: SponsorshipResult, topic: str) -> Piece:
    """A topic's measures with mean, median, interval and Monte Carlo error; topics: ``protected``, ``families``."""
    found = result.headline_table[result.headline_table["measure"].isin(_TOPICS[topic])]

    def rows(words: Words):
        for row in found.to_dict("records"):
            unit, certain = row["unit"], row["p05"] == row["p95"]
            yield (
                words(f"measure.{row['measure']}"),
                words(f"unit.{unit}"),
                words.estimate(row["mean"], row["p05"], row["p95"], unit),
                words.estimate(row["p50"], row["p05"], row["p95"], unit),
                "–" if certain else words.interval(row["p05"], row["p95"], unit),
                words.error(row["mc_error"], unit),
            )
        for measure in _TOPICS[topic]:
            if measure not in result.measures:
                yield (
                    words(f"measure.{measure}"),
                    words(f"unit.{MEASURES[measure]}"),
                    words("undefined"),
                    "–",
                    "–",
                    "–",
                )

    return table(
        f"measures_{topic}",
        result.settings.language,
        caption=lambda words: words(f"table.measures.{topic}", months=str(result.plan.months)),
        header=heads("measure", "unit", "mean", "median", "interval", "error"),
        rows=lambda words: list(rows(words)),
        numeric=(2, 3, 4, 5),
        note=lambda words: words("table.measures.note"),
        data=found,
    )


def monthly(result: SponsorshipResult) -> Piece:
    """Protected workers, prices and money by month."""
    found = result.monthly_table

    def rows(words: Words):
        return [
            (
                words.month(row["month"], short=True),
                words.estimate(row["p50"], row["p05"], row["p95"], "persons"),
                words.interval(row["p05"], row["p95"], "persons"),
                words.error(row["mc_error"], "persons"),
                words.count(row["new_members_mean"]),
                words.rupiah(row["price_sponsor_rp"]),
                words.rupiah(row["price_apbd_rp"]),
                words.rupiah(row["contributions_mean_rp"]),
                words.rupiah(row["apbd_same_cover_mean_rp"]),
            )
            for row in found.to_dict("records")
        ]

    return table(
        "protected_by_month_table",
        result.settings.language,
        caption=lambda words: words("table.monthly.caption"),
        header=heads(
            "month",
            "protected",
            "interval",
            "error",
            "new_members",
            "price_sponsor",
            "price_apbd",
            "contributions",
            "apbd",
        ),
        rows=rows,
        numeric=tuple(range(1, 9)),
        note=lambda words: words("table.monthly.note"),
        data=found,
    )


def payers(result: SponsorshipResult) -> Piece:
    """Contributions by payer, and what the same cover would cost APBD."""
    found = result.payer_table

    def name(payer: str, words: Words) -> str:
        return words("table.payers.apbd") if payer == "apbd" else words(f"payer.{payer}")

    def rows(words: Words):
        return [
            (
                name(row["payer"], words),
                words.rupiah(row["p50"]),
                words.interval(row["p05"], row["p95"], "rp"),
                words.error(row["mc_error"], "rp"),
            )
            for row in found.to_dict("records")
        ]

    return table(
        "contributions_by_payer",
        result.settings.language,
        caption=lambda words: words("table.payers.caption", months=str(result.plan.months)),
        header=heads("payer", "median", "interval", "error"),
        rows=rows,
        numeric=(1, 2, 3),
        note=lambda words: words("table.payers.note"),
        data=found,
    )


def coverage(result: SponsorshipResult) -> Piece:
    """Coverage before and after on the regency's claim and on the independent comparison."""
    found = result.headline_table.set_index("measure")

    def rows(words: Words):
        for baseline in ("claim", "independent"):
            before, gain = found.loc[f"coverage_before_{baseline}"], found.loc[f"coverage_gain_{baseline}"]
            gap = found.loc[f"gap_closed_{baseline}"]
            yield (
                words(f"table.coverage.{baseline}"),
                words.share(before["p50"], 2),
                words.share(before["p50"] + gain["p50"] / 100, 2),
                f"{words.points(gain['p50'])} ({words.interval(gain['p05'], gain['p95'], 'percentage_points')})",
                f"{words.share(gap['p50'], 2)} ({words.share(gap['p05'], 2)}–{words.share(gap['p95'], 2)})",
            )

    def note(words: Words) -> str:
        newly, employed = result.unknowns["newly_covered"], result.unknowns["employed"]
        return words(
            "table.coverage.note",
            newly=f"{words.share(newly.low, 0)}–{words.share(newly.high, 0)}",
            employed=f"{words.exact(employed.low)}–{words.exact(employed.high)}",
            gain_error=words.error(found.loc["coverage_gain_claim", "mc_error"], "percentage_points"),
            gap_error=words.error(
                found.loc[["gap_closed_claim", "gap_closed_independent"], "mc_error"].max(), "share"
            ),
        )

    return table(
        "coverage",
        result.settings.language,
        caption=lambda words: words("table.coverage.caption"),
        header=heads("baseline", "before", "after", "gain", "gap"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3, 4),
        note=note,
    )


def places(result: SponsorshipResult) -> Piece:
    """Protected workers in the last month by kecamatan."""
    found = result.kecamatan_table

    def rows(words: Words):
        return [
            (
                row["kecamatan"],
                row["kecamatan_code"],
                words.count(row["p50"]),
                words.interval(row["p05"], row["p95"], "persons"),
                words.error(row["mc_error"], "persons"),
            )
            for row in found.to_dict("records")
        ]

    return table(
        "protected_by_kecamatan_table",
        result.settings.language,
        caption=lambda words: words("table.kecamatan.caption", month=words.month(result.months[-1])),
        header=heads("kecamatan", "code", "median", "interval", "error"),
        rows=rows,
        numeric=(2, 3, 4),
        data=found,
    )


def compare(result: SponsorshipResult, *labels: str) -> Piece:
    """This plan beside named plans, each laid over the same dates, groups and random numbers."""
    others = [beside(result, label) for label in labels]
    shown = {"this": result} | {other.label: other for other in others if other.plan != result.plan}

    def name(label: str, words: Words) -> str:
        if label in ("this", "default"):
            return words(f"table.compare.{label}")
        return shown[label].plan_name[words.language]

    def cell(one: SponsorshipResult, measure: str, words: Words) -> str:
        if measure not in one.measures:
            return words("undefined")
        row, unit = one.headline_table.set_index("measure").loc[measure], MEASURES[measure]
        middle = words.estimate(row["p50"], row["p05"], row["p95"], unit)
        return middle if row["p05"] == row["p95"] else f"{middle} ({words.interval(row['p05'], row['p95'], unit)})"

    def rows(words: Words):
        return [
            (
                f"{_standing_alone(words(f'measure.{measure}'))} [{words(f'unit.{MEASURES[measure]}')}]",
                *(cell(one, measure, words) for one in shown.values()),
            )
            for measure in _COMPARED
        ]

    return table(
        "comparison",
        result.settings.language,
        caption=lambda words: words("table.compare.caption", span=words.months(result.months[0], result.months[-1])),
        header=lambda words: [words("column.measure"), *(name(label, words) for label in shown)],
        rows=rows,
        numeric=tuple(range(1, len(shown) + 1)),
        note=lambda words: words("table.compare.note", error=words.share(_largest_error(shown.values()), 1)),
        data=pd.concat([one.headline_table.assign(plan=label) for label, one in shown.items()]),
    )


def family_benefits(result: SponsorshipResult) -> Piece:
    """What a family receives on each kind of death, by the law of the last month."""
    law = result.laws[-1]
    wait = int(law.value("jkm_waiting"))
    jkm, jkk = (
        law.cited("jkm_benefit", "funeral").reference,
        law.cited("jkk_wage_multiple", "death").reference,
    )

    def rows(words: Words):
        base = words.rupiah(law.value("bpu_base"))
        return [
            (
                words("table.benefits.waiting", wait=str(wait)),
                words.rupiah(int(jkm_benefit_rp(0, law))),
                law.cited("jkm_waiting").reference,
            ),
            (words("table.benefits.full", wait=str(wait)), words.rupiah(int(jkm_benefit_rp(wait, law))), jkm),
            (words("table.benefits.work", base=base), words.rupiah(jkk_death_benefit_rp(law)), jkk),
        ]

    return table(
        "family_benefits",
        result.settings.language,
        caption=lambda words: words("table.benefits.caption", month=words.month(result.months[-1])),
        header=heads("event", "benefit", "reference"),
        rows=rows,
        numeric=(1,),
        note=lambda words: words("table.benefits.note", years=str(law.value("jkm_scholarship_wait"))),
    )


def _standing_alone(name: str) -> str:
    """A measure's name without the dash that ties it to the line above."""
    bare = name.removeprefix("– ")
    return bare[0].upper() + bare[1:]


def _largest_error(results: Iterable[SponsorshipResult]) -> float:
    """The largest simulation error among compared measures, as a share of the median."""
    rows = pd.concat([one.headline_table for one in results])
    rows = rows[rows["measure"].isin(_COMPARED) & (rows["p50"] > 0)]
    return float((rows["mc_error"] / rows["p50"]).max()) if len(rows) else 0.0
