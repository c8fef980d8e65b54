"""What the regent may choose, and what may go otherwise, as far as the runs of a brief say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from simulate.programmes.brief.found import Found, weakest


@dataclass(frozen=True)
class Option:
    """Something that the regent may choose: what APBD pays for it in the first year that is open [Rp], where that is
    known, for how many workers (P5, P50, P95, simulation error), with what chance, where one was computed, and the
    weakest grade of evidence behind it.
    """

    kind: str
    source: str
    apbd_rp: float | None
    workers: dict[str, float]
    chance: float | None
    evidence: str


@dataclass(frozen=True)
class Risk:
    """A risk with its size (P5, P50, P95, simulation error), and what else its sentence and its cure need."""

    kind: str
    source: str
    unit: str
    size: dict[str, float]
    values: dict[str, Any] = field(default_factory=dict)


def _size(row: Mapping[str, float]) -> dict[str, float]:
    return {name: row[name] for name in ("p05", "p50", "p95", "mc_error")}


def options_of(brief: Found) -> Iterator[Option]:
    """The mix as asked for, without its reserve if it has one, and for fewer workers; then the ways of asking."""
    grade = weakest(brief.table("funding", "evidence")).get("grade", "")
    chances = set()
    for row in brief.table("funding", "options"):
        if row["year"] == brief.year and (row["workers"], row["chance"]) not in chances:
            chances.add((row["workers"], row["chance"]))
            workers = dict.fromkeys(("p05", "p50", "p95"), row["workers"]) | {"mc_error": 0.0}
            yield Option(row["option"], "funding", row["allocated_rp"], workers, row["chance"], grade)
    for row in brief.table("sponsorship", "ways"):
        bridged = brief.runs["sponsorship"].plan["bridge_months"] > 0  # then APBD pays too
        yield Option(row["way"], "sponsorship", None if bridged else 0.0, _size(row), None, row["evidence"])


def risks_of(brief: Found) -> Iterator[Risk]:
    """The risks of the reports that were read, in their order."""
    row, table, runs = brief.row, brief.table, brief.runs

    def risk(kind: str, source: str, measure: str, **values: Any) -> Risk:
        return Risk(kind, source, row(source, measure)["unit"], _size(row(source, measure)), values)

    if "baseline" in runs:  # cover that stands below what is claimed
        shares = {name: row("baseline", name) for name in ("claimed", "covered")}
        yield risk("claim", "baseline", "apart", **shares)
    if "sponsorship" in runs:  # few civil servants take part; sponsors stop as the relief ends
        end, ways = table("sponsorship", "months")[-1]["month"], brief.cures("sponsorship", "more")
        yield risk("takeup", "sponsorship", "protected", month=end, ways=ways)
        if len(before_and_after := table("sponsorship", "relief_end")) == 2:
            usual, rise = before_and_after
            values = {"rise": rise, "usual": usual} | _bridge(brief)
            yield Risk("relief", "sponsorship", "persons", _size(rise), values)
    if "election" in runs:  # more workers die than the middle of the simulations
        benefits, fewer = row("election", "benefits"), brief.cures("election", "fewer", -1)
        yield risk("deaths", "election", "deaths", benefits=benefits, fewer=fewer)
    if "funding" in runs:
        # payers beside APBD give less than hoped; `kept` says whether the allocation counts on that already
        chance, confidence = row("funding", "kept")["mean"], runs["funding"].plan["confidence"]
        values = {name: row("funding", name) for name in ("certainty", "allocation", "others")}
        values |= {"confidence": confidence, "kept": chance >= confidence, "chance": chance}
        yield risk("payers", "funding", "short", **values, draws=runs["funding"].settings["draws"])
    if "universal" in runs:  # the target of the road is missed in its year
        year, draws = int(runs["universal"].plan["target_year"]), runs["universal"].settings["draws"]
        values = {"moves": brief.cures("universal", "moves"), "draws": draws, "year": year}
        for target in (target for target in table("universal", "targets") if int(target["year"]) == year):
            size = dict.fromkeys(("p05", "p50", "p95"), 1 - target["chance"]) | {"mc_error": target["mc_error"]}
            yield Risk("target", "universal", "share", size, values | {"target": target["level"]})


def _bridge(brief: Found) -> dict[str, Any]:
    """The bridge of middle length among those that leave fewer workers lapsed than the plan's own."""
    lapsed = {row["bridge_months"]: row for row in brief.table("sponsorship", "bridging")}
    own = lapsed.get(brief.runs["sponsorship"].plan["bridge_months"])
    tried = sorted(months for months, row in lapsed.items() if own and row["p50"] < own["p50"])
    if not tried:
        return {}
    months = tried[len(tried) // 2]
    return {"months": months, "without": own, "with": lapsed[months]}
