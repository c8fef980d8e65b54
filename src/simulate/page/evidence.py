"""Tables of what any result rests on: assumptions, law, parameters, provenance, abbreviations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate import __version__
from simulate.page.base import Element, Text, bilingual
from simulate.page.table import Cell, Markup, Part, bullets, headers, old_table, source
from simulate.page.values import shown_value
from simulate.page.words import Words
from simulate.plan.named import DEFAULT, plan_files, read_plan
from simulate.study.sensitivity import one_at_a_time
from simulate.yamlfile import read_yaml

if TYPE_CHECKING:
    import pandas as pd

    from simulate.law.files import LawValue
    from simulate.plan.unknowns import Unknown
    from simulate.study.simulated import Result, Simulated


def assumptions(result: Simulated) -> Element:
    """Every unknown with its range, weight and grade, and every legal value that is a reading or unverified."""
    moved = one_at_a_time(result).set_index(["unknown", "outcome"])
    weighed = {outcome: result.units[outcome] for outcome in result.weighed}

    def rows(words: Words):
        for unknown in result.unknowns_told:
            yield (
                unknown.name[words.language],
                range_of(unknown, words),
                _weight(moved, unknown.key, weighed, words),
                words(f"evidence.{unknown.evidence}"),
                [unknown.reason[words.language], *_citations(unknown, words)],
            )
        for (name, grade), values in _readings(result, words).items():
            notes = dict.fromkeys(value.note.get(words.language, "") for value in values)
            cited = dict.fromkeys((value.reference, value.url) for value in values)
            yield (
                name,
                "; ".join(keyed(result, value, words) for value in values),
                "",
                grade,
                [" ".join(note for note in notes if note), *_references(cited)],
            )
        for month, names in _extended(result, words).items():
            yield (
                words("table.assumptions.extended", month=words.month(month)),
                "; ".join(names),
                "",
                words("status.assumption"),
                words("table.assumptions.extended.reason"),
            )

    return old_table(
        "assumptions",
        result.settings.language,
        caption=lambda words: words("table.assumptions.caption"),
        header=headers("assumption", "range", "weight", "evidence", "reason"),
        rows=lambda words: list(rows(words)),
        note=lambda words: words("table.assumptions.note"),
        stacked=True,
    )


def _readings(result: Simulated, words: Words) -> dict[tuple[str, str], list[LawValue]]:
    """Legal values that are readings or unverified, those of one group and grade together."""
    found: dict[tuple[str, str], list[LawValue]] = {}
    for value in result.law_readings:
        found.setdefault(reading_of(result, value, words), []).append(value)
    return found


def _extended(result: Simulated, words: Words) -> dict[str, list[str]]:
    """Rules held past the months that their files vouch for, by the first such month."""
    found: dict[str, list[str]] = {}
    for group, month in result.extended_law.items():
        found.setdefault(month, []).append(result.facts.law.groups[group].name[words.language])
    return found


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


def _weight(moved: pd.DataFrame, unknown: str, weighed: Mapping[str, str], words: Words) -> Cell:
    """How far an assumption alone moves the outcomes that it moves by a hundredth or more."""
    said = []
    for outcome, unit in weighed.items():
        if (unknown, outcome) not in moved.index:
            continue
        low, high = sorted(moved.loc[(unknown, outcome), ["low", "high"]])
        if high - low >= 0.01 * max(high, 1e-9) and words.value(low, unit) != words.value(high, unit):
            ends = words.interval(low, high, unit)
            said.append(words(f"table.assumptions.weight.{outcome}", ends=ends))
    return bullets(said) if said else "–"


def law(result: Simulated) -> Element:
    """The legal values in force during the run, with reference, grade and date of check."""
    groups: dict[tuple[str, str], list[LawValue]] = {}
    for value in result.law_values:
        groups.setdefault((value.group, value.since), []).append(value)

    def rows(words: Words):
        for (group, since), values in groups.items():
            first = values[0]
            statuses = dict.fromkeys(words(f"status.{value.status}") for value in values)
            yield (
                result.facts.law.groups[group].name[words.language],
                "; ".join(keyed(result, value, words) for value in values),
                words.month(since),
                first.reference,
                ", ".join(statuses),
                [source(first.url), f" ({words(f'evidence.{first.evidence}')})"],
            )

    return old_table(
        "law",
        result.settings.language,
        caption=lambda words: words("table.law.caption"),
        header=headers("law", "value", "since", "reference", "legal_status", "source"),
        rows=lambda words: list(rows(words)),
        note=lambda words: words("table.law.note", day=words.day(min(value.checked for value in result.law_values))),
    )


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


def _citations(unknown: Unknown, words: Words) -> list[Part]:
    """Each source behind the range once, with its grade."""
    parts: list[Part] = []
    for figure in unknown.figures:
        cited = source(figure.source)
        if cited not in parts:
            parts += [" " if not parts else "; ", cited, f" ({words(f'status.{figure.status}')})"]
    return parts


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


def measured(
    result: Simulated,
    place: str,
    measures: Sequence[str],
    ratios: Sequence[str] = (),
    *,
    name: Callable[[str, Words], str],
    caption: Text,
    note: Text,
    error: Callable[[float, str, Words], str] | None = None,
) -> Element:
    """Measures with mean, median, interval and Monte Carlo error.

    Args:
        result: the run.
        place: names the table in the page and its CSV.
        measures: those shown, in the order of the result's.
        ratios: those of them that a plan may leave without a base, and that then say so.
        name: what a measure is called.
        caption: what the table shows.
        note: a line below.
        error: how a simulation error of a unit is told; as elsewhere unless given.
    """
    found = result.headline_table[result.headline_table["measure"].isin(measures)]

    def rows(words: Words):
        for row in found.to_dict("records"):
            unit, certain = row["unit"], row["p05"] == row["p95"]
            yield (
                name(row["measure"], words),
                words.estimate(row["mean"], row["p05"], row["p95"], unit),
                words.estimate(row["p50"], row["p05"], row["p95"], unit),
                "–" if certain else words.interval(row["p05"], row["p95"], unit),
                error(row["mc_error"], unit, words) if error else words.error(row["mc_error"], unit),
            )
        for measure in measures:
            if measure not in result.measures and measure in ratios:
                yield (name(measure, words), words("undefined"), "–", "–", "–")

    return old_table(
        place,
        result.settings.language,
        caption=caption,
        header=headers("measure", "mean", "median", "interval", "error"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3, 4),
        note=note,
        data=found,
    )


def parameters(result: Result) -> Element:
    """Each lever and setting: what it means, value, default, unit, and where the value comes from."""
    planned = _of_the_plan(result)

    def rows(words: Words):
        for model in (result.plan, result.settings):
            default = type(model)()
            for name, field in type(model).model_fields.items():
                meta = field.json_schema_extra
                value, usual = getattr(model, name), getattr(default, name)
                if name == "language":
                    continue  # a report has its language in every line
                named = name in planned and planned[name] == value
                origin = "plan" if named else "default" if value == usual else "own"
                without_effect = name in getattr(result.plan, "idle", ())
                said = meta[words.language]
                yield (
                    Markup(f"{escape(said)} <code>{name}</code>", f"{said} ({name})"),
                    shown_value(name, value, words, meta["unit"]),
                    shown_value(name, usual, words, meta["unit"]),
                    words(f"unit.{meta['unit']}"),
                    words(f"table.parameters.{'idle' if without_effect else origin}"),
                )

    return old_table(
        "parameters",
        result.settings.language,
        caption=lambda words: words("table.parameters.caption"),
        header=headers("parameter", "value", "default", "unit", "origin"),
        rows=lambda words: list(rows(words)),
        stacked=True,
    )


def _of_the_plan(result: Result) -> dict[str, Any]:
    """The levers that the named plan sets, which the run starts from; none for a plan of the planner's own words."""
    model = type(result.plan)
    if result.label != DEFAULT and result.label not in plan_files():
        return {}
    levers = read_plan(result.label, model).levers
    return {name: getattr(model(**levers), name) for name in levers}


def provenance(result: Result) -> Element:
    """What this result was computed from; nothing in it depends on a clock."""

    def rows(words: Words):
        rows = [
            (words("provenance.identity"), result.identity),
            (words("provenance.version"), f"simulate {__version__}, {result.inputs['code'][:16]}"),
            (words("provenance.data"), words("provenance.files", count=str(len(result.inputs["data"])))),
            (words("provenance.facts"), words.day(result.facts_date)),
        ]
        if "draws" in result.settings.names():
            draws = f"{words.exact(result.settings.draws)}; {result.settings.seed}"
            rows.append((words("provenance.draws"), draws))
        return rows

    return old_table(
        "provenance",
        result.settings.language,
        caption=lambda words: words("provenance.caption"),
        header=headers("item", "content"),
        rows=rows,
    )


def abbreviations(result: Result) -> Element:
    """What the abbreviations stand for, as far as the language's reader needs it."""
    terms = read_yaml(Path(__file__).with_name("glossary.yaml"))
    programme = result.inputs["programme"]

    def listed(words: Words) -> list[tuple[str, str]]:
        return [
            (term, said[words.language])
            for term, said in terms.items()
            if said.get(words.language) and programme in said.get("in", [programme])
        ]

    def html(words: Words) -> str:
        items = "".join(f"<dt>{escape(term)}</dt><dd>{escape(said)}</dd>" for term, said in listed(words))
        return f'<dl class="sim-terms">{items}</dl>'

    def text(words: Words) -> str:
        return "; ".join(f"{term}: {said}" for term, said in listed(words))

    return bilingual("text", result.settings.language, html, text)
