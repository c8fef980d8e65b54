"""Who serves, when and where, and what their cover costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.law.numbers import one_of
from simulate.page.drawing import (
    GRID,
    INK,
    MAIN,
    MUTED,
    OTHER,
    beside,
    count_ticks,
    month_ticks,
    ranked,
    tick_form,
)
from simulate.page.elements import Chart, Rows, chart, first_up, table, text
from simulate.page.evidence import MEASURE_COLUMNS, measure_rows
from simulate.page.html import estimated
from simulate.page.places import place_rows
from simulate.page.words import Words
from simulate.programmes.election.people import TABLE
from simulate.programmes.election.study import MEASURES, ElectionResult, village_head_term
from simulate.programmes.election.tables import own_event, pilkada_stations
from simulate.study.draws import COLUMNS, summarise
from simulate.written import month_number

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def event_text(result: ElectionResult, words: Words, first: bool = False) -> str:
    """The election with its year, as a sentence holds it; ``first`` where it begins one."""
    text = words(f"election.event.{result.plan.event}", year=result.plan.date[:4])
    return first_up(text) if first else text


def _part(row: Mapping[str, float], name: str) -> dict[str, float]:
    """One of the estimates in a row of `tables.workers_by_role`."""
    return {one: row[f"{name}_{one}"] for one in COLUMNS}


def _grey(found: pd.DataFrame, words: Words) -> str:
    return words("election.grey") if (found["months_covered"] == 0).any() else ""


@chart("staffing", "election.chart.staffing")
def staffing_chart(result: ElectionResult, words: Words) -> Chart:
    """Workers by role."""
    found = result.table("workers_by_role").sort_values("persons_p50", ascending=False, ignore_index=True)
    persons, roles = found["persons_p50"], [words(f"election.role.{role}") for role in found["role"]]
    shown = [f"{words.of(_part(row, 'persons'), 'persons')}" for row in found.to_dict("records")]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        colours = [MAIN if months else MUTED for months in found["months_covered"]]
        most = float(found["persons_p95"].max()) * (1.3 if narrow else 1.12)
        ranked(axes, roles, persons, shown, colours=colours, most=most)
        axes.locator_params(axis="x", nbins=3 if narrow else 8)
        count_ticks(axes.xaxis, words)
        axes.set_xlabel(words("election.chart.staffing.axis"))

    numbers = stations_told(result, words) | {
        "event": event_text(result, words),
        "grey": _grey(found, words),
        "error": words.error(float(found["persons_mc_error"].max()), "persons"),
        "rows": "; ".join(f"{role} {words.count(count)}" for role, count in zip(roles, persons, strict=True)),
    }
    return Chart(
        draw,
        found[["role", *(f"persons_{one}" for one in COLUMNS)]],
        numbers,
        traces={"total": "workers", "share": "stations"},
        title=".crew" if set(found["role"]) == {"kpps", "linmas"} else "",
        wide=(7.4, 0.8 + 0.32 * len(found)),
        narrow=(3.7, 0.8 + 0.34 * len(found)),
    )


def stations_told(result: ElectionResult, words: Words) -> dict[str, str]:
    """All workers, and the share of those at polling stations or listing voters."""
    found = result.table("workers_by_role")
    total = float(found["persons_p50"].sum())
    at_stations = found.loc[found["role"].isin(("kpps", "linmas", "ptps", "pantarlih")), "persons_p50"].sum()
    return {"total": words.count(total), "share": words.share(at_stations / total, 0)}


def busiest_told(result: ElectionResult, words: Words) -> dict[str, str]:
    """How long cover lasts, and the month with most workers covered, with its share of contributions."""
    monthly = result.table("contributions_by_month")
    busiest = monthly.loc[monthly["persons_p50"].idxmax()]
    return {
        "months": str(len(result.months)),
        "month": words.month(busiest["month"]),
        "share": words.share(busiest["p50"] / max(monthly["p50"].sum(), 1.0), 0),
        "people": words.count(busiest["persons_p50"]),
    }


@chart("exposure", "election.chart.exposure")
def exposure(result: ElectionResult, words: Words) -> Chart:
    """When each role serves and is covered (a Gantt chart), with the people in it."""
    found, monthly, months = result.table("workers_by_role"), result.table("contributions_by_month"), result.months
    roles = [words(f"election.role.{role}") for role in found["role"]]
    first, many = month_number(months[0]), len(months)
    poll = month_number(result.plan.date) - first

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, places = drawing.subplots(), range(len(found) - 1, -1, -1)
        axes.axvspan(poll, poll + 1, color=GRID, linewidth=0)
        for place, row in zip(places, found.to_dict("records"), strict=True):
            start = month_number(row["first_month"]) - first
            covered, served = row["months_covered"], row["months_served"]
            axes.barh(place, served, left=start, color=MAIN if covered else MUTED, alpha=0.8, height=0.55)
            if covered > served:
                axes.barh(place, covered - served, left=start + served, color=OTHER, alpha=0.6, height=0.55)
            persons, end = f"{words.of(_part(row, 'persons'), 'persons')}", start + max(covered, served)
            if end > 0.7 * many:
                beside(axes, persons, (start, place), (-4, 0), ha="right", va="center")
            else:
                beside(axes, persons, (end, place), va="center")
        axes.set_yticks(list(places), roles)
        axes.tick_params(axis="y", length=0)
        month_ticks(axes, months, words, 2 if narrow else 7)
        axes.set_ylim(-0.7, len(found) - 0.3)
        axes.set_xlim((-0.22 if narrow else -0.1) * many, many + 0.2)
        where = {"xycoords": ("data", "axes fraction"), "ha": "right" if narrow else "center", "va": "bottom"}
        beside(axes, words("election.chart.exposure.poll"), (many if narrow else poll + 0.5, 1.01), (0, 0), **where)

    longer = (found["months_covered"] > found["months_served"]).any()
    rows = [
        words(
            "election.chart.exposure.alt.row",
            role=role,
            first=words.month(row["first_month"]),
            months=words.legal(row["months_served"], "months"),
        )
        for role, row in zip(roles, found.to_dict("records"), strict=True)
    ]
    numbers = busiest_told(result, words) | {
        "grey": _grey(found, words),
        "orange": words("election.orange") if longer else "",
        "rows": "; ".join(rows),
    }
    return Chart(
        draw,
        monthly,
        numbers,
        traces=dict.fromkeys(("months", "share", "people"), "busiest"),
        title=".one" if many == 1 else "",
        source="" if result.plan.event in ("pemilu", "pilkada") else ".short",
        wide=(7.4, 1.0 + 0.32 * len(found)),
        narrow=(3.7, 1.0 + 0.34 * len(found)),
    )


@table("workers", "election.table.workers")
def workers(result: ElectionResult, words: Words) -> Rows:
    """Each role: people, months covered, wage base, contribution; past elections beside it."""
    found, counted = result.table("workers_by_role"), result.table("staffing")
    # workers by role of each past election that is reproduced, but the plan's own
    past = {
        event: rows.set_index("role")["persons"].to_dict()
        for event, rows in counted[counted["event"] != own_event(result)].groupby("event", sort=False)
    }
    rows = []
    for row in found.to_dict("records"):
        role, wages = row["role"], [words.legal(wage, "rp") for wage in result.wages_rp(row["role"])]
        persons, money = _part(row, "persons"), _part(row, "contributions_rp")
        rows.append(
            (
                words(f"election.role.{role}"),
                estimated(persons, "persons", words),
                str(row["months_covered"]),
                "–".join(dict.fromkeys([*wages[:1], *wages[-1:]])).replace("–Rp", "–") or "–",
                estimated(money, "rp", words) if row["months_covered"] else "–",
                *(words.exact(counts[role]) if role in counts else "–" for counts in past.values()),
            )
        )
    persons, money = (estimated(result.row(name), result.units[name], words) for name in ("workers", "contributions"))
    sums = [words.exact(sum(counts.get(role, 0) for role in found["role"])) for counts in past.values()]
    rows.append((words("election.column.all"), persons, "", "", money, *sums))
    expected, stations = pilkada_stations(result)
    numbers = {
        "event": event_text(result, words),
        "predicted": words.exact(expected),
        "counted": words.exact(stations),
        "difference": words.share(abs(expected / stations - 1)),
        "base": words(f"election.base.{result.plan.contribution_basis}"),
        "missing": words("election.missing.panwascam") if "panwascam" in result.plan.bodies else "",
    }
    events = [words(f"election.event.{kind}", year=year) for kind, year in (event.split("_") for event in past)]
    columns = ["role", "election.column.this", "months_covered", "wage_base", "contribution", *events]
    return Rows(rows, numbers, counted, columns=columns, numeric=range(1, len(columns)))


@table("months", "election.table.months", "month_span covered_people contribution", numeric=(1, 2))
def months(result: ElectionResult, words: Words) -> Rows:
    """People covered and contributions by month; months in a row with the same people stand together."""
    found, rows = result.table("contributions_by_month"), []
    for people, places in groupby(found.index, key=found["persons_p50"].get):
        span = list(places)
        money = summarise(result.by_month_rp[:, span].sum(axis=1))
        named = words.months(found["month"][span[0]], found["month"][span[-1]])
        rows.append((named, words.count(people), estimated(money, "rp", words)))
    busiest = found.loc[found["persons_p50"].idxmax()]
    numbers = {
        "people": words.count(busiest["persons_p50"]),
        "month": words.month(busiest["month"]),
        "error": words.error(float(found["mc_error"].max()), "rp"),
    }
    return Rows(rows, numbers)


@table("workers_by_kecamatan", "election.table.places", "kecamatan median interval", numeric=(1, 2))
def workers_by_kecamatan(result: ElectionResult, words: Words) -> Rows:
    """The people to insure in the kecamatan with most, and in all others together; each by role to download."""
    found, named = result.table("workers_by_kecamatan"), result.region.tables["kecamatan"]
    serve = named["kecamatan_code"].isin(found["kecamatan_code"]).to_numpy()
    covered = sum(result.covered_by_kecamatan(role) for role in result.plan.bodies)[:, serve]
    rows = place_rows(covered, named["kecamatan"][serve].tolist(), "persons", words)
    return Rows(rows, _extremes(result, words), _by_role(result), caption=".one" if len(found) == 1 else "")


def _extremes(result: ElectionResult, words: Words) -> dict[str, object]:
    """Where most and fewest are insured."""
    found = result.table("workers_by_kecamatan")
    top, last = found.iloc[0], found.iloc[-1]
    return {
        "event": event_text(result, words, first=True),
        "top": top["kecamatan"],
        "top_count": words.of(top, "persons"),
        "last": last["kecamatan"],
        "last_count": words.of(last, "persons"),
        "error": words.error(found["mc_error"].max(), "persons"),
    }


def _by_role(result: ElectionResult) -> pd.DataFrame:
    """People to insure by kecamatan and role (medians), with polling stations."""
    found = result.table("workers_by_kecamatan")[["kecamatan_code", "kecamatan", "tps_p50", "p50"]]
    codes = result.region.tables["kecamatan"]["kecamatan_code"]
    for role in (role for role in result.plan.roles if role in result.plan.bodies):
        median = pd.Series(np.median(result.covered_by_kecamatan(role), axis=0), index=codes)
        found = found.assign(**{role: found["kecamatan_code"].map(median)})
    return found.rename(columns={"p50": "workers_p50"})


@chart("budget_chart", "election.chart.budget", wide=(7.4, 3.0), narrow=(3.7, 2.6))
def budget_chart(result: ElectionResult, words: Words) -> Chart:
    """Contributions by budget year, each with the most workers that it covers at a time."""
    found, monthly = result.table("by_budget_year"), result.table("contributions_by_month")
    found = found[found["institution"] == "all"].reset_index(drop=True)
    covered = monthly.groupby(monthly["month"].str[:4])["persons_p50"].max()
    paid = [f"{words.of(row, 'rp')}" for row in found.to_dict("records")]
    people = [words.count(covered[year]) for year in found["year"]]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        bars, form = axes.bar(found["year"], found["p50"], color=MAIN, alpha=0.8, width=0.6), words.rupiah
        axes.errorbar(
            found["year"],
            found["p50"],
            yerr=[found["p50"] - found["p05"], found["p95"] - found["p50"]],
            fmt="none",
            ecolor=INK,
            elinewidth=1.2,
        )
        for bar, money, count, top in zip(bars, paid, people, found["p95"], strict=True):
            said = words(f"election.chart.budget.bar{'.narrow' if narrow else ''}", paid=money, people=count)
            beside(axes, said, (bar.get_x() + bar.get_width() / 2, top), (0, 4), ha="center", va="bottom")
        axes.set_ylim(0, 1.35 * float(found["p95"].max()) or 1)
        axes.tick_params(axis="x", length=0)
        axes.locator_params(axis="y", nbins=4)
        axes.yaxis.set_major_formatter(tick_form(form))

    most = found["p50"].idxmax()
    rows = [
        words("election.chart.budget.alt.row", year=year, paid=money, people=count)
        for year, money, count in zip(found["year"], paid, people, strict=True)
    ]
    numbers = {
        "event": event_text(result, words),
        "paid": words(f"election.paid.{result.plan.payer}"),
        "year": found["year"][most],
        "people": people[most],
        "rows": "; ".join(rows),
    }
    traces = {"people": "busiest"}
    return Chart(draw, found, numbers, title=".one" if len(found) == 1 else "", traces=traces)


@table("budget_years", "election.table.budget")
def budget_years(result: ElectionResult, words: Words) -> Rows:
    """Contributions by budget year, and whose workers they cover."""
    found, villages = result.table("by_budget_year"), result.plan.event == "pilkades"
    shown = ("all",) if villages else ("kpu", "bawaslu", "all")
    by_year = {
        year: rows.set_index("institution").loc[[*shown]].to_dict("records") for year, rows in found.groupby("year")
    }
    rows = [
        (year, *(estimated(row, "rp", words) for row in own), words.error(own[-1]["mc_error"], "rp"))
        for year, own in by_year.items()
    ]
    whole = {year: own[-1]["p50"] for year, own in by_year.items()}
    most = max(whole, key=whole.get)
    numbers = {
        "event": event_text(result, words),
        "paid": words(f"election.paid.{result.plan.payer}"),
        "year": most,
        "amount": words.rupiah(whole[most]),
        "share": words.share(whole[most] / max(sum(whole.values()), 1.0), 0),
    }
    return Rows(
        rows,
        numbers,
        found,
        caption=".one" if len(whole) == 1 else "",
        columns=["budget_year", *(f"election.column.{one}" for one in shown), "error"],
        numeric=range(1, 2 + len(shown)),
    )


@text
def payers_law(result: ElectionResult, words: Words) -> str:
    """What allows the payer to pay; village elections have a law of their own."""
    own_law = ".pilkades" if result.plan.event == "pilkades" and result.plan.payer != "worker" else ""
    return words(f"election.basis.{result.plan.payer}{own_law}", event=event_text(result, words))


@table(
    "coming_elections",
    "election.table.calendar",
    "election poll desa_voting workers payer from_month budget_years contribution deaths",
    numeric=(2, 3, 7, 8),
    stacked=True,
)
def coming_elections(result: ElectionResult, words: Words) -> Rows | str:
    """The elections to come: when, whom, what each costs, and from which month."""
    found = result.table("calendar")
    if found.empty:
        return words("election.table.calendar.none")
    events = [words(f"election.event.{row.kind}", year=row.date[:4]) for row in found.itertuples()]
    rows = [
        (
            event,
            words.month(row["date"]),
            words.exact(row["desa"]) if row["desa"] == row["desa"] else words("word.all"),
            words.count(row["workers"]),
            words(f"election.payer.{row['payer']}"),
            words.month(row["first_month"]),
            "–".join(dict.fromkeys((row["first_month"][:4], row["last_month"][:4]))),
            estimated(row, "rp", words),
            words.count(row["deaths"]),
        )
        for event, row in zip(events, found.to_dict("records"), strict=True)
    ]
    first = found["first_month"].argmin()
    numbers = {
        "event": events[first],
        "month": words.month(found["first_month"][first]),
        "cap": words.exact(result.region.figure(TABLE, "pilkades_voters_a_station").value),
        "term": words.legal(village_head_term(result), "years"),
        "error": words.error(float(found["mc_error"].max()), "rp"),
    }
    return Rows(rows, numbers, found)


# how the names of measures of benefits begin; all others are those of cost
_BENEFITS = ("deaths", "care", "benefits", "loss_ratio")


@table("measures_{}", "election.table.measures", MEASURE_COLUMNS, numeric=(1, 2, 3, 4))
def measures(result: ElectionResult, words: Words, topic: str) -> Rows:
    """A topic's measures with their intervals; topics: ``cost``, ``benefits``."""
    benefits = one_of(topic, "topic", ("cost", "benefits")) == "benefits"
    others = [name for name in MEASURES if name != "benefits_expected"]
    shown = [name for name in others if name.startswith(_BENEFITS) == benefits]
    rows = measure_rows(result, words, shown, "election.measure", ("per_worker", "loss_ratio"))
    return replace(rows, caption=f".{topic}", note=f".{topic}")
