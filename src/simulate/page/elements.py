"""How a room writes its page: figures, tables, texts, each a function of a result and one language's words.

A decorator runs the function once a language and makes one `Element` of both. Texts stand in ``words.yaml`` and
name the measures that they hold with a form, ``{deaths}`` or ``{deaths:range}``; what else they hold the function
tells.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from html import escape
from typing import TYPE_CHECKING, Any

from simulate.errors import input_error
from simulate.page.drawing import NARROW, WIDE, figure_html
from simulate.page.html import Cell, Element, Row, of_both, table_html, table_text
from simulate.page.words import Estimate, Words, unmarked

if TYPE_CHECKING:
    import pandas as pd


class Numbers(dict):
    """What a text holds: numbers told to it, and every measure of the result by name."""

    def __init__(self, result: Any, words: Words, told: Mapping[str, Any]):
        """Keeps what is told; measures are looked up when a text asks for them."""
        super().__init__(told)
        self.result, self.words = result, words

    def __missing__(self, name: str) -> Estimate:
        if name not in getattr(self.result, "units", ()):
            raise KeyError(f"{name}: neither told nor a measure")
        return self.words.of(self.result.row(name), self.result.units[name], name)


@dataclass(frozen=True)
class Traced:
    """What a text holds that is no measure, as a number that can be traced under a name."""

    told: Any
    trace: str
    words: Words

    def __format__(self, form: str) -> str:
        return self.words.mark(self.trace, format(self.told, form))


@dataclass(frozen=True)
class Chart:
    """What a figure shows in one language.

    ``draw`` draws on an empty matplotlib figure, told by its second argument whether that is for a narrow screen; or
    it is the wide and the narrow drawing, ready as SVG. ``data`` is the table behind it, offered as CSV; ``numbers``
    what its texts hold beside measures. ``title``, ``alt`` and ``source`` are endings of their keys, where a figure
    has several. ``wide`` and ``narrow``: inches. ``traces``: under which name each of the ``numbers`` that the title
    holds can be traced.
    """

    draw: Callable[[Any, bool], None] | tuple[str, str]
    data: pd.DataFrame
    numbers: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    alt: str = ""
    source: str = ""
    wide: tuple[float, float] | None = None
    narrow: tuple[float, float] | None = None
    traces: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rows:
    """What a table shows in one language.

    ``rows``: cells as text, (text, link) or `Markup`; a `Section` heads the rows after it. ``numbers``: what
    caption, note and column heads hold beside measures. ``data``: the table behind it, offered as CSV. ``caption``
    and ``note`` are endings of their keys; a note that is a cell, or no key, stands as it is. ``columns``,
    ``numeric`` and ``stacked`` take the place of the decorator's.
    """

    rows: Sequence[Row]
    numbers: Mapping[str, Any] = field(default_factory=dict)
    data: pd.DataFrame | None = None
    caption: str = ""
    note: str | Cell = ""
    columns: Sequence[str] | None = None
    numeric: Sequence[int] | None = None
    stacked: bool | None = None
    traces: Mapping[str, str] = field(default_factory=dict)


def _element(
    write: Callable, make: Callable[[Any, Any, Words, tuple], tuple[str, str, str]]
) -> Callable[..., Element]:
    """Makes of a function that writes in one language one that gives an element of both.

    ``make`` turns what it wrote into kind, HTML and text; a text that it wrote instead is a paragraph.
    """

    @choice
    @wraps(write)
    def element(result: Any, *asked: Any, **named: Any) -> Element:
        def spoken(words: Words) -> tuple[str, str, str]:
            found = write(result, words, *asked, **named)
            if isinstance(found, str):
                return "text", f"<p>{escape(found)}</p>", found
            return make(found, result, words, asked)

        return of_both(result.settings.language, spoken)

    return element


_ROOMS = "simulate.programmes."


def choice(show: Callable, module: str = "") -> Callable:
    """Makes a function that shows one or another element of a result an element itself: of a result of its room.

    Args:
        show: takes the result first.
        module: where it belongs, if not where it is written.
    """

    own = module or show.__module__
    room = own.removeprefix(_ROOMS).partition(".")[0] if own.startswith(_ROOMS) else ""
    signature = inspect.signature(show)
    shown, *asks = signature.parameters.values()
    simulated = shown.annotation == "Simulated"  # not any `Result`

    @wraps(show)
    def element(result: Any, *asked: Any, **named: Any) -> Any:
        _must_be_of(room, result, show.__name__, simulated)
        return show(result, *asked, **named)

    element.is_element = True
    own_asks = [one for one in asks if one.name != "words" or one.default is not one.empty]
    if len(own_asks) < len(asks):  # it is written in one language's words, and shown in both
        element.__signature__ = signature.replace(parameters=[shown, *own_asks], return_annotation="Element")
    return element


def _must_be_of(room: str, result: Any, element: str, simulated: bool) -> None:
    """Refuses a result that the element says nothing of.

    Raises:
        InputError: it is no result, one of another programme, or one that nothing was simulated for.
    """
    inputs = getattr(result, "inputs", None)
    if not isinstance(inputs, Mapping) or "programme" not in inputs:
        raise input_error("not_a_result", element, name=type(result).__name__)
    other = inputs["programme"]
    if room and other != room:
        raise input_error("other_result", element, other=other, room=room)
    if simulated and not hasattr(result, "unknowns"):
        raise input_error("nothing_simulated", element, other=other)


def _texts(key: str, result: Any, words: Words, numbers: Mapping[str, Any]) -> Callable[[str], str]:
    told = Numbers(result, words, numbers)
    return lambda part: words(f"{key}.{part}", told)


def _finding(key: str, result: Any, words: Words, found: Chart | Rows) -> str:
    """The text that heads a figure or a table, its numbers marked."""
    spoken = words.tracing
    told = {name: Traced(found.numbers[name], trace, spoken) for name, trace in found.traces.items()}
    return spoken(key, Numbers(result, spoken, {**found.numbers, **told}))


def chart(name: str, key: str, wide: tuple[float, float] = WIDE, narrow: tuple[float, float] = NARROW) -> Callable:
    """Makes a function of a result and words, which returns a `Chart`, a figure.

    Its texts are ``KEY.title`` (the finding), ``KEY.alt`` (what a listener decides from) and ``KEY.source``.

    Args:
        name: identifies the figure in the page and names its CSV; ``{}`` stands for what the function is asked.
        key: where its texts stand.
        wide: size on a wide screen [inches].
        narrow: size on a phone [inches].
    """

    def make(found: Chart, result: Any, words: Words, asked: tuple) -> tuple[str, str, str]:
        text = _texts(key, result, words, found.numbers)
        title, alt = _finding(f"{key}.title{found.title}", result, words, found), text(f"alt{found.alt}")
        sizes = found.wide or wide, found.narrow or narrow
        html = figure_html(
            name.format(*asked), found.draw, words, title, alt, text(f"source{found.source}"), found.data, sizes
        )
        return "figure", html, f"{unmarked(title)}\n{alt}"

    return lambda write: _element(write, make)


def table(
    name: str, key: str, columns: str = "", numeric: Sequence[int] = (), stacked: bool = False
) -> Callable[[Callable], Callable[..., Element]]:
    """Makes a function of a result and words, which returns `Rows`, a table; its first column heads its rows.

    Its texts are ``KEY.caption`` and, where there is one, ``KEY.note``; a column's head is ``column.NAME``, the text
    of a whole key where it has a dot, or what it says where there is no such text.

    Args:
        name: identifies the table and names its CSV; ``{}`` stands for what the function is asked.
        key: where its texts stand.
        columns: names of its columns, parted by blanks.
        numeric: columns to align as numbers.
        stacked: on a phone, each row becomes a block with its columns named; for wide cells of text.
    """

    def make(found: Rows, result: Any, words: Words, asked: tuple) -> tuple[str, str, str]:
        text, told = _texts(key, result, words, found.numbers), Numbers(result, words, found.numbers)
        headers = [
            words(one if "." in one else f"column.{one}", told) if words.has(one, f"column.{one}") else one
            for one in found.columns or columns.split()
        ]
        note = found.note
        if isinstance(note, str) and words.has(f"{key}.note{note}"):
            note = text(f"note{note}")
        caption = _finding(f"{key}.caption{found.caption}", result, words, found)
        numbers = numeric if found.numeric is None else found.numeric
        rows = list(found.rows)
        blocks = stacked if found.stacked is None else found.stacked
        html = table_html(name.format(*asked), words, caption, headers, rows, numbers, note, found.data, blocks)
        return "table", html, table_text(unmarked(caption), headers, rows)

    return lambda write: _element(write, make)


def text(write: Callable[..., str]) -> Callable[..., Element]:
    """Makes a function of a result and words, which returns a text, a paragraph."""
    return _element(write, lambda *_: None)


def inside(name: str) -> str:
    """A name within a sentence; an abbreviation keeps its letters."""
    return name if name[1:2].isupper() else name[0].lower() + name[1:]


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
