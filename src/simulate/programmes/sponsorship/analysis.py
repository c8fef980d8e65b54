"""The plan at other choices, what to find out next, and in which worlds the plan is weak.

Choices are who takes part and how they are asked, from which month, for how long. No month of the model depends on
those after it, and members depend on the calendar through mortality and the law's waits alone. So members are carried
once for each way of asking, over the longest plan, and serve every start that meets the same risks and every shorter
plan; the numbers are those of a run, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.cohort.claims import LOTTERIES, drawn_events
from simulate.errors import Gathered
from simulate.law.contribution import price_rp
from simulate.programmes.sponsorship.model import (
    Risks,
    contributions,
    risks_of,
    simulate_sponsorship,
    sponsored_members,
)
from simulate.programmes.sponsorship.plan import WAYS
from simulate.programmes.sponsorship.study import MEASURES
from simulate.programmes.sponsorship.take_up import must_fit_the_pool, price_parts_rp, requested_of
from simulate.study.draws import COLUMNS, REPLICATES, event_noise, numbers_of, summarise, values_at
from simulate.study.facts import drawn
from simulate.study.grid import Axis, Grid, Point, Stretch, must_be_own
from simulate.study.sensitivity import DRAWS, Box, find_box, varying_unknowns
from simulate.study.simulated import once
from simulate.written import month_number, month_text, months_from

if TYPE_CHECKING:
    import pandas as pd

    from simulate.cohort.engine import Trajectories
    from simulate.programmes.sponsorship.study import SponsorshipResult

_SHOWN = ("protected_end", "ceiling_share", "contributions", "apbd_same_cover", "deaths")
_LENGTHS = (3, 6, 9, 12, 18, 24)
_QUARTERS = 4  # further starts: a year of them


@dataclass(frozen=True, eq=False)
class _Span:
    """A start, the most months that can be simulated from it, what they bring, and a worker's price by payer."""

    start: str
    months: int
    risks: Risks
    price: dict[str, np.ndarray]

    def fares_as(self, other: _Span) -> bool:
        """Whether members meet what the other's meet in its first months."""
        mine, theirs = self.risks, other.risks
        return (
            self.months <= other.months
            and mine.terms == theirs.terms
            and np.array_equal(mine.middle, theirs.middle)
            and np.array_equal(mine.rates, theirs.rates[:, : self.months])
            and np.array_equal(mine.rises, theirs.rises[: self.months])
        )


def choices(result: SponsorshipResult) -> Grid:
    """Every choice around a plan that can be simulated, on the plan's facts and random numbers.

    Ways of asking, and everyone taking part; the plan's start and the quarters after it; three months to two years,
    and the plan's own length.

    Raises:
        BrokenIdentityError: the grid does not hold the plan's own numbers.
    """
    plan, refused = result.plan, Gathered()
    by_evidence = [{"collection": way, "participation_share": None} for way in WAYS]
    shares = [{"participation_share": share} for share in sorted({plan.participation_share, 1.0} - {None})]
    ways = _possible(
        by_evidence + shares,
        lambda levers: must_fit_the_pool(plan.with_values(levers), result.region, result.unknowns),
        refused,
    )
    lengths = sorted({*_LENGTHS, plan.months})
    lengths = _possible(lengths, lambda length: plan.with_values({"months": length}), refused)
    spans = _spans(result, lengths, refused)
    lengths = [length for length in lengths if length <= max(span.months for span in spans)]
    alike = [next(place for place, other in enumerate(spans) if span.fares_as(other)) for span in spans]
    starts = [month_number(span.start) for span in spans]
    last = max(start + span.months for start, span in zip(starts, spans, strict=True))
    calendar = months_from(month_text(min(starts)), last - min(starts))
    own_way = next(place for place, levers in enumerate(ways) if plan.with_values(levers) == plan)
    own = (own_way, 0, lengths.index(plan.months))
    noise = event_noise(LOTTERIES, result.settings.draws, result.settings.seed)
    points: list[Point] = []
    stretches: list[Stretch] = []
    lines: list[dict[str, np.ndarray]] = []
    summaries: list[dict[str, np.ndarray]] = []
    for way, levers in enumerate(ways):
        carried, columns = {}, []
        for place, span in enumerate(spans):
            if alike[place] == place:  # members, the line that shows them, and their deaths over so many months
                flows = _carried(result, levers, span)
                within = [length for length in lengths if length <= span.months]
                carried[place] = flows, len(lines), {length: _deaths(flows, noise, length) for length in within}
                found = summarise(flows.in_force)
                lines.append({name: found[name] for name in ("p05", "p50", "p95")})
            flows, line, deaths = carried[alike[place]]
            for length, measures in _measured(result, flows, deaths, span):
                points.append((way, place, lengths.index(length)))
                stretches.append(Stretch(line, calendar.index(span.start), length))
                columns += [measures[measure] for measure in _SHOWN]
                if points[-1] == own:
                    must_be_own(measures, result.measures)
        summaries.append(summarise(np.stack(columns, axis=1)))
    numbers = {name: np.concatenate([found[name] for found in summaries]) for name in COLUMNS}
    return Grid(
        axes=(
            Axis("way", tuple(ways)),
            Axis("start", tuple({"start": span.start} for span in spans)),
            Axis("months", tuple({"months": length} for length in lengths)),
        ),
        points=tuple(points),
        own=own,
        units={measure: MEASURES[measure] for measure in _SHOWN},
        numbers={name: found.reshape(len(points), len(_SHOWN)) for name, found in numbers.items()},
        draws=result.settings.draws,
        refused=frozenset(problem.check for problem in refused.problems),
        drawn="protected_end",
        calendar=tuple(calendar),
        lines=tuple(lines),
        stretches=tuple(stretches),
    )


def _possible(tried: Iterable[Any], ask: Callable[[Any], object], refused: Gathered) -> list[Any]:
    """What ``ask`` does not refuse; the problems of the rest are gathered."""
    found = []
    for one in tried:
        with refused:
            ask(one)
            found.append(one)
    return found


def _spans(result: SponsorshipResult, lengths: list[int], refused: Gathered) -> list[_Span]:
    """The starts that allow any of the lengths, each with the longest; the problems of the rest are gathered."""
    number, spans = month_number(result.plan.start), []
    quarters = (month_text(number - number % 3 + 3 * step) for step in range(1, _QUARTERS + 1))
    for start in (result.plan.start, *quarters):
        for length in reversed(lengths):
            with refused:
                plan = result.plan.with_values({"start": start, "months": length})
                laws = plan.laws(result.facts.law)
                price = price_rp(price_parts_rp(plan, laws))
                spans.append(_Span(start, length, risks_of(result.region, laws, price["sponsor"]), price))
                break
    return spans


def _carried(result: SponsorshipResult, levers: dict[str, Any], span: _Span) -> Trajectories:
    plan = result.plan.with_values(levers | {"start": span.start, "months": span.months})
    values = drawn(result.facts, result.settings.draws, result.settings.seed)
    return sponsored_members(plan, result.outcome.ceiling_persons, span.risks, values).cohorts


def _deaths(flows: Trajectories, noise: dict[str, np.ndarray], length: int) -> np.ndarray:
    """Families who receive a JKM benefit over so many months, shape (draws,)."""
    kinds = ("deaths_waiting", "deaths_full")
    return sum(drawn_events(noise[name], getattr(flows, name)[:, :length]) for name in kinds)


def _measured(
    result: SponsorshipResult, flows: Trajectories, deaths: dict[int, np.ndarray], span: _Span
) -> Iterator[tuple[int, dict[str, np.ndarray]]]:
    """What each length gives from a start, by draw, as in `SponsorshipResult.measures`."""
    flows = replace(flows, **{name: one[:, : span.months] for name, one in vars(flows).items()})
    by_group, _, apbd = contributions(flows, span.price, requested_of(result.plan, result.region))
    by_sponsors, paid = flows.in_force - flows.bridged, sum(by_group.values())
    for length in (length for length in deaths if length <= span.months):
        measures = {
            "protected_end": flows.in_force[:, length - 1],
            "ceiling_share": by_sponsors[:, length - 1] / result.outcome.ceiling_persons,
            "contributions": paid[:, :length].sum(axis=1),
            "apbd_same_cover": apbd[:, :length].sum(axis=1),
            "deaths": deaths[length],
        }
        yield length, measures


# a rupiah short when a promise falls due counts as this many rupiah that lie idle: an assumption, and its range
SHORT_COSTS, SHORT_COSTS_RANGE = 3.0, (1.0, 9.0)
# where in that range the worth is reckoned too: it need not be largest at an end
_COSTS_BETWEEN = (2.0, 5.0)
# values of the unknown that is known, and draws of all others for each of them
_KNOWN, _OTHERS = 32, 512
# parts that the values are taken in, so that memory holds one
_AT_ONCE = 4
_COLUMNS = ("worth_rp", "error_rp", "worth_low_rp", "worth_high_rp", "reserve_low_rp", "reserve_high_rp")
# draws that show how far an unknown moves the need; one that moves it less than this part of what the strongest does
# is worth less than that part of the strongest too, for its worth falls faster than its reach
_TRIED, _LEAST = 32, 0.03


@dataclass(frozen=True)
class Reserve:
    """The decision that is asked about: how much APBD sets aside if it stands in for sponsors who do not come.

    ``need_rp`` is what that costs APBD, shape (draws,); ``reserve_rp`` the best reserve with what is known now.
    ``worth``: one row an unknown, the most worth first: ``unknown``, ``worth_rp`` (expected loss that knowing it
    spares, in idle rupiah) with its Monte Carlo error ``error_rp``, ``worth_low_rp`` and ``worth_high_rp`` (over the
    range of the assumed cost of being short), and the reserve that would be kept once it is known, in nine of ten
    cases between ``reserve_low_rp`` and ``reserve_high_rp``. An unknown that does not touch the need is worth 0; one
    that hardly does (`_LEAST`) is not reckoned, and missing.
    """

    need_rp: np.ndarray
    reserve_rp: float
    worth: pd.DataFrame


@once
def reserve_decision(result: SponsorshipResult) -> Reserve:
    """Which unknown would change the reserve that APBD keeps for workers whom no sponsor pays for.

    The promise is one worker for every civil servant asked, paid by APBD at its price wherever no sponsor does. A
    reserve that is too large lies idle, one too small breaks the promise; a rupiah short counts `SHORT_COSTS` times.
    """
    import pandas as pd

    others, varying = numbers_of(result.unknowns_drawn, _OTHERS, result.settings.seed), varying_unknowns(result)
    need = _need_rp(result, values_at(result.unknowns_drawn, others))
    few, ends = {name: one[:: _OTHERS // _TRIED] for name, one in others.items()}, np.array([0.05, 0.95])
    # how far moving one stream alone moves the need, on average over a few draws [Rp]
    reach = {stream: np.abs(np.diff(_needs_rp(result, stream, ends, few), axis=0)).mean() for stream in varying}
    # in the middle of equally likely parts of its range
    known = np.split((np.arange(_KNOWN) + 0.5) / _KNOWN, _AT_ONCE)
    rows = []
    for stream, key in varying.items():
        if np.ptp(need) == 0 or reach[stream] < _LEAST * max(reach.values()) or not reach[stream]:
            worth = np.nan if reach[stream] else 0.0
            rows.append((key, *4 * [worth], *2 * [best_reserve(need, SHORT_COSTS)]))
            continue
        by_value = np.concatenate([_needs_rp(result, stream, some, others) for some in known])
        worth = [worth_of_knowing(by_value, cost) for cost in (SHORT_COSTS, *SHORT_COSTS_RANGE, *_COSTS_BETWEEN)]
        parts = [worth_of_knowing(part, SHORT_COSTS) for part in np.split(by_value, REPLICATES, axis=1)]
        error = np.std(parts, ddof=1) / np.sqrt(REPLICATES)
        chosen = np.quantile(best_reserve(by_value, SHORT_COSTS), (0.05, 0.95))
        rows.append((key, worth[0], error, min(worth), max(worth), *chosen))
    worth = pd.DataFrame(rows, columns=["unknown", *_COLUMNS])
    worth = worth.sort_values("worth_rp", ascending=False, ignore_index=True)
    return Reserve(need, float(best_reserve(need, SHORT_COSTS)), worth)


def best_reserve(need: np.ndarray, short_costs: float) -> np.ndarray:
    """The reserve with the least expected loss, over the last axis of ``need``: a quantile of it."""
    return np.quantile(need, short_costs / (1 + short_costs), axis=-1)


def worth_of_knowing(by_value: np.ndarray, short_costs: float) -> float:
    """How much less is lost on average when the reserve may follow the value of an unknown.

    Args:
        by_value: the need for each value of the unknown (equally likely) and the same draws of all others,
            shape (values, draws). Where the value does not matter, rows are equal and the worth is 0 exactly.
        short_costs: what a unit short counts, in units idle.

    Returns:
        Expected loss of the best single reserve less that of the best reserve for each value.
    """
    unknowing = _loss(by_value, best_reserve(by_value.ravel(), short_costs), short_costs)
    knowing = _loss(by_value, best_reserve(by_value, short_costs)[:, None], short_costs)
    return float(unknowing - knowing)


def _loss(need: np.ndarray, reserve: np.ndarray, short_costs: float) -> float:
    over = reserve - need
    return float(np.where(over > 0, over, -short_costs * over).mean())


def _needs_rp(result: SponsorshipResult, stream: str, known: np.ndarray, others: dict[str, np.ndarray]) -> np.ndarray:
    """The need at each known number of a stream with each draw of the others, shape (known, draws)."""
    draws = len(others[stream])
    # correlated streams lean on the known one, which comes first
    repeated = {name: np.tile(one, len(known)) for name, one in others.items() if name != stream}
    values = values_at(result.unknowns_drawn, {stream: np.repeat(known, draws)} | repeated)
    return _need_rp(result, values).reshape(len(known), draws)


def _need_rp(result: SponsorshipResult, values: dict[str, np.ndarray]) -> np.ndarray:
    """What APBD must pay for the workers promised and not sponsored [Rp]."""
    outcome = simulate_sponsorship(result.plan, result.region, list(result.laws), values)
    by_sponsors = outcome.cohorts.in_force - outcome.cohorts.bridged
    unpaid = np.maximum(outcome.ceiling_persons - by_sponsors, 0)
    return np.round((unpaid * outcome.price_rp["apbd"]).sum(axis=1))  # what is below a rupiah is rounding


# of the draws the part with fewest workers, which counts as weak
_WEAK = 0.25


@once
def weak_worlds(result: SponsorshipResult) -> Box | None:
    """Where fewest workers are protected in the last month; None where the plan's result is certain."""
    values = drawn(result.facts, DRAWS, result.settings.seed)
    outcome = simulate_sponsorship(result.plan, result.region, list(result.laws), values)
    protected = outcome.cohorts.in_force[:, -1]
    if np.ptp(protected) <= 1e-9 * protected.max():
        return None
    threshold = float(np.quantile(protected, _WEAK))
    known = {key: values[key] for key in varying_unknowns(result).values()}
    return replace(find_box(known, protected <= threshold), threshold=threshold)
