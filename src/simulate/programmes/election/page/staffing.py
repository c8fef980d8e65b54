"""Who serves: how many in each role and kecamatan, when, and what each costs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.months import month_number
from simulate.page.base import Element
from simulate.page.drawing import count_ticks, draw_tiles, month_ticks
from simulate.page.elements import row_of
from simulate.page.figure import GRID, INK, MAIN, MUTED, OTHER, old_figure
from simulate.page.table import estimated, headers, old_table
from simulate.page.words import Words
from simulate.programmes.election.analysis import own_event, staffing_table
from simulate.programmes.election.backtest import pilkada_stations
from simulate.programmes.election.page.headline import event_said, role_said
from simulate.programmes.election.plan import POSTS
from simulate.study.draws import summarise

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.programmes.election.study import ElectionResult


def staffing_chart(result: ElectionResult) -> Element:
    """Workers by role."""
    found = result.role_table.sort_values("persons_p50", ascending=False, ignore_index=True)
    total = float(found["persons_p50"].sum())

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        places = range(len(found) - 1, -1, -1)
        colours = [MAIN if months else MUTED for months in found["months_covered"]]
        axes.barh(places, found["persons_p50"], color=colours, alpha=0.8, height=0.62, edgecolor="none")
        axes.set_xlim(0, float(found["persons_p95"].max()) * (1.3 if narrow else 1.12))
        for place, row in zip(places, found.to_dict("records"), strict=True):
            said = words.estimate(row["persons_p50"], row["persons_p05"], row["persons_p95"], "persons")
            axes.annotate(
                said, (row["persons_p50"], place), xytext=(4, 0), textcoords="offset points", va="center", color=INK
            )
        axes.set_yticks(list(places), [role_said(role, words) for role in found["role"]])
        axes.tick_params(axis="y", length=0)
        axes.locator_params(axis="x", nbins=3 if narrow else 8)
        count_ticks(axes.xaxis, words)
        axes.set_xlabel(words("election.chart.staffing.axis"))

    crew_alone = set(found["role"]) == {"kpps", "linmas"}

    def numbers(words: Words) -> dict[str, str]:
        crew = found[found["role"].isin(("kpps", "linmas", "ptps", "pantarlih"))]["persons_p50"].sum()
        return {
            "event": event_said(result, words),
            "total": words.count(total),
            "share": words.share(crew / total, 0),
            "grey": words("election.grey") if (found["months_covered"] == 0).any() else "",
            "error": words.error(float(found["persons_mc_error"].max()), "persons"),
        }

    def alt(words: Words) -> str:
        rows = [
            f"{role_said(row['role'], words)} {words.count(row['persons_p50'])}" for row in found.to_dict("records")
        ]
        return words("election.chart.staffing.alt", rows="; ".join(rows))

    return old_figure(
        "staffing",
        result.settings.language,
        draw,
        title=lambda words: words(f"election.chart.staffing.title{'.crew' if crew_alone else ''}", **numbers(words)),
        alt=alt,
        source=lambda words: words("election.chart.staffing.source", **numbers(words)),
        data=found[["role", "persons_mean", "persons_p05", "persons_p50", "persons_p95", "persons_mc_error"]],
        wide=(7.4, 0.8 + 0.32 * len(found)),
        narrow=(3.7, 0.8 + 0.34 * len(found)),
    )


def exposure(result: ElectionResult) -> Element:
    """When each role serves and is covered (a Gantt chart), with the people in it."""
    found = result.role_table
    first = month_number(result.months[0])
    poll = month_number(result.plan.date) - first
    one = ".one" if len(result.months) == 1 else ""

    def source(words: Words) -> str:
        short = "" if result.plan.event in ("pemilu", "pilkada") else ".short"
        grey = words("election.grey") if (found["months_covered"] == 0).any() else ""
        orange = words("election.orange") if (found["months_covered"] > found["months_served"]).any() else ""
        return words(f"election.chart.exposure.source{short}", grey=grey, orange=orange)

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        places = range(len(found) - 1, -1, -1)
        axes.axvspan(poll, poll + 1, color=GRID, linewidth=0)
        for place, row in zip(places, found.to_dict("records"), strict=True):
            start = month_number(row["first_month"]) - first
            covered, served = row["months_covered"], row["months_served"]
            axes.barh(
                place, served, left=start, color=MAIN if covered else MUTED, alpha=0.8, height=0.55, align="center"
            )
            if covered > served:
                axes.barh(place, covered - served, left=start + served, color=OTHER, alpha=0.6, height=0.55)
            heads = words.estimate(row["persons_p50"], row["persons_p05"], row["persons_p95"], "persons")
            end = start + max(covered, served)
            left = end > 0.7 * len(result.months)
            axes.annotate(
                heads,
                (start if left else end, place),
                xytext=(-4 if left else 4, 0),
                textcoords="offset points",
                ha="right" if left else "left",
                va="center",
                color=INK,
            )
        axes.set_yticks(list(places), [role_said(role, words) for role in found["role"]])
        axes.tick_params(axis="y", length=0)
        month_ticks(axes, result.months, words, 2 if narrow else 7)
        axes.set_ylim(-0.7, len(found) - 0.3)
        axes.set_xlim(-0.22 * len(result.months) if narrow else -0.1 * len(result.months), len(result.months) + 0.2)
        axes.annotate(
            words("election.chart.exposure.poll"),
            (len(result.months) if narrow else poll + 0.5, 1.01),
            xycoords=("data", "axes fraction"),
            ha="right" if narrow else "center",
            va="bottom",
            color=INK,
        )

    def numbers(words: Words) -> dict[str, str]:
        busiest = result.monthly_table.loc[result.monthly_table["persons_p50"].idxmax()]
        return {
            "span": words.months(result.months[0], result.months[-1]),
            "months": str(len(result.months)),
            "month": words.month(busiest["month"]),
            "share": words.share(busiest["p50"] / max(result.monthly_table["p50"].sum(), 1.0), 0),
            "people": words.count(busiest["persons_p50"]),
        }

    def alt(words: Words) -> str:
        rows = [
            words(
                "election.chart.exposure.alt.row",
                role=role_said(row["role"], words),
                first=words.month(row["first_month"]),
                months=words.legal(row["months_served"], "months"),
            )
            for row in found.to_dict("records")
        ]
        return words("election.chart.exposure.alt", rows="; ".join(rows))

    return old_figure(
        "exposure",
        result.settings.language,
        draw,
        title=lambda words: words(f"election.chart.exposure.title{one}", **numbers(words)),
        alt=alt,
        source=source,
        data=result.monthly_table,
        wide=(7.4, 1.0 + 0.32 * len(found)),
        narrow=(3.7, 1.0 + 0.34 * len(found)),
    )


def workers(result: ElectionResult) -> Element:
    """Each role: people, months covered, wage base, contribution; past elections beside it."""
    found, past = result.role_table, _past(result)

    def wage(role: str, words: Words) -> str:
        amounts = sorted({bill.wage_rp for post, bill in result.outcome.bills.items() if POSTS[post][0] == role})
        if not amounts:
            return "–"
        ends = [words.legal(amount, "rp") for amount in (amounts[0], amounts[-1])]
        return ends[0] if len(amounts) == 1 else f"{ends[0]}–{ends[1].removeprefix('Rp')}"

    def rows(words: Words):
        for row in found.to_dict("records"):
            numbers = {name: row[f"persons_{name}"] for name in ("p05", "p50", "p95")}
            money = {name: row[f"contributions_rp_{name}"] for name in ("p05", "p50", "p95")}
            yield (
                role_said(row["role"], words),
                estimated(numbers, "persons", words),
                str(row["months_covered"]),
                wage(row["role"], words),
                estimated(money, "rp", words) if row["months_covered"] else "–",
                *(words.exact(past[event][row["role"]]) if row["role"] in past[event] else "–" for event in past),
            )
        yield (
            words("election.row.all"),
            estimated(row_of(result, "workers"), "persons", words),
            "",
            "",
            estimated(row_of(result, "contributions"), "rp", words),
            *(words.exact(sum(past[event].get(role, 0) for role in found["role"])) for event in past),
        )

    def note(words: Words) -> str:
        foretold, counted = pilkada_stations(result)
        return words(
            "election.table.workers.note",
            foretold=words.exact(foretold),
            counted=words.exact(counted),
            difference=words.share(abs(foretold / counted - 1)),
            base=words(f"election.base.{result.plan.contribution_basis}"),
            missing=words("election.missing.panwascam") if "panwascam" in result.bodies else "",
        )

    def header(words: Words) -> list[str]:
        events = [words(f"election.event.{event.split('_')[0]}", year=event.split("_")[1]) for event in past]
        own = words("election.column.this", event=event_said(result, words))
        return [*headers("role")(words), own, *headers("months_covered", "wage_base", "contribution")(words), *events]

    return old_table(
        "workers",
        result.settings.language,
        caption=lambda words: words("election.table.workers.caption", event=event_said(result, words)),
        header=header,
        rows=lambda words: list(rows(words)),
        numeric=range(1, 5 + len(past)),
        note=note,
        data=staffing_table(result),
    )


def _past(result: ElectionResult) -> dict[str, dict[str, int]]:
    """Workers by role of each past election that is reproduced, but the plan's own."""
    own = own_event(result)
    counted: pd.DataFrame = staffing_table(result)
    events = [event for event in dict.fromkeys(counted["event"]) if event != own]
    return {event: counted[counted["event"] == event].set_index("role")["persons"].to_dict() for event in events}


def months(result: ElectionResult) -> Element:
    """People covered and contributions by month; months in a row with the same people stand together."""
    found = result.monthly_table
    spans: list[list[int]] = []
    for place, people in enumerate(found["persons_p50"]):
        if spans and found["persons_p50"][spans[-1][-1]] == people:
            spans[-1].append(place)
        else:
            spans.append([place])

    def rows(words: Words):
        for span in spans:
            money = summarise(result.by_month_rp[:, span].sum(axis=1))
            yield (
                words.months(found["month"][span[0]], found["month"][span[-1]]),
                words.count(found["persons_p50"][span[0]]),
                estimated(money, "rp", words),
            )

    def caption(words: Words) -> str:
        busiest = found.loc[found["persons_p50"].idxmax()]
        return words(
            "election.table.months.caption",
            people=words.count(busiest["persons_p50"]),
            month=words.month(busiest["month"]),
        )

    return old_table(
        "months",
        result.settings.language,
        caption=caption,
        header=headers("month_span", "covered_people", "contribution"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2),
        note=lambda words: words(
            "election.table.months.note", error=words.error(float(found["mc_error"].max()), "rp")
        ),
        data=found,
    )


def workers_by_kecamatan(result: ElectionResult) -> Element:
    """A tile map of the people to insure; a table where the region has no tiles or few kecamatan vote."""
    found, tiles = result.kecamatan_table, result.region.tables.get("tiles")
    top, last = found.iloc[0], found.iloc[-1]
    one, by_role = ".one" if len(found) == 1 else "", _by_role(result)

    def numbers(words: Words) -> dict[str, str]:
        return {
            "event": event_said(result, words, first=True),
            "top": top["kecamatan"],
            "top_count": words.estimate(top["p50"], top["p05"], top["p95"], "persons"),
            "last": last["kecamatan"],
            "last_count": words.estimate(last["p50"], last["p05"], last["p95"], "persons"),
            "places": str(len(found)),
            "error": words.error(found["mc_error"].max(), "persons"),
        }

    if tiles is None or len(found) < len(tiles):
        return old_table(
            "workers_by_kecamatan",
            result.settings.language,
            caption=lambda words: words(f"election.chart.places.title{one}", **numbers(words)),
            header=headers("kecamatan", "median", "interval", "error"),
            rows=lambda words: [
                (
                    row["kecamatan"],
                    words.estimate(row["p50"], row["p05"], row["p95"], "persons"),
                    words.interval(row["p05"], row["p95"], "persons"),
                    words.error(row["mc_error"], "persons"),
                )
                for row in found.to_dict("records")
            ],
            numeric=(1, 2, 3),
            note=lambda words: words("election.chart.places.source", **numbers(words)),
            data=by_role,
        )

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        told = [words.estimate(row.p50, row.p05, row.p95, "persons") for row in found.itertuples()]
        shown = found.assign(value=found["p50"], text=told)
        draw_tiles(drawing.subplots(), tiles, shown, narrow, partial(words.interval, unit="persons"))

    return old_figure(
        "workers_by_kecamatan",
        result.settings.language,
        draw,
        title=lambda words: words(f"election.chart.places.title{one}", **numbers(words)),
        alt=lambda words: words("election.chart.places.alt", **numbers(words)),
        source=lambda words: words("election.chart.places.source", **numbers(words)),
        data=by_role,
        wide=(7.4, 4.6),
        narrow=(3.7, 4.4),
    )


def _by_role(result: ElectionResult) -> pd.DataFrame:
    """People to insure by kecamatan and role (medians), with polling stations."""
    table_ = result.kecamatan_table[["kecamatan_code", "kecamatan", "tps_p50", "p50"]]
    codes = result.region.tables["kecamatan"]["kecamatan_code"]
    for role in result.plan.roles:
        if role in result.bodies:
            heads_ = pd.Series(np.median(result.covered_by_kecamatan(role), axis=0), index=codes)
            table_ = table_.assign(**{role: table_["kecamatan_code"].map(heads_)})
    return table_.rename(columns={"p50": "workers_p50"})
