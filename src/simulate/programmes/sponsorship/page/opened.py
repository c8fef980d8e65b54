"""What numbers of the page's face rest on: the law and figures of measures, and numbers that are no measures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simulate.page.trace import Trace, assumed, law_given, measure_trace, with_range
from simulate.page.words import Words
from simulate.programmes.sponsorship.page.compared import ends_of_gain, rules_by_gain
from simulate.programmes.sponsorship.study import by_collection, from_open_budget
from simulate.study.draws import summed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    """What numbers of the face that are no measures of the run rest on, by the name that they are marked with."""
    claimed = measure_trace(result, words, "coverage_before_claim", RESTS)
    first, month = result.table("protected_by_month").iloc[0], words.month(result.months[0])
    return {
        # a claim is no assumption, but stands among them with its sources
        "coverage_before_claim": replace(claimed, inputs=[assumed(result.unknowns["claimed_share"], words)]),
        "protected_first": _other("first", first, "protected_end", result, words, month=month),
        "participation": _said("participation", words.share(result.plan.participation_share or 0, 0), words),
        **_of_ways(result, words),
        **_of_later(result, words),
        **_of_prices(result, words),
        **{
            name: _other("rule", row, "newly_covered_claim", result, words, rule=row["name"])
            for name, row in zip(("rule_least", "rule_most"), ends_of_gain(rules_by_gain(result, words)), strict=True)
        },
    }


def _said(key: str, value: str, words: Words, inputs: Iterable[Cell] = (), **told: str) -> Trace:
    """A trace whose text, ``opens.KEY``, names the number and, after an equals sign, says how it comes about."""
    name, _, formula = words(f"opens.{key}", told).partition(" = ")
    return Trace(name, value, formula, [*inputs])


def _other(
    key: str, row: Mapping[str, float], measure: str, result: SponsorshipResult, words: Words, **told: str
) -> Trace:
    """What comes about as a measure does, in another month or under another rule."""
    value = with_range(row, result.units[measure], words)
    trace = measure_trace(result, words, measure, {})
    return replace(trace, name=words(f"opens.{key}", told), value=value, mover="")


def _measured(key: str, one: SponsorshipResult, measure: str, words: Words, **told: str) -> Trace:
    """A measure of the same plan with another choice, as itself but for its name."""
    return replace(measure_trace(one, words, measure, RESTS), name=words(f"opens.{key}", told))


def _of_ways(result: SponsorshipResult, words: Words) -> dict[str, Trace]:
    """The ways of asking that protect most and fewest workers, and most of those that were counted somewhere."""
    ways = sorted(by_collection(result).items(), key=lambda way: way[1].number("protected_end"))
    named = {"way_least": ways[0], "way_most": ways[-1], "way_counted": counted_best(result)}
    return {
        name: _measured("way", way[1], "protected_end", words, way=words(f"collection.{way[0]}"))
        for name, way in named.items()
        if way is not None
    }


def _of_later(result: SponsorshipResult, words: Words) -> dict[str, Trace]:
    """What a start brings that can still be decided."""
    later = from_open_budget(result)
    if later is None:
        return {}
    told = {"start": words.month(later.plan.start), "end": words.month(later.months[-1])}
    return {
        "later_protected": _measured("later_protected", later, "protected_end", words, **told),
        "later_paid": _measured("later_paid", later, "contributions", words, **told),
    }


def _of_prices(result: SponsorshipResult, words: Words) -> dict[str, Trace]:
    """A worker's contribution with and without the relief, the relief, and contributions without it."""
    full = [cell for group in _PRICE for cell in law_given(result, words, group.removeprefix("law."))]
    found = {"price_full": _said("price_full", words.rupiah(max(result.outcome.price_rp["apbd"])), words, full)}
    part = relief_part(result)
    if part is None:
        return found
    relief = [*law_given(result, words, "bpu_relief")]
    told = {"months": words.months(result.relief_months[0], result.relief_months[-1])}
    reduced = "–".join(map(words.rupiah, result.relief_prices_rp))
    without = with_range(unrelieved(result), "rp", words)
    return found | {
        "price_reduced": _said("price_reduced", reduced, words, [*full, *relief], **told),
        "relief": _said("relief", words.share(part, 0), words, relief, **told),
        "unrelieved": _said("unrelieved", without, words, full),
    }
