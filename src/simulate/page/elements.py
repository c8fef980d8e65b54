"""How a room writes its page: figures, tables, texts, each a function of a result and one language's words.

A decorator runs the function once a language and makes one `Element` of both. Texts stand in ``words.yaml`` and
name the measures that they hold with a form, ``{deaths}`` or ``{deaths:range}``; what else they hold the function
tells.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from html import escape
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from simulate import __version__
from simulate.errors import input_error
from simulate.page.drawing import NARROW, WIDE, figure_html
from simulate.page.html import Cell, Element, Row, of_both, table_html, table_text
from simulate.page.words import LANGUAGES, Estimate, Words

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.simulated import Simulated


class Numbers(dict):
    """What a text holds: numbers told to it, and every measure of the result by name."""

    def __init__(self, result: Any, words: Words, told: Mapping[str, Any]):
        """Keeps what is told; measures are looked up when a text asks for them."""
        super().__init__(told)
        self.result, self.words = result, words

    def __missing__(self, name: str) -> Estimate:
        if name not in getattr(self.result, "units", ()):
            raise KeyError(f"{name}: neither told nor a measure")
        return self.words.of(self.result.row(name), self.result.units[name])


@dataclass(frozen=True)
class Chart:
    """What a figure shows in one language.

    ``draw`` draws on an empty matplotlib figure, told by its second argument whether that is for a narrow screen; or
    it is the wide and the narrow drawing, ready as SVG. ``data`` is the table behind it, offered as CSV; ``numbers``
    what its texts hold beside measures. ``title``, ``alt`` and ``source`` are endings of their keys, where a figure
    has several. ``wide`` and ``narrow``: inches.
    """

    draw: Callable[[Any, bool], None] | tuple[str, str]
    data: pd.DataFrame
    numbers: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    alt: str = ""
    source: str = ""
    wide: tuple[float, float] | None = None
    narrow: tuple[float, float] | None = None


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


def chart(name: str, key: str, wide: tuple[float, float] = WIDE, narrow: tuple[float, float] = NARROW) -> Callable:
    """Makes a function of a result and words, which returns a `Chart`, a figure.

    Its texts are ``KEY.title`` (the finding), ``KEY.alt`` (what a listener decides from) and ``KEY.source``.

    Args:
        name: identifies the figure in the page and names its CSV; ``{}`` stands for what the function is asked.
        key: where its texts stand.
        wide: size on a wide screen [inches]; `SMALL` stands beside others of its kind.
        narrow: size on a phone [inches].
    """

    def make(found: Chart, result: Any, words: Words, asked: tuple) -> tuple[str, str, str]:
        text = _texts(key, result, words, found.numbers)
        title, alt = text(f"title{found.title}"), text(f"alt{found.alt}")
        sizes = found.wide or wide, found.narrow or narrow
        html = figure_html(
            name.format(*asked), found.draw, words, title, alt, text(f"source{found.source}"), found.data, sizes
        )
        return "figure", html, f"{title}\n{alt}"

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
        caption, numbers = text(f"caption{found.caption}"), numeric if found.numeric is None else found.numeric
        rows = list(found.rows)
        blocks = stacked if found.stacked is None else found.stacked
        html = table_html(name.format(*asked), words, caption, headers, rows, numbers, note, found.data, blocks)
        return "table", html, table_text(caption, headers, rows)

    return lambda write: _element(write, make)


def text(write: Callable[..., str]) -> Callable[..., Element]:
    """Makes a function of a result and words, which returns a text, a paragraph."""
    return _element(write, lambda *_: None)


# the number, what it is, and its range or what stands beside it
Card = tuple[str, str, str]


class Page:
    """A report's first screen, method and record, from its own title, answer, cards and notes.

    Args:
        key: where its texts stand: ``KEY.method``.
        title: of a result, in given words.
        answer: the same.
        cards: the three numbers of the first screen.
        notes: what must be known beside them.
        subtitle: where, when, and by which plan.
        method: what ``KEY.method`` holds beside draws and seed, or the whole text; None: there is no such paragraph.
        footer: the key of what the page says at its end that it is not.
    """

    def __init__(
        self,
        key: str,
        title: Callable[[Any, Words], str],
        answer: Callable[[Any, Words], str],
        cards: Callable[[Any, Words], Sequence[Card]],
        notes: Callable[[Any, Words], Sequence[str]],
        subtitle: Callable[[Any, Words], str] | None = None,
        method: Callable[[Any, Words], Mapping[str, Any] | str] | None = lambda result, words: {},
        footer: str = "page.footer",
    ):
        """Keeps them."""
        self.key, self._title, self._answer, self._cards, self._notes = key, title, answer, cards, notes
        self._subtitle, self._method, self._footer = subtitle or subtitle_said, method, footer

    def answer(self, result: Any, words: Words | str | None = None) -> str:
        """The answer in one or two sentences, in the run's language unless another is given, ``"en"`` say."""
        spoken = words if isinstance(words, Words) else Words(words or result.settings.language)
        return self._answer(result, spoken)

    def headline(self, result: Any) -> Element:
        """The first screen: title, answer, three numbers, what must be known beside them."""

        def spoken(words: Words) -> tuple[str, str, str, dict[str, str]]:
            title, answer = self._title(result, words), self._answer(result, words)
            cards = [*self._cards(result, words)]
            shown = "".join(
                f"<li><strong>{escape(big)}</strong> <span>{escape(label)}</span> <small>{escape(more)}</small></li>"
                for big, label, more in cards
            )
            notes = "".join(f'<p class="sim-note">{escape(note)}</p>' for note in self._notes(result, words))
            html = (
                f'<header class="sim-headline"><h1>{escape(title)}</h1>'
                f'<p class="sim-subtitle">{escape(self._subtitle(result, words))}</p>'
                f'<p class="sim-answer">{escape(answer)}</p><ul class="sim-numbers">{shown}</ul>{notes}</header>'
            )
            text = "\n".join([title, answer, *(" – ".join(card) for card in cards)])
            # the title also names the page, and the footer says at its end what the page is not
            return "headline", html, text, {"title": title, "footer": words(self._footer)}

        return of_both(result.settings.language, spoken)

    def method(self, result: Any) -> Element:
        """How the numbers are made, in a paragraph."""

        def spoken(words: Words) -> tuple[str, str, str]:
            told = self._method(result, words)
            if not isinstance(told, str):
                draws = {"draws": words.exact(result.settings.draws), "seed": str(result.settings.seed)}
                told = words(f"{self.key}.method", Numbers(result, words, draws | dict(told)))
            return "text", f"<p>{escape(told)}</p>", told

        return of_both(result.settings.language, spoken)

    def record(self, result: Any) -> Record:
        """Everything that publishing writes beside the report."""
        words = {name: Words(name) for name in LANGUAGES}
        return Record(
            {
                "label": result.label,
                "plan_name": result.plan_name,
                "title": {name: self._title(result, spoken) for name, spoken in words.items()},
                "answer": {name: self._answer(result, spoken) for name, spoken in words.items()},
                "identity": result.identity,
                "inputs": result.inputs,
                "version": __version__,
                "facts_date": result.facts_date,
                "tables": {name: _as_json(table) for name, table in result.tables.items()},
            }
        )

    def hand_out(self, package: str, run: Callable) -> None:
        """Makes a room's page offer what notebooks call: its elements, the first screen, the record and ``run``.

        Args:
            package: the name of the page; elements of the modules in it are its own.
            run: what runs a plan of the programme.
        """
        room = sys.modules[package]
        modules = [room, *(import_module(one.name) for one in iter_modules(room.__path__, f"{package}."))]
        found = [one for module in modules for one in vars(module).values() if getattr(one, "is_element", False)]
        own = [one for one in found if one.__module__.startswith(package) and not one.__name__.startswith("_")]
        first = [self.answer, self.headline, self.record, *([self.method] if self._method else [])]
        offered = {one.__name__: one for one in (*own, *(choice(one, package) for one in first), run)}
        vars(room).update(offered, __all__=sorted(offered))


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


def _as_json(table: pd.DataFrame) -> dict[str, Any]:
    """Columns and rows; a missing value is null."""
    filled = table.astype(object).where(table.notna(), None)
    return {"columns": list(table.columns), "rows": filled.to_numpy().tolist()}


def range_and_error(result: Simulated, measure: str, words: Words) -> str:
    """A measure's 90 % range with its simulation error, as it stands below a number of the first screen; none where
    every draw gives the same."""
    row, unit = result.row(measure), result.units[measure]
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


def inside(name: str) -> str:
    """A name within a sentence."""
    return name[0].lower() + name[1:]


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
