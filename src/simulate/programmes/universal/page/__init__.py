"""The page of the pathway: its face, chances of targets, members by channel, weak worlds."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.page.drawing import INK, MAIN, MUTED, beside, end_labels, fan, tick_form
from simulate.page.elements import Chart, Rows, chart, signed, table, text
from simulate.page.face import Card, Page, Point, over_said, range_said
from simulate.page.html import Cell
from simulate.page.sensitivity import BOX_COLUMNS, box_rows
from simulate.page.words import Words
from simulate.plan.checked import TASPEN
from simulate.programmes.universal.page.channels import channel_trace, year_ticks
from simulate.programmes.universal.page.numbers import (
    BANTEN,
    RESTS,
    a_year,
    banten_said,
    cited,
    common,
    grade,
    led_by,
    likely,
    move_said,
    moves_alone,
    needed,
    own_target,
    rpjmn,
    sentence,
    traces,
)
from simulate.programmes.universal.study import other_baseline, own_chance, run, year_reached
from simulate.programmes.universal.tables import worlds as worlds_of
from simulate.written import month_number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.programmes.universal.study import UniversalResult


# what the evidence for the reconciled baseline rests on
_RECONCILED = ("active_share", "residents_per_participant")


def baseline_grade(result: UniversalResult, baseline: str, words: Words) -> str:
    """The grade of what a baseline rests on; of a claim, that nobody audited it."""
    if baseline == "claimed":
        return words("universal.unaudited")
    return grade(result, words, *_RECONCILED)


def apbd_paid(result: UniversalResult, key: str, words: Words) -> str:
    """A text on how many APBD pays for from this start; nothing where a set budget pays, whatever the start."""
    if result.plan.subsidised_budget_rp is not None:
        return ""
    workers = words.mark("cost_apbd", words.count(float(np.median(result.outcome.road.members["subsidised"][:, 0]))))
    return sentence(result, words, key, workers=workers, first=words.month(result.months[0]))


def _title(result: UniversalResult, words: Words) -> str:
    return sentence(result, words, "title")


def _answer(result: UniversalResult, words: Words) -> str:
    """Where coverage goes, from where, and whether the target is reached."""
    start, end = (words.share(result.number(f"coverage_{name}")) for name in ("start", "end"))
    higher = result.number("coverage_end") > result.number("coverage_start")
    told = {
        "led": words(f"universal.led.{led_by(result.plan)}"),
        "moves": words(f"universal.moves.{'stays' if start == end else 'rises' if higher else 'falls'}"),
    }
    if result.plan.baseline == "claimed":
        above = result.number(f"coverage_{result.plan.target_year}") >= result.plan.target
        told["side"] = words(f"universal.side.{'above' if above else 'below'}")
        return sentence(result, words, "answer.claimed", **told)
    return sentence(result, words, f"answer.{likely(result)}", **told)


def _cards(result: UniversalResult, words: Words) -> list[Card]:
    chance, _ = own_chance(result)
    shown = words.mark("chance", words.chance(chance, result.settings.draws, signs=True))
    coverage, cost = (
        f"{words.of(result.row(name), result.units[name], name)}" for name in ("coverage_end", "cost_total")
    )
    ranges = [range_said(result, name, words) for name in ("coverage_end", "cost_total")]
    said = [sentence(result, words, f"number.{name}") for name in ("coverage", "chance", "cost")]
    return [
        Card(coverage, said[0], ranges[0], "channels", "coverage_end"),
        Card(shown, said[1], "", "targets"),
        Card(cost, said[2], ranges[1], "cost", "cost_total"),
    ]


def _points(result: UniversalResult, words: Words) -> list[Point]:
    """Which budget the target needs, how much the start decides, what moves coverage most, the national target."""
    told = [(one, "parameters") for one in over_said(result, words, result.region.about.opens)]
    if result.plan.baseline == "claimed" and (paid := apbd_paid(result, "point.claimed", words)):
        told.append((paid, "cost"))
    else:
        told.append(_money_point(result, words))
    told.append((_start_point(result, words), "road"))
    most = moves_alone(result).iloc[0]
    change = words.mark("move", signed(most["p50"], "persons", words))
    said = {"move": move_said(most["lever"], most["value"], words), "change": change}
    said["grade"] = words(f"evidence.{most['evidence']}")
    told.append((sentence(result, words, "point.move", **said), "levers_chart"))
    if found := rpjmn(result):
        target, chance = found
        said = {"level": words.mark("rpjmn", words.legal(target.level, "share")), "year": str(target.year)}
        said["national"] = words.mark("rpjmn", words.chance(chance, result.settings.draws))
        told.append((sentence(result, words, "point.rpjmn", **said), "targets"))
    return told[:4]


def _money_point(result: UniversalResult, words: Words) -> Point:
    """The budget that would give the target an even chance, or what APBD bears where it has one."""
    if own_chance(result)[0] >= 0.5:
        apbd = words.mark("cost_apbd", words.rupiah(result.number("cost_apbd")))
        return sentence(result, words, "point.paid", apbd=apbd), "cost"
    row = needed(result)
    if row is None:
        return sentence(result, words, "point.unreachable"), "budgets"
    found = {"even": words.share(row["chance"], 0), "budget": words.rupiah(row["budget_rp"])}
    found["workers"] = words.count(row["workers_p50"])
    found = {name: words.mark("needed", number) for name, number in found.items()}
    found["now"] = words.mark("cost_apbd", words.rupiah(a_year(result, "cost_apbd")["p50"]))
    return sentence(result, words, "point.needed", **found), "budgets"


def _start_point(result: UniversalResult, words: Words) -> str:
    """How far the two baselines lie apart at the end, beside what the largest single change does."""
    other, most = other_baseline(result), abs(float(moves_alone(result, "coverage_end")["p50"].iloc[0]))
    # of the shares as they are printed: a reader subtracts them
    shown = [round(100 * one.number("coverage_end"), 1) for one in (other, result)]
    gap = abs(shown[0] - shown[1])
    numbers = {
        "other": words(f"universal.start.{other.plan.baseline}"),
        "other_end": words.mark("other", words.share(other.number("coverage_end"))),
        "gap": words.mark("other", words.decimal(gap, 1)),
        "most": words.mark("move", words.decimal(most, 1)),
    }
    return sentence(result, words, f"point.start{'' if gap > most else '.less'}", **numbers)


def _sure(result: UniversalResult, words: Words) -> list[str]:
    """What the rate of registration agrees with, what coverage counts, and law that is held past its file."""
    held = min(result.extended_law.values(), default="")
    banten = words.mark("banten", banten_said(result, words))
    said = [words("universal.sure.banten", banten=banten), words("universal.sure.measure")]
    return [*said, words("universal.sure.held", month=words.month(held))] if held else said


def _method(result: UniversalResult, words: Words) -> dict[str, str]:
    since, until = result.region.figure("coverage", BANTEN).period.split(" to ")
    return {
        "funding": result.plan.funding,
        "sponsorship": result.plan.sponsorship or "–",
        "banten": banten_said(result, words),
        "banten_from": words.month(since),
        "banten_to": words.month(until),
    }


def _marks(result: UniversalResult) -> list[tuple[int, float, str, int]]:
    """Targets of a year that the chart reaches: the place of its December, level, key and year."""
    first, plan = month_number(result.months[0]), result.plan
    found = [(one.level, one.key, one.year) for one in result.targets if one.year]
    if own_target(result) is None:
        found.append((plan.target, "own", plan.target_year))
    placed = [(month_number(f"{year}-12") - first + 1, level, key, year) for level, key, year in found]
    return [one for one in placed if 0 <= one[0] <= plan.months]


@chart("road", "universal.chart.pathway", wide=(7.4, 3.5), narrow=(3.7, 3.5))
def road_chart(result: UniversalResult, words: Words) -> Chart:
    """Coverage month by month with its 90 % range; that from the other baseline as a thin line; targets as marks."""
    other, months, start = other_baseline(result), result.plan.months, result.row("coverage_start")
    own, theirs = (one.table("coverage_by_month") for one in (result, other))

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        # a month's coverage stands at its end, where the next begins; a line of every other month looks the same
        band = pd.DataFrame({name: [start[name], *own[name]] for name in ("p05", "p50", "p95")})
        thin = pd.Series([other.number("coverage_start"), *theirs["p50"]])
        places = sorted({*range(0, months, 4 if narrow else 2), months})
        fan(axes, places, band.iloc[places])
        axes.plot(places, thin.iloc[places], color=MUTED, linewidth=1)
        for place, level, key, year in _marks(result):
            axes.plot([place], [level], "D", color=INK, markersize=6, clip_on=False)
            name = words(f"universal.target.short.{key}", level=words.legal(level, "share"), year=str(year))
            side = "left" if place < 0.1 * months else "right" if place > 0.85 * months else "center"
            above = level >= float(band["p50"].iloc[place])
            off = ({"left": 4, "right": -2, "center": 0}[side], 6 if above else -6)
            beside(axes, name, (place, level), off, ha=side, va="bottom" if above else "top", fontsize=8.5)
        beside(axes, words.share(start["p50"]), (0, start["p50"]), (4, 4), va="bottom", color=MAIN, weight="bold")
        axes.set_ylim(0, 1)
        axes.set_xlim(0, months)
        end = words.share(result.number("coverage_end"))
        labels = [(months, float(band["p50"].iloc[-1]), end, MAIN)]
        name = words(f"universal.chart.pathway.line.{other.plan.baseline}", end=words.share(thin.iloc[-1]))
        end_labels(axes, [*labels, (months, thin.iloc[-1], textwrap.fill(name, 13 if narrow else 20), MUTED)])
        year_ticks(axes, result.months, words, narrow, months)
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))

    then = result.number(f"coverage_{result.plan.target_year}")
    claimed = result if result.plan.baseline == "claimed" else other
    numbers = common(result, words) | {
        "left": words.decimal(100 * abs(result.plan.target - then), 1),
        "other": words(f"told.baseline.{other.plan.baseline}"),
        "other_end": words.of(other.row("coverage_end"), "share"),
        "grade": baseline_grade(result, "reconciled", words),
        "claim": baseline_grade(result, "claimed", words),
        "paid": apbd_paid(claimed, "chart.pathway.source.paid", words),
    }
    columns = ["month", "p05", "p50", "p95"]
    data = own[columns].assign(**{f"p50_{other.plan.baseline}": theirs["p50"]})
    ending = ".above" if then >= result.plan.target else ""
    return Chart(draw, data, numbers, ending, traces={"left": "coverage_target", "target": "target"})


@table("targets", "universal.table.targets")
def targets(result: UniversalResult, words: Words) -> Rows:
    """Each target with the chance that coverage reaches it by December of each year, and its source."""
    found, plan = result.table("targets"), result.plan
    chances, years = found.set_index(["target", "year"])["chance"], list(plan.decembers)

    def cells(key: str, level: float, where: list[Cell]) -> list[Cell]:
        return [
            *(words.chance(chances[key, year], result.settings.draws, signs=True) for year in years),
            str(year_reached(result, level) or words("universal.never")),
            where or "–",
        ]

    ours = own_target(result)
    name = words(f"universal.target.{ours.key if ours else 'own'}")
    level, year = words.legal(plan.target, "share"), str(plan.target_year)
    head = words("universal.target.report", name=name, level=level, year=year)
    rows = [(head, *cells("own", plan.target, cited(ours, words) if ours else []))]
    for one in result.targets:
        if one is not ours:
            named = f"{words(f'universal.target.{one.key}')}: {words.legal(one.level, 'share')}"
            year = f", {one.year}" if one.year else ""
            rows.append((f"{named}{year}", *cells(one.key, one.level, cited(one, words) if one.source else [])))
    columns, numeric = ["target", *map(str, years), "reached_half", "source"], range(1, 2 + len(years))
    return Rows(
        rows, common(result, words), found.drop(columns=["target_year", "mc_error"]), columns=columns, numeric=numeric
    )


@text
def target_terms(result: UniversalResult, words: Words) -> str:
    """How the table of targets is to be read, and whom coverage counts."""
    error = float(result.table("targets")["mc_error"].max())
    civil_servants = words.exact(sum(result.region.asn_persons(TASPEN).values()))
    largest = words("universal.target_terms.error", error=words.error(error, "share")) if error else ""
    return words("universal.target_terms", civil_servants=civil_servants, error=largest)


@table("worlds", "universal.worlds", BOX_COLUMNS, numeric=(1, 2))
def worlds(result: UniversalResult, words: Words) -> Rows | str:
    """The assumptions under which coverage lies on the rarer side of the target; a sentence where none tells."""
    found = worlds_of(result)
    if found is None or not found[1].limits:
        return words("universal.worlds.none")
    kind, box = found
    numbers = {name: words.share(getattr(box, name), 0) for name in ("density", "mass", "coverage")} | {
        "kind": words(f"universal.worlds.{kind}"),
        "threshold": words.share(box.threshold) if box.threshold is not None else "",
        "weak": words.share(box.weak, 0 if box.weak >= 0.1 else 1),
        "error": words.error(box.density_error, "share"),
    }
    return replace(box_rows(result, box, words), numbers=common(result, words) | numbers, caption=f".{kind}")


def _asked(result: UniversalResult, words: Words) -> list[tuple[str, str]]:
    """Universal coverage, beside what this scenario reaches."""
    return [(sentence(result, words, "asked.claim"), sentence(result, words, "asked.answer"))]


Page(
    "universal",
    _title,
    _answer,
    _cards,
    _points,
    road_chart,
    sure=_sure,
    rests=RESTS,
    traces=lambda result, words: traces(result, words) | channel_trace(result, words),
    method=_method,
    asked=_asked,
).hand_out(__name__, run)
