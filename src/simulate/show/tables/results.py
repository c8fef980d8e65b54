"""Tables of what came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from simulate.model.claims import family_benefits as benefits_of
from simulate.show.cells import estimated
from simulate.show.levers import inside
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.tables.measured import measured, unit_said
from simulate.show.words import Words
from simulate.study.measures import MEASURES

if TYPE_CHECKING:
    from simulate.study.result import SponsorshipResult

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


def measures(result: SponsorshipResult, topic: str) -> Piece:
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


def payers(result: SponsorshipResult) -> Piece:
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

    return table(
        "contributions_by_payer",
        result.settings.language,
        caption=lambda words: words("table.payers.caption", months=str(result.plan.months)),
        header=heads("payer", "asn", "median", "interval", "error"),
        rows=rows,
        numeric=(1, 2, 3, 4),
        note=note,
    )


def coverage(result: SponsorshipResult) -> Piece:
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

    return table(
        "coverage",
        result.settings.language,
        caption=lambda words: words("table.coverage.caption"),
        header=heads("baseline", "before", "uncovered", "newly", "gain", "gap"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3, 4, 5),
        note=note,
    )


def family_benefits(result: SponsorshipResult) -> Piece:
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

    return table(
        "family_benefits",
        result.settings.language,
        caption=lambda words: words("table.benefits.caption", month=words.month(result.months[-1])),
        header=heads("event", "benefit", "reference"),
        rows=rows,
        numeric=(1,),
        note=lambda words: words(
            "table.benefits.note.scholarships" if result.scholarships_due else "table.benefits.note",
            years=str(family.scholarship_wait_months),
        ),
    )
