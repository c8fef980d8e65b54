"""Title, answer, first screen, method and record of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.page.base import Element, old_sentence
from simulate.page.elements import Record, first_up, old_panel, over_said, record_of, row_of
from simulate.page.words import Words
from simulate.programmes.paritrana.card import MONTHS, scheme_weights
from simulate.programmes.paritrana.model import weighted
from simulate.programmes.paritrana.page.actions import done_said, election_said
from simulate.programmes.paritrana.page.scorecard import (
    TOP,
    action_said,
    actions_said,
    first_rank,
    scheme_said,
    score,
    span,
    weights_said,
)
from simulate.programmes.paritrana.plan import ANY
from simulate.programmes.paritrana.study import other_baseline
from simulate.region.schemas import ASPECTS

if TYPE_CHECKING:
    from simulate.programmes.paritrana.study import ParitranaResult

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


def title(result: ParitranaResult, words: Words) -> str:
    """The report's title."""
    return words("paritrana.title", year=str(result.plan.assessment_year))


def answer(result: ParitranaResult, words: Words | None = None) -> str:
    """The answer in a few sentences, in the run's language unless another is given."""
    words = words or Words(result.settings.language)
    parts = [
        words("paritrana.answer.score", **_scored(result, words)),
        words(f"paritrana.answer.do{'' if result.chosen else '.none'}", **_done(result, words)),
        words("paritrana.answer.lead", **_led(result, words)),
    ]
    return " ".join(parts)


def _scored(result: ParitranaResult, words: Words) -> dict[str, str]:
    row = row_of(result, "score")
    least, most = result.possible
    return {
        "weights": scheme_said(result, result.plan.weights, words),
        "month": words.month(result.plan.last),
        "top": words.exact(TOP),
        "middle": score(row["p50"], words),
        "range": span(row["p05"], row["p95"], words),
        "possible": span(least, most, words),
        **weights_said(result, words),
    }


def _led(result: ParitranaResult, words: Words) -> dict[str, str]:
    gain = row_of(result, f"gain_{result.lead}")
    cost = row_of(result, f"{'apbd' if result.plan.count == 'apbd' else 'cost'}_{result.lead}")
    best = result.tables["actions"].set_index("action").loc[result.lead]
    return {
        "action": action_said(result, result.lead, words),
        "doing": action_said(result, result.lead, words, inside=True),
        "gain": score(gain["mean"], words),
        "gain_range": span(gain["p05"], gain["p95"], words),
        "cost": words.rupiah(cost["p50"]),
        "best": words.chance(best["best"], result.settings.draws),
    }


def _done(result: ParitranaResult, words: Words) -> dict[str, str]:
    gain, after, apbd = (row_of(result, name) for name in ("gain_chosen", "score_after", "apbd_chosen"))
    return {
        "count": words.exact(len(result.chosen)),
        "month": words.month(result.plan.last),
        "budget": words.rupiah(result.plan.budget_rp),
        "gain": score(gain["mean"], words),
        "gain_range": span(gain["p05"], gain["p95"], words),
        "after": score(after["p50"], words),
        "apbd": words.rupiah(apbd["p50"]),
    }


def headline(result: ParitranaResult) -> Element:
    """Title, the answer, and three numbers."""

    def subtitle(words: Words) -> str:
        return words(
            "paritrana.subtitle",
            region=result.region.about.name,
            year=str(result.plan.assessment_year),
            plan=result.plan_name[words.language],
        )

    def below(measure: str, shown: str, words: Words) -> str:
        error = row_of(result, measure)["mc_error"]
        return words("interval.90", interval=shown, error=words.error(error, result.units[measure]))

    def numbers(words: Words) -> list[tuple[str, str, str]]:
        scored, done, led = _scored(result, words), _done(result, words), _led(result, words)
        lead = f"gain_{result.lead}"
        return [
            (
                scored["middle"],
                words("paritrana.number.score", **scored),
                below("score", scored["range"], words),
            ),
            (
                words("paritrana.number.plus", **done),
                words("paritrana.number.gain", **done),
                below("gain_chosen", done["gain_range"], words),
            ),
            (
                words("paritrana.number.plus", **led),
                words("paritrana.number.lead", **led),
                below(lead, led["gain_range"], words),
            ),
        ]

    return old_panel(
        result.settings.language,
        title=lambda words: title(result, words),
        subtitle=subtitle,
        answer=lambda words: answer(result, words),
        numbers=numbers,
        notes=lambda words: _notes(result, words),
        footer=lambda words: words("page.footer"),
    )


def _notes(result: ParitranaResult, words: Words) -> list[str]:
    """What must be known beside the numbers: what is done for how much, what weights matter, what is not proven."""
    notes = [
        *actions_notes(result, words),
        words(f"paritrana.note.weights{'' if result.plan.weights == ANY else '.scheme'}", **_scored(result, words)),
        words("paritrana.note.proof", least=score(result.possible[0], words)),
    ]
    if result.ranks is not None:
        regions = str(1 + len(result.peers))
        notes.append(words("paritrana.note.rank", regions=regions, **first_rank(result, words)))
    notes.append(words("paritrana.note.jury"))
    other = other_baseline(result)
    row, share = row_of(other, "score"), row_of(other, "covered_share")
    notes.append(
        words(
            "paritrana.note.baseline",
            other=words(f"universal.baseline.{other.plan.baseline}"),
            middle=score(row["p50"], words),
            range=span(row["p05"], row["p95"], words),
            share=words.share(share["p50"]),
        )
    )
    if result.extended_law:
        notes.append(words("paritrana.note.held", month=words.month(min(result.extended_law.values()))))
    over = over_said(result, words, result.region.about.ahead)
    return [*over, *notes, words("headline.note.range")]


def method(result: ParitranaResult) -> Element:
    """How the numbers are made, in a paragraph."""

    def text(words: Words) -> str:
        return words(
            "paritrana.method",
            least=words.share(result.plan.least_weight, 0),
            rise=words.share(result.rise, 0),
            from_month=words.month(result.plan.approach.start),
            together=_together(result, words),
            last=words.month(result.plan.last),
            sets=words.exact(len(result.choices.sets)),
            confidence=words.share(result.plan.confidence, 0),
            draws=words.exact(result.settings.draws),
            seed=str(result.settings.seed),
        )

    return old_sentence(result.settings.language, text)


def _together(result: ParitranaResult, words: Words) -> str:
    unknown = result.unknowns["items_together"].distribution
    return f"{words.decimal(unknown.low, 1)}–{words.decimal(unknown.high, 1)}"


def record(result: ParitranaResult) -> Record:
    """Everything that publishing writes beside the report."""
    return record_of(result, title, answer, {"other_baseline": other_baseline(result).headline_table})
