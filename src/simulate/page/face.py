"""What a reader sees first of a report: title, answer, three numbers, a picture, main points; and its record."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape, unescape
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from simulate import __version__
from simulate.page.elements import Numbers, choice
from simulate.page.html import Element, of_both
from simulate.page.trace import Trace, measure_traces, moved_most
from simulate.page.words import LANGUAGES, Words, unmarked
from simulate.study.sensitivity import movers
from simulate.study.simulated import once

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.simulated import Simulated

RECORD_MIME = "application/vnd.simulate.record+json"
# grades of evidence, the weakest first
_WEAKEST = ("judgement", "analogue", "measured")
# an assumption that moves a number by less than this part of what moves it most does not decide it
_DECIDES = 0.2


@dataclass(frozen=True)
class Card:
    """One of the three numbers: itself, what it is, its range, the place of the page that shows it.

    ``measure`` is the one that it shows, if it shows one: what moves it most stands under "How sure".
    """

    number: str
    label: str
    range: str = ""
    place: str = ""
    measure: str = ""


# a sentence of the main points, and the place of the page that shows it
Point = tuple[str, str]
# what the region claims or asks for, and what the report answers, in ten words
Asked = tuple[str, str]
Says = Callable[[Any, Words], str]


class Page:
    """A report's face, method and record, from its own title, answer, cards and main points.

    Args:
        key: where its texts stand: ``KEY.method``.
        title: of a result, in given words; the question that the report answers.
        answer: the same, in one sentence.
        cards: the three numbers of the first screen.
        points: what happened or would happen, and what a decision hangs on, in at most four sentences; what evidence
            is weakest is added.
        lead: the element that shows the answer as a picture.
        about: where, and by which scenario.
        sure: sentences of how the model did when it was tried on the past, and of what is not counted.
        rests: the law and figures that measures are made from, see `trace.measure_traces`.
        traces: what numbers that are no measures rest on, by the name they are marked with.
        method: what ``KEY.method`` holds beside draws and seed, or the whole text; None: there is no such paragraph.
        asked: what the region claims or asks for that the report answers, for the index over all reports.
        footer: the key of what the page says at its end that it is not.
        mails: the page is sent alone, and so leads to no file beside it.
        warning: what stands above the title of a page that must not be taken for what it looks like; may be empty.
    """

    def __init__(
        self,
        key: str,
        title: Says,
        answer: Says,
        cards: Callable[[Any, Words], Sequence[Card]],
        points: Callable[[Any, Words], Sequence[Point]],
        lead: Callable[[Any], Element] | None = None,
        about: Says | None = None,
        sure: Callable[[Any, Words], Sequence[str]] = lambda result, words: (),
        rests: Mapping[str, Sequence[str]] | None = None,
        traces: Callable[[Any, Words], Mapping[str, Trace]] = lambda result, words: {},
        method: Callable[[Any, Words], Mapping[str, Any] | str] | None = lambda result, words: {},
        asked: Callable[[Any, Words], Sequence[Asked]] = lambda result, words: (),
        footer: str = "page.footer",
        mails: bool = False,
        warning: Says = lambda result, words: "",
    ):
        """Keeps them."""
        self.key, self._title, self._answer, self._cards, self._points = key, title, answer, cards, points
        self._lead, self._about, self._sure = lead and once(lead), about or about_said, sure
        self._rests, self._traces = rests or {}, traces
        self._method, self._asked, self._footer, self._mails = method, asked, footer, mails
        self._warning = warning

    def answer(self, result: Any, words: Words | str | None = None) -> str:
        """The answer in one sentence, in the run's language unless another is given, ``"en"`` say."""
        spoken = words if isinstance(words, Words) else Words(words or result.settings.language)
        return self._answer(result, spoken)

    def headline(self, result: Any) -> Element:
        """The first screen: title, answer, three numbers, the answer as a picture, main points."""
        lead = self._lead(result).html if self._lead else {}

        def spoken(words: Words) -> tuple[str, str, str, dict[str, Any]]:
            traced = words.tracing
            title, answer = self._title(result, words), self._answer(result, traced)
            cards = [*self._cards(result, traced)]
            warning = self._warning(result, words)
            above = f'<p class="sim-warning" role="note">{escape(warning)}</p>' if warning else ""
            rule = words("headline.note.range" if any(card.measure for card in cards) else "headline.note.press")
            points = [*self._points(result, traced), *self._weakest(result, words)]
            html = (
                f'<header class="sim-headline"><p class="sim-about">{escape(self._meta(result, words))}</p>'
                f'{above}<h1>{escape(title)}</h1><p class="sim-answer">{escape(answer)}</p>'
                f'<div class="sim-first"><ul class="sim-numbers">{"".join(map(_card, cards))}</ul>'
                f"{lead.get(words.language, '')}</div>"
                f'<p class="sim-note">{escape(rule)}</p>{_listed(points, words)}</header>'
            )
            shown = [f"{card.number} – {card.label} – {card.range}".removesuffix(" – ") for card in cards]
            first = [warning, title] if warning else [title]
            text = unmarked("\n".join([*first, answer, *shown, *(point for point, _ in points)]))
            # the title also names the page, and the footer says at its end what the page is not
            return "headline", html, text, {"title": title, "footer": words(self._footer), "mails": self._mails}

        return of_both(result.settings.language, spoken)

    def _meta(self, result: Any, words: Words) -> str:
        """Where, by which scenario, on data up to when, and that it is an estimate, or what else the page is."""
        month, own = words.month(result.facts_date[:7]), f"page.meta.{self.key}"
        return words(own if words.has(own) else "page.meta", about=self._about(result, words), month=month)

    def _weakest(self, result: Any, words: Words) -> list[Point]:
        """The weakest evidence behind the three numbers."""
        measures = [card.measure for card in self._cards(result, words) if card.measure]
        found = weakest(result, measures) if measures and hasattr(result, "unknowns") else None
        if found is None:
            return []
        unknown = result.unknowns[found]
        grade = words(f"evidence.{unknown.evidence}")
        # what stands in brackets after its name explains its numbers
        name = unknown.name[words.language].split(" (")[0]
        return [(words("points.weakest", name=name, grade=grade), "sure")]

    def how_sure(self, result: Any) -> Element:
        """How sure the three numbers are: what moves each most and its grade, the back-test, what is not counted."""

        def spoken(words: Words) -> tuple[str, str, str]:
            traced = words.tracing
            moved = [
                f"{unmarked(card.number)} {card.label}: {moved_most(result, words, card.measure)}"
                for card in self._cards(result, words)
                if card.measure and hasattr(result, "unknowns")
            ]
            said = [*self._sure(result, traced), *([words("evidence.legend")] if moved else [])]
            listed = "".join(f"<li>{escape(one)}</li>" for one in moved)
            html = f"<ul>{listed}</ul>" if moved else ""
            html = f'<div id="sure">{html}{"".join(f"<p>{escape(one)}</p>" for one in said)}</div>'
            return "text", html, unmarked("\n".join([*moved, *said]))

        return of_both(result.settings.language, spoken)

    def data(self, result: Any) -> Element:
        """Where the numbers can be had, how to cite the report, and whom to ask."""

        def spoken(words: Words) -> tuple[str, str, str]:
            about = getattr(getattr(result, "region", result), "about", None)
            told = {
                "title": self._title(result, words),
                "about": self._about(result, words),
                "month": words.month(result.facts_date[:7]),
                "version": __version__,
                "identity": result.identity[:12],
            }
            said = [words(f"data.files{'.alone' if self._mails else ''}"), words("data.cite", told)]
            if about is not None and about.contact:
                said.append(words("data.contact", contact=about.contact))
            return "text", "".join(f"<p>{escape(one)}</p>" for one in said), "\n".join(said)

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
        lead = self._lead(result).html if self._lead else {}
        return Record(
            {
                "label": result.label,
                "plan_name": result.plan_name,
                "title": {name: self._title(result, spoken) for name, spoken in words.items()},
                "answer": {name: self._answer(result, spoken) for name, spoken in words.items()},
                "cards": {name: [_told(one) for one in self._cards(result, said)] for name, said in words.items()},
                "asked": {name: [*self._asked(result, spoken)] for name, spoken in words.items()},
                "lead": {name: _picture(html) for name, html in lead.items()},
                "traces": {name: self._traced(result, spoken) for name, spoken in words.items()},
                "identity": result.identity,
                "inputs": result.inputs,
                "version": __version__,
                "facts_date": result.facts_date,
                "tables": {name: _as_json(table) for name, table in result.tables.items()},
            }
        )

    def _traced(self, result: Any, words: Words) -> dict[str, dict[str, Any]]:
        """What each number that can be traced opens, by its name."""
        found = measure_traces(result, words, self._rests) if hasattr(result, "unknowns") else {}
        return {name: asdict(trace) for name, trace in (found | dict(self._traces(result, words))).items()}

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
        first = [self.answer, self.headline, self.how_sure, self.data, self.record]
        first += [self.method] if self._method else []
        offered = {one.__name__: one for one in (*own, *(choice(one, package) for one in first), run)}
        vars(room).update(offered, __all__=sorted(offered))


def weakest(result: Simulated, measures: Sequence[str]) -> str | None:
    """Of the assumptions that decide any of these measures, the one of the weakest evidence, by its key.

    Of several alike the one that moves the first measure that it decides most; None where nothing is uncertain.
    """
    deciding = []
    for measure in measures:
        moved = movers(result, measure)
        most = abs(moved[0].high - moved[0].low) if moved else 0
        deciding += [one.unknown for one in moved if abs(one.high - one.low) >= _DECIDES * most]
    graded = sorted(deciding, key=lambda key: _WEAKEST.index(result.unknowns[key].evidence))
    return graded[0] if graded else None


def _card(card: Card) -> str:
    label = escape(card.label)
    label = f'<a href="#{card.place}">{label}</a>' if card.place else f"<span>{label}</span>"
    return f"<li><strong>{escape(card.number)}</strong> {label} <small>{escape(card.range)}</small></li>"


# a chart's drawing for a narrow screen, and what a listener decides from
_NARROW = re.compile(r'<div class="sim-narrow"[^>]*>(<svg.*?</svg>)</div>', re.DOTALL)
_ALT = re.compile(r'role="img" aria-label="([^"]*)"')


def _picture(lead: str) -> dict[str, str]:
    """The lead chart as a small picture, with its alternative text; empty where it is a table."""
    drawing, alt = _NARROW.search(lead), _ALT.search(lead)
    return {"svg": drawing[1], "alt": unescape(alt[1])} if drawing and alt else {}


def _told(card: Card) -> dict[str, str]:
    return {"number": card.number, "label": card.label, "range": card.range}


def _listed(points: Sequence[Point], words: Words) -> str:
    """The main points, each with a link; publishing writes in it what the place is called."""
    if not points:
        return ""
    listed = "".join(
        f'<li>{escape(point)} <a class="sim-ref" href="#{place}">{escape(words("page.see"))}</a></li>'
        for point, place in points
    )
    return f'<h2 id="points">{escape(words("page.points"))}</h2><ul class="sim-points">{listed}</ul>'


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


def range_said(result: Simulated, measure: str, words: Words) -> str:
    """A measure's 90 % range, as it stands below a number of the first screen; none where every draw gives the same.

    The simulation error stands beside it where it is more than a tenth of the range.
    """
    row, unit = result.row(measure), result.units[measure]
    if row["p05"] == row["p95"]:
        return ""
    interval = words.mark(measure, words.interval(row["p05"], row["p95"], unit))
    if row["mc_error"] <= (row["p95"] - row["p05"]) / 10:
        return words("interval.card", interval=interval)
    error = words.mark(measure, words.error(row["mc_error"], unit))
    return words("interval.error", interval=interval, error=error)


def about_said(result: Simulated, words: Words) -> str:
    """Where, over which months, and by which scenario."""
    return words(
        "about.span",
        region=result.region.about.name,
        span=words.months(result.months[0], result.months[-1]),
        plan=result.plan_name[words.language],
    )


def over_said(result: Simulated, words: Words, first: str) -> list[str]:
    """That the plan begins before the ``first`` month that can still be decided, where it does."""
    if result.plan.start >= first:
        return []
    return [words("headline.note.over", start=words.month(result.plan.start), first=words.month(first))]
