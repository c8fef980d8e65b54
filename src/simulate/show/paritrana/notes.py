"""What the first screen says of the actions chosen: which, how sure, what they cost, what weights do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.model.paritrana.scores import weighted
from simulate.region.paritrana import ASPECTS
from simulate.show.paritrana.actions import done_said, election_said
from simulate.show.paritrana.said import actions_said, scheme_said, score
from simulate.show.said import first_up, row_of
from simulate.show.words import Words
from simulate.study.paritrana.card import MONTHS, scheme_weights

if TYPE_CHECKING:
    from simulate.study.paritrana.result import ParitranaResult

_REGULATION = ASPECTS.index("regulation")


def actions_notes(result: ParitranaResult, words: Words) -> list[str]:
    """The notes on the plan's actions; none where it takes none."""
    if not result.chosen:
        return []
    chosen = words(
        "paritrana.note.do",
        actions=actions_said(result.chosen, words, glossed=True),
        slow=_slow(result, words),
        election=election_said(result, words) if "election" in result.chosen else "",
    )
    return [chosen.strip(), _cost(result, words), *_unregulated(result, words)]


def _slow(result: ParitranaResult, words: Words) -> str:
    """The action that is least sure to be done within the year, unless all are."""
    done = {action: float(result.card.done[action].mean()) for action in result.chosen}
    slowest = min(done, key=lambda action: done[action])
    if result.unknowns[MONTHS[slowest]].high <= result.plan.months_left:
        return ""
    return words(
        "paritrana.note.slow",
        action=first_up(actions_said([slowest], words)),
        chance=done_said(result, slowest, words),
    )


def _cost(result: ParitranaResult, words: Words) -> str:
    """What they cost APBD and all payers, and what the last of them is worth beside the others."""
    confidence = result.plan.confidence
    apbd, _ = result.card.cost_rp(result.chosen)
    said = words(
        "paritrana.note.cost",
        apbd=words.rupiah(row_of(result, "apbd_chosen")["p50"]),
        enough=words.rupiah(float(np.quantile(apbd, confidence))),
        confidence=words.share(confidence, 0),
        every=words.rupiah(row_of(result, "cost_chosen")["p50"]),
    )
    step = result.last_step
    if step is None:
        return said
    last = words(
        "paritrana.note.step",
        action=actions_said([step.action], words),
        count=words.exact(len(result.chosen) - 1),
        without=score(100 * step.gain_without, words),
        apbd_without=words.rupiah(step.apbd_without_rp),
        gain=score(100 * step.gain, words),
        apbd=words.rupiah(step.apbd_rp),
    )
    return f"{said} {last}"


def _unregulated(result: ParitranaResult, words: Words) -> list[str]:
    """What becomes of the actions under published aspects that leave regulation out."""
    through = {action for item in result.card.items if item.aspect == _REGULATION for action in item.moved_by}
    count = len(through & set(result.chosen))
    table = result.region.tables["paritrana_weights"]
    found = []
    for scheme in dict.fromkeys(table["scheme"]) if count else ():
        weights = scheme_weights(scheme, result.region)
        if weights[_REGULATION] == 0:
            moved = result.card.aspects_after(result.chosen) - result.aspects
            found.append(
                words(
                    "paritrana.note.unregulated",
                    scheme=scheme_said(result, scheme, words),
                    count=words.exact(count),
                    chosen=words.exact(len(result.chosen)),
                    gain=score(100 * float(weighted(moved, weights).mean()), words),
                )
            )
    return found
