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
    code = of_bps(figures[:_BPS]) if len(figures) in (_BPS, _BPS + 3) else None
    if code is None:
        return None
    place = _rows("kecamatan", "kecamatan").get(code, code)
    case = "code_of.bps" if len(figures) == _BPS else "code_of.bps_desa"
    return Phrase(case, figures=figures, place=place, code=code)


def of_bps(code: str) -> str | None:
    """Kemendagri's code for a kecamatan that BPS numbers so."""
    return next((own for own, bps in _rows("bps_codes", "bps_code").items() if bps == code), None)


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
    "perbup_asn",
    "perda",
    "permits",
    "village",
    "apbd",
    "drives",
    "sponsorship",
    "election",
    "monitoring",
    "outlets",
)
_ROUNDING = 1e-6


def scorecard_problems(table: pd.DataFrame, where: str) -> Iterator[Problem]:
    """Problems of ``paritrana.csv`` that concern more than one cell."""
    for row, item in enumerate(table.to_dict("records"), start=2):
        place = f"{where} row {row} column"
        rule, moved_by = (_said(item[column]) for column in ("rule", "moved_by"))
        if rule:
            if item["aspect"] != "coverage":
                yield Problem("misplaced_rule", f"{place} `rule`", rule=rule)
            for column in ("score_low", "score_high"):
                if item[column] == item[column]:
                    f"{item[column]:g} beside rule `{rule}`"
                    yield Problem(
                        "scored_twice.scorecard_problems", f"{place} `{column}`", item=item[column], rule=rule
                    )
        else:
            yield from _range_problems(item, place)
        for word in moved_by.split():
            if word not in ACTIONS:
                yield Problem(
                    "unknown_word.scorecard_problems",
                    f"{place} `moved_by`",
                    word=word,
                    meant=did_you_mean(word, ACTIONS),
                )
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
                f"{peer['score_low']:g} beside a covered share"
                yield Problem("scored_twice", f"{place} `score_low`", peer=peer["score_low"])


def weight_problems(table: pd.DataFrame, where: str) -> Iterator[Problem]:
    """Schemes of ``paritrana_weights.csv`` whose weights are not those of every aspect, or do not sum to 1."""
    for scheme, rows in table.groupby("scheme", sort=False):
        missing = [aspect for aspect in ASPECTS if aspect not in set(rows["aspect"])]
        if missing:
            yield Problem("missing_aspect.weight_problems", f"{where} `{scheme}`", names=", ".join(missing))
        elif abs(rows["weight"].sum() - 1) > _ROUNDING:
            f"weights sum to {rows['weight'].sum():g}"
            yield Problem("weights_do_not_sum.weight_problems", f"{where} `{scheme}`", found=rows["weight"].sum())


def _said(cell: object) -> str:
    """A cell's text, "" where it is empty."""
    return cell if isinstance(cell, str) else ""


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
OPTIONAL_TABLES = ("asn_units", "bps_codes", "elections", "outlets", "paritrana", "record", "tiles", "uncovered")
# of them, what one report alone reads: the others neither wait for it nor are made anew with it
SEPARATE_TABLES = ("record",)
OWN_TABLES = (*REGION_TABLES, *OPTIONAL_TABLES)
NATIONAL_TABLES = (
    "bpjs_experience",
    "election_records",
    "mortality",
    "paritrana_awards",
    "paritrana_peers",
    "paritrana_weights",
    "sponsor_programmes",
)
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
    "announced",
    "circular",
    "circular_with_push",
    "donation",
    "government_paid",
    "payroll_deduction",
    "regulation",
    "several",
    "signed_auto_debit",
)
UNITS = (
    "persons",
    "percent",
    "share",
    "ratio",
    "cases",
    "claims",
    "km2",
    "months",
    "per_1000_persons_year",
    "rp",
    "rp_month",
    "rp_month_per_head",
    "rp_million",
    "rp_billion",
    "rp_trillion",
    "polling_stations",
    "desa",
    "polls",
    "kecamatan",
)


@cache
def schema(table: str):
    """The pandera schema of a table by its file name, without ``.csv``."""
    import pandera.pandas as pa

    def text(**kwargs):
        return pa.Column(str, coerce=True, nullable=False, **kwargs)

    def least(value):
        return pa.Check.ge(value, error=f"range.least|{value}")

    def above(value):
        return pa.Check.gt(value, error=f"range.above|{value}")

    def between(low, high):
        return pa.Check.in_range(low, high, error=f"range.from_to|{low}|{high}")

    def written(form, example):
        return pa.Check.str_matches(f"^{form}$", error=f"range.written|{example}")

    def count(**kwargs):
        return pa.Column("int64", least(0), coerce=True, **kwargs)

    def number(*checks, **kwargs):
        return pa.Column("float64", list(checks), coerce=True, **kwargs)

    # empty where it is not known, so a column of them is float
    whole = pa.Check(lambda cells: cells % 1 == 0, error="range.whole")

    def count_if_known():
        return number(least(0), whole, nullable=True)

    def label(**kwargs):
        trimmed = pa.Check(lambda cells: cells == cells.str.strip(), error="range.trimmed")
        return text(checks=trimmed, **kwargs)

    origin = {"status": text(checks=pa.Check.isin(STATUSES)), "source": text()}
    figure = {
        "id": text(unique=True),
        "place": text(),
        "period": text(),
        "measure": text(),
        "value": number(nullable=True),
        "unit": text(checks=pa.Check.isin(UNITS)),
        **origin,
    }
    figures = figure | {"segment": text()}
    place = {
        "area_km2": number(above(0)),
        "latitude": number(between(-11, 6)),
        "longitude": number(between(95, 141)),
        "tps_regular_2024": count(),
        "population_2025": count(),
        **origin,
    }
    kecamatan_form, kecamatan_example = r"\d{2}\.\d{2}\.\d{2}", "36.03.01"
    kecamatan_code = written(kecamatan_form, kecamatan_example)
    desa_code = written(rf"{kecamatan_form}\.\d{{4}}", f"{kecamatan_example}.2001")
    # a score from 0 to 1 as the evidence allows; empty where there is none
    scored = {
        "aspect": text(checks=pa.Check.isin(ASPECTS)),
        "score_low": number(between(0, 1), nullable=True),
        "score_high": number(between(0, 1), nullable=True),
        "evidence_id": text(),
        "evidence_en": text(),
        "period": text(),
        **origin,
    }
    maybe = pa.Column(str, coerce=True, nullable=True)
    slug = written("[a-z][a-z0-9_]*", "a_word")
    region_code = written(r"\d{2}\.\d{2}", "36.03")
    columns = {
        "labour": figures,
        "coverage": figures,
        "budget": figures,
        "bpjs_experience": figures,
        "elections": figures,
        "election_records": figures,
        "sponsor_programmes": figure
        | {
            "programme": text(),
            "instrument": text(checks=pa.Check.isin(INSTRUMENTS)),
            "numerator": count_if_known(),
            "denominator": number(above(0), whole, nullable=True),
            "note": pa.Column(str, coerce=True, nullable=True),
        },
        "asn": {
            "group": text(),
            "period": text(checks=written(r"\d{4}(-(0[1-9]|1[0-2]))?", "2026 or 2026-03")),
            "persons": count(),
            **origin,
        },
        "asn_units": {
            "unit": label(),
            "group": text(checks=pa.Check.isin(ASN_GROUPS)),
            "grade": label(),
            "persons": count(),
            **origin,
        },
        "kecamatan": place
        | {
            "kecamatan_code": text(unique=True, checks=kecamatan_code),
            "kecamatan": text(unique=True),
            "n_desa": count(),
            "n_kelurahan": count(),
            "tps_total_2024": count(),
        },
        "tiles": {
            "kecamatan_code": text(unique=True, checks=kecamatan_code),
            "tile_row": pa.Column("int64", between(1, 20), coerce=True),
            "tile_col": pa.Column("int64", between(1, 20), coerce=True),
            **origin,
        },
        "bps_codes": {
            "kecamatan_code": text(unique=True, checks=kecamatan_code),
            "bps_code": text(unique=True, checks=written(r"\d{7}", "3603010")),
            **origin,
        },
        "outlets": {
            "outlet_id": label(unique=True),
            "outlet": label(),
            "kind": text(checks=pa.Check.isin(OUTLET_KINDS)),
            "condition": text(checks=pa.Check.isin(OUTLET_CONDITIONS)),
            "kecamatan_code": text(checks=kecamatan_code),
            "latitude": number(between(-11, 6)),
            "longitude": number(between(95, 141)),
            "opened": pa.Column(str, coerce=True, nullable=True),
            **origin,
        },
        "paritrana": scored
        | {
            "item": text(unique=True, checks=slug),
            "rule": pa.Column(str, pa.Check.isin(RULES), nullable=True),
            "title_id": text(),
            "title_en": text(),
            "moved_by": maybe,
        },
        "paritrana_awards": {
            "region_code": text(checks=region_code),
            "region": text(),
            "assessed_year": count(),
            "provincial_rank": pa.Column("int64", least(1), coerce=True),
            **origin,
        },
        "paritrana_peers": scored
        | {
            "region_code": text(checks=region_code),
            "region": text(),
            "covered_share": number(between(0, 100), nullable=True),
        },
        "paritrana_weights": {
            "scheme": text(checks=slug),
            "title_id": text(),
            "title_en": text(),
            "aspect": text(checks=pa.Check.isin(ASPECTS)),
            "weight": number(between(0, 1)),
            **origin,
        },
        "uncovered": {
            "kecamatan_code": text(unique=True, checks=kecamatan_code),
            "uncovered_persons": count(),
            "poor_persons": count_if_known(),
            **origin,
        },
        "record": {
            "month": text(checks=written(r"\d{4}-(0[1-9]|1[0-2])", "2026-03")),
            "kecamatan": label(),
            "payer": text(checks=pa.Check.isin(RECORD_PAYERS)),
            **{name: count_if_known() for name in RECORD_COUNTS},
            **origin,
        },
        "desa": place
        | {
            "desa_code": text(unique=True, checks=desa_code),
            "desa": text(),
            "kind": text(checks=pa.Check.isin(("desa", "kelurahan"))),
            "kecamatan_code": text(checks=kecamatan_code),
        },
        "mortality": {
            "year_from": count(),
            "year_to": count(),
            "sex": text(checks=pa.Check.isin(("male", "female", "both"))),
            "age_start": count(),
            "age_end": count_if_known(),  # empty in the open last band
            "deaths_per_person_year": number(between(0, 1)),
            **origin,
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
        "tiles": ["tile_row", "tile_col"],
    }
    return pa.DataFrameSchema(columns[table], strict=True, unique=unique.get(table), ordered=False)


@cache
def whole_columns(table: str) -> tuple[str, ...]:
    """The columns of a table that count whole things."""
    return tuple(
        name
        for name, column in schema(table).columns.items()
        if str(column.dtype) == "int64" or any(check.error == "range.whole" for check in column.checks)
    )
