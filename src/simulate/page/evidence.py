"""What any result rests on, as tables: assumptions and which decides, law, parameters, provenance, abbreviations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulate import __version__
from simulate.page.elements import Rows, choice, table
from simulate.page.html import Cell, Element, Markup, Part, Row, bullets, of_both, source
from simulate.page.words import Words, shown_value
from simulate.plan.named import DEFAULT, plan_files, read_plan
from simulate.study.sensitivity import are_correlated, one_at_a_time, sobol_indices
from simulate.written import read_yaml

if TYPE_CHECKING:
    from simulate.law.files import LawValue
    from simulate.plan.unknowns import Unknown
    from simulate.region.base import Figure, Region
    from simulate.study.simulated import Result, Simulated


# what `sim.tables` shows of any result
__all__ = ["assumptions", "law", "parameters", "provenance", "what_decides"]


@table("assumptions", "table.assumptions", "assumption range weight evidence reason", stacked=True)
def assumptions(result: Simulated, words: Words) -> Rows:
    """Every unknown with its range, weight and grade, and every legal value that is a reading or unverified."""
    moved = one_at_a_time(result).set_index(["unknown", "outcome"])
    units = {outcome: result.units[outcome] for outcome in result.tornado_outcomes}
    rows: list[Row] = [
        (
            unknown.name[words.language],
            range_of(unknown, words),
            _weight(moved, unknown.key, units, words),
            words(f"evidence.{unknown.evidence}"),
            [unknown.reason[words.language], *citations(unknown, words)],
        )
        for unknown in result.unknowns_told
    ]
    readings: dict[tuple[str, str], list[LawValue]] = {}  # those of one group and grade stand together
    for value in result.law_readings:
        readings.setdefault(reading_of(result, value, words), []).append(value)
    for (name, grade), values in readings.items():
        notes = dict.fromkeys(value.note.get(words.language, "") for value in values)
        cited = dict.fromkeys((value.reference, value.url) for value in values)
        reason = [" ".join(note for note in notes if note), *_references(cited)]
        rows.append((name, "; ".join(keyed(result, value, words) for value in values), "", grade, reason))
    extended: dict[str, list[str]] = {}  # rules held past the months that their files vouch for
    for group, month in result.extended_law.items():
        extended.setdefault(month, []).append(result.facts.law.groups[group].name[words.language])
    for month, names in extended.items():
        name, held = (
            words("table.assumptions.extended", month=words.month(month)),
            "table.assumptions.extended.reason",
        )
        rows.append((name, "; ".join(names), "", words("status.assumption"), words(held)))
    return Rows(rows)


def _references(cited: Iterable[tuple[str, str]]) -> list[Part]:
    """Regulations, each once, with the addresses where they were read."""
    links: dict[str, list[str]] = {}
    for reference, url in cited:
        links.setdefault(reference, []).extend([url] if url else [])
    parts: list[Part] = []
    for reference, urls in links.items():
        parts.append(f" {reference}: " if urls else f" {reference}.")
        for place, url in enumerate(urls):
            parts += [", ", source(url)] if place else [source(url)]
    return parts


def _weight(moved: pd.DataFrame, unknown: str, units: Mapping[str, str], words: Words) -> Cell:
    """How far an assumption alone moves the outcomes that it moves by a hundredth or more."""
    said = []
    for outcome, unit in units.items():
        if (unknown, outcome) not in moved.index:
            continue
        low, high = sorted(moved.loc[(unknown, outcome), ["low", "high"]])
        if high - low >= 0.01 * max(high, 1e-9) and words.value(low, unit) != words.value(high, unit):
            ends = words.interval(low, high, unit)
            said.append(words(f"table.assumptions.weight.{outcome}", ends=ends))
    return bullets(said) if said else "–"


# smaller shares cannot be told from none
_LEAST = 0.01
_COLUMNS = ("outcome", "unknown", "first", "first_error")


@table("what_decides", "table.decides")
def what_decides(result: Simulated, words: Words, asks: bool = False) -> Rows:
    """Unknowns by the share of uncertainty that would go if they were known, for each outcome.

    ``asks`` adds a column of how each could be learnt.
    """
    correlated = are_correlated(result)
    found = pd.DataFrame(columns=_COLUMNS) if correlated else sobol_indices(result)
    outcomes = list(result.outcomes)
    shares, errors = (
        found.pivot(index="unknown", columns="outcome", values=name).reindex(columns=outcomes)
        for name in ("first", "first_error")
    )
    varying = shares.dropna(axis=1, how="all")
    shown = varying[varying.max(axis=1) >= _LEAST]
    # the first outcome that is uncertain decides the order; what does not touch it follows by the others
    if not shown.empty:
        first, most = shown.iloc[:, 0], shown.max(axis=1)
        shown = shown.iloc[np.lexsort([-most, -first.where(first >= _LEAST, 0)])]

    def share(unknown: str, outcome: str) -> str:
        value, error = shares.loc[unknown, outcome], errors.loc[unknown, outcome]
        if not value >= _LEAST:  # missing where the outcome is certain
            return "–"
        return f"{words.share(value, 0)} ±{words.decimal(100 * error, 1)}"

    unknowns = [result.unknowns[key] for key in shown.index]
    rows = [
        [
            unknown.name[words.language],
            *(share(unknown.key, outcome) for outcome in outcomes),
            words(f"evidence.{unknown.evidence}"),
            *([unknown.ask.get(words.language, "–")] if asks else []),
        ]
        for unknown in unknowns
    ]
    numbers, ending = {}, ".correlated" if correlated else ".none"
    if unknowns:
        outcome, ending = shown.columns[0], ""
        numbers = {
            "name": unknowns[0].name[words.language],
            "share": words.share(shown.iloc[0][outcome], 0),
            "outcome": words(f"table.decides.{outcome}"),
        }
    return Rows(
        rows or [[words("table.decides.all"), *["–"] * (len(outcomes) + 1 + asks)]],
        numbers,
        found[found["unknown"].isin(shown.index)],
        caption=ending,
        columns=[
            "assumption",
            *(f"column.decides.{one}" for one in outcomes),
            "evidence",
            *(["ask"] if asks else []),
        ],
        numeric=range(1, 1 + len(outcomes)),
        stacked=asks,
    )


@table("law", "table.law", "law value since reference legal_status source")
def law(result: Simulated, words: Words) -> Rows | str:
    """The legal values in force during the run, with reference, grade and date of check."""
    if not result.law_values:
        return words("table.law.none")
    groups: dict[tuple[str, str], list[LawValue]] = {}
    for value in result.law_values:
        groups.setdefault((value.group, value.since), []).append(value)
    rows = [
        (
            result.facts.law.groups[group].name[words.language],
            "; ".join(keyed(result, value, words) for value in values),
            words.month(since),
            values[0].reference,
            ", ".join(dict.fromkeys(words(f"status.{value.status}") for value in values)),
            [source(values[0].url), f" ({words(f'evidence.{values[0].evidence}')})"],
        )
        for (group, since), values in groups.items()
    ]
    return Rows(rows, {"day": words.day(min(value.checked for value in result.law_values))})


def reading_of(result: Simulated, value: LawValue, words: Words) -> tuple[str, str]:
    """What a legal value that is a reading or unverified is called among assumptions, and its grade."""
    name = result.facts.law.groups[value.group].name[words.language]
    if value.status == "interpretation":
        return words("table.assumptions.law", name=name), words(f"status.{value.status}")
    return words("table.assumptions.weak_law", name=name), words(f"evidence.{value.evidence}")


def range_of(unknown: Unknown, words: Words) -> str:
    """An unknown's range, with its most likely value where it has one."""
    shown = words.interval(unknown.low, unknown.high, unknown.unit)
    if unknown.unit == "persons":
        shown = f"{words.exact(unknown.low)}–{words.exact(unknown.high)}"
    if unknown.mode is not None:
        shown += f" ({words.value(unknown.mode, unknown.unit)})"
    if not unknown.distribution.bounded:
        shown = words("table.assumptions.quantiles", range=shown)
    return words.with_unit(shown, unknown.unit)


def citations(unknown: Unknown, words: Words) -> list[Part]:
    """Each source behind the range once, with its grade."""
    parts: list[Part] = []
    for figure in unknown.figures:
        cited = source(figure.source)
        if cited not in parts:
            parts += [" " if not parts else "; ", cited, f" ({words(f'status.{figure.status}')})"]
    return parts


# of the region's figures of money: how many rupiah one is
_RUPIAH = {"rp_million": 1e6, "rp_billion": 1e9, "rp_trillion": 1e12}


def figure_said(figure: Figure, words: Words) -> str:
    """A figure of the region's tables as it stands there, with its unit."""
    if figure.unit == "percent":
        return words.legal(figure.value / 100, "share")
    if figure.unit in _RUPIAH:
        return words.rupiah(figure.value * _RUPIAH[figure.unit], 4)
    if figure.unit == "persons":
        return words.legal(figure.value, "persons")
    return words.with_unit(words.value(figure.value, figure.unit), figure.unit)


def figure_named(region: Region, figure: Figure, words: Words) -> str:
    """What a figure of the region's tables measures, and where, unless in the region itself."""
    cited = region.tables[figure.table].set_index("id").loc[figure.row]
    key = f"figure.{cited['measure']}"
    name = words(key) if words.has(key) else region.cards[figure.table]["title"][words.language]
    return name if cited["place"] == region.code else f"{name}, {words.term('place', cited['place'])}"


def graded(row: Mapping[str, Any], words: Words) -> list[Part]:
    """A row's source with its grade."""
    return [source(row["source"]), f" ({words('status.' + row['status'])})"]


def keyed(result: Simulated, value: LawValue, words: Words) -> str:
    """A legal value after the words of its key."""
    said = words.legal(value.value, value.unit)
    dimensions = tuple(result.facts.law.groups[value.group].by)
    return f"{words.key(value.key, dimensions)}: {said}" if value.key else said


def period_said(period: str, words: Words) -> str:
    """A period as the reader writes it where it is a plain month, else as the source has it."""
    return words.month(period) if re.fullmatch(r"\d{4}-\d{2}", period) else period


# units that a number does not carry itself and that its row must name
_NAMED_UNITS = ("persons", "worker_months", "cases", "percentage_points", "families")


def unit_said(unit: str, words: Words) -> str:
    """A unit after a measure's name, where the numbers do not show it."""
    return f" ({words(f'unit.{unit}')})" if unit in _NAMED_UNITS else ""


def measure_rows(
    result: Simulated,
    words: Words,
    measures: Sequence[str],
    name: str | Callable[[str, Words], str],
    ratios: Sequence[str] = (),
    error: Callable[[float, str, Words], str] = lambda number, unit, words: words.error(number, unit),
) -> Rows:
    """Measures with mean, median, interval and Monte Carlo error, for a table of the columns `MEASURE_COLUMNS`.

    Args:
        result: the run.
        words: the language.
        measures: those shown, in the order of the result's.
        name: what a measure is called, or the key before its own where its name stands.
        ratios: those of them that a plan may leave without a base, and that then say so.
        error: how a simulation error of a unit is told.
    """
    found = result.headline_table[result.headline_table["measure"].isin(measures)]
    rows = []

    def called(measure: str) -> str:
        if callable(name):
            return name(measure, words)
        return words(f"{name}.{measure}") + unit_said(result.units[measure], words)

    for row in found.to_dict("records"):
        unit, ends = row["unit"], (row["p05"], row["p95"])
        middles = (words.estimate(row[column], *ends, unit) for column in ("mean", "p50"))
        interval = "–" if ends[0] == ends[1] else words.interval(*ends, unit)
        rows.append((called(row["measure"]), *middles, interval, error(row["mc_error"], unit, words)))
    undefined = [measure for measure in measures if measure not in result.measures and measure in ratios]
    rows += [(called(measure), words("undefined"), "–", "–", "–") for measure in undefined]
    return Rows(rows, data=found)


MEASURE_COLUMNS = "measure mean median interval error"


@table("parameters", "table.parameters", "parameter value default unit origin", stacked=True)
def parameters(result: Result, words: Words) -> Rows:
    """Each lever and setting: what it means, value, default, unit, and where the value comes from."""
    planned, rows = _of_the_plan(result), []
    for model in (result.plan, result.settings):
        default = type(model)()
        for name, field in type(model).model_fields.items():
            if name == "language":
                continue  # a report has its language in every line
            meta, value, usual = field.json_schema_extra, getattr(model, name), getattr(default, name)
            origin = "plan" if planned.get(name, ...) == value else "default" if value == usual else "own"
            without_effect = name in getattr(result.plan, "idle", ())
            meaning = meta[words.language]
            rows.append(
                (
                    Markup(f"{escape(meaning)} <code>{name}</code>", f"{meaning} ({name})"),
                    shown_value(name, value, words, meta["unit"]),
                    shown_value(name, usual, words, meta["unit"]),
                    words(f"unit.{meta['unit']}"),
                    words(f"table.parameters.{'idle' if without_effect else origin}"),
                )
            )
    return Rows(rows)


def _of_the_plan(result: Result) -> dict[str, Any]:
    """The levers that the named plan sets, which the run starts from; none for a plan of the planner's own words."""
    model = type(result.plan)
    if result.label != DEFAULT and result.label not in plan_files():
        return {}
    levers = read_plan(result.label, model).levers
    return {name: getattr(model(**levers), name) for name in levers}


@table("provenance", "provenance", "item content")
def provenance(result: Result, words: Words) -> Rows:
    """What this result was computed from; nothing in it depends on a clock."""
    rows = [
        (words("provenance.identity"), result.identity),
        (words("provenance.version"), f"simulate {__version__}, {result.inputs['code'][:16]}"),
        (words("provenance.data"), words("provenance.files", count=str(len(result.inputs["data"])))),
        (words("provenance.facts"), words.day(result.facts_date)),
    ]
    if "draws" in result.settings.names():
        rows.append((words("provenance.draws"), f"{words.exact(result.settings.draws)}; {result.settings.seed}"))
    return Rows(rows)


@choice
def abbreviations(result: Result) -> Element:
    """What the abbreviations stand for, as far as the language's reader needs it."""
    glossary = read_yaml(Path(__file__).with_name("glossary.yaml"))
    own = f"terms.{result.inputs['programme']}"

    def spoken(words: Words) -> tuple[str, str, str]:
        told = {term for key in ("terms", own) if words.has(key) for term in words(key).split("; ")}
        listed = [(term, meaning[words.language]) for term, meaning in glossary.items() if term in told]
        items = "".join(f"<dt>{escape(term)}</dt><dd>{escape(meaning)}</dd>" for term, meaning in listed)
        text = "; ".join(f"{term}: {meaning}" for term, meaning in listed)
        return "text", f'<dl class="sim-terms">{items}</dl>', text

    return of_both(result.settings.language, spoken)
