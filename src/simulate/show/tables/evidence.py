"""Tables of what the result rests on: precedents, conflicts, assumptions, law."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from simulate.show.pieces import Piece
from simulate.show.table import Part, heads, table
from simulate.show.words import Words

if TYPE_CHECKING:
    from simulate.law import LawValue
    from simulate.plan.unknowns import Unknown
    from simulate.study.result import SponsorshipResult

_URL = re.compile(r"https?://[^\s;,\"]+")
# figures of the regency that do not fit together, by table and row
_CONFLICTS = (
    ("coverage", "covered_share_claim_sep_2025"),
    ("coverage", "banten_covered_share_nov_2025"),
    ("coverage", "36_04_covered_share_dec_2025"),
    ("coverage", "protected_vulnerable_workers_claim_sep_2025"),
    ("labour", "vulnerable_workers_decile_1_4_2023"),
    ("coverage", "protected_vulnerable_workers_claim_2023"),
    ("coverage", "active_bpu_2023"),
    ("labour", "employed_2021"),
    ("labour", "employed_2023"),
)
_THR_MONTH = "2026-03"
_THR_RECIPIENTS = ("pns", "pppk", "pppk_paruh_waktu", "swakelola", "dprd", "pejabat_daerah")
_ASN_CONFLICTS = ("asn_total", "thr_recipients_stated_total", "asn_bkpsdm", "all_employees")


def elsewhere(result: SponsorshipResult) -> Piece:
    """What sponsorship programmes of other regions reached."""
    found = result.region.tables["sponsor_programmes"]

    def value(row: dict, words: Words) -> str:
        if row["value"] != row["value"]:
            return words("table.elsewhere.none")
        shown = words.share(row["value"]) if row["unit"] == "share" else words.exact(row["value"])
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
                _period(row["period"], words),
                _graded(row, words),
            )
            for row in found.to_dict("records")
        ]

    return table(
        "elsewhere",
        result.settings.language,
        caption=lambda words: words("table.elsewhere.caption"),
        header=heads("place", "value", "what", "instrument", "period", "source"),
        rows=rows,
        data=found,
    )


def conflicts(result: SponsorshipResult) -> Piece:
    """Figures of the regency that do not fit together, all kept, each with its grade and source."""
    tables = result.region.tables
    asn = tables["asn"]
    recipients = asn[asn["group"].isin(_THR_RECIPIENTS) & (asn["period"] == _THR_MONTH)]

    def note(words: Words) -> str:
        claim = result.region.figure("coverage", "protected_vulnerable_workers_claim_sep_2025").value
        pool = result.region.figure("labour", "vulnerable_workers_decile_1_4_2023").value
        earlier = result.region.figure("coverage", "protected_vulnerable_workers_claim_2023").value
        stated = asn[asn["group"] == "thr_recipients_stated_total"]["persons"].iloc[-1]
        return words(
            "table.conflicts.note",
            claim=words.exact(claim),
            pool_ratio=words.decimal(claim / pool, 1),
            earlier_ratio=words.decimal(claim / earlier, 1),
            thr_gap=words.exact(stated - recipients["persons"].sum()),
        )

    def rows(words: Words):
        for name, key in _CONFLICTS:
            row = tables[name].set_index("id").loc[key]
            percent = row["unit"] == "percent"
            yield (
                words.term("figure", row["measure"]),
                words.share(row["value"] / 100, 2) if percent else words.exact(row["value"]),
                words.term("place", row["place"]),
                _period(row["period"], words),
                _graded(row, words),
            )
        yield (
            words("figure.thr_recipients_sum"),
            words.exact(recipients["persons"].sum()),
            result.region.name,
            words.month(_THR_MONTH),
            _graded({"source": recipients["source"].iloc[0], "status": "derived"}, words),
        )
        for group in _ASN_CONFLICTS:
            for row in asn[asn["group"] == group].to_dict("records"):
                yield (
                    words(f"figure.{group}"),
                    words.exact(row["persons"]),
                    result.region.name,
                    _period(row["period"], words),
                    _graded(row, words),
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


def assumptions(result: SponsorshipResult) -> Piece:
    """Every unknown with its range and grade, and every legal value that is a reading or unverified."""

    def rows(words: Words):
        for unknown in result.unknowns_used:
            yield (
                unknown.name[words.language],
                _range(unknown, words),
                words(f"evidence.{unknown.evidence}"),
                [unknown.reason[words.language], *_citations(unknown, words)],
            )
        for value in result.law_readings:
            key = "law" if value.status == "interpretation" else "weak_law"
            name = result.law_names[value.group][words.language]
            yield (
                words(f"table.assumptions.{key}", name=name),
                f"{_key(value.key, words)}{_legal(value, words)}",
                words(f"status.{value.status}") if key == "law" else words(f"evidence.{value.evidence}"),
                [value.note.get(words.language, ""), f" {value.reference}: ", _source(value.url)],
            )
        for group, month in result.extended_law.items():
            yield (
                words(
                    "table.assumptions.extended",
                    name=result.law_names[group][words.language],
                    month=words.month(month),
                ),
                "–",
                words("status.assumption"),
                words("table.assumptions.extended.reason"),
            )

    return table(
        "assumptions",
        result.settings.language,
        caption=lambda words: words("table.assumptions.caption"),
        header=heads("assumption", "range", "evidence", "reason"),
        rows=lambda words: list(rows(words)),
        note=lambda words: words("table.assumptions.note"),
        data=result.assumption_table,
    )


def law(result: SponsorshipResult) -> Piece:
    """The legal values in force during the run, with reference, grade and date of check."""
    groups: dict[tuple[str, str], list[LawValue]] = {}
    for value in result.law_values:
        groups.setdefault((value.group, value.since), []).append(value)

    def rows(words: Words):
        for (group, since), values in groups.items():
            first = values[0]
            statuses = dict.fromkeys(words(f"status.{value.status}") for value in values)
            yield (
                result.law_names[group][words.language],
                "; ".join(f"{_key(value.key, words)}{_legal(value, words)}" for value in values)
                + (f" {words(f'unit.{first.unit}')}" if first.unit in ("months", "years", "months_of_wage") else ""),
                words.month(since),
                first.reference,
                ", ".join(statuses),
                [_source(first.url), f" ({words(f'evidence.{first.evidence}')})"],
            )

    return table(
        "law",
        result.settings.language,
        caption=lambda words: words("table.law.caption"),
        header=heads("law", "value", "since", "reference", "legal_status", "source"),
        rows=lambda words: list(rows(words)),
        note=lambda words: words("table.law.note", day=words.day(min(value.checked for value in result.law_values))),
    )


def _range(unknown: Unknown, words: Words) -> str:
    shown = words.interval(unknown.low, unknown.high, unknown.unit)
    if unknown.unit == "persons":
        shown = f"{words.exact(unknown.low)}–{words.exact(unknown.high)}"
    if unknown.mode is not None:
        shown += f" ({words.value(unknown.mode, unknown.unit)})"
    plain = unknown.unit in ("share", "rp", "ratio", "persons")
    return shown if plain else f"{shown} {words(f'unit.{unknown.unit}')}"


def _citations(unknown: Unknown, words: Words) -> list[Part]:
    """Each source behind the range once, with its grade."""
    parts: list[Part] = []
    for figure in unknown.figures:
        cited = _source(figure.source)
        if cited not in parts:
            parts += [" " if not parts else "; ", cited, f" ({words(f'status.{figure.status}')})"]
    return parts


def _graded(row: Mapping[str, Any], words: Words) -> list[Part]:
    """A row's source with its grade."""
    return [_source(row["source"]), f" ({words('status.' + row['status'])})"]


def _source(source: str) -> Part:
    """The first address in a source as a link, named by its host; a source without one as it is."""
    match = _URL.search(source)
    if match is None:
        return source
    return (re.sub(r"^https?://(www\.)?([^/]+).*", r"\2", match[0]), match[0])


def _key(key: str, words: Words) -> str:
    return f"{', '.join(words(f'key.{part}') for part in key.split('.'))}: " if key else ""


def _legal(value: LawValue, words: Words) -> str:
    """A legal value: shares in whole percent, all else in the form of its unit."""
    return words.share(value.value, 0) if value.unit == "share" else words.value(value.value, value.unit)


def _period(period: str, words: Words) -> str:
    """A period as the reader writes it where it is a plain month, else as the source has it."""
    return words.month(period) if re.fullmatch(r"\d{4}-\d{2}", period) else period
