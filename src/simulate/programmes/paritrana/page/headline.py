"""Title, answer, first screen, method and record of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.page.elements import Card, Numbers, Page, first_up, over_said
from simulate.page.words import Estimate, Words
from simulate.programmes.paritrana.card import MONTHS, middle_weights
from simulate.programmes.paritrana.model import weighted
from simulate.programmes.paritrana.page.actions import done_text, election_text
from simulate.programmes.paritrana.page.scorecard import (
    Points,
    action_text,
    actions_text,
    plan_texts,
    scheme_text,
    score,
)
from simulate.programmes.paritrana.plan import ANY
from simulate.programmes.paritrana.study import other_baseline
from simulate.region.schemas import ASPECTS

if TYPE_CHECKING:
    from simulate.programmes.paritrana.study import ParitranaResult

_REGULATION = ASPECTS.index("regulation")


class _Scores(Numbers):
    """What a text holds; a measure that is a score is written as scores are."""

    def __missing__(self, name: str) -> Estimate:
        found = super().__missing__(name)
        return Points(found.row, found.unit, found.words) if found.unit == "score" else found


def _texts(result: ParitranaResult, words: Words) -> _Scores:
    """What texts of the first screen hold."""
    apbd, _ = result.card.cost_rp(result.chosen)
    texts = {
        "doing": action_text(result, result.lead, words, to_do=True),
        "least": score(result.possible[0], words),
        "count": words.exact(len(result.chosen)),
        "budget": words.rupiah(result.plan.budget_rp),
        "enough": words.rupiah(float(np.quantile(apbd, result.plan.confidence))),
        "regions": str(1 + len(result.peers)),
    }
    return _Scores(result, words, plan_texts(result, words) | texts)


def _title(result: ParitranaResult, words: Words) -> str:
    return words("paritrana.title", year=str(result.plan.assessment_year))


def _subtitle(result: ParitranaResult, words: Words) -> str:
    region, plan = result.region.about.name, result.plan_name[words.language]
    return words("paritrana.subtitle", region=region, year=str(result.plan.assessment_year), plan=plan)


def _answer(result: ParitranaResult, words: Words) -> str:
    texts = _texts(result, words)
    return " ".join(
        words(f"paritrana.answer.{one}", texts) for one in ("score", "do" if result.chosen else "do.none", "lead")
    )


def _cards(result: ParitranaResult, words: Words) -> list[Card]:
    texts, cards = _texts(result, words), []
    for name, measure in (("score", "score"), ("gain", "gain_chosen"), ("lead", f"gain_{result.lead}")):
        found = texts[measure]
        big = f"{found}" if name == "score" else words("paritrana.number.plus", gain=found)
        below = words("interval.90", interval=f"{found:range}", error=f"{found:error}")
        cards.append((big, words(f"paritrana.number.{name}", texts), below))
    return cards


def _notes(result: ParitranaResult, words: Words) -> list[str]:
    """What must be known beside the numbers: what is done for how much, what weights matter, what is not proven."""
    texts, other = _texts(result, words), other_baseline(result)
    notes = over_said(result, words, result.region.about.ahead)
    if result.chosen:
        notes += _actions_notes(result, words, texts)
    notes.append(words(f"paritrana.note.weights{'' if result.plan.weights == ANY else '.scheme'}", texts))
    notes.append(words("paritrana.note.proof", texts))
    if result.ranks is not None:
        notes.append(words("paritrana.note.rank", texts))
    notes.append(words("paritrana.note.jury"))
    baseline = {"other": words(f"universal.baseline.{other.plan.baseline}")}
    notes.append(words("paritrana.note.baseline", _Scores(other, words, baseline)))
    if result.extended_law:
        notes.append(words("paritrana.note.held", month=words.month(min(result.extended_law.values()))))
    return [*notes, words("headline.note.range")]


def _actions_notes(result: ParitranaResult, words: Words, texts: _Scores) -> list[str]:
    """What is done, for how much, and what becomes of it under published aspects that leave regulation out."""
    chosen, card, step, slow = result.chosen, result.card, result.last_step, ""
    # the action that is least sure to be done within the year, unless all are
    slowest = min(chosen, key=lambda action: float(card.done[action].mean()))
    if result.unknowns[MONTHS[slowest]].high > result.plan.months_left:
        action, chance = first_up(actions_text([slowest], words)), done_text(result, slowest, words)
        slow = words("paritrana.note.slow", action=action, chance=chance)
    election = election_text(result, words) if "election" in chosen else ""
    listed = actions_text(chosen, words, explained=True)
    notes = [words("paritrana.note.do", actions=listed, slow=slow, election=election).strip()]
    notes.append(words("paritrana.note.cost", texts))
    if step is not None:
        notes[-1] += " " + words(
            "paritrana.note.step",
            action=actions_text([step.action], words),
            count=words.exact(len(chosen) - 1),
            without=score(100 * step.gain_without, words),
            apbd_without=words.rupiah(step.apbd_without_rp),
            gain=score(100 * step.gain, words),
            apbd=words.rupiah(step.apbd_rp),
        )
    through = {action for item in card.items if item.aspect == _REGULATION for action in item.moved_by}
    moved, count = card.aspects_after(chosen) - result.aspects, len(through.intersection(chosen))
    for scheme in result.region.tables["paritrana_weights"]["scheme"].unique() if count else ():
        weights = middle_weights(scheme, result.region)
        if weights[_REGULATION] == 0:
            named, gain = scheme_text(result, scheme, words), 100 * float(weighted(moved, weights).mean())
            regulated = {"count": words.exact(count), "chosen": words.exact(len(chosen))}
            notes.append(words("paritrana.note.unregulated", scheme=named, gain=score(gain, words), **regulated))
    return notes


def _method(result: ParitranaResult, words: Words) -> dict[str, Any]:
    together = result.unknowns["items_together"].distribution
    return plan_texts(result, words) | {
        "least": words.share(result.plan.least_weight, 0),
        "rise": words.share(result.rise, 0),
        "from_month": words.month(result.plan.approach.start),
        "together": f"{words.decimal(together.low, 1)}–{words.decimal(together.high, 1)}",
    }


_page = Page("paritrana", _title, _answer, _cards, _notes, _subtitle, _method)
answer, headline, method, record = _page.answer, _page.headline, _page.method, _page.record
