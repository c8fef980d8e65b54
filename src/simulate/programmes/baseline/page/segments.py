"""Employed residents by their cover, and the claims beside every figure that bears on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.page.base import Element
from simulate.page.drawing import count_ticks
from simulate.page.elements import row_of
from simulate.page.figure import INK, MAIN, MUTED, OTHER, old_figure
from simulate.page.table import estimated, headers, old_table
from simulate.page.words import Words
from simulate.plan.checked import TASPEN
from simulate.programmes.baseline.model import BASELINES, PARTS
from simulate.programmes.baseline.page.definitions import RESIDENTS, definition_said

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.programmes.baseline.study import BaselineResult

# covered parts in shades of one colour, those without cover in grey
_SHADES = {
    "pu": (MAIN, 0.6),
    "jakon": (MAIN, 0.42),
    "bpu_others": (MAIN, 0.25),
    "funded": (OTHER, 0.6),
    "formal_uncovered": (MUTED, 0.45),
    "informal_uncovered": (MUTED, 0.25),
}
# a part narrower than this share of the employed has no room for its number
_ROOM = {False: 0.1, True: 0.14}
# the unknown that decides each part most, whose grade is told
_RESTS = {
    "pu": "active_share",
    "jakon": "jakon_share",
    "bpu_others": "funded_of_bpu",
    "funded": "funded",
    "formal_uncovered": "formal_share",
    "informal_uncovered": "employed",
}


def segments_chart(result: BaselineResult) -> Element:
    """The employed by cover, one bar a baseline."""
    means = result.segment_table.pivot(index="baseline", columns="segment", values="mean")

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        for place, baseline in enumerate(BASELINES):
            left = 0.0
            for part in PARTS:
                size = float(means.loc[baseline, part])
                colour, alpha = _SHADES[part]
                label = words(f"baseline.segment.{part}") if place == 0 else None
                axes.barh(
                    -place, size, left=left, color=colour, alpha=alpha, height=0.5, edgecolor="none", label=label
                )
                if size / means.loc[baseline].sum() >= _ROOM[narrow]:
                    axes.annotate(
                        words.thousands(round(size, -3)) if not narrow else words.exact(size / 1000),
                        (left + size / 2, -place),
                        ha="center",
                        va="center",
                        color=INK,
                        fontsize=8.5,
                    )
                left += size
        axes.set_yticks([0, -1], [words(f"baseline.name.{baseline}") for baseline in BASELINES])
        axes.tick_params(axis="y", length=0)
        axes.set_xlim(0, float(means.sum(axis=1).max()) * 1.01)
        axes.locator_params(axis="x", nbins=3 if narrow else 5)
        count_ticks(axes.xaxis, words)
        drawing.legend(loc="outside lower left", ncols=1 if narrow else 3, frameon=False, fontsize=8.5)

    def numbers(words: Words) -> dict[str, str]:
        own, claimed = row_of(result, "uncovered"), row_of(result, "uncovered_claimed")
        return {
            "own": words.count(own["p50"]),
            "own_mean": words.count(own["mean"]),
            "own_range": words.interval(own["p05"], own["p95"], "persons"),
            "claimed": words.count(claimed["p50"]),
            "claimed_range": words.interval(claimed["p05"], claimed["p95"], "persons"),
        }

    def alt(words: Words) -> str:
        bars = [
            words(
                "baseline.chart.segments.bar",
                baseline=words(f"baseline.name.{baseline}"),
                parts="; ".join(
                    f"{words(f'baseline.segment.{part}')} {words.count(float(means.loc[baseline, part]))}"
                    for part in PARTS
                ),
            )
            for baseline in BASELINES
        ]
        return words("baseline.chart.segments.alt", bars=". ".join(bars))

    return old_figure(
        "segments",
        result.settings.language,
        draw,
        title=lambda words: words("baseline.chart.segments.title", **numbers(words)),
        alt=alt,
        source=lambda words: words(
            "baseline.chart.segments.source",
            **numbers(words),
            definition=definition_said(RESIDENTS._asdict(), words),
            error=words.error(float(result.segment_table["mc_error"].max()), "persons"),
        ),
        data=result.segment_table,
        wide=(7.4, 3.0),
        narrow=(3.7, 4.4),
    )


def segments_table(result: BaselineResult) -> Element:
    """Each segment under both baselines, and the grade of what it rests on."""
    found = result.segment_table.set_index(["baseline", "segment"])

    def rows(words: Words):
        for part in PARTS:
            own = [estimated(found.loc[(baseline, part)], "persons", words) for baseline in BASELINES]
            grade = words(f"evidence.{result.unknowns[_RESTS[part]].evidence}")
            yield (words(f"baseline.segment.{part}"), *own, words(f"baseline.rests.{part}", grade=grade))
        for total in ("covered", "uncovered"):
            own = [row_of(result, f"{total}_claimed"), row_of(result, total)]
            yield (words(f"measure.baseline.{total}"), *(estimated(row, "persons", words) for row in own), "")
        employed = row_of(result, "employed")
        yield (words("measure.baseline.employed"), *[estimated(employed, "persons", words)] * 2, "")

    def note(words: Words) -> str:
        asn = result.region.asn_persons(TASPEN)
        return words(
            "baseline.table.segments.note",
            asn=words.exact(sum(asn.values())),
            claim=words.share(row_of(result, "claimed_share")["p50"], 0),
            error=words.error(float(result.segment_table["mc_error"].max()), "persons"),
        )

    return old_table(
        "segments_table",
        result.settings.language,
        caption=lambda words: words("baseline.table.segments.caption"),
        header=lambda words: [
            *headers("segment")(words),
            *(words(f"baseline.name.{baseline}") for baseline in BASELINES),
            *headers("rests_on")(words),
        ],
        rows=lambda words: list(rows(words)),
        numeric=(1, 2),
        note=note,
        data=result.segment_table,
        stacked=True,
    )
