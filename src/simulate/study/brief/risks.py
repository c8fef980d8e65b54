"""What may go wrong, as the runs measured it, and what would make it less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulate.study.brief.result import Brief

_SIZE = ("p05", "p50", "p95", "mc_error")


@dataclass(frozen=True)
class Risk:
    """A risk with its size (P5, P50, P95, simulation error), and what else its sentence and its cure need."""

    kind: str
    source: str
    unit: str
    size: dict[str, float]
    values: dict[str, Any] = field(default_factory=dict)


def risks(brief: Brief) -> list[Risk]:
    """The risks of the reports that were read, in their order."""
    parts = {
        "baseline": _claim,
        "sponsorship": _sponsors,
        "election": _deaths,
        "funding": _payers,
        "universal": _target,
    }
    return [risk for name, part in parts.items() if name in brief.runs for risk in part(brief)]


def _size(row: Mapping[str, Any]) -> dict[str, float]:
    return {name: row[name] for name in _SIZE}


def _claim(brief: Brief) -> Iterator[Risk]:
    """Cover that stands below what is claimed."""
    apart = brief.row("baseline", "apart")
    shares = {"claimed": brief.row("baseline", "claimed"), "covered": brief.row("baseline", "covered")}
    yield Risk("claim", "baseline", apart["unit"], _size(apart), shares)


def _sponsors(brief: Brief) -> Iterator[Risk]:
    """Few civil servants take part; sponsors stop as the relief ends."""
    protected = brief.row("sponsorship", "protected")
    months = brief.table("sponsorship", "months")
    told = {"month": months[-1]["month"], "ways": brief.cures("sponsorship", "ways")}
    yield Risk("takeup", "sponsorship", protected["unit"], _size(protected), told)
    before_and_after = brief.table("sponsorship", "relief_end")
    if len(before_and_after) == 2:
        usual, rise = before_and_after
        told = {"rise": rise, "usual": usual} | _bridge(brief)
        yield Risk("relief", "sponsorship", "persons", _size(rise), told)


def _bridge(brief: Brief) -> dict[str, Any]:
    """The bridge of middle length among those that leave fewer workers lapsed than the plan's own."""
    lapsed = {row["bridge_months"]: row for row in brief.table("sponsorship", "bridging")}
    own = lapsed.get(brief.runs["sponsorship"].plan["bridge_months"])
    tried = sorted(months for months, row in lapsed.items() if own and row["p50"] < own["p50"])
    if not tried:
        return {}
    months = tried[len(tried) // 2]
    return {"months": months, "without": own, "with": lapsed[months]}


def _deaths(brief: Brief) -> Iterator[Risk]:
    """More workers die than the middle of the simulations."""
    deaths = brief.row("election", "deaths")
    values = {"benefits": brief.row("election", "benefits"), "fewer": brief.cures("election", "fewer", -1)}
    yield Risk("deaths", "election", deaths["unit"], _size(deaths), values)


def _payers(brief: Brief) -> Iterator[Risk]:
    """Payers beside APBD give less than hoped; ``kept`` says whether the allocation counts on that already."""
    run, certainty, short = brief.runs["funding"], brief.row("funding", "certainty"), brief.row("funding", "short")
    kept, wanted = brief.row("funding", "kept")["mean"], run.plan["confidence"]
    values = {"confidence": wanted, "certainty": certainty, "kept": kept >= wanted, "chance": kept}
    values |= {"allocation": brief.row("funding", "allocation"), "draws": run.settings["draws"]}
    yield Risk("payers", "funding", short["unit"], _size(short), values)


def _target(brief: Brief) -> Iterator[Risk]:
    """The target of the road is missed in its year."""
    year = int(brief.runs["universal"].plan["target_year"])
    told = {
        "moves": brief.cures("universal", "moves"),
        "draws": brief.runs["universal"].settings["draws"],
        "year": year,
    }
    for row in (row for row in brief.table("universal", "targets") if int(row["year"]) == year):
        size = dict.fromkeys(_SIZE, 1 - row["chance"]) | {"mc_error": row["mc_error"]}
        yield Risk("target", "universal", "share", size, told | {"target": row["level"]})
