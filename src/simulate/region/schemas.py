"""What each table must look like: columns, types, closed lists, unique keys."""

from __future__ import annotations

from functools import cache

from simulate.region.paritrana import ASPECTS, RULES

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
        return pa.Check.ge(value, error=f"{value} or more")

    def above(value):
        return pa.Check.gt(value, error=f"above {value}")

    def between(low, high):
        return pa.Check.in_range(low, high, error=f"from {low} to {high}")

    def written(form, example):
        return pa.Check.str_matches(f"^{form}$", error=f"written as {example}")

    def count(**kwargs):
        return pa.Column("int64", least(0), coerce=True, **kwargs)

    def number(*checks, **kwargs):
        return pa.Column("float64", list(checks), coerce=True, **kwargs)

    # empty where it is not known, so a column of them is float
    whole = pa.Check(lambda cells: cells % 1 == 0, error="a whole number")

    def count_if_known():
        return number(least(0), whole, nullable=True)

    def label(**kwargs):
        trimmed = pa.Check(lambda cells: cells == cells.str.strip(), error="without a space at either end")
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
        if str(column.dtype) == "int64" or any(check.error == "a whole number" for check in column.checks)
    )
