"""The page of the pathway: first screen, coverage by month, chances of targets, members by channel, weak worlds."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulate.page.drawing import INK, MAIN, MUTED, OTHER, beside, end_labels, fan, tick_form
from simulate.page.elements import Chart, Rows, chart, signed, table
from simulate.page.face import Card, Page, over_said, range_said
from simulate.page.html import Cell, Row, Section, estimated, source
from simulate.page.sensitivity import BOX_COLUMNS, box_rows
from simulate.page.words import Words
from simulate.plan.checked import TASPEN
from simulate.programmes.universal.page.cost import (
    common,
    grade,
    sentence,
)
from simulate.programmes.universal.pathway import CHANNELS, POOLS
from simulate.programmes.universal.study import other_baseline, own_chance, run, year_reached
from simulate.programmes.universal.tables import worlds as worlds_of
from simulate.study.draws import summed
from simulate.study.sensitivity import one_at_a_time

if TYPE_CHECKING:
    from matplotlib.axes import Axes
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
    workers = words.count(float(np.median(result.outcome.road.members["subsidised"][:, 0])))
    return sentence(result, words, key, workers=workers, first=words.month(result.months[0]))


def year_ticks(axes: Axes, months: list[str], words: Words, narrow: bool) -> None:
    """Labels at the first month and each January, on a phone at every other of them."""
    places = [place for place, month in enumerate(months) if not place or month.endswith("-01")]
    places = places[:: 2 if narrow else 1]
    axes.set_xticks(places, [words.month(months[place], short=True) for place in places])


def _title(result: UniversalResult, words: Words) -> str:
    return words("universal.title", span="–".join(dict.fromkeys((result.months[0][:4], result.months[-1][:4]))))


def _answer(result: UniversalResult, words: Words) -> str:
    """Where coverage goes, the chance of the target, and what APBD would have to pay where that is below half."""
    start, (chance, error) = result.row("coverage_start"), own_chance(result)
    known, sure = ".certain" if start["p05"] == start["p95"] else "", "" if error else ".sure"
    sure = ".never" if sure and chance < 0.5 else sure
    texts = [
        sentence(result, words, f"answer.pathway{known}", grade=baseline_grade(result, result.plan.baseline, words)),
        sentence(result, words, f"answer.target{sure}", error=words.error(error, "share")),
    ]
    if chance < 0.5:
        enough, numbers = result.table("needed_budgets").dropna().to_dict("records"), {}
        for name, row in zip(("even", "sure"), enough, strict=False):
            numbers |= {name: words.share(row["chance"], 0), f"{name}_budget": words.rupiah(row["budget_rp"])}
        key = ("unreachable", "needed.even", "needed")[len(enough)]
        texts.append(sentence(result, words, f"answer.{key}", **numbers))
    return " ".join(texts)


def _cards(result: UniversalResult, words: Words) -> list[Card]:
    text, error = partial(sentence, result, words), own_chance(result)[1]
    coverage, money = (range_said(result, name, words) for name in ("coverage_end", "cost_apbd"))
    exact = text("number.error", error=words.error(error, "share")) if error else ""
    return [
        (words.share(result.number("coverage_end")), text("number.coverage"), coverage),
        (common(result, words)["chance"], text("number.chance"), exact),
        (words.rupiah(result.number("cost_apbd")), text("number.apbd"), money),
    ]


def _notes(result: UniversalResult, words: Words) -> list[str]:
    """The other baseline, the evidence, what full coverage can't hold, and law that is held past its file."""
    other, moves, moved = other_baseline(result), result.table("levers_alone"), one_at_a_time(result)
    single = moves[(moves["measure"] == "coverage_end") & (moves["lever"] != "all_switches")]["p50"]
    numbers = {
        "paid": apbd_paid(other, "note.baseline.paid", words),
        "gap": words.decimal(100 * abs(other.number("coverage_end") - result.number("coverage_end")), 1),
        "most": words.decimal(float(single.abs().max()), 1),
    }
    strongest = [result.unknowns[key] for key in moved[moved["outcome"] == "coverage_end"].head(3)["unknown"]]
    grades = (f"{one.name[words.language]} ({words(f'evidence.{one.evidence}')})" for one in strongest)
    civil_servants = words.exact(sum(result.region.asn_persons(TASPEN).values()))
    held = min(result.extended_law.values(), default="")
    notes = [
        *over_said(result, words, result.region.about.opens),
        sentence(other, words, "note.baseline", **numbers),
        apbd_paid(result, "note.claimed", words) if result.plan.baseline == "claimed" else "",
        words("universal.note.evidence", grades="; ".join(grades)),
        words("universal.note.measure", civil_servants=civil_servants),
        words("universal.note.held", month=words.month(held)) if held else "",
        words("headline.note.range"),
    ]
    return [*filter(None, notes)]


def _method(result: UniversalResult, words: Words) -> dict[str, str]:
    seen = result.region.figure("coverage", "banten_participants_growth_nov_2025")
    since, until = seen.period.split(" to ")
    return {
        "funding": result.plan.funding,
        "sponsorship": result.plan.sponsorship or "–",
        "banten": words.share(seen.value / 100),
        "banten_from": words.month(since),
        "banten_to": words.month(until),
    }


# targets drawn beside the plan's own: the others would lie on top of one another
_DRAWN = ("target_rpjmn", "banten_target_soon", "banten_target_2030")


@chart("road", "universal.chart.pathway")
def road_chart(result: UniversalResult, words: Words) -> Chart:
    """Coverage with its 90 % band from both baselines; targets are dashed lines."""
    other = other_baseline(result)
    sides = {one.plan.baseline: one for one in (other, result)}
    own, theirs = (one.table("coverage_by_month") for one in (result, other))
    lines = {one.key: one.level for one in result.targets if one.key in _DRAWN}
    if result.plan.target not in lines.values():
        lines = {"own": result.plan.target} | lines

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, months, labels = drawing.subplots(), result.plan.months, []
        for key, level in lines.items():
            axes.plot([0, months], [level, level], color=INK, linestyle="--", linewidth=1)
            name = words(f"universal.target.short.{key}", level=words.legal(level, "share"))
            labels.append((months, level, name, INK))
        for (baseline, side), colour in zip(sides.items(), (OTHER, MAIN), strict=True):
            # a month's coverage stands at its end, where the next begins
            start, by_month = side.row("coverage_start"), side.table("coverage_by_month")
            band = {name: [start[name], *by_month[name]] for name in ("p05", "p50", "p95")}
            fan(axes, range(months + 1), pd.DataFrame(band), colour)
            end = side.number("coverage_end")
            name = words(f"universal.chart.pathway.line.{baseline}", end=words.share(end))
            labels.append((months, end, name, colour))
        top = max(*lines.values(), *(float(one["p95"].max()) for one in (own, theirs)))
        low = min(*lines.values(), *(float(one["p05"].min()) for one in (own, theirs)))
        axes.set_ylim(low - 0.03, top + 0.03)
        axes.set_xlim(0, months)
        end_labels(axes, labels)
        year_ticks(axes, result.months, words, narrow)
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))

    numbers = common(result, words) | {
        "other": words(f"told.baseline.{other.plan.baseline}"),
        "other_end": words.of(other.row("coverage_end"), "share"),
        "error": words.error(float(own["mc_error"].max()), "share"),
        "grade": baseline_grade(result, "reconciled", words),
        "claim": baseline_grade(result, "claimed", words),
        "paid": apbd_paid(sides["claimed"], "chart.pathway.source.paid", words),
    }
    columns = ["month", "p05", "p50", "p95", "mc_error"]
    data = own[columns].merge(theirs[columns], on="month", suffixes=("", f"_{other.plan.baseline}"))
    return Chart(draw, data, numbers)


@table("targets", "universal.table.targets")
def targets(result: UniversalResult, words: Words) -> Rows:
    """Each target with the chance that coverage reaches it by December of each year, and its source."""
    found, plan = result.table("targets"), result.plan
    chances, years = found.set_index(["target", "year"])["chance"], list(plan.decembers)

    def cells(key: str, level: float, cited: str = "", evidence: str = "") -> list[Cell]:
        kind = "status" if evidence in ("official", "press", "derived") else "evidence"
        return [
            *(words.chance(chances[key, year], result.settings.draws, signs=True) for year in years),
            str(year_reached(result, level) or words("universal.never")),
            [source(cited), f" ({words(f'{kind}.{evidence}')})"] if cited else "–",
        ]

    ours = [one for one in result.targets if (one.level, one.year) == (plan.target, plan.target_year)]
    name = words(f"universal.target.{ours[0].key if ours else 'own'}")
    level, year = words.legal(plan.target, "share"), str(plan.target_year)
    cited = (ours[0].source, ours[0].grade) if ours else ()
    rows = [(words("universal.target.report", name=name, level=level, year=year), *cells("own", plan.target, *cited))]
    for one in result.targets:
        if one not in ours:
            named = f"{words(f'universal.target.{one.key}')}: {words.legal(one.level, 'share')}"
            year = f", {one.year}" if one.year else ""
            rows.append((f"{named}{year}", *cells(one.key, one.level, one.source, one.grade)))
    error = float(found["mc_error"].max())
    largest = words("universal.table.targets.error", error=words.error(error, "share")) if error else ""
    columns, numeric = ["target", *map(str, years), "reached_half", "source"], range(1, 2 + len(years))
    return Rows(rows, common(result, words) | {"error": largest}, found, columns=columns, numeric=numeric)


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


_LAYERS = ("pu", "jakon", "subsidised", "self", "sponsored", "village", "others")
_SHADES = (0.85, 0.45, 0.8, 0.4, 0.9, 0.5, 0.25)
# with an employer or a project, then the two largest channels of BPU, then the others
_COLOURS = dict(zip(_LAYERS, zip([MAIN] * 2 + [OTHER] * 2 + [MUTED] * 3, _SHADES, strict=True), strict=True))
# a layer thinner than this part of all has no room for its name
_THIN = 0.04
# what carries the evidence of each channel's number
_EVIDENCE = {
    "pu": ("active_share", "registered_yearly"),
    "jakon": ("jakon_share",),
    "subsidised": ("funded",),
    "self": ("funded_of_bpu", "garut_retained", "self_pay_renewal"),
    "village": ("desa_persons", "village_workers", "village_complied"),
    "others": ("csr_persons", "zakat_persons", "dbh_persons", "personal_persons"),
    "formal_uncovered": ("formal_share", "registered_yearly"),
    "informal_uncovered": ("formal_share", "unreachable"),
}
# what the baseline calls a channel
_START = {"self": "bpu_others", "subsidised": "funded"}


def _channel_grade(result: UniversalResult, name: str, words: Words) -> str:
    """The grade of a channel's number; that of sponsored workers depends on how civil servants are asked."""
    sponsored = result.paying.path.unknowns or ("worker_leaves",)
    return grade(result, words, *(sponsored if name == "sponsored" else _EVIDENCE[name]))


def _ends(result: UniversalResult) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Members by channel, and the uncovered by pool, before the first month and in the last, shape (draws,) each."""
    start, pathway = result.outcome.start, result.outcome.road
    nobody = np.zeros_like(start.employed)
    return {
        name: (getattr(start, _START.get(name, name), nobody), persons[:, -1])
        for name, persons in (pathway.members | pathway.uncovered).items()
    }


@chart("channels", "universal.chart.channels")
def channels_chart(result: UniversalResult, words: Words) -> Chart:
    """Members by channel as shares of the employed, stacked (medians)."""
    pathway = result.outcome.road
    shares = {name: np.median(pathway.members[name] / pathway.employed, axis=0) for name in _COLOURS}
    shares = {name: share for name, share in shares.items() if share.any()}
    ends = _ends(result)
    changes = {name: ends[name][1] - ends[name][0] for name in CHANNELS}
    most = max(CHANNELS, key=lambda name: abs(float(np.median(changes[name]))))

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        places, base = range(len(result.months)), np.zeros(len(result.months))
        top = float(sum(shares.values())[-1])
        for name, share in shares.items():
            colour, alpha = _COLOURS[name]
            axes.fill_between(places, base, base + share, color=colour, alpha=alpha, linewidth=0)
            if share[-1] >= _THIN * top:
                label = words(f"universal.channel.short.{name}", share=words.share(share[-1], 1))
                beside(axes, label, (places[-1], float(base[-1] + share[-1] / 2)), va="center", fontsize=8.5)
            base = base + share
        axes.set_ylim(0, top * 1.12)
        axes.set_xlim(0, len(places) * (1.55 if narrow else 1.3))
        year_ticks(axes, result.months, words, narrow)
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))

    change = words.of(summed(changes[most]), "persons")
    rows = (f"{words(f'universal.channel.{name}')} {words.share(share[-1], 1)}" for name, share in shares.items())
    numbers = common(result, words) | {
        "channel": words(f"universal.channel.{most}"),
        "change": signed(change.row["p50"], "persons", words),
        "range": f"{change:range}",
        "grade": _channel_grade(result, most, words),
        "rows": "; ".join(rows),
    }
    data = result.table("members_by_month").pivot(index="month", columns="channel", values="p50").reset_index()
    return Chart(draw, data, numbers)


@table("channels_table", "universal.table.channels", numeric=(1, 2, 3))
def channels(result: UniversalResult, words: Words) -> Rows:
    """Members by channel at the start and the end, the change, and the grade of what is known."""
    start, pathway, ends = result.outcome.start, result.outcome.road, _ends(result)
    shown = [name for name in (*CHANNELS, *POOLS) if any(one.any() for one in ends[name])]

    def counts(before: np.ndarray, after: np.ndarray) -> list[Cell]:
        change = summed(after - before)
        if change["p05"] < change["p95"]:
            moved = f"{signed(change['p50'], 'persons', words)} ({words.of(change, 'persons'):range})"
        else:
            moved = f"{'+' if change['p50'] > 0 else ''}{words.exact(change['p50'])}"
        return [*(estimated(summed(one), "persons", words) for one in (before, after)), moved]

    rows: list[Row] = []
    for name in shown:
        if name == POOLS[0]:
            covered = counts(start.covered, pathway.covered[:, -1])
            rows.append(Section([words("universal.row.covered"), *covered, ""]))
        rows.append((words(f"universal.channel.{name}"), *counts(*ends[name]), _channel_grade(result, name, words)))
    employed = counts(start.employed, pathway.employed[:, -1])
    rows.append(Section([words("universal.row.employed"), *employed, words("evidence.judgement")]))
    retained, span = (result.unknowns[name] for name in ("garut_retained", "garut_span"))
    numbers = common(result, words) | {
        "retained": words.interval(retained.low, retained.high, "share"),
        "span": words.interval(span.low, span.high, "months"),
        "error": words.error(max(summed(ends[name][1] - ends[name][0])["mc_error"] for name in shown), "persons"),
    }
    return Rows(rows, numbers, columns=["cover_channel", "at_start", numbers["month"], "change", "evidence"])


Page("universal", _title, _answer, _cards, _notes, method=_method).hand_out(__name__, run)
