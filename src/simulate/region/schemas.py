"""What each table must look like: columns, types, closed lists, unique keys, codes of places."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from simulate import paths
from simulate.errors import Phrase, Problem, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

# a code that has figures alone
_KEMENDAGRI, _BPS = 6, 7


def meant(text: str) -> Phrase | None:
    """What a code of another form is in Kemendagri's; None where that is not certain.

    Known are Kemendagri's codes without points, and BPS's of kecamatan, or of a desa in one, of every region that has
    a table of them. A code is never guessed from one that is written alike: that is another place.
    """
    figures = re.sub(r"[.\s]", "", text)
    if len(figures) == _KEMENDAGRI:
        code = f"{figures[:2]}.{figures[2:4]}.{figures[4:]}"
        name = _rows("kecamatan", "kecamatan").get(code)
        return Phrase("code_of", name=name, code=code) if name else None
    numbered = {bps: own for own, bps in _rows("bps_codes", "bps_code").items()}
    code = numbered.get(figures[:_BPS]) if len(figures) in (_BPS, _BPS + 3) else None
    if code is None:
        return None
    place = _rows("kecamatan", "kecamatan").get(code, code)
    case = "code_of.bps" if len(figures) == _BPS else "code_of.bps_desa"
    return Phrase(case, figures=figures, place=place, code=code)


def bps_of(code: str) -> str | None:
    """BPS's code for a kecamatan."""
    return _rows("bps_codes", "bps_code").get(code)


def _rows(table: str, column: str) -> dict[str, str]:
    """A column by code of the kecamatan, of all regions; read as text, for a message about another table."""
    found: dict[str, str] = {}
    for path in sorted((paths.data() / "regions").glob(f"*/{table}.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found |= {row.get("kecamatan_code", ""): row.get(column, "") for row in csv.DictReader(file)}
    return found


# the published aspects of the award (West Java, December 2025; see data/indonesia/paritrana_weights.csv)
ASPECTS = ("regulation", "implementation", "coverage", "innovation")
# what the model computes of coverage, for items that nobody scores by hand
RULES = ("covered_share", "covered_growth", "funded_of_pool")
# what the regency may do within the assessment year
ACTIONS = (
    "perbup_asn", "perda", "permits", "village", "apbd", "drives", "sponsorship", "election", "monitoring", "outlets",
)  # fmt: skip
_ROUNDING = 1e-6


def scorecard_problems(table: pd.DataFrame, where: str) -> Iterator[Problem]:
    """Problems of ``paritrana.csv`` that concern more than one cell."""
    for row, item in enumerate(table.to_dict("records"), start=2):
        place = f"{where} row {row} column"
        rule, moved_by = ("" if item[column] != item[column] else item[column] for column in ("rule", "moved_by"))
        if rule:
            if item["aspect"] != "coverage":
                yield Problem("misplaced_rule", f"{place} `rule`", rule=rule)
            for column in ("score_low", "score_high"):
                if item[column] == item[column]:
                    told = {"item": item[column], "rule": rule}
                    yield Problem("scored_twice.scorecard_problems", f"{place} `{column}`", **told)
        else:
            yield from _range_problems(item, place)
        for word in moved_by.split():
            if word not in ACTIONS:
                nearest = did_you_mean(word, ACTIONS)
                yield Problem("unknown_word.scorecard_problems", f"{place} `moved_by`", word=word, meant=nearest)
    for aspect in ASPECTS:
        if aspect not in set(table["aspect"]):
            yield Problem("missing_aspect", where, aspect=aspect)


def peer_problems(table: pd.DataFrame, where: str) -> Iterator[Problem]:
    """Problems of ``paritrana_peers.csv`` that concern more than one cell."""
    for row, peer in enumerate(table.to_dict("records"), start=2):
        place = f"{where} row {row} column"
        yield from _range_problems(peer, place)
        if peer["covered_share"] == peer["covered_share"]:
            if peer["aspect"] != "coverage":
                yield Problem("misplaced_value", f"{place} `covered_share`")
            if peer["score_low"] == peer["score_low"]:
                yield Problem("scored_twice", f"{place} `score_low`", peer=peer["score_low"])


def weight_problems(table: pd.DataFrame, where: str) -> Iterator[Problem]:
    """Schemes of ``paritrana_weights.csv`` whose weights are not those of every aspect, or do not sum to 1."""
    for scheme, rows in table.groupby("scheme", sort=False):
        missing = [aspect for aspect in ASPECTS if aspect not in set(rows["aspect"])]
        if missing:
            yield Problem("missing_aspect.weight_problems", f"{where} `{scheme}`", names=", ".join(missing))
        elif abs(rows["weight"].sum() - 1) > _ROUNDING:
            yield Problem("weights_do_not_sum.weight_problems", f"{where} `{scheme}`", found=rows["weight"].sum())


def _range_problems(row: dict, place: str) -> Iterator[Problem]:
    low, high = row["score_low"], row["score_high"]
    given = [column for column in ("score_low", "score_high") if row[column] == row[column]]
    if len(given) == 1:
        [empty] = {"score_low", "score_high"} - {*given}
        yield Problem("half_a_range", f"{place} `{empty}`")
    elif low > high:
        yield Problem("bounds_cross.range_problems", f"{place} `score_high`", high=high, low=low)


ROWS: dict[str, Callable[[pd.DataFrame, str], Iterator[Problem]]] = {
    "paritrana": scorecard_problems,
    "paritrana_peers": peer_problems,
    "paritrana_weights": weight_problems,
}


REGION_TABLES = ("asn", "budget", "coverage", "desa", "kecamatan", "labour")
# tables that a region may do without
OPTIONAL_TABLES = ("asn_units", "bps_codes", "elections", "outlets", "paritrana", "record", "uncovered")
# of them, what one report alone reads: the others neither wait for it nor are made anew with it
SEPARATE_TABLES = ("record",)
OWN_TABLES = (*REGION_TABLES, *OPTIONAL_TABLES)
NATIONAL_TABLES = (
    "bpjs_experience", "election_records", "mortality", "paritrana_awards", "paritrana_peers", "paritrana_weights",
    "sponsor_programmes",
)  # fmt: skip
TABLES = (*OWN_TABLES, *NATIONAL_TABLES)

# who pays, as the law names payers
RECORD_PAYERS = ("sponsor", "apbd", "apbdes", "csr", "personal")
# what a monthly record counts; the amounts are whole rupiah
RECORD_COUNTS = ("registered_persons", "paid_up_persons", "lapsed_persons", "contributions_rp", "claims")
ASN_GROUPS = ("pns", "pppk", "pppk_paruh_waktu")
STATUSES = ("official", "press", "norm", "derived", "estimate", "assumption", "unverified")
OUTLET_KINDS = ("branch", "mall", "market", "service_mall", "kecamatan_office")
OUTLET_CONDITIONS = ("open", "planned", "candidate")
INSTRUMENTS = (
    "announced", "circular", "circular_with_push", "donation", "government_paid", "payroll_deduction", "regulation",
    "several", "signed_auto_debit",
)  # fmt: skip
UNITS = (
    "persons", "percent", "share", "ratio", "cases", "claims", "km2", "months", "per_1000_persons_year",
    "rp", "rp_month", "rp_month_per_head", "rp_million", "rp_billion", "rp_trillion",
    "polling_stations", "desa", "polls", "kecamatan",
)  # fmt: skip


@cache
def schema(table: str):
    """The pandera schema of a table by its file name, without ``.csv``."""
    import pandera.pandas as pa

    def text(*checks, **kwargs):
        return pa.Column(str, list(checks), coerce=True, **kwargs)

    def word(words, **kwargs):
        return text(pa.Check.isin(words), **kwargs)

    def label(**kwargs):
        return text(pa.Check(lambda cells: cells == cells.str.strip(), error="range.trimmed"), **kwargs)

    def number(*checks, **kwargs):
        return pa.Column("float64", list(checks), coerce=True, **kwargs)

    def count(*checks):
        return pa.Column("int64", list(checks) or least(0), coerce=True)

    def least(value):
        return pa.Check.ge(value, error=f"range.least|{value}")

    def above(value):
        return pa.Check.gt(value, error=f"range.above|{value}")

    def between(low, high):
        return pa.Check.in_range(low, high, error=f"range.from_to|{low}|{high}")

    def written(form, example):
        return pa.Check.str_matches(f"^{form}$", error=f"range.written|{example}")

    # empty where it is not known, so a column of them is float
    whole = pa.Check(lambda cells: cells % 1 == 0, error="range.whole")
    count_if_known, maybe = number(least(0), whole, nullable=True), text(nullable=True)
    origin = {"status": word(STATUSES), "source": text()}
    figure = {"id": text(unique=True), "place": text(), "period": text(), "measure": text()}
    figure |= {"value": number(nullable=True), "unit": word(UNITS), **origin}
    figures = figure | {"segment": text()}
    point = {"latitude": number(between(-11, 6)), "longitude": number(between(95, 141))}
    place = {"area_km2": number(above(0)), **point, "tps_regular_2024": count(), "population_2025": count(), **origin}
    code = written(r"\d{2}\.\d{2}\.\d{2}", "36.03.01")
    kecamatan, each_kecamatan = text(code), text(code, unique=True)
    slug, region_code = written("[a-z][a-z0-9_]*", "a_word"), text(written(r"\d{2}\.\d{2}", "36.03"))
    # a score from 0 to 1 as the evidence allows; empty where there is none
    score = number(between(0, 1), nullable=True)
    scored = {"aspect": word(ASPECTS), "score_low": score, "score_high": score}
    scored |= {"evidence_id": text(), "evidence_en": text(), "period": text(), **origin}
    columns = {
        **dict.fromkeys(
            ("labour", "coverage", "budget", "bpjs_experience", "elections", "election_records"), figures
        ),
        "sponsor_programmes": figure
        | {
            "programme": text(),
            "instrument": word(INSTRUMENTS),
            "numerator": count_if_known,
            "denominator": number(above(0), whole, nullable=True),
            "note": maybe,
        },
        "asn": {
            "group": text(),
            "period": text(written(r"\d{4}(-(0[1-9]|1[0-2]))?", "2026 or 2026-03")),
            "persons": count(),
        },
        "asn_units": {"unit": label(), "group": word(ASN_GROUPS), "grade": label(), "persons": count()},
        "kecamatan": place
        | {
            "kecamatan_code": each_kecamatan,
            "kecamatan": text(unique=True),
            "n_desa": count(),
            "n_kelurahan": count(),
            "tps_total_2024": count(),
        },
        "bps_codes": {"kecamatan_code": each_kecamatan, "bps_code": text(written(r"\d{7}", "3603010"), unique=True)},
        "outlets": {
            "outlet_id": label(unique=True),
            "outlet": label(),
            "kind": word(OUTLET_KINDS),
            "condition": word(OUTLET_CONDITIONS),
            "kecamatan_code": kecamatan,
            **point,
            "opened": maybe,
        },
        "paritrana": scored
        | {
            "item": text(slug, unique=True),
            "rule": pa.Column(str, pa.Check.isin(RULES), nullable=True),
            "title_id": text(),
            "title_en": text(),
            "moved_by": maybe,
        },
        "paritrana_awards": {
            "region_code": region_code,
            "region": text(),
            "assessed_year": count(),
            "provincial_rank": count(least(1)),
        },
        "paritrana_peers": scored
        | {"region_code": region_code, "region": text(), "covered_share": number(between(0, 100), nullable=True)},
        "paritrana_weights": {
            "scheme": text(slug),
            "title_id": text(),
            "title_en": text(),
            "aspect": word(ASPECTS),
            "weight": number(between(0, 1)),
        },
        "uncovered": {"kecamatan_code": each_kecamatan, "uncovered_persons": count(), "poor_persons": count_if_known},
        "record": {
            "month": text(written(r"\d{4}-(0[1-9]|1[0-2])", "2026-03")),
            "kecamatan": label(),
            "payer": word(RECORD_PAYERS),
            **dict.fromkeys(RECORD_COUNTS, count_if_known),
        },
        "desa": place
        | {
            "desa_code": text(written(r"\d{2}\.\d{2}\.\d{2}\.\d{4}", "36.03.01.2001"), unique=True),
            "desa": text(),
            "kind": word(("desa", "kelurahan")),
            "kecamatan_code": kecamatan,
        },
        "mortality": {
            "year_from": count(),
            "year_to": count(),
            "sex": word(("male", "female", "both")),
            "age_start": count(),
            "age_end": count_if_known,  # empty in the open last band
            "deaths_per_person_year": number(between(0, 1)),
        },
    }
    unique = {
        "asn": ["group", "period"],
        "asn_units": ["unit", "group", "grade"],
        "mortality": ["year_from", "sex", "age_start"],
        "paritrana_awards": ["region_code", "assessed_year"],
        "paritrana_peers": ["region_code", "aspect"],
        "paritrana_weights": ["scheme", "aspect"],
        "record": ["month", "kecamatan", "payer"],
    }
    return pa.DataFrameSchema(columns[table] | origin, strict=True, unique=unique.get(table), ordered=False)


@cache
def whole_columns(table: str) -> tuple[str, ...]:
    """The columns of a table that count whole things."""
    return tuple(
        name
        for name, column in schema(table).columns.items()
        if str(column.dtype) == "int64" or any(check.error == "range.whole" for check in column.checks)
    )
