"""Title, answer, first screen, method and record of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.plan.paritrana import ANY
from simulate.show.panel import panel
from simulate.show.paritrana.notes import actions_notes
from simulate.show.paritrana.said import TOP, action_said, first_rank, scheme_said, score, span, weights_said
from simulate.show.pieces import Piece, sentence
from simulate.show.record import Record, record_of
from simulate.show.said import over_said, row_of
from simulate.show.words import Words
from simulate.study.paritrana.run import other_baseline

if TYPE_CHECKING:
    from simulate.study.paritrana.result import ParitranaResult


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


def headline(result: ParitranaResult) -> Piece:
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

    return panel(
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


def method(result: ParitranaResult) -> Piece:
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

    return sentence(result.settings.language, text)


def _together(result: ParitranaResult, words: Words) -> str:
    unknown = result.unknowns["items_together"].distribution
    return f"{words.decimal(unknown.low, 1)}–{words.decimal(unknown.high, 1)}"


def record(result: ParitranaResult) -> Record:
    """Everything that publishing writes beside the report."""
    return record_of(result, title, answer, {"other_baseline": other_baseline(result).headline_table})
