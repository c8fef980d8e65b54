"""Title, answer, first screen, method and record of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.plan.named import name_of
from simulate.show.monitoring.said import (
    chance_said,
    end_said,
    late_names,
    light_said,
    listed_or_counted,
    rule_said,
    span,
    titled,
)
from simulate.show.panel import panel
from simulate.show.pieces import Piece, sentence
from simulate.show.record import Record, record_of
from simulate.show.said import range_and_error, row_of
from simulate.show.words import Words
from simulate.study.monitoring.measures import recent_months
from simulate.study.monitoring.tables import is_unlike, warned_since

if TYPE_CHECKING:
    from simulate.study.monitoring.result import MonitoringResult


def title(result: MonitoringResult, words: Words) -> str:
    """The report's title; a made-up record is named in it."""
    made_up = ".synthetic" if result.record.synthetic else ""
    return words(f"monitoring.title{made_up}", month=words.month(result.as_of))


def _numbers(result: MonitoringResult, words: Words) -> dict[str, str]:
    planned, now = row_of(result, "planned_now"), row_of(result, "protected_end")
    before = row_of(result, "protected_end_planned")
    missed = result.number("missed")
    reported, estimated = result.number("recorded_now"), result.number("estimated_now")
    return {
        "month": words.month(result.as_of),
        "end": end_said(result, words),
        "recorded": words.exact(estimated),
        "reported": words.exact(reported),
        "put_in": words.exact(round(estimated) - round(reported)),
        "count": words.exact(int((~np.isnan(result.usable[result.known - 1])).sum())),
        "planned": words.count(planned["p50"]),
        "planned_range": span(planned, words),
        "forecast": words.count(now["p50"]),
        "forecast_range": span(now, words),
        "before": words.count(before["p50"]),
        "before_range": span(before, words),
        "target": words.exact(result.target),
        "missed": chance_said(result, missed, words),
        "missed_before": words.share(result.number("missed_planned"), 0 if _by_construction(result) else 1),
        "light": light_said(result.plan.light(missed), words),
    }


def answer(result: MonitoringResult, words: Words | None = None) -> str:
    """The answer in a few sentences, in the run's language unless another is given."""
    words = words or Words(result.settings.language)
    said, told = [], _numbers(result, words)
    if result.record.synthetic:
        said.append(words("monitoring.answer.synthetic", region=result.region.about.name))
    done = result.known > result.end
    said.append(words("monitoring.answer.done" if done else "monitoring.answer", **told))
    said.append(words(f"monitoring.answer.recorded{_reported(result)}", **told))
    if "registrations_needed" in result.measures:
        needed = row_of(result, "registrations_needed")
        if needed["p95"] > 0 and "registered_recent" in result.measures:
            said.append(
                words(
                    f"monitoring.answer.needed{'.one' if len(recent_months(result)) == 1 else ''}",
                    needed=words.count(needed["p50"]),
                    needed_range=span(needed, words),
                    recent=words.count(result.number("registered_recent")),
                    months=words.exact(len(recent_months(result))),
                )
            )
    if is_unlike(result):
        said.append(words("monitoring.answer.unlike"))
    return " ".join(said)


def _reported(result: MonitoringResult) -> str:
    """Which words tell of the last month's count: all kecamatan reported, some did not, or were left out."""
    month = result.known - 1
    if result.left_out[month].any():
        return ".doubtful"
    return ".part" if np.isnan(result.usable[month]).any() else ""


def _by_construction(result: MonitoringResult) -> bool:
    """Whether the target is the plan's median, so that the chance before any record is a half but for rounding."""
    return result.plan.target_persons is None


def headline(result: MonitoringResult) -> Piece:
    """Title, the answer, and three numbers."""

    def subtitle(words: Words) -> str:
        _, name = name_of(result.plan.sponsorship, result.monitored)
        return words("monitoring.subtitle", region=result.region.about.name, plan=name[words.language])

    def numbers(words: Words) -> list[tuple[str, str, str]]:
        told = _numbers(result, words)
        return [
            (
                told["recorded"],
                titled(words(f"monitoring.number.recorded{_reported(result)}", **told), result, words),
                words("monitoring.number.recorded.more", **told),
            ),
            (
                told["forecast"],
                titled(words("monitoring.number.forecast", **told), result, words),
                range_and_error(result, "protected_end", words),
            ),
            (
                told["missed"],
                titled(words("monitoring.number.missed", **told), result, words),
                _missed_more(result, told, words),
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


def _missed_more(result: MonitoringResult, told: dict[str, str], words: Words) -> str:
    """What stands below the chance: what it was before, and how well it is known."""
    effective = result.weights(result.known).effective
    chance, error = result.missing(result.known)
    if min(chance, 1 - chance) * int(effective) < 1:
        return words("monitoring.number.missed.limit", effective=words.exact(effective), **told)
    return words("monitoring.number.missed.more", error=words.error(error, "share"), **told)


def _notes(result: MonitoringResult, words: Words) -> list[str]:
    """What must be known beside the numbers: what the record is, who is late, the rule, how much the draws carry."""
    notes = [words("monitoring.note.synthetic", region=result.region.about.name)] if result.record.synthetic else []
    since = warned_since(result)
    if since is not None:
        key = "monitoring.note.warning" if since else "monitoring.note.warning.always"
        month = words.month(since) if since else ""
        notes.append(words(key, month=month, warn=words.share(result.plan.warn_above, 0)))
    late = late_names(result)
    if late:
        notes.append(words("monitoring.note.late", names=listed_or_counted(late, words)))
    doubtful = int(result.left_out.sum())
    if doubtful:
        key = "monitoring.note.left_out.one" if doubtful == 1 else "monitoring.note.left_out"
        notes.append(words(key, count=words.exact(doubtful)))
    if _by_construction(result):
        told, ceiling = _numbers(result, words), words.exact(result.planned.ceiling_persons)
        notes.append(words("monitoring.note.target", ceiling=ceiling, **told))
    return [*notes, rule_said(result, words), *_draws_said(result, words), words("headline.note.range")]


def _draws_said(result: MonitoringResult, words: Words) -> list[str]:
    """What was done where too few draws still count; nothing where enough do."""
    counted = result.weights(result.known)
    if counted.exponent == 1:
        return []
    return [
        words(
            f"monitoring.note.draws.{'unlike' if is_unlike(result) else 'flat'}",
            draws=words.exact(result.settings.draws),
            untempered=words.exact(counted.untempered),
            least=words.exact(result.plan.least_effective),
        )
    ]


def method(result: MonitoringResult) -> Piece:
    """How the numbers are made, in a paragraph."""

    def text(words: Words) -> str:
        return words(
            "monitoring.method",
            draws=words.exact(result.settings.draws),
            effective=words.exact(result.weights(result.known).effective),
            seed=str(result.settings.seed),
        )

    return sentence(result.settings.language, text)


def record(result: MonitoringResult) -> Record:
    """Everything that publishing writes beside the report."""
    return record_of(result, title, answer)
