"""Where effort goes: maps, effort by kecamatan and desa, other budgets and ways of dividing one, the measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from simulate.page.drawing import MUTED, OTHER, beside, count_ticks, draw_tiles, fan, tick_form
from simulate.page.elements import Chart, Rows, chart, signed, table
from simulate.page.evidence import MEASURE_COLUMNS, measure_rows, unit_said
from simulate.page.html import estimated, over
from simulate.page.words import Words
from simulate.programmes.outreach.page.outlets import ENDS, common, ends, error_text, phrase, weakest
from simulate.programmes.outreach.study import MEASURES
from simulate.programmes.outreach.tables import UNITS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from simulate.programmes.outreach.study import OutreachResult

_MAP = {"wide": (7.4, 4.6), "narrow": (3.7, 5.2)}


@chart("uncovered_map", "outreach.uncovered_map", **_MAP)
def uncovered_map(result: OutreachResult, words: Words) -> Chart | str:
    """Uncovered workers by kecamatan with their ranges; a sentence where the region has no tiles."""
    found = result.table("by_kecamatan")
    ordered = found.sort_values("uncovered_p50", ascending=False)
    top, last = ordered.iloc[0], ordered.iloc[-1]
    numbers = {
        "top": top["kecamatan"],
        "top_count": words.of(ends(top, "uncovered"), "persons"),
        "last": last["kecamatan"],
        "last_count": words.of(ends(last, "uncovered"), "persons"),
        "error": words.error(float(found["uncovered_mc_error"].max()), "persons"),
    }
    shown = found.filter(like="uncovered_").rename(columns=lambda name: name.removeprefix("uncovered_"))
    shown = shown.assign(value=shown["p50"], text=shown["p50"].map(words.count))
    return _map(
        "uncovered_map", result, words, shown, numbers, "kec|uncovered", partial(words.interval, unit="persons")
    )


@chart("effort_map", "outreach.effort_map", **_MAP)
def effort_map(result: OutreachResult, words: Words) -> Chart | str:
    """Planned money by kecamatan; a sentence where the region has no tiles."""
    found = result.table("by_kecamatan")
    ordered = found.sort_values("money_rp", ascending=False)
    first, top, last = ordered.head(5), ordered.iloc[0], ordered.iloc[-1]
    numbers = {
        "most": str(len(first)),
        "kecamatans": words.listed(list(first["kecamatan"])),
        "share": words.share(first["money_rp"].sum() / found["money_rp"].sum(), 0),
        "uncovered_share": words.share(first["uncovered_p50"].sum() / found["uncovered_p50"].sum(), 0),
        "top": top["kecamatan"],
        "top_money": words.rupiah(top["money_rp"]),
        "last": last["kecamatan"],
        "last_money": words.rupiah(last["money_rp"]),
    }
    shown = found[["money_rp"]].rename(columns={"money_rp": "value"})
    shown = shown.assign(text=[words.exact(money / 1e6) for money in shown["value"]])
    return _map("effort_map", result, words, shown, numbers, "kec|money|_m|_d|gained")


def _map(
    key: str,
    result: OutreachResult,
    words: Words,
    shown: pd.DataFrame,
    numbers: Mapping[str, Any],
    columns: str,
    interval: Callable[[float, float], str] | None = None,
) -> Chart | str:
    """A tile for each kecamatan, or its title as a sentence; ``columns``: what its data holds, as a pattern."""
    found, tiles = result.table("by_kecamatan"), result.region.tables.get("tiles")
    numbers = common(result, words) | {"places": str(len(found))} | numbers
    if tiles is None:
        return phrase(f"{key}.title", result, words, **numbers)
    shown = found[["kecamatan_code", "kecamatan"]].join(shown)

    def draw(drawing: Figure, narrow: bool) -> None:
        draw_tiles(drawing.subplots(), tiles, shown, narrow, interval)

    return Chart(draw, found.filter(regex=columns), numbers)


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
    order = ".counted"
    if not result.places.counted:  # how closely it is that of residents
        people = result.region.tables["desa"].set_index("desa_code")["population_2025"]
        ranked = found.set_index("desa_code")["per_million_p50"]
        order = "" if ranked.rank().corr(people.rank()) >= _SAME else ".loose"
    numbers = common(result, words) | {
        "top": f"{top['desa']} ({top['kecamatan']})",
        "most": words.decimal(top["per_million_p50"], 1),
        "middle": words.decimal(float(found["per_million_p50"].median()), 1),
        "least": words.decimal(float(found["per_million_p50"].min()), 1),
        "order": words(f"outreach.desa.order{order}"),
        "equal": words.rupiah(result.plan.budget_rp / len(found)),
        "places": str(len(found)),
        "likely": str(int((found["chance_first"] >= 0.5).sum())),
        "density": weakest(result, words, "density_elasticity"),
        "error": words.error(float(found["chance_first_mc_error"].max()), "share"),
        "gain_error": words.error(float(found["gained_mc_error"].max()), "persons"),
    }
    return Rows(rows, numbers, found[list(_CARRIED)].round(_CARRIED))


@chart("budget", "outreach.chart.budget", wide=(7.4, 3.4), narrow=(3.7, 3.4))
def budget_chart(result: OutreachResult, words: Words) -> Chart:
    """Workers gained at other budgets: the best way with its 90 % band, and equal money for each desa."""
    curve, budget = result.table("budget_curve"), float(result.plan.budget_rp)
    best, same = (curve[curve["rule"] == rule] for rule in ("best", "equal"))
    own, double = (best[best["budget_rp"] == budget * times].iloc[0] for times in (1, 2))
    most = best["budget_rp"].iloc[-1]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        money = [0.0, *best["budget_rp"]]
        fan(axes, money, {end: [0, *best[end]] for end in ("p05", "p50", "p95")})
        axes.plot(money, [0, *same["p50"]], color=OTHER, linewidth=1.4, linestyle="--")
        axes.plot([budget, budget], [0, result.number("gained_end")], color=MUTED, linewidth=1)
        for rule, line, off, side in (("best", best, 5, "bottom"), ("equal", same, -30 if narrow else -14, "top")):
            style = {"ha": "right", "va": side, "fontsize": 8.5}
            beside(axes, words(f"outreach.rule.short.{rule}"), (most, line["p50"].iloc[-1]), (0, off), **style)
        beside(axes, words("outreach.chart.budget.here"), (budget, 0), (4, 4), fontsize=8.5)
        axes.set_xlim(0, most * 1.02)
        axes.set_ylim(0, float(best["p95"].max()) * 1.05)
        axes.locator_params(axis="x", nbins=4 if narrow else 7)
        axes.xaxis.set_major_formatter(tick_form(lambda amount: words.rupiah(amount) if amount else "0"))
        count_ticks(axes.yaxis, words)

    numbers = common(result, words) | {
        "double": words.rupiah(2 * budget),
        "gained_double": words.of(double, "persons"),
        "times": words.decimal(double["p50"] / own["p50"], 2),
        "lowest": words.rupiah(best["budget_rp"].iloc[0]),
        "gained_lowest": words.count(best["p50"].iloc[0]),
        "error": words.error(float(curve["mc_error"].max()), "persons"),
    }
    return Chart(draw, curve.round(1), numbers)


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
    small = _ALIKE * result.number("gained_end")
    alike = ".same" if abs(over_equal) <= small else ".alike"
    numbers = common(result, words) | {
        "rules": phrase(f"allocations.rules{'' if abs(over_proportional) > small else alike}", result, words),
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
    return replace(rows, numbers=common(result, words))
