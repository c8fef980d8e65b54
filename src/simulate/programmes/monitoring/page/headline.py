"""Names, numbers and warnings that several pieces of the page say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.page.base import Element, old_sentence
from simulate.page.elements import Record, old_panel, range_and_error, record_of, row_of
from simulate.page.figure import MUTED
from simulate.page.words import Words
from simulate.plan.named import name_of
from simulate.programmes.monitoring.measures import recent_months
from simulate.programmes.monitoring.tables import is_unlike, warned_since

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure

    from simulate.programmes.monitoring.study import MonitoringResult

# as a map shows each light, beside its word: colour and how strong
LIGHT_COLOURS = {
    "green": ("#1f8a4c", 0.34),
    "amber": ("#d99a00", 0.36),
    "red": ("#c4352b", 0.36),
    "none": ("#7a828c", 0.14),
}


def marked(text: str, result: MonitoringResult, words: Words) -> str:
    """A line on where numbers come from; where the record is made up, it says so."""
    return f"{text} {words('monitoring.synthetic')}" if result.record.synthetic else text


def titled(text: str, result: MonitoringResult, words: Words) -> str:
    """A title, a caption or a label; where the record is made up it begins with that, for it travels alone."""
    return words("monitoring.mark") + text if result.record.synthetic else text


def watermarked(drawing: Figure, result: MonitoringResult, words: Words) -> None:
    """Writes across a drawing that it is an example, where the record is made up."""
    if result.record.synthetic:
        word = words("monitoring.watermark")
        drawing.text(
            0.5, 0.5, word, rotation=25, size=40, alpha=0.12, color=MUTED, ha="center", va="center", in_layout=False
        )


def chance_said(result: MonitoringResult, chance: float, words: Words, signs: bool = False) -> str:
    """A chance as far as the draws that count can tell it; with ``signs`` as tables hold it."""
    limit = max(int(result.weights(result.known).effective), 1)
    if chance * limit < 1:
        return words.chance(0.0, limit, signs)
    if (1 - chance) * limit < 1:
        return words.chance(1.0, limit, signs)
    return words.share(chance, 1)


def span(row: Mapping[str, float], words: Words, name: str = "") -> str:
    """A row's 90 % range of persons."""
    prefix = f"{name}_" if name else ""
    return words.interval(row[f"{prefix}p05"], row[f"{prefix}p95"], "persons")


def light_said(light: str, words: Words) -> str:
    """What a traffic light is called."""
    return words(f"monitoring.light.{light}")


def rule_said(result: MonitoringResult, words: Words) -> str:
    """By which chances a light is given."""
    return words(
        "monitoring.rule",
        watch=words.share(result.plan.watch_above, 0),
        warn=words.share(result.plan.warn_above, 0),
    )


def end_said(result: MonitoringResult, words: Words) -> str:
    """The month whose target is watched."""
    return words.month(result.months[result.end])


def late_names(result: MonitoringResult) -> list[str]:
    """The kecamatan whose sponsored workers were not reported for the last month."""
    table = result.quality_table
    return list(table[(table["kind"] == "late") & (table["payer"] == "sponsor")]["kecamatan"])


def listed_or_counted(names: list[str], words: Words) -> str:
    """Names where they are few, else how many."""
    return words.listed(names) if len(names) <= 4 else words("monitoring.kecamatan", count=words.exact(len(names)))


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


def headline(result: MonitoringResult) -> Element:
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

    return old_panel(
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


def method(result: MonitoringResult) -> Element:
    """How the numbers are made, in a paragraph."""

    def text(words: Words) -> str:
        return words(
            "monitoring.method",
            draws=words.exact(result.settings.draws),
            effective=words.exact(result.weights(result.known).effective),
            seed=str(result.settings.seed),
        )

    return old_sentence(result.settings.language, text)


def record(result: MonitoringResult) -> Record:
    """Everything that publishing writes beside the report."""
    return record_of(result, title, answer)
