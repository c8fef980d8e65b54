"""Members by channel: who is covered through which, from the start to the last month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.page.drawing import MAIN, MUTED, OTHER, beside, tick_form
from simulate.page.elements import Chart, Rows, chart, signed, table
from simulate.page.html import Cell, Row, Section, estimated
from simulate.page.trace import Trace, assumed, with_range
from simulate.page.words import Words
from simulate.programmes.universal.page.numbers import common, grade, sentence
from simulate.programmes.universal.pathway import CHANNELS, POOLS
from simulate.study.draws import summed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulate.programmes.universal.study import UniversalResult


def year_ticks(axes: Axes, months: list[str], words: Words, narrow: bool, end: int | None = None) -> None:
    """Labels at the first month and each January, on a phone at every other of them.

    ``end``: where the last month has its own, if none stands near it.
    """
    places = [place for place, month in enumerate(months) if not place or month.endswith("-01")]
    places = places[:: 2 if narrow else 1]
    named = [words.month(months[place], short=True) for place in places]
    if end is not None and end - places[-1] > len(months) / (4 if narrow else 8):
        places, named = [*places, end], [*named, words.month(months[-1], short=True)]
    axes.set_xticks(places, named)


_LAYERS = ("pu", "jakon", "subsidised", "self", "sponsored", "village", "others")
_SHADES = (0.85, 0.45, 0.8, 0.4, 0.9, 0.5, 0.25)
# with an employer or a project, then the two largest channels of BPU, then the others
_COLOURS = dict(zip(_LAYERS, zip([MAIN] * 2 + [OTHER] * 2 + [MUTED] * 3, _SHADES, strict=True), strict=True))
# months from one to the next that the areas are drawn at
_STEP = 6
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


def _evidence(result: UniversalResult, name: str) -> tuple[str, ...]:
    """What carries the evidence of a channel's number; for sponsored workers by how civil servants are asked."""
    return _EVIDENCE[name] if name != "sponsored" else result.paying.path.unknowns or ("worker_leaves",)


def _channel_grade(result: UniversalResult, name: str, words: Words) -> str:
    return grade(result, words, *_evidence(result, name))


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
    most = _most_changed(result)
    last = len(result.months) - 1
    shown = [*range(0, last, _STEP), last]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        places, base = shown, np.zeros(len(shown))
        top = float(sum(shares.values())[-1])
        for name, by_month in shares.items():
            share = by_month[places]
            colour, alpha = _COLOURS[name]
            axes.fill_between(places, base, base + share, color=colour, alpha=alpha, linewidth=0)
            if share[-1] >= _THIN * top:
                label = words(f"universal.channel.short.{name}", share=words.share(share[-1], 1))
                beside(axes, label, (places[-1], float(base[-1] + share[-1] / 2)), va="center", fontsize=8.5)
            base = base + share
        axes.set_ylim(0, top * 1.12)
        axes.set_xlim(0, len(result.months) * (1.55 if narrow else 1.3))
        year_ticks(axes, result.months, words, narrow)
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))

    change = words.of(_change(result, most), "persons")
    rows = (f"{words(f'universal.channel.{name}')} {words.share(share[-1], 1)}" for name, share in shares.items())
    numbers = common(result, words) | {
        "channel": words(f"universal.channel.{most}"),
        "change": signed(change.row["p50"], "persons", words),
        "grade": _channel_grade(result, most, words),
        "rows": "; ".join(rows),
    }
    data = (
        result.table("members_by_month")
        .pivot(index="month", columns="channel", values="p50")[[*shares]]
        .reset_index()
    )
    return Chart(draw, data.iloc[shown], numbers, traces={"change": "channel"})


def _change(result: UniversalResult, name: str) -> dict[str, float]:
    """How many more a channel covers in the last month than at the start, summed up over the draws."""
    before, after = _ends(result)[name]
    return summed(after - before)


def _most_changed(result: UniversalResult) -> str:
    return max(CHANNELS, key=lambda name: abs(_change(result, name)["p50"]))


def channel_trace(result: UniversalResult, words: Words) -> dict[str, Trace]:
    """What the largest change of a channel rests on."""
    most = _most_changed(result)
    said = sentence(result, words, "trace.channel", channel=words(f"universal.channel.{most}"))
    name, _, formula = said.partition(" = ")
    inputs = [assumed(result.unknowns[key], words) for key in _evidence(result, most)]
    return {"channel": Trace(name, with_range(_change(result, most), "persons", words), formula, inputs)}


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
