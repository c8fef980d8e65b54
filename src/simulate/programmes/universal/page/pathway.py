"""Coverage month by month, chances of targets, members by channel, worlds that miss."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.page.base import Element, old_sentence
from simulate.page.drawing import end_labels, tick_form
from simulate.page.elements import row_of, signed
from simulate.page.figure import INK, MAIN, MUTED, OTHER, old_figure
from simulate.page.sensitivity import limits_table
from simulate.page.table import Cell, Section, estimated, headers, old_table, source
from simulate.page.words import Words
from simulate.programmes.universal.analysis import worlds as worlds_of
from simulate.programmes.universal.page.headline import (
    apbd_said,
    baseline_grade,
    baseline_said,
    channel_said,
    december,
    weakest,
    year_ticks,
)
from simulate.programmes.universal.pathway import CHANNELS, POOLS
from simulate.programmes.universal.study import other_baseline, own_chance, year_reached
from simulate.study.draws import summed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.programmes.universal.study import UniversalResult

# targets drawn beside the plan's own: the others would lie on top of one another
_DRAWN = ("target_rpjmn", "banten_target_soon", "banten_target_2030")


def road_chart(result: UniversalResult) -> Element:
    """Coverage with its 90 % band from both baselines; targets are dashed lines."""
    other = other_baseline(result)
    claimed = other if other.plan.baseline == "claimed" else result
    table, theirs = result.monthly_table, other.monthly_table
    kept = ["month", "p05", "p50", "p95", "mc_error"]
    data = table[kept].merge(theirs[kept], on="month", suffixes=("", f"_{other.plan.baseline}"))

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        lines = {"own": result.plan.target} | {one.key: one.level for one in result.targets if one.key in _DRAWN}
        if lines["own"] in [level for key, level in lines.items() if key != "own"]:
            del lines["own"]
        months, labels = len(table), []
        for key, level in lines.items():
            axes.plot([0, months], [level, level], color=INK, linestyle="--", linewidth=1)
            labels.append(
                (months, level, words(f"universal.target.short.{key}", level=words.legal(level, "share")), INK)
            )
        for side, colour in ((other, OTHER), (result, MAIN)):
            _band(axes, side, colour)
            end = float(side.monthly_table["p50"].iloc[-1])
            name = words(f"universal.chart.road.line.{side.plan.baseline}", end=words.share(end))
            labels.append((months, end, name, colour))
        top = max(*lines.values(), *(float(one["p95"].max()) for one in (table, theirs)))
        low = min(*lines.values(), *(float(one["p05"].min()) for one in (table, theirs)))
        axes.set_ylim(low - 0.03, top + 0.03)
        axes.set_xlim(0, months)
        end_labels(axes, labels)
        year_ticks(axes, result.months, words, narrow)
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))

    def numbers(words: Words) -> dict[str, str]:
        end, start = table.iloc[-1], row_of(result, "coverage_start")
        chance, _ = own_chance(result)
        return {
            "month": words.month(result.months[-1]),
            "start": words.share(start["p50"]),
            "end": words.share(end["p50"]),
            "range": words.interval(end["p05"], end["p95"], "share"),
            "target": words.share(result.plan.target, 0),
            "target_month": december(result.plan.target_year, words),
            "chance": words.chance(chance, result.settings.draws),
            "baseline": baseline_said(result.plan.baseline, words),
            "other": baseline_said(other.plan.baseline, words),
            "other_end": words.share(theirs["p50"].iloc[-1]),
            "other_range": words.interval(*theirs.iloc[-1][["p05", "p95"]], "share"),
            "error": words.error(float(table["mc_error"].max()), "share"),
            "grade": baseline_grade(result, "reconciled", words),
            "claim": baseline_grade(result, "claimed", words),
            "paid": apbd_said(claimed, "universal.chart.road.source.paid", words),
        }

    return old_figure(
        "road",
        result.settings.language,
        draw,
        title=lambda words: words("universal.chart.road.title", **numbers(words)),
        alt=lambda words: words("universal.chart.road.alt", **numbers(words)),
        source=lambda words: words("universal.chart.road.source", **numbers(words)),
        data=data,
    )


def _band(axes: Axes, side: UniversalResult, colour: str) -> None:
    """Coverage from the start on: a month's own stands at its end, where the next begins."""
    start = row_of(side, "coverage_start")
    lines = {name: [start[name], *side.monthly_table[name]] for name in ("p05", "p50", "p95")}
    places = range(len(lines["p50"]))
    axes.fill_between(places, lines["p05"], lines["p95"], color=colour, alpha=0.2, linewidth=0)
    for edge in ("p05", "p95"):
        axes.plot(places, lines[edge], color=colour, linewidth=0.6)
    axes.plot(places, lines["p50"], color=colour, linewidth=2)


def targets(result: UniversalResult) -> Element:
    """Each target with the chance that coverage reaches it by December of each year, and its source."""
    found = result.target_table.set_index(["target", "year"])
    years, own = list(result.plan.decembers), result.plan.target
    told = [target for target in result.targets if target.level != own or target.year != result.plan.target_year]
    ours = next((target for target in result.targets if target not in told), None)

    def chances(key: str, words: Words) -> list[str]:
        return [words.chance(found.loc[(key, year), "chance"], result.settings.draws, signs=True) for year in years]

    def cited(text: str, grade: str, words: Words) -> Cell:
        if not text:
            return "–"
        graded = words(f"{'status' if grade in ('official', 'press', 'derived') else 'evidence'}.{grade}")
        return [source(text), f" ({graded})"]

    def reached(level: float, words: Words) -> str:
        year = year_reached(result, level)
        return words("universal.never") if year is None else str(year)

    def rows(words: Words):
        name = words(f"universal.target.{ours.key}") if ours else words("universal.target.own")
        yield (
            words(
                "universal.target.asked",
                name=name,
                level=words.legal(own, "share"),
                year=str(result.plan.target_year),
            ),
            *chances("own", words),
            reached(own, words),
            cited(ours.source, ours.grade, words) if ours else "–",
        )
        for target in told:
            year = f", {target.year}" if target.year else ""
            level = words.legal(target.level, "share")
            yield (
                f"{words(f'universal.target.{target.key}')}: {level}{year}",
                *chances(target.key, words),
                reached(target.level, words),
                cited(target.source, target.grade, words),
            )

    def caption(words: Words) -> str:
        chance, _ = own_chance(result)
        return words(
            "universal.table.targets.caption",
            target=words.share(own, 0),
            month=december(result.plan.target_year, words),
            chance=words.chance(chance, result.settings.draws),
        )

    def note(words: Words) -> str:
        error = float(result.target_table["mc_error"].max())
        said = words("universal.table.targets.error", error=words.error(error, "share")) if error else ""
        return words("universal.table.targets.note", error=said)

    return old_table(
        "targets",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            words("universal.column.target"),
            *map(str, years),
            words("universal.column.reached"),
            *headers("source")(words),
        ],
        rows=lambda words: list(rows(words)),
        numeric=range(1, 2 + len(years)),
        note=note,
        data=result.target_table,
    )


def worlds(result: UniversalResult) -> Element:
    """The assumptions under which coverage lies on the rarer side of the target; a sentence where none tells."""
    found = worlds_of(result)
    if found is None or not found.box.limits:
        return old_sentence(result.settings.language, lambda words: words("universal.worlds.none"))
    box, kind = found.box, found.kind

    def said(words: Words) -> dict[str, str]:
        return {
            "target": words.share(result.plan.target, 0),
            "month": december(result.plan.target_year, words),
            "threshold": words.share(box.threshold) if box.threshold is not None else "",
            "density": words.share(box.density, 0),
            "weak": words.share(box.weak, 0 if box.weak >= 0.1 else 1),
            "mass": words.share(box.mass, 0),
            "coverage": words.share(box.coverage, 0),
            "error": words.error(box.density_error, "share"),
        }

    return limits_table(
        result,
        "worlds",
        box,
        caption=lambda words: words(f"universal.worlds.caption.{kind}", **said(words)),
        note=lambda words: words("universal.worlds.note", kind=words(f"universal.worlds.{kind}"), **said(words)),
    )


_COLOURS = {
    "pu": (MAIN, 0.85),
    "jakon": (MAIN, 0.45),
    "subsidised": (OTHER, 0.8),
    "self": (OTHER, 0.4),
    "sponsored": (MUTED, 0.9),
    "village": (MUTED, 0.5),
    "others": (MUTED, 0.25),
}
# a layer thinner than this part of all has no room for its name
_THIN = 0.04
# what carries the evidence of each channel's number
_GROUNDS = {
    "pu": ("active_share", "registered_yearly"),
    "jakon": ("jakon_share",),
    "subsidised": ("funded",),
    "self": ("funded_of_bpu", "garut_retained", "self_pay_renewal"),
    "village": ("desa_persons", "village_workers", "village_complied"),
    "others": ("csr_persons", "zakat_persons", "dbh_persons", "personal_persons"),
    "formal_uncovered": ("formal_share", "registered_yearly"),
    "informal_uncovered": ("formal_share", "unreachable"),
}
_START = {"self": "bpu_others", "subsidised": "funded"}


def _grounds(result: UniversalResult, name: str) -> tuple[str, ...]:
    """The unknowns that carry a channel's number; those of sponsored workers depend on how they are asked."""
    return result.paying.path.unknowns or ("worker_leaves",) if name == "sponsored" else _GROUNDS[name]


def _at_start(result: UniversalResult, name: str) -> np.ndarray:
    """A channel's members, or a pool, before the first month, shape (draws,)."""
    start = result.outcome.start
    return getattr(start, _START.get(name, name), np.zeros_like(start.employed))


def channels_chart(result: UniversalResult) -> Element:
    """Members by channel as shares of the employed, stacked (medians)."""
    road = result.outcome.road
    shares = {name: np.median(road.members[name] / road.employed, axis=0) for name in _COLOURS}
    shares = {name: share for name, share in shares.items() if share.any()}
    change = {name: float(np.median(_change(result, name))) for name in CHANNELS}
    most = max(change, key=lambda name: abs(change[name]))

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        places, base = range(len(result.months)), np.zeros(len(result.months))
        top = float(sum(shares.values())[-1])
        for name, share in shares.items():
            colour, alpha = _COLOURS[name]
            axes.fill_between(places, base, base + share, color=colour, alpha=alpha, linewidth=0)
            if share[-1] >= _THIN * top:
                axes.annotate(
                    words(f"universal.channel.short.{name}", share=words.share(share[-1], 1)),
                    (len(places) - 1, float(base[-1] + share[-1] / 2)),
                    xytext=(4, 0),
                    textcoords="offset points",
                    va="center",
                    color=INK,
                    fontsize=8.5,
                )
            base = base + share
        axes.set_ylim(0, top * 1.12)
        axes.set_xlim(0, len(places) * (1.55 if narrow else 1.3))
        year_ticks(axes, result.months, words, narrow)
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))

    def numbers(words: Words) -> dict[str, str]:
        found = summed(_change(result, most))
        return {
            "channel": channel_said(most, words),
            "change": signed(found["p50"], "persons", words),
            "range": words.interval(found["p05"], found["p95"], "persons"),
            "month": words.month(result.months[-1]),
            "grade": words(f"evidence.{weakest(result, _grounds(result, most))}"),
        }

    def alt(words: Words) -> str:
        rows = [f"{channel_said(name, words)} {words.share(share[-1], 1)}" for name, share in shares.items()]
        return words("universal.chart.channels.alt", rows="; ".join(rows), month=words.month(result.months[-1]))

    return old_figure(
        "channels",
        result.settings.language,
        draw,
        title=lambda words: words("universal.chart.channels.title", **numbers(words)),
        alt=alt,
        source=lambda words: words("universal.chart.channels.source", **numbers(words)),
        data=result.channel_table.pivot(index="month", columns="channel", values="p50").reset_index(),
    )


def _change(result: UniversalResult, name: str) -> np.ndarray:
    road = result.outcome.road
    return (road.members | road.uncovered)[name][:, -1] - _at_start(result, name)


def _moved(change: dict[str, float], words: Words) -> str:
    """A change of heads with its range; one that is certain to the unit."""
    if change["p05"] < change["p95"]:
        span = words.interval(change["p05"], change["p95"], "persons")
        return f"{signed(change['p50'], 'persons', words)} ({span})"
    return f"{'+' if change['p50'] > 0 else ''}{words.exact(change['p50'])}"


def channels(result: UniversalResult) -> Element:
    """Members by channel at the start and the end, the change, and the grade of what is known."""
    road = result.outcome.road
    ends = {name: heads_[:, -1] for name, heads_ in (road.members | road.uncovered).items()}
    told = [name for name in (*CHANNELS, *POOLS) if ends[name].any() or _at_start(result, name).any()]

    def counts(start: np.ndarray, end: np.ndarray, words: Words) -> list[Cell]:
        told = [estimated(summed(heads_), "persons", words) for heads_ in (start, end)]
        return [*told, _moved(summed(end - start), words)]

    def rows(words: Words):
        for name in told:
            if name == POOLS[0]:
                covered = counts(result.outcome.start.covered, road.covered[:, -1], words)
                yield Section([words("universal.row.covered"), *covered, ""])
            yield (
                channel_said(name, words),
                *counts(_at_start(result, name), ends[name], words),
                words(f"evidence.{weakest(result, _grounds(result, name))}"),
            )
        employed = counts(result.outcome.start.employed, road.employed[:, -1], words)
        yield Section([words("universal.row.employed"), *employed, words("evidence.judgement")])

    def note(words: Words) -> str:
        errors = [summed(ends[name] - _at_start(result, name))["mc_error"] for name in told]
        return words(
            "universal.table.channels.note",
            retained=words.interval(
                result.unknowns["garut_retained"].low, result.unknowns["garut_retained"].high, "share"
            ),
            span=words.interval(result.unknowns["garut_span"].low, result.unknowns["garut_span"].high, "months"),
            error=words.error(max(errors), "persons"),
        )

    return old_table(
        "channels_table",
        result.settings.language,
        caption=lambda words: words("universal.table.channels.caption", month=words.month(result.months[-1])),
        header=lambda words: [
            words("universal.column.channel"),
            words("universal.column.start"),
            words.month(result.months[-1]),
            words("universal.column.change"),
            *headers("evidence")(words),
        ],
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3),
        note=note,
    )
