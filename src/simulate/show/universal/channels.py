"""Members by channel: who pays for whom, now and at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.model.universal.road import CHANNELS, POOLS
from simulate.show.cells import Cell, Section, estimated
from simulate.show.charts.axis import tick_form
from simulate.show.comparing.sides import signed
from simulate.show.figure import INK, MAIN, MUTED, OTHER, figure
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.universal.said import channel_said, weakest, year_ticks
from simulate.show.words import Words
from simulate.study.summary import summed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.universal.result import UniversalResult

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


def channels_chart(result: UniversalResult) -> Piece:
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

    return figure(
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


def channels(result: UniversalResult) -> Piece:
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

    return table(
        "channels_table",
        result.settings.language,
        caption=lambda words: words("universal.table.channels.caption", month=words.month(result.months[-1])),
        header=lambda words: [
            words("universal.column.channel"),
            words("universal.column.start"),
            words.month(result.months[-1]),
            words("universal.column.change"),
            *heads("evidence")(words),
        ],
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3),
        note=note,
    )
