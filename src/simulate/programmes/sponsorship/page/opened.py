"""What numbers of the page's face rest on: the law and figures of measures, and numbers that are no measures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simulate.page.trace import Trace, law_given, measure_trace, with_range
from simulate.page.words import Words
from simulate.programmes.sponsorship.page.compared import rules_by_gain
from simulate.programmes.sponsorship.study import by_collection, from_open_budget
from simulate.study.draws import summed

if TYPE_CHECKING:
    from simulate.page.html import Cell
    from simulate.programmes.sponsorship.study import SponsorshipResult

_PRICE = ("law.bpu_base", "law.bpu_rate", "law.bpu_jkm")
# the law and figures that each measure is made from
RESTS = {
    "protected_end": ("asn", "sponsor_programmes"),
    "ceiling": ("asn",),
    "ceiling_share": ("asn",),
    "contributions": (*_PRICE, "law.bpu_relief"),
    "apbd_same_cover": _PRICE,
    "deaths": ("mortality", "law.bpu_entry_age"),
    "deaths_waiting": ("mortality", "law.jkm_waiting"),
    "coverage_gain_claim": ("labour",),
    "coverage_before_claim": ("coverage.covered_share_claim_sep_2025",),
    "coverage_before_independent": ("coverage",),
    "newly_covered_claim": ("labour",),
}


def counted_best(result: SponsorshipResult) -> tuple[str, SponsorshipResult] | None:
    """Of the ways of asking that were counted somewhere the one that protects most; None where none was."""
    counted = [way for way in by_collection(result).items() if result.evidence_of(way[0]) != "judgement"]
    return max(counted, key=lambda way: way[1].number("protected_end"), default=None)


def relief_part(result: SponsorshipResult) -> float | None:
    """The largest part of JKK and JKM contributions that the relief spares sponsors; None where they have none."""
    if not result.relief_months:
        return None
    parts = result.outcome.price_parts_rp
    return float(1 - min(parts["sponsor"]["jkm"] / parts["apbd"]["jkm"]))


def unrelieved(result: SponsorshipResult) -> dict[str, float]:
    """What sponsors would contribute over the horizon without the relief [Rp], as a row."""
    flows = result.outcome.cohorts
    return summed((flows.in_force - flows.bridged) @ result.outcome.price_rp["apbd"])


def opened(result: SponsorshipResult, words: Words) -> dict[str, Trace]:
    """What numbers of the face that are no measures of the run rest on, by the name that they are marked with.

    Numbers that come about alike open one box: it has all of them.
    """
    first, month = result.table("protected_by_month").iloc[0], words.month(result.months[0])
    protected = measure_trace(result, words, "protected_end", {})
    found = {
        **{measure: _with_mean(result, words, measure) for measure in ("deaths", "deaths_waiting")},
        "protected_first": replace(
            protected,
            name=words("opens.first", month=month),
            value=with_range(first, "persons", words),
            inputs=protected.inputs[:1],
            mover="",
        ),
        "ways": replace(
            protected, name=words("opens.ways"), value="", inputs=[*_ways(result, words), *protected.inputs[:1]]
        ),
        "rules": _rules_opened(result, words),
        "price": _price_opened(result, words),
    }
    if result.plan.assumed:
        share = words.share(result.plan.participation_share, 0)
        name, _, formula = words("opens.participation").partition(" = ")
        found["participation"] = Trace(name, share, formula)
    later = from_open_budget(result)
    if later is not None:
        told = {"start": words.month(later.plan.start), "end": words.month(later.months[-1])}
        box = measure_trace(later, words, "protected_end", RESTS)
        paid = words("opens.paid", told, paid=with_range(later.row("contributions"), "rp", words))
        found["later"] = replace(box, name=words("opens.later", told), inputs=[paid, *box.inputs[:2]])
    return found


def _with_mean(result: SponsorshipResult, words: Words, measure: str) -> Trace:
    """The trace of a measure whose mean stands on the face, too."""
    trace, mean = measure_trace(result, words, measure, RESTS), f"{words.of(result.row(measure), 'persons'):mean}"
    return replace(trace, value=words("opens.mean", value=trace.value, mean=mean))


def _ways(result: SponsorshipResult, words: Words) -> list[Cell]:
    """What each way of asking protects, with the grade of its evidence."""
    ways = sorted(by_collection(result).items(), key=lambda way: way[1].number("protected_end"))
    return [
        words(
            "opens.way",
            way=words(f"collection.{way}"),
            count=with_range(one.row("protected_end"), "persons", words),
            grade=words(f"evidence.{result.evidence_of(way)}"),
        )
        for way, one in ways
    ]


def _rules_opened(result: SponsorshipResult, words: Words) -> Trace:
    """What each rule of choosing brings; it comes about as the plan's own."""
    own = measure_trace(result, words, "newly_covered_claim", RESTS)
    told = [
        words("opens.rule", rule=row["name"], count=with_range(row, "persons", words))
        for row in rules_by_gain(result, words)
    ]
    return replace(own, value="", inputs=[*told, *own.inputs[:1]])


def _price_opened(result: SponsorshipResult, words: Words) -> Trace:
    """A worker's contribution with and without the relief, and contributions without it."""
    name, _, formula = words("opens.price").partition(" = ")
    rests = [*_PRICE, "law.bpu_relief"] if result.relief_months else [*_PRICE]
    law = [cell for group in rests for cell in law_given(result, words, group.removeprefix("law."))]
    full = words.rupiah(max(result.outcome.price_rp["apbd"]))
    if not result.relief_months:
        return Trace(name, full, formula, law)
    told = {
        "months": words.months(result.relief_months[0], result.relief_months[-1]),
        "reduced": "–".join(map(words.rupiah, result.relief_prices_rp)),
        "without": with_range(unrelieved(result), "rp", words),
    }
    return Trace(name, full, formula, [words("opens.relief", told), *law])
