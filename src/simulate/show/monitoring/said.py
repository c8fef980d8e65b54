"""Names, numbers and warnings that several pieces of the page say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.show.figure import MUTED
from simulate.show.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure

    from simulate.study.monitoring.result import MonitoringResult

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
