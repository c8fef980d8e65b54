"""The sponsorship programme's what-if panel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from simulate.show.pieces import Piece
from simulate.show.said import first_up
from simulate.show.tables.results import measure_name
from simulate.show.whatif import Wording
from simulate.show.whatif import what_if as panel
from simulate.show.words import Words
from simulate.study.choices import choices

if TYPE_CHECKING:
    from simulate.study.result import SponsorshipResult

_CARDS = ("protected_end", "contributions", "apbd_same_cover", "deaths")


def what_if(result: SponsorshipResult) -> Piece:
    """Other ways of asking, starts and lengths of a plan, computed on the same facts and random numbers."""
    grid = choices(result)
    horizon = result.facts.law.only(result.plan.law_groups).horizon
    # places that the page fills from the table
    opened = {measure: f"{{{measure}}}" for measure in grid.units} | {
        axis.name: f"{{{axis.name}}}" for axis in grid.axes
    }

    def said(words: Words) -> str:
        ceiling = words.exact(result.outcome.ceiling_persons)
        return words("choices.said", **opened, interval="{protected_end.range}", ceiling=ceiling)

    def card(words: Words, measure: str) -> str:
        ceiling = words.exact(result.outcome.ceiling_persons)
        return words(f"choices.card.{measure}", **opened, ceiling=ceiling)

    def absent(words: Words) -> str:
        if grid.refused:
            law_alone = grid.refused == {"past_the_law"}
            return words("choices.absent.law" if law_alone else "choices.absent", month=words.month(horizon))
        held = grid.calendar[-1] > horizon
        return words("choices.held", month=words.month(horizon)) if held else ""

    return panel(
        "choices",
        result.settings.language,
        grid,
        Wording(
            caption=lambda words: words("choices.caption"),
            axis=lambda words, axis: words(f"choices.axis.{axis}"),
            stop=stop,
            measure=lambda words, measure: measure_name(measure, words),
            card=card,
            said=said,
            chart=lambda words: words("choices.chart"),
            absent=absent,
        ),
        cards=_CARDS,
        drawn="protected_end",
    )


def stop(words: Words, levers: Mapping[str, Any]) -> str:
    """What a stop of the panel is called."""
    if "start" in levers:
        return words.month(levers["start"])
    if "months" in levers:
        return words.legal(levers["months"], "months")
    share = levers["participation_share"]
    if share is None:
        said = words(f"collection.{levers['collection']}")
        return first_up(said)
    return words("choices.everyone") if share == 1 else words("choices.share", share=words.share(share, 0))
