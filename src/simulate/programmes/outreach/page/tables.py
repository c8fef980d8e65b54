"""The tables of the page of outreach: by place, of ways to divide the budget, of outlets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from simulate.page.elements import Rows, signed, table, text
from simulate.page.evidence import MEASURE_COLUMNS, measure_rows, unit_said
from simulate.page.html import estimated, over
from simulate.page.words import Words
from simulate.programmes.outreach.model import reach
from simulate.programmes.outreach.page.charts import (
    ENDS,
    common,
    ends,
    error_text,
    outlet_names,
    phrase,
    weakest,
)
from simulate.programmes.outreach.plan import OBJECTIVES
from simulate.programmes.outreach.study import BILLION, MEASURES, MORE_RP
from simulate.programmes.outreach.tables import UNITS

if TYPE_CHECKING:
    from simulate.programmes.outreach.study import OutreachResult


# a higher floor whose cost is shown, as a share
_MORE = 0.1
_BY_KECAMATAN = f"kecamatan budget_million {' '.join(UNITS.values())} workers_added uncovered_workers"


@table("by_kecamatan", "outreach.kecamatan", _BY_KECAMATAN, numeric=range(1, 7))
def by_kecamatan(result: OutreachResult, words: Words) -> Rows:
    """Every kecamatan: uncovered, money, effort, workers gained; those whose floor binds are marked."""
    found, share = result.table("by_kecamatan").sort_values("money_rp", ascending=False), result.plan.floor_share
    floors = int(found["floor_binds"].sum())
    rows = [
        (
            row["kecamatan"] + (" *" if row["floor_binds"] else ""),
            words.exact(row["money_rp"] / 1e6),
            *(words.exact(row[unit]) for unit in UNITS.values()),
            estimated(ends(row, "gained"), "persons", words),
            estimated(ends(row, "uncovered"), "persons", words),
        )
        for row in found.to_dict("records")
    ]
    numbers = common(result, words) | {
        "floors": str(floors),
        "cost": words.count(max(result.number("floor_cost"), 0)),
        "more": words.count(result.chosen.of_floor * _MORE),
        "points": words.exact(100 * _MORE),
        "error": words.error(float(found["gained_mc_error"].max()), "persons"),
        "uncovered_error": words.error(float(found["uncovered_mc_error"].max()), "persons"),
    }
    return Rows(rows, numbers, note=".free" if not floors else ".full" if share + _MORE > 1 else "")


# of the table of desa, what the page carries, as exact as anyone can use: the files beside the report hold all
_CARRIED = {
    **dict.fromkeys(("rank", "desa_code", "desa", "kecamatan", *(f"uncovered_{end}" for end in ENDS)), 0),
    "money_rp": -5,
    **dict.fromkeys(UNITS.values(), 1),
    **{f"gained_{end}": 0 for end in ENDS},
    **{f"per_million_{end}": 2 for end in ENDS},
    **{"chance_first": 3, "km_before": 1, "km_after": 1},
}
# a rank correlation from here on: the same order but for a few places
_SAME = 0.9


_BY_DESA = "desa budget_million effort workers_added per_million_rupiah first_chance uncovered_workers"


@table("by_desa", "outreach.desa", _BY_DESA, numeric=range(1, 7))
def by_desa(result: OutreachResult, words: Words) -> Rows:
    """The desa that come first, and all of them to download."""
    found, top = result.table("by_desa"), result.table("by_desa").iloc[0]
    rows = []
    for row in found.head(result.plan.first_desa).to_dict("records"):
        each = [words.decimal(number, 1) for number in ends(row, "per_million").values()]
        rows.append(
            (
                over(
                    f"{row['rank']}. {words('outreach.kind.' + row['kind'])} {row['desa']}",
                    words("outreach.kind.kecamatan", name=row["kecamatan"]),
                ),
                words.exact(row["money_rp"] / 1e6),
                "\N{NO-BREAK SPACE}· ".join(words.exact(row[unit]) for unit in UNITS.values()),
                estimated(ends(row, "gained"), "persons", words),
                over(each[1], f"{each[0]}–{each[2]}"),
                words.chance(row["chance_first"], result.settings.draws, signs=True),
                estimated(ends(row, "uncovered"), "persons", words),
            )
        )
    numbers = common(result, words) | {
        "top": f"{top['desa']} ({top['kecamatan']})",
        "most": words.decimal(top["per_million_p50"], 1),
        "middle": words.decimal(float(found["per_million_p50"].median()), 1),
        "least": words.decimal(float(found["per_million_p50"].min()), 1),
        "order": words(f"outreach.desa.order{follows_people(result)}"),
        "equal": words.rupiah(result.plan.budget_rp / len(found)),
        "places": str(len(found)),
        "likely": str(int((found["chance_first"] >= 0.5).sum())),
        "density": weakest(result, words, "density_elasticity"),
        "error": words.error(float(found["chance_first_mc_error"].max()), "share"),
        "gain_error": words.error(float(found["gained_mc_error"].max()), "persons"),
    }
    return Rows(rows, numbers, found[list(_CARRIED)].round(_CARRIED))


# of the workers gained: a rule that loses less is as good as the best
_ALIKE = 0.01
_BY_RULE = "way_of_dividing workers_added plan_difference interval lowest_kecamatan"


@table("allocations", "outreach.allocations", _BY_RULE, numeric=range(1, 5))
def allocations(result: OutreachResult, words: Words) -> Rows:
    """Ways of dividing the same budget, and what each loses against the plan."""
    found, rows = result.table("allocations"), []
    for row in found.to_dict("records"):
        less = {end: -number for end, number in ends(row, "less").items()}
        own = row["rule"] == "best"
        rows.append(
            (
                words(f"outreach.rule.{row['rule']}"),
                estimated(ends(row, "gained"), "persons", words),
                "–" if own else signed(less["p50"], "persons", words),
                "–" if own else words.interval(less["p95"], less["p05"], "persons"),
                words.share(row["lowest_kecamatan_share"], 0),
            )
        )
    over_equal, over_proportional = (result.number(f"over_{rule}") for rule in ("equal", "proportional"))
    numbers = common(result, words) | {
        "rules": phrase(f"allocations.rules{alike(result)}", result, words),
        "equal": signed(-over_equal, "persons", words),
        "proportional": signed(-over_proportional, "persons", words),
        "grade": weakest(result, words, *(f"{channel}_yield" for channel in result.plan.channels)),
        "error": words.error(float(found["gained_mc_error"].max()), "persons"),
        "less_error": words.error(float(found["less_mc_error"].max()), "persons"),
    }
    return Rows(rows, numbers)


# those shown in tables of their own
_ELSEWHERE = ("gained_free", "gained_equal", "gained_proportional", "floor_cost", "apbd_same_money")


@table("measures_outreach", "outreach.measures", MEASURE_COLUMNS, numeric=(1, 2, 3, 4))
def measures(result: OutreachResult, words: Words) -> Rows:
    """Every measure of effort and outlets."""

    def name(measure: str, words: Words) -> str:
        unit = result.units[measure]
        shown = f" ({words('unit.km')})" if unit == "km" else unit_said(unit, words)
        return phrase(f"measure.{measure}", result, words) + shown

    shown = [measure for measure in MEASURES if measure not in _ELSEWHERE]
    rows = measure_rows(result, words, shown, name, ("per_worker", "per_registration"), error_text)
    paper = words.value(float(result.unknowns["registration_cost"].distribution.quantile(0.5)), "rp")
    return replace(rows, numbers=common(result, words) | {"paper": paper})


def alike(result: OutreachResult) -> str:
    """How far the ways of dividing the money differ, as an ending of keys: all alike, two of them, or none."""
    over_equal, over_proportional = (result.number(f"over_{rule}") for rule in ("equal", "proportional"))
    small = _ALIKE * result.number("gained_end")
    if abs(over_proportional) > small:
        return ""
    return ".same" if abs(over_equal) <= small else ".alike"


def follows_people(result: OutreachResult) -> str:
    """How the order of desa comes about, as an ending of keys: it is that of residents but for a few places, a looser
    one, or that of a table of the uncovered.
    """
    if result.places.counted:
        return ".counted"
    people = result.region.tables["desa"].set_index("desa_code")["population_2025"]
    ranked = result.table("by_desa").set_index("desa_code")["per_million_p50"]
    return "" if ranked.rank().corr(people.rank()) >= _SAME else ".loose"


def verified_share(result: OutreachResult, words: Words) -> str:
    """Residents within reach of the verified outlets alone; empty where none of those counted is unverified."""
    outlets = result.outlets
    partly = outlets.sure.any() and (outlets.sure != outlets.standing).any()
    return share_within(result, outlets.sure, words, 0) if partly else ""


def share_within(result: OutreachResult, counted: np.ndarray, words: Words, digits: int = 1) -> str:
    """Residents within reach of some outlets, bool of shape (outlets,), at the median road factor."""
    if not counted.any():
        return "–"
    nearest, people = result.outlets.straight_km[:, counted].min(axis=1), result.places.people
    (within,), _ = reach(people, nearest, np.array([result.median_detour]), result.plan.radius_km)
    return words.share(float(within / people.sum()), digits)


_BY_NUMBER = "new_outlets place_opened within_reach mean_km workers_added last_outlet last_per_billion"


@table("outlet_steps", "outreach.steps", _BY_NUMBER, numeric=range(2, 7))
def outlet_steps_table(result: OutreachResult, words: Words) -> Rows:
    """So many new outlets: people within reach, mean distance, workers gained, and what the last one adds."""
    found, people = result.table("outlets_by_number"), result.places.people.sum()
    rows = []
    for row in found.to_dict("records"):
        more = row["new_outlets"]
        gains = [ends(row, name) for name in ("gained", "added", "added_per_billion")]
        rows.append(
            (
                words("outreach.steps.own", count=str(more)) if more == result.plan.new_outlets else str(more),
                ", ".join(short_names(result, row["opened"])) or "–",
                estimated(ends(row, "within", people), "share", words),
                words.decimal(row["mean_km_p50"], 1),
                *(estimated(gain, "persons", words) if more else "–" for gain in gains),
            )
        )
    numbers = common(result, words) | {
        "one": words.of(ends(found.iloc[1], "added"), "persons"),
        "last": words.of(ends(found.iloc[-1], "added"), "persons"),
        "most": str(found["new_outlets"].iloc[-1]),
        "objective": words(f"choice.objective.{result.plan.objective}"),
        "grade": weakest(result, words, "registration_decay", "renewal_decay", "at_outlets"),
        "error": words.error(float(found["gained_mc_error"].max()), "persons"),
        "each_error": words.error(float(found["added_per_billion_mc_error"].max()), "persons"),
    }
    if result.outlets.chosen:  # where as many would go for the other aim
        [aim] = (aim for aim in OBJECTIVES if aim != result.plan.objective)
        other = result.table("outlets_by_objective").set_index("objective").loc[aim]
        numbers |= {
            "each": each_outlet(result, words),
            "other": words(f"choice.objective.{aim}"),
            "other_places": words.listed(short_names(result, other["opened"])),
            "other_share": words.share(other["within_p50"] / people),
            "other_km": words.decimal(other["mean_km_p50"], 1),
            "other_gained": words.count(other["gained_p50"]),
        }
    return Rows(rows, numbers, found.round(2), note="" if result.outlets.chosen else ".none")


def opened_named(result: OutreachResult, words: Words) -> str:
    """The kecamatan of the plan's new outlets, as a sentence lists them."""
    return words.listed(short_names(result, result.table("outlets_by_number")["opened"][result.plan.new_outlets]))


def short_names(result: OutreachResult, opened: str) -> list[str]:
    """The kecamatan of outlets, given by their keys with blanks between."""
    names = result.outlets.table.set_index("outlet_id")["outlet"]
    return [names[key].removeprefix("Kantor Kecamatan ") for key in opened.split()]


# results within this factor of each other are about as large
_AS_LARGE = 1.1


def each_outlet(result: OutreachResult, words: Words) -> str:
    """What each outlet brings for its cost, beside what the next rupiah of outreach would."""
    steps = result.table("outlets_by_number")["added_per_billion_p50"].dropna()
    first, further = float(steps.iloc[0]), steps.iloc[1:]
    low, high = sorted((result.number("effort_next_per_billion"), result.number("gained_next") / MORE_RP * BILLION))

    def side(gain: float) -> str:
        return "more" if gain > high * _AS_LARGE else "less" if gain * _AS_LARGE < low else "alike"

    return words(
        "outreach.outlets.each",
        first=words.count(first),
        side=words(f"outreach.outlets.side.{side(first)}"),
        next=words.interval(low, high, "persons"),
        further=words.interval(float(further.min()), float(further.max()), "persons"),
        rest=words(f"outreach.outlets.rest.{side(further.max())}"),
    )


@text
def outlets_note(result: OutreachResult, words: Words) -> str:
    """Which outlets count as open, how their places are known, and what is left out."""
    standing, sure = result.outlets.standing, result.outlets.sure
    working, planned = ((result.outlets.table["condition"] == kind).to_numpy() for kind in ("open", "planned"))
    # the outlets of each kind, and those whose reach is given beside them
    kinds = {
        "open": (standing, standing),
        f"unverified{'' if sure.any() else '.all'}": (standing & ~sure, sure),
        "uncounted": (working & ~standing, standing),
        "planned": (planned & ~standing, standing | planned),
    }
    parts = []
    for kind, (rows, reached) in kinds.items():
        if rows.any():
            names, share = outlet_names(result, rows, words), share_within(result, reached, words)
            parts.append(words(f"outreach.outlets.{kind}", names=names, share=share))
    return " ".join([*parts, words("outreach.outlets.neighbours")])
