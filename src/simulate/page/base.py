"""An element of a report as publishing knows it: its HTML in both languages, the text that says the same."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from simulate.page.words import LANGUAGES, Words

if TYPE_CHECKING:
    import pandas as pd


MIME = "application/vnd.simulate.piece+json"


# what would end an address, or means something in it; a browser reads all else as it stands
_CODED = str.maketrans({sign: quote(sign) for sign in '%#"&<>\n\r\t'})


# publishing puts `Gambar 1`, `Table 2` here
NUMBER = '<span class="sim-number"></span>'


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


def of_both(language: str, spoken: Callable[[Words], tuple]) -> Element:
    """An element from a function that gives, in one language, its kind, HTML, text, and what else it carries."""
    found = {name: spoken(Words(name)) for name in LANGUAGES}
    extra = {name: dict(one[3]) if len(one) > 3 else {} for name, one in found.items()}
    return Element(
        found[language][0],
        language,
        {name: _whole_ranges(one[1]) for name, one in found.items()},
        {name: one[2] for name, one in found.items()},
        {what: {name: extra[name][what] for name in LANGUAGES} for what in extra[language]},
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
