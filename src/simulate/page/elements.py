"""Elements of a report (figure, table, text, panel) in both languages at once; the first screen and the record."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from simulate import __version__
from simulate.page.words import LANGUAGES, Words

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.simulated import Result, Simulated


def inside(name: str) -> str:
    """A name within a sentence."""
    return name[0].lower() + name[1:]


MIME = "application/vnd.simulate.piece+json"
# publishing puts `Gambar 1`, `Table 2` here
# what would end an address, or means something in it; a browser reads all else as it stands
_CODED = str.maketrans({sign: quote(sign) for sign in '%#"&<>\n\r\t'})
NUMBER = '<span class="sim-number"></span>'
Text = Callable[[Words], str]


@dataclass(frozen=True)
class Element:
    """HTML by language, and plain text for a terminal."""

    kind: str
    language: str
    html: dict[str, str]
    text: dict[str, str]
    extra: dict[str, Any] = field(default_factory=dict)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Both languages for publishing; one of them to look at."""
        return {
            "text/plain": self.text[self.language],
            "text/html": self.html[self.language],
            MIME: {"kind": self.kind, "html": self.html, **self.extra},
        }


def bilingual(kind: str, language: str, html: Text, text: Text, **extra: Any) -> Element:
    """A piece from functions that write it in a language."""
    words = {name: Words(name) for name in LANGUAGES}
    return Element(
        kind,
        language,
        {name: _whole_ranges(html(spoken)) for name, spoken in words.items()},
        {name: text(spoken) for name, spoken in words.items()},
        extra,
    )


def _whole_ranges(html: str) -> str:
    """Keeps the two ends of a range on one line."""
    return re.sub(r"(?<=[\d%])–(?=[\dR])", "\N{WORD JOINER}–\N{WORD JOINER}", html)


def csv_link(table: pd.DataFrame, name: str, title: str, words: Words) -> str:
    """A link that carries the table as a CSV file inside the page; ``title`` says of what.

    Texts are those of the page's language; what is not a whole number has five figures. The files beside the report
    hold all of both.
    """
    other = [f"_{language}" for language in LANGUAGES if language != words.language]
    foreign = [name for name in table.columns if name.endswith(tuple(other))]
    text = table.drop(columns=foreign).map(_short).to_csv(index=False, lineterminator="\n")
    content = text.translate(_CODED)
    return (
        f'<a class="sim-csv" download="{escape(name)}.csv" href="data:text/csv;charset=utf-8,{content}" '
        f'aria-label="{escape(words("link.csv"))}: {escape(title)}">{escape(words("link.csv"))}</a>'
    )


def _short(value: Any) -> Any:
    """A number in as many figures as anyone compares; anything else as it is."""
    if not isinstance(value, float) or not math.isfinite(value):
        return value
    return f"{value:.0f}" if value.is_integer() or abs(value) >= 1e8 else f"{value:.5g}"


def sentence(language: str, text: Text) -> Element:
    """A paragraph of plain text."""
    return bilingual("text", language, lambda words: f"<p>{escape(text(words))}</p>", text)


# the number, what it is, and its range or what stands beside it
Numbers = Sequence[tuple[str, str, str]]


def panel(
    language: str,
    *,
    title: Text,
    subtitle: Text,
    answer: Text,
    numbers: Callable[[Words], Numbers],
    notes: Callable[[Words], Sequence[str]],
    footer: Text,
) -> Element:
    """The headline panel; the title also names the page, and ``footer`` says at its end what the page is not."""

    def html(words: Words) -> str:
        cards = "".join(
            f"<li><strong>{escape(big)}</strong> <span>{escape(label)}</span> <small>{escape(more)}</small></li>"
            for big, label, more in numbers(words)
        )
        return (
            f'<header class="sim-headline"><h1>{escape(title(words))}</h1>'
            f'<p class="sim-subtitle">{escape(subtitle(words))}</p>'
            f'<p class="sim-answer">{escape(answer(words))}</p><ul class="sim-numbers">{cards}</ul>'
            + "".join(f'<p class="sim-note">{escape(note)}</p>' for note in notes(words))
            + "</header>"
        )

    def text(words: Words) -> str:
        return "\n".join([title(words), answer(words), *(" – ".join(parts) for parts in numbers(words))])

    spoken = {name: Words(name) for name in LANGUAGES}
    about = {
        "title": {name: title(words) for name, words in spoken.items()},
        "footer": {name: footer(words) for name, words in spoken.items()},
    }
    return bilingual("headline", language, html, text, **about)


RECORD_MIME = "application/vnd.simulate.record+json"


@dataclass(frozen=True)
class Record:
    """The run's inputs and result tables."""

    content: dict[str, Any]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """The identity to look at; everything for publishing."""
        return {
            "text/plain": f"{self.content['label']} {self.content['identity']}",
            RECORD_MIME: self.content,
        }


def record_of(
    result: Result,
    title: Callable[[Any, Words], str],
    answer: Callable[[Any, Words], str],
    more: Mapping[str, pd.DataFrame] | None = None,
) -> Record:
    """Everything that publishing writes beside the page of a result.

    Args:
        result: the run, or what the page shows.
        title: the page's title of a result, in given words.
        answer: its answer.
        more: tables beside the result's own.
    """
    words = {name: Words(name) for name in LANGUAGES}
    return Record(
        {
            "label": result.label,
            "plan_name": result.plan_name,
            "title": {name: title(result, spoken) for name, spoken in words.items()},
            "answer": {name: answer(result, spoken) for name, spoken in words.items()},
            "identity": result.identity,
            "inputs": result.inputs,
            "version": __version__,
            "facts_date": result.facts_date,
            "tables": {name: _as_json(table) for name, table in (result.tables | dict(more or {})).items()},
        }
    )


def _as_json(table: pd.DataFrame) -> dict[str, Any]:
    """Columns and rows; a missing value is null."""
    filled = table.astype(object).where(table.notna(), None)
    return {"columns": list(table.columns), "rows": filled.to_numpy().tolist()}


def row_of(result: Simulated, measure: str) -> pd.Series:
    """A measure's row of the headline table."""
    return result.headline_table.set_index("measure").loc[measure]


def middle_and_range(row: Mapping[str, float], unit: str, words: Words) -> dict[str, str]:
    """A row's median as ``middle`` and its 90 % range as ``range``."""
    return {
        "middle": words.estimate(row["p50"], row["p05"], row["p95"], unit),
        "range": words.interval(row["p05"], row["p95"], unit),
    }


def mean_and_range(row: Mapping[str, float], unit: str, words: Words) -> dict[str, str]:
    """As `middle_and_range` with the mean, which adds up, for what stands beside a bar of means."""
    return middle_and_range({**row, "p50": row["mean"]}, unit, words)


def range_and_error(result: Simulated, measure: str, words: Words) -> str:
    """A measure's 90 % range with its simulation error, as it stands below a number of the first screen; none where
    every draw gives the same."""
    row, unit = row_of(result, measure), result.units[measure]
    if row["p05"] == row["p95"]:
        return ""
    interval = words.interval(row["p05"], row["p95"], unit)
    return words("interval.90", interval=interval, error=words.error(row["mc_error"], unit))


def subtitle_said(result: Simulated, words: Words) -> str:
    """Where, over which months, and by which plan."""
    return words(
        "subtitle.span",
        region=result.region.about.name,
        span=words.months(result.months[0], result.months[-1]),
        plan=result.plan_name[words.language],
    )


def over_said(result: Simulated, words: Words, first: str) -> list[str]:
    """That the plan begins before the ``first`` month that can still be decided, where it does."""
    if result.plan.start >= first:
        return []
    return [words("headline.note.over", start=words.month(result.plan.start), first=words.month(first))]


def first_up(text: str) -> str:
    """A text as it begins a sentence."""
    return text[0].upper() + text[1:]


def median(numbers: Mapping[str, float], unit: str, words: Words) -> str:
    """The median of a measure, as exact as its range allows."""
    return words.estimate(numbers["p50"], numbers["p05"], numbers["p95"], unit)


def signed(size: float, unit: str, words: Words) -> str:
    """A difference with its sign; of shares, in percentage points."""
    if unit == "share":
        size, unit = 100 * size, "percentage_points"
    said = words.value(abs(size), unit)
    if said == words.value(0, unit):
        return said
    return f"+{said}" if size > 0 else f"\N{MINUS SIGN}{said}"
