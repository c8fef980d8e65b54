"""Effort by kecamatan and desa, and maps of the uncovered and of effort."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from simulate.page.base import Element, old_sentence
from simulate.page.drawing import draw_tiles
from simulate.page.elements import row_of
from simulate.page.figure import old_figure
from simulate.page.table import Markup, estimated, old_table
from simulate.page.words import Words
from simulate.programmes.outreach.page.outlets import basis_said, spread_grade, weakest
from simulate.programmes.outreach.tables import UNITS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from simulate.programmes.outreach.study import OutreachResult

# a rank correlation from here on: the same order but for a few places
_SAME = 0.9
# a higher floor whose cost is told, as a share
_MORE = 0.1
# of the table of desa, what the page carries: the files beside the report hold all
_CARRIED = (
    "rank",
    "desa_code",
    "desa",
    "kecamatan",
    "uncovered_p05",
    "uncovered_p50",
    "uncovered_p95",
    "money_rp",
    "officer_months",
    "agent_months",
    "mobile_days",
    "gained_p05",
    "gained_p50",
    "gained_p95",
    "per_million_p05",
    "per_million_p50",
    "per_million_p95",
    "chance_first",
    "km_before",
    "km_after",
)


def _ended(row: dict, name: str) -> dict[str, float]:
    return {end: row[f"{name}_{end}"] for end in ("p05", "p50", "p95")}


def by_kecamatan(result: OutreachResult) -> Element:
    """Every kecamatan: uncovered, money, effort, workers gained; those whose floor binds are marked."""
    found = result.kecamatan_table.sort_values("money_rp", ascending=False)

    def rows(words: Words):
        for row in found.to_dict("records"):
            mark = " *" if row["floor_binds"] else ""
            yield (
                row["kecamatan"] + mark,
                words.exact(row["money_rp"] / 1e6),
                *(words.exact(row[unit]) for unit in UNITS.values()),
                estimated(_ended(row, "gained"), "persons", words),
                estimated(_ended(row, "uncovered"), "persons", words),
            )

    def note(words: Words) -> str:
        floors, share = int(found["floor_binds"].sum()), result.plan.floor_share
        ending = ".free" if not floors else ".full" if share + _MORE > 1 else ""
        return words(
            f"outreach.kecamatan.note{ending}",
            floor=words.share(share, 0),
            count=str(floors),
            cost=words.count(max(row_of(result, "floor_cost")["p50"], 0)),
            more=words.count(result.chosen.of_floor * _MORE),
            points=words.exact(100 * _MORE),
            error=words.error(float(found["gained_mc_error"].max()), "persons"),
            uncovered_error=words.error(float(found["uncovered_mc_error"].max()), "persons"),
        )

    return old_table(
        "by_kecamatan",
        result.settings.language,
        caption=lambda words: words("outreach.kecamatan.caption", budget=words.rupiah(result.plan.budget_rp)),
        header=lambda words: [
            words("column.kecamatan"),
            words("outreach.column.money"),
            *(words(f"outreach.column.{unit}") for unit in UNITS.values()),
            words("outreach.column.gained"),
            words("outreach.column.uncovered"),
        ],
        rows=lambda words: list(rows(words)),
        numeric=range(1, 4 + len(UNITS)),
        note=note,
    )


def by_desa(result: OutreachResult) -> Element:
    """The desa that come first, and all of them to download."""
    found, plan = result.desa_table, result.plan

    def rows(words: Words):
        for row in found.head(plan.first_desa).to_dict("records"):
            place = f"{row['rank']}. {words('outreach.kind.' + row['kind'])} {row['desa']}"
            kecamatan = words("outreach.kind.kecamatan", name=row["kecamatan"])
            yield (
                Markup(f"{escape(place)}<br/><small>{escape(kecamatan)}</small>", f"{place} ({kecamatan})"),
                words.exact(row["money_rp"] / 1e6),
                "\N{NO-BREAK SPACE}· ".join(words.exact(row[unit]) for unit in UNITS.values()),
                estimated(_ended(row, "gained"), "persons", words),
                _per_million(row, words),
                words.chance(row["chance_first"], result.settings.draws, signs=True),
                estimated(_ended(row, "uncovered"), "persons", words),
            )

    def caption(words: Words) -> str:
        first = found.iloc[0]
        return words(
            "outreach.desa.caption",
            first=f"{first['desa']} ({first['kecamatan']})",
            most=words.decimal(first["per_million_p50"], 1),
            middle=words.decimal(float(found["per_million_p50"].median()), 1),
            least=words.decimal(float(found["per_million_p50"].min()), 1),
        )

    def note(words: Words) -> str:
        return words(
            "outreach.desa.note",
            order=words(f"outreach.desa.order{_follows(result)}"),
            equal=words.rupiah(plan.budget_rp / len(found)),
            first=str(plan.first_desa),
            places=str(len(found)),
            likely=str(int((found["chance_first"] >= 0.5).sum())),
            grade=spread_grade(result, words),
            density=weakest(result, ("density_elasticity",), words),
            error=words.error(float(found["chance_first_mc_error"].max()), "share"),
            gain_error=words.error(float(found["gained_mc_error"].max()), "persons"),
        )

    return old_table(
        "by_desa",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            words("outreach.column.desa"),
            words("outreach.column.money"),
            words("outreach.column.effort"),
            words("outreach.column.gained"),
            words("outreach.column.per_million"),
            words("outreach.column.chance", first=str(plan.first_desa)),
            words("outreach.column.uncovered"),
        ],
        rows=lambda words: list(rows(words)),
        numeric=range(1, 7),
        note=note,
        data=_carried(found),
    )


def _follows(result: OutreachResult) -> str:
    """How closely the order of desa is that of their residents, as the ending of a text."""
    if result.places.counted:
        return ".counted"
    people = result.region.tables["desa"].set_index("desa_code")["population_2025"]
    ranked = result.desa_table.set_index("desa_code")["per_million_p50"]
    return "" if ranked.rank().corr(people.rank()) >= _SAME else ".loose"


def _carried(found: pd.DataFrame) -> pd.DataFrame:
    """What the page carries of the table of desa, as exact as anyone can use."""
    digits = {
        "money_rp": -5,
        **dict.fromkeys(UNITS.values(), 1),
        **{name: 2 for name in _CARRIED if name.startswith("per_million")},
        "chance_first": 3,
        "km_before": 1,
        "km_after": 1,
        **{name: 0 for name in _CARRIED if name.startswith(("uncovered", "gained"))},
    }
    return found[list(_CARRIED)].round(digits)


def _per_million(row: dict, words: Words) -> Markup:
    middle = words.decimal(row["per_million_p50"], 1)
    span = f"{words.decimal(row['per_million_p05'], 1)}–{words.decimal(row['per_million_p95'], 1)}"
    return Markup(f"{middle}<br/><small>{span}</small>", f"{middle} ({span})")


_WIDE, _NARROW = (7.4, 4.6), (3.7, 5.2)


def uncovered_map(result: OutreachResult) -> Element:
    """Uncovered workers by kecamatan with their ranges; a sentence where the region has no tiles."""
    found = result.kecamatan_table
    ordered = found.sort_values("uncovered_p50", ascending=False)
    top, last = ordered.iloc[0], ordered.iloc[-1]

    def numbers(words: Words) -> dict[str, str]:
        total = row_of(result, "uncovered_start")
        informal = row_of(result, "informal_uncovered")
        return {
            "total": words.count(total["p50"]),
            "total_range": words.interval(total["p05"], total["p95"], "persons"),
            "informal": words.count(informal["p50"]),
            "informal_range": words.interval(informal["p05"], informal["p95"], "persons"),
            **_end(top, "top", words),
            **_end(last, "last", words),
            "places": str(len(found)),
            "basis": basis_said(result, words),
            "grade": spread_grade(result, words),
            "error": words.error(float(found["uncovered_mc_error"].max()), "persons"),
        }

    shown = found.filter(like="uncovered_").rename(columns=lambda name: name.removeprefix("uncovered_"))
    return _map(
        result,
        "uncovered_map",
        shown.rename(columns={"p50": "value"}),
        lambda heads, words: words.count(heads),
        numbers,
        found.filter(regex="kec|uncovered"),
    )


def effort_map(result: OutreachResult) -> Element:
    """Planned money by kecamatan; a sentence where the region has no tiles."""
    found = result.kecamatan_table
    ordered = found.sort_values("money_rp", ascending=False)
    first = ordered.head(5)

    def numbers(words: Words) -> dict[str, str]:
        return {
            "budget": words.rupiah(result.plan.budget_rp),
            "count": str(len(first)),
            "share": words.share(first["money_rp"].sum() / found["money_rp"].sum(), 0),
            "names": words.listed(list(first["kecamatan"])),
            "uncovered_share": words.share(first["uncovered_p50"].sum() / found["uncovered_p50"].sum(), 0),
            "top": ordered.iloc[0]["kecamatan"],
            "top_money": words.rupiah(ordered.iloc[0]["money_rp"]),
            "last": ordered.iloc[-1]["kecamatan"],
            "last_money": words.rupiah(ordered.iloc[-1]["money_rp"]),
            "places": str(len(found)),
        }

    return _map(
        result,
        "effort_map",
        found[["money_rp"]].rename(columns={"money_rp": "value"}),
        lambda money, words: words.exact(money / 1e6),
        numbers,
        found.filter(regex="kec|money|_m|_d|gained"),
    )


def _end(row: pd.Series, name: str, words: Words) -> dict[str, str]:
    return {
        name: row["kecamatan"],
        f"{name}_count": words.count(row["uncovered_p50"]),
        f"{name}_range": words.interval(row["uncovered_p05"], row["uncovered_p95"], "persons"),
    }


def _map(
    result: OutreachResult,
    name: str,
    shown: pd.DataFrame,
    text: Callable[[float, Words], str],
    numbers: Callable[[Words], dict[str, str]],
    data: pd.DataFrame,
) -> Element:
    """A tile for each kecamatan: a number over its range where it has one."""
    tiles = result.region.tables.get("tiles")
    if tiles is None:
        return old_sentence(result.settings.language, lambda words: words(f"outreach.{name}.title", **numbers(words)))

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        named = result.kecamatan_table[["kecamatan_code", "kecamatan"]].join(shown)
        named["text"] = [text(value, words) for value in named["value"]]
        interval = partial(words.interval, unit="persons") if "p05" in shown else None
        draw_tiles(drawing.subplots(), tiles, named, narrow, interval)

    return old_figure(
        name,
        result.settings.language,
        draw,
        title=lambda words: words(f"outreach.{name}.title", **numbers(words)),
        alt=lambda words: words(f"outreach.{name}.alt", **numbers(words)),
        source=lambda words: words(f"outreach.{name}.source", **numbers(words)),
        data=data,
        wide=_WIDE,
        narrow=_NARROW,
    )
