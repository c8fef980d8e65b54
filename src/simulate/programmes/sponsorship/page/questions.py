"""Tables that ask the plan further, ways of collecting, work units, what to find out next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulate.errors import InputError
from simulate.page.elements import Rows, table
from simulate.page.evidence import range_of
from simulate.page.html import Cell, estimated, plain
from simulate.page.sensitivity import BOX_COLUMNS, box_rows
from simulate.page.words import Words, rules_said
from simulate.programmes.sponsorship.information import SHORT_COSTS, SHORT_COSTS_RANGE, reserve_decision
from simulate.programmes.sponsorship.information import weak_worlds as weak_box
from simulate.programmes.sponsorship.model import has_surplus, take_up_unknowns
from simulate.programmes.sponsorship.page.results import cell, largest_error, measure_name
from simulate.programmes.sponsorship.study import by_collection
from simulate.study.draws import summarise
from simulate.study.facts import drawn

if TYPE_CHECKING:
    from simulate.programmes.sponsorship.study import SponsorshipResult

# what a summarised number is counted in, where it is no whole persons
_UNITS = dict.fromkeys(("contributions", "missed_rp", "cost_rp", "bridge_rp", "freed_rp"), "rp")
_UNITS |= dict.fromkeys(("first", "waiting", "full", "deaths_uncovered", "deaths"), "ratio")


def _pivoted(
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


def _largest_error(found: pd.DataFrame, unit: str, words: Words, *measures: str) -> str:
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
        "error": _largest_error(found, "persons", words, "protected", "lost_sponsor"),
    }
    return _pivoted(
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
        "error": _largest_error(found, "ratio", words, "first", "waiting"),
    }
    caption = "" if "earlier" in months else ".alone"
    return _pivoted(
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
        "error": _largest_error(found, "persons", words, *persons),
    }

    def label(months: int) -> tuple[str]:
        return (words.legal(months, "months") if months else words("bridging.none"),)

    return _pivoted(found, ("bridge_months",), label, words, numbers, "" if most else ".none")


@table("choosing", "table.choosing")
def choosing(result: SponsorshipResult, words: Words) -> Rows:
    """Other rules of choosing workers, with and without taking over those whom APBD paid for."""
    found = result.table("choosing")
    found = found.assign(key=found["rule"] + found["substitution"].map({True: ".taken_over", False: ""}))
    newly = found[found["measure"] == "newly_covered_claim"].set_index("key")["p50"]
    # of rules that are told apart by a hair, the plan's own
    worst = newly.round().idxmin()

    def label(key: str) -> tuple[str]:
        rule, taken_over = key.removesuffix(".taken_over"), key.endswith(".taken_over")
        plan = words("choosing.plan", rules=rules_said(result.plan.selection, words))
        shown = plan if rule == "plan" else words(f"selection.{rule}")
        return (words("choosing.taken_over", rule=shown) if taken_over else shown,)

    numbers = {
        "own": words.count(newly.iloc[0]),
        "pool": range_of(result.unknowns["active_pool"], words),
        "worst": label(worst)[0],
        "least": words.count(newly[worst]),
        "error": _largest_error(found, "persons", words, "rejected", "protected_end", "newly_covered_claim"),
    }
    return _pivoted(found, ("key",), label, words, numbers)


# units shown
_MOST = 15


@table("units", "table.units", "unit_name asn asn_so_far workers_brought", numeric=(1, 2, 3))
def units(result: SponsorshipResult, words: Words) -> Rows | str:
    """The largest work units with the workers that each would bring if it joined; a sentence without their table."""
    region, plan, draws = result.region, result.plan, result.settings.draws
    found = region.units_persons(plan.asn_groups)
    if found is None:
        return words("table.units.none", where=f"data/regions/{region.code}")
    values = drawn(result.facts, draws, result.settings.seed)
    inside = (
        np.full(draws, plan.participation_share) if plan.assumed else values[take_up_unknowns(plan.collection)[1]]
    )
    early = values["workers_per_sponsor"] if has_surplus(plan) else np.ones(draws)
    by_group = region.tables["asn_units"]
    asked = (by_group["persons"] * by_group["group"].map(plan.requested).fillna(0)).groupby(by_group["unit"]).sum()
    shown, so_far = found.head(_MOST), found["persons"].cumsum() / found["persons"].sum()
    brought = pd.DataFrame(summarise(np.outer(inside * early, shown["unit"].map(asked))))
    rows = [
        (unit, words.exact(persons), words.share(part, 0), estimated(row, "persons", words))
        for unit, persons, part, row in zip(
            shown["unit"], shown["persons"], so_far, brought.to_dict("records"), strict=False
        )
    ]
    numbers = {
        "half": words.exact(int((found["persons"].cumsum() < found["persons"].sum() / 2).sum()) + 1),
        "all": words.exact(len(found)),
        "first": shown["unit"].iloc[0],
        "error": words.error(float(brought["mc_error"].max()), "persons"),
    }
    return Rows(rows, numbers)


_BY_COLLECTION = "protected_end ceiling_share contributions per_sponsor_month deaths coverage_gain_claim"


@table("collections", "table.collections", numeric=range(1, 7))
def collections(result: SponsorshipResult, words: Words) -> Rows:
    """The same plan under each way of collecting, with the grade of its evidence, and with everyone taking part."""
    ways, shown = by_collection(result), _BY_COLLECTION.split()

    def cells(one: SponsorshipResult) -> list[Cell]:
        return [cell(one, measure, words, words("undefined")) for measure in shown]

    rows = [
        (words(f"collection.{way}"), *cells(one), words(f"evidence.{result.evidence_of(way)}"))
        for way, one in ways.items()
    ]
    results = [*ways.values()]
    with suppress(InputError):  # more workers than there are, or a share that is not held
        results.append(result.rerun(participation_share=1.0))
        rows.append((words("choices.everyone"), *cells(results[-1]), "–"))
    ranked = sorted(ways, key=lambda way: ways[way].number("protected_end"))
    least, most = ranked[0], ranked[-1]
    errors = ((name, one.row(name)) for one in results for name in shown if name in one.measures)
    numbers = {
        "months": str(result.plan.months),
        "most": words(f"collection.{most}"),
        "most_count": words.of(ways[most].row("protected_end"), "persons"),
        "least": words(f"collection.{least}"),
        "least_count": words.of(ways[least].row("protected_end"), "persons"),
        "error": largest_error(errors, words),
    }
    columns = ["collection", *(measure_name(measure, words) for measure in shown), "evidence"]
    return Rows(rows, numbers, columns=columns)


@table("worth_knowing", "table.worth", "assumption worth worth_range reserve ask", stacked=True)
def worth_knowing(result: SponsorshipResult, words: Words) -> Rows | str:
    """What knowing an assumption is worth if APBD stands in for missing sponsors; a sentence where it is nothing."""
    decision = reserve_decision(result)
    worth, reserve = decision.worth, words.rupiah(decision.reserve_rp)
    shown = worth[(worth["worth_rp"] > 0) & (worth["worth_rp"] >= 0.01 * worth["worth_rp"].max())]
    if shown.empty:
        return words("table.worth.none", reserve=reserve)
    rows = []
    for row in shown.to_dict("records"):
        unknown = result.unknowns[row["unknown"]]
        rows.append(
            (
                unknown.name[words.language],
                words.rupiah(row["worth_rp"]),
                words.interval(row["worth_low_rp"], row["worth_high_rp"], "rp"),
                words.interval(row["reserve_low_rp"], row["reserve_high_rp"], "rp"),
                unknown.ask.get(words.language, "–"),
            )
        )
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
        rows.append((name, words("table.worth.nothing"), "–", "–", "–"))
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
