"""Tables that ask the plan further, ways of collecting, work units, what to find out next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulate.errors import InputError
from simulate.page.base import Element, old_sentence
from simulate.page.evidence import range_of
from simulate.page.sensitivity import limits_table
from simulate.page.table import Cell, estimated, headers, old_table, plain
from simulate.page.values import rules_said
from simulate.page.words import Words
from simulate.programmes.sponsorship import analysis
from simulate.programmes.sponsorship.information import SHORT_COSTS, SHORT_COSTS_RANGE, reserve_decision
from simulate.programmes.sponsorship.information import weak_worlds as weak_box
from simulate.programmes.sponsorship.model import has_surplus, take_up_unknowns
from simulate.programmes.sponsorship.page.levers import weakest
from simulate.programmes.sponsorship.page.results import largest_error, measure_name
from simulate.programmes.sponsorship.study import MEASURES, by_collection, everyone
from simulate.study.draws import summarise
from simulate.study.facts import drawn

if TYPE_CHECKING:
    from simulate.programmes.sponsorship.study import SponsorshipResult

# what a summarised number is counted in
_UNITS = {"contributions": "rp", "missed_rp": "rp", "cost_rp": "rp", "bridge_rp": "rp", "freed_rp": "rp"}


def after_relief(result: SponsorshipResult) -> Element:
    """The months around the end of the relief; a sentence where a sponsor's price does not rise."""
    found = analysis.after_relief(result)
    if found is None:
        return old_sentence(result.settings.language, lambda words: words("table.after.none"))
    protected, stops = (
        found[found["measure"] == measure].reset_index(drop=True) for measure in ("protected", "lost_sponsor")
    )

    def numbers(words: Words) -> dict[str, str]:
        before = protected.iloc[0]
        return {
            "month": words.month(protected.loc[1, "month"]),
            "before_price": words.rupiah(before["price_rp"]),
            "price": words.rupiah(protected.loc[1, "price_rp"]),
            "before": _heads(before, words),
            "first": _heads(protected.loc[1], words),
            "stop_before": _heads(stops.loc[0], words),
            "stop_first": _heads(stops.loc[1], words),
            "rise": range_of(result.unknowns["price_rise_stop"], words),
            "error": words.error(float(found.loc[found["measure"] != "contributions", "mc_error"].max()), "persons"),
        }

    return _pivoted(
        "after_relief",
        result,
        found,
        "month",
        label=lambda key, words: words.month(key, short=True),
        before=("price",),
        extra=lambda rows, words: (words.rupiah(rows["price_rp"].iloc[0]),),
        caption=lambda words: words("table.after.caption", **numbers(words)),
        note=lambda words: words("table.after.note", **numbers(words)),
    )


def _heads(row: Mapping[str, float], words: Words) -> str:
    return words.estimate(row["p50"], row["p05"], row["p95"], "persons")


def waiting(result: SponsorshipResult) -> Element:
    """Deaths that leave only the funeral benefit, and what would make them fewer."""
    found = analysis.waiting(result)
    by_variant = found.set_index(["variant", "measure"])
    lengths = found.groupby("variant")["months"].first()
    ending = "" if "earlier" in lengths else ".alone"

    def numbers(words: Words) -> dict[str, str]:
        def said(variant: str, measure: str) -> str:
            return plain(estimated(by_variant.loc[(variant, measure)], "ratio", words))

        return {
            "first": said("plan", "first"),
            "first_earlier": "" if ending else said("earlier", "first"),
            "all": said("plan", "waiting"),
            "wait": str(int(result.laws[0].value("jkm_waiting"))),
            "error": words.error(
                float(found.loc[found["measure"].isin(["first", "waiting"]), "mc_error"].max()), "ratio"
            ),
        }

    return _pivoted(
        "waiting",
        result,
        found,
        "variant",
        label=lambda key, words: words(f"waiting.{key}", months=str(lengths[key])),
        caption=lambda words: words(f"table.waiting.caption{ending}", **numbers(words)),
        note=lambda words: words("table.waiting.note", **numbers(words)),
        units={"first": "ratio", "waiting": "ratio", "full": "ratio"},
    )


def bridging(result: SponsorshipResult) -> Element:
    """What becomes of workers whose sponsor stops, by the months that APBD steps in."""
    found = analysis.bridging(result)
    by_months = found.set_index(["bridge_months", "measure"])["p50"]
    most = int(found["bridge_months"].max())

    def numbers(words: Words) -> dict[str, str]:
        return {
            "lost": words.count(by_months[(0, "lost_sponsor")]),
            "lapsed": words.count(by_months[(0, "lapsed")]),
            "most": words.legal(most, "months"),
            "lapsed_most": words.count(by_months[(most, "lapsed")]),
            "cost": words.rupiah(by_months[(most, "bridge_rp")]),
            "months": str(result.plan.months),
            "rematched": range_of(result.unknowns["rematched"], words),
            "error": words.error(float(found.loc[found["measure"] != "bridge_rp", "mc_error"].max()), "persons"),
        }

    return _pivoted(
        "bridging",
        result,
        found,
        "bridge_months",
        label=lambda key, words: words.legal(key, "months") if key else words("bridging.none"),
        caption=lambda words: words(f"table.bridging.caption{'' if most else '.none'}", **numbers(words)),
        note=lambda words: words("table.bridging.note", **numbers(words)),
        units={"deaths_uncovered": "ratio"},
    )


def choosing(result: SponsorshipResult) -> Element:
    """Other rules of choosing workers, with and without taking over those whom APBD paid for."""
    found = analysis.choosing(result)
    found = found.assign(key=found["rule"] + found["substitution"].map({True: ".taken_over", False: ""}))
    plan = result.plan

    def label(key: str, words: Words) -> str:
        rule = key.removesuffix(".taken_over")
        said = words("selection.plan", rules=rules_said(plan.selection, words)) if rule == "plan" else ""
        said = said or words(f"selection.{rule}")
        return words("selection.taken_over", rule=said) if key.endswith(".taken_over") else said

    def numbers(words: Words) -> dict[str, str]:
        by_rule = found.set_index(["key", "measure"])["p50"]
        keys = list(dict.fromkeys(found["key"]))
        # of rules that are told apart by a hair, the plan's own
        worst = min(keys, key=lambda key: round(by_rule[(key, "newly_covered_claim")]))
        heads = found.loc[found["measure"].isin(["rejected", "protected_end", "newly_covered_claim"]), "mc_error"]
        return {
            "own": words.count(by_rule[(keys[0], "newly_covered_claim")]),
            "pool": range_of(result.unknowns["active_pool"], words),
            "worst": label(worst, words),
            "least": words.count(by_rule[(worst, "newly_covered_claim")]),
            "error": words.error(float(heads.max()), "persons"),
        }

    return _pivoted(
        "choosing",
        result,
        found,
        "key",
        label=label,
        caption=lambda words: words("table.choosing.caption", **numbers(words)),
        note=lambda words: words("table.choosing.note", **numbers(words)),
        units={"deaths": "ratio"},
    )


def _pivoted(
    name: str,
    result: SponsorshipResult,
    found: pd.DataFrame,
    key: str,
    *,
    label: Callable[[Any, Words], str],
    caption: Callable[[Words], str],
    note: Callable[[Words], str],
    before: tuple[str, ...] = (),
    extra: Callable[[pd.DataFrame, Words], tuple[str, ...]] = lambda rows, words: (),
    units: Mapping[str, str] | None = None,
) -> Element:
    """A row for each value of ``key``, a column for each measure."""
    measures = list(dict.fromkeys(found["measure"]))
    unit_of = _UNITS | dict(units or {})

    def rows(words: Words):
        for value, rows_of in found.groupby(key, sort=False):
            by_measure = rows_of.set_index("measure")
            told = (estimated(by_measure.loc[one], unit_of.get(one, "persons"), words) for one in measures)
            yield (label(value, words), *extra(rows_of, words), *told)

    columns = (f"{name}.{key}", *before, *(f"{name}.{measure}" for measure in measures))
    return old_table(
        name,
        result.settings.language,
        caption=caption,
        header=headers(*columns),
        rows=lambda words: list(rows(words)),
        numeric=tuple(range(1, len(columns))),
        note=note,
    )


_MOST = 15


def units(result: SponsorshipResult) -> Element:
    """The largest work units with the workers that each would bring if it joined; a sentence without their table."""
    found = result.region.units_persons(result.plan.asn_groups)
    if found is None:
        where = f"data/regions/{result.region.code}"
        return old_sentence(result.settings.language, lambda words: words("table.units.none", where=where))
    values = drawn(result.facts, result.settings.draws, result.settings.seed)
    if result.plan.participation_share is None:
        inside = values[take_up_unknowns(result.plan.collection)[1]]
    else:
        inside = np.full(result.settings.draws, result.plan.participation_share)
    early = values["workers_per_sponsor"] if has_surplus(result.plan) else np.ones_like(inside)
    rows_of = result.region.tables["asn_units"]
    asked = (rows_of["persons"] * rows_of["group"].map(result.plan.asked).fillna(0)).groupby(rows_of["unit"]).sum()
    shown = found.head(_MOST)
    brought = summarise(np.outer(inside * early, shown["unit"].map(asked)))
    told = shown.assign(**brought, part=shown["persons"].cumsum() / found["persons"].sum()).reset_index(drop=True)

    def rows(words: Words):
        return [
            (
                row["unit"],
                words.exact(row["persons"]),
                words.share(row["part"], 0),
                estimated(row, "persons", words),
            )
            for row in told.to_dict("records")
        ]

    def numbers(words: Words) -> dict[str, str]:
        half = int((found["persons"].cumsum() < found["persons"].sum() / 2).sum()) + 1
        return {
            "half": words.exact(half),
            "all": words.exact(len(found)),
            "first": told.loc[0, "unit"],
            "error": words.error(float(told["mc_error"].max()), "persons"),
        }

    return old_table(
        "units",
        result.settings.language,
        caption=lambda words: words("table.units.caption", **numbers(words)),
        header=headers("unit_name", "asn", "asn_so_far", "workers_brought"),
        rows=rows,
        numeric=(1, 2, 3),
        note=lambda words: words("table.units.note", **numbers(words)),
    )


# the row in which every civil servant takes part
_EVERYONE = "everyone"
_BY_COLLECTION = (
    "protected_end",
    "ceiling_share",
    "contributions",
    "per_sponsor_month",
    "deaths",
    "coverage_gain_claim",
)


def collections(result: SponsorshipResult) -> Element:
    """The same plan under each way of collecting, with the grade of its evidence, and with everyone taking part."""
    ways = dict(by_collection(result))
    with suppress(InputError):  # more workers than there are, or a share that is not held
        ways[_EVERYONE] = everyone(result)

    def name(way: str, words: Words) -> str:
        return words("choices.everyone" if way == _EVERYONE else f"collection.{way}")

    def rows(words: Words):
        return [
            (
                name(way, words),
                *(_cell(one, measure, words) for measure in _BY_COLLECTION),
                "–" if way == _EVERYONE else words(f"evidence.{weakest(result.unknowns, way)}"),
            )
            for way, one in ways.items()
        ]

    asked = [way for way in ways if way != _EVERYONE]
    ranked = sorted(asked, key=lambda way: ways[way].number("protected_end"))

    def caption(words: Words) -> str:
        return words(
            "table.collections.caption",
            months=str(result.plan.months),
            most=words(f"collection.{ranked[-1]}"),
            most_count=_middle(ways[ranked[-1]], words),
            least=words(f"collection.{ranked[0]}"),
            least_count=_middle(ways[ranked[0]], words),
        )

    return old_table(
        "collections",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            words("column.collection"),
            *(measure_name(measure, words) for measure in _BY_COLLECTION),
            words("column.evidence"),
        ],
        rows=rows,
        numeric=tuple(range(1, len(_BY_COLLECTION) + 1)),
        note=lambda words: words(
            "table.collections.note", error=_largest_error(ways.values(), _BY_COLLECTION, words)
        ),
    )


def _middle(one: SponsorshipResult, words: Words) -> str:
    """Protected workers in the last month."""
    row = one.headline_table.set_index("measure").loc["protected_end"]
    return words.estimate(row["p50"], row["p05"], row["p95"], "persons")


def _cell(one: SponsorshipResult, measure: str, words: Words) -> Cell:
    if measure not in one.measures:
        return words("undefined")
    return estimated(one.headline_table.set_index("measure").loc[measure], MEASURES[measure], words)


def _largest_error(results: Iterable[SponsorshipResult], measures: tuple[str, ...], words: Words) -> str:
    """The largest simulation error among the measures shown."""
    tables = [one.headline_table.set_index("measure") for one in results]
    return largest_error(
        [(name, table.loc[name]) for table in tables for name in measures if name in table.index], words
    )


def worth_knowing(result: SponsorshipResult) -> Element:
    """What knowing an assumption is worth if APBD stands in for missing sponsors; a sentence where it is nothing."""
    decision = reserve_decision(result)
    worth = decision.worth
    told = worth[(worth["worth_rp"] > 0) & (worth["worth_rp"] >= 0.01 * worth["worth_rp"].max())]
    said = {
        "costs": lambda words: words.times(SHORT_COSTS),
        "low": lambda words: words.times(SHORT_COSTS_RANGE[0]),
        "high": lambda words: words.times(SHORT_COSTS_RANGE[1]),
        "reserve": lambda words: words.rupiah(decision.reserve_rp),
        "months": lambda words: str(result.plan.months),
        "error": lambda words: words.error(float(worth["error_rp"].max()), "rp"),
    }

    def numbers(words: Words, *names: str) -> dict[str, str]:
        return {name: said[name](words) for name in names}

    if told.empty:
        return old_sentence(
            result.settings.language, lambda words: words("table.worth.none", **numbers(words, "reserve"))
        )
    first = told.iloc[0]

    def rows(words: Words):
        for row in told.to_dict("records"):
            unknown = result.unknowns[row["unknown"]]
            yield (
                unknown.name[words.language],
                words.rupiah(row["worth_rp"]),
                words.interval(row["worth_low_rp"], row["worth_high_rp"], "rp"),
                words.interval(row["reserve_low_rp"], row["reserve_high_rp"], "rp"),
                unknown.ask.get(words.language, "–"),
            )
        others = len(worth) - len(told)
        if others:
            name = words("table.worth.others", count=str(others))
            yield (name, words("table.worth.nothing"), "–", "–", "–")

    return old_table(
        "worth_knowing",
        result.settings.language,
        caption=lambda words: words(
            "table.worth.caption",
            name=result.unknowns[first["unknown"]].name[words.language],
            worth=words.rupiah(first["worth_rp"]),
            share=words.share(first["worth_rp"] / decision.reserve_rp),
            **numbers(words, "reserve"),
        ),
        header=lambda words: [
            *headers("assumption", "worth")(words),
            words("column.worth_range", **numbers(words, "low", "high")),
            *headers("reserve", "ask")(words),
        ],
        rows=lambda words: list(rows(words)),
        note=lambda words: words("table.worth.note", **numbers(words, "costs", "low", "high", "months", "error")),
        data=told,
        stacked=True,
    )


def weak_worlds(result: SponsorshipResult) -> Element:
    """Under which assumptions fewest workers are protected; a sentence where none tells."""
    box = weak_box(result)
    if box is None or not box.limits:
        return old_sentence(result.settings.language, lambda words: words("table.weak.none"))

    return limits_table(
        result,
        "weak_worlds",
        box,
        caption=lambda words: words(
            "table.weak.caption",
            threshold=words.count(box.threshold),
            density=words.share(box.density, 0),
            weak=words.share(box.weak, 0),
        ),
        note=lambda words: words(
            "table.weak.note",
            weak=words.share(box.weak, 0),
            mass=words.share(box.mass, 0),
            coverage=words.share(box.coverage, 0),
            error=words.error(box.density_error, "share"),
        ),
    )
