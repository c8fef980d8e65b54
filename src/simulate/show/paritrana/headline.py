"""Title, answer, first screen, method and record of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.plan.paritrana import ANY
from simulate.show.panel import panel
from simulate.show.paritrana.said import TOP, action_said, actions_said, rank_span, scheme_said, score, span
from simulate.show.pieces import Piece, sentence
from simulate.show.record import Record, record_of
from simulate.show.said import row_of
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
    parts = [words("paritrana.answer.score", **_scored(result, words))]
    if result.ranks is not None:
        rank = row_of(result, "rank")
        parts.append(
            words(
                "paritrana.answer.rank",
                middle=str(round(rank["p50"])),
                range=rank_span(rank),
                regions=str(1 + len(result.peers)),
            )
        )
    parts.append(words("paritrana.answer.lead", **_led(result, words)))
    parts.append(words(f"paritrana.answer.do{'' if result.chosen else '.none'}", **_done(result, words)))
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
        **_shares(result, words),
    }


def _shares(result: ParitranaResult, words: Words) -> dict[str, str]:
    """How much of the range weights and evidence alone would leave, and of its variance."""
    table = result.tables["uncertainty"].set_index("source")
    return {
        **{f"{name}_range": span(*table.loc[name, ["p05", "p95"]], words) for name in ("weights", "evidence")},
        **{f"{name}_share": words.share(table.loc[name, "of_variance"], 0) for name in ("weights", "evidence")},
    }


def _led(result: ParitranaResult, words: Words) -> dict[str, str]:
    row = row_of(result, f"per_billion_{result.lead}")
    best = result.tables["actions"].set_index("action").loc[result.lead]
    return {
        "action": action_said(result.lead, words),
        "doing": words(f"paritrana.action.inside.{result.lead}"),
        "middle": score(row["p50"], words),
        "range": span(row["p05"], row["p95"], words),
        "best": words.chance(best["best"], result.settings.draws),
        "error": words.error(best["best_error"], "share"),
        "counted": words(f"paritrana.counted.{result.plan.count}"),
        "gain": score(row_of(result, f"gain_{result.lead}")["p50"], words),
    }


def _done(result: ParitranaResult, words: Words) -> dict[str, str]:
    gain, after, apbd = (row_of(result, name) for name in ("gain_chosen", "score_after", "apbd_chosen"))
    return {
        "actions": actions_said(result.chosen, words),
        "month": words.month(result.plan.last),
        "budget": words.rupiah(result.plan.budget_rp),
        "gain": score(gain["p50"], words),
        "gain_range": span(gain["p05"], gain["p95"], words),
        "after": score(after["p50"], words),
        "apbd": words.rupiah(apbd["p50"]),
        "apbd_range": words.interval(apbd["p05"], apbd["p95"], "rp"),
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
        scored, led = _scored(result, words), _led(result, words)
        found = [
            (
                scored["middle"],
                words("paritrana.number.score", **scored),
                below("score", scored["range"], words),
            )
        ]
        if result.ranks is not None:
            rank = row_of(result, "rank")
            said = words(
                "paritrana.number.rank",
                regions=str(1 + len(result.peers)),
                after=rank_span(row_of(result, "rank_after")),
            )
            found.append((rank_span(rank), said, words("paritrana.number.error", error=_rank_error(result, words))))
        else:
            done = _done(result, words)
            found.append((done["gain"], words("paritrana.number.gain", **done), done["gain_range"]))
        found.append(
            (
                led["middle"],
                words("paritrana.number.lead", **led),
                below(f"per_billion_{result.lead}", led["range"], words),
            )
        )
        return found

    return panel(
        result.settings.language,
        title=lambda words: title(result, words),
        subtitle=subtitle,
        answer=lambda words: answer(result, words),
        numbers=numbers,
        notes=lambda words: _notes(result, words),
        footer=lambda words: words("page.footer"),
    )


def _rank_error(result: ParitranaResult, words: Words) -> str:
    return words.error(row_of(result, "rank")["mc_error"], "rank")


def _notes(result: ParitranaResult, words: Words) -> list[str]:
    """What must be known beside the numbers: whose assessment it is, what weights matter, what is not proven."""
    scored = _scored(result, words)
    notes = [
        words("paritrana.note.jury"),
        words(f"paritrana.note.weights{'' if result.plan.weights == ANY else '.scheme'}", **scored),
        words("paritrana.note.proof", least=score(result.possible[0], words)),
    ]
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
    return [*notes, words("headline.note.range")]


def method(result: ParitranaResult) -> Piece:
    """How the numbers are made, in a paragraph."""

    def text(words: Words) -> str:
        return words(
            "paritrana.method",
            least=words.share(result.plan.least_weight, 0),
            rise=words.share(result.rise, 0),
            from_month=words.month(f"{result.plan.assessment_year}-01"),
            last=words.month(result.plan.last),
            sets=words.exact(len(result.choices.sets)),
            confidence=words.share(result.plan.confidence, 0),
            draws=words.exact(result.settings.draws),
            seed=str(result.settings.seed),
        )

    return sentence(result.settings.language, text)


def record(result: ParitranaResult) -> Record:
    """Everything that publishing writes beside the report."""
    return record_of(result, title, answer, {"other_baseline": other_baseline(result).headline_table})
