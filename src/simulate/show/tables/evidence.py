"""Tables of what the result rests on: precedents, conflicts, assumptions, law."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from simulate.show.cells import Cell, Part, bullets, source
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.words import Words
from simulate.study.sensitivity import one_at_a_time

if TYPE_CHECKING:
    import pandas as pd

    from simulate.law import LawValue
    from simulate.plan.unknowns import Unknown
    from simulate.study.result import SponsorshipResult
    from simulate.study.simulated import Simulated


def elsewhere(result: SponsorshipResult) -> Piece:
    """What sponsorship programmes of other regions reached."""
    found = result.region.tables["sponsor_programmes"]

    def value(row: dict, words: Words) -> str:
        if row["value"] != row["value"]:
            return words("table.elsewhere.none")
        shown = words.exact(row["value"]) if row["unit"] == "persons" else words.value(row["value"], row["unit"])
        if row["numerator"] == row["numerator"]:
            shown += f" ({words.exact(row['numerator'])} / {words.exact(row['denominator'])})"
        return shown

    def rows(words: Words):
        return [
            (
                row["place"],
                value(row, words),
                words.term("figure", row["measure"]),
                words(f"instrument.{row['instrument']}"),
                period_said(row["period"], words),
                graded(row, words),
            )
            for row in found.to_dict("records")
        ]

    return table(
        "elsewhere",
        result.settings.language,
        caption=lambda words: words("table.elsewhere.caption"),
        header=heads("place", "value", "what", "instrument", "period", "source"),
        rows=rows,
    )


def conflicts(result: SponsorshipResult) -> Piece:
    """Figures of the region that do not fit together, all kept, each with its grade and source."""
    region = result.region
    asn = region.tables["asn"]

    def figure(value: float, unit: str, words: Words) -> str:
        return words.share(value / 100, 2) if unit == "percent" else words.exact(value)

    def note(words: Words) -> str:
        said = []
        for conflict in region.about.conflicts:
            first, *others = [region.figure(*row) for row in conflict.rows]
            ratios = {
                f"ratio_{place}": words.decimal(first.value / other.value, 1)
                for place, other in enumerate(others, start=2)
            }
            value = figure(first.value, first.unit, words)
            said.append(conflict.says[words.language].format(value=value, **ratios))
        return " ".join([*said, words("table.conflicts.note")])

    def rows(words: Words):
        for table_name, key in (row for conflict in region.about.conflicts for row in conflict.rows):
            row = region.tables[table_name].set_index("id").loc[key]
            yield (
                words.term("figure", row["measure"]),
                figure(row["value"], row["unit"], words),
                words.term("place", row["place"]),
                period_said(row["period"], words),
                graded(row, words),
            )
        for row in asn[asn["group"].isin(region.about.asn_totals)].to_dict("records"):
            yield (
                words.term("figure", row["group"]),
                words.exact(row["persons"]),
                region.about.name,
                period_said(row["period"], words),
                graded(row, words),
            )

    return table(
        "conflicts",
        result.settings.language,
        caption=lambda words: words("table.conflicts.caption"),
        header=heads("what", "value", "place", "period", "source"),
        rows=lambda words: list(rows(words)),
        numeric=(1,),
        note=note,
    )


def assumptions(result: Simulated) -> Piece:
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

    return table(
        "assumptions",
        result.settings.language,
        caption=lambda words: words("table.assumptions.caption"),
        header=heads("assumption", "range", "weight", "evidence", "reason"),
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


def law(result: Simulated) -> Piece:
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

    return table(
        "law",
        result.settings.language,
        caption=lambda words: words("table.law.caption"),
        header=heads("law", "value", "since", "reference", "legal_status", "source"),
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
