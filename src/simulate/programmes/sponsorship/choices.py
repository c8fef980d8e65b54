"""The sponsorship plan at other choices: who takes part and how they are asked, from which month, for how long.

No month of the model depends on those after it, and members depend on the calendar through mortality and the law's
waits alone. So members are carried once for each way of asking, over the longest plan, and serve every start that
meets the same risks and every shorter plan; the numbers are those of a run, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.cohort.claims import LOTTERIES, drawn_events
from simulate.errors import BrokenIdentityError, InputError
from simulate.law.contribution import price_rp
from simulate.months import month_number, month_text, months_from
from simulate.programmes.sponsorship.model import Risks, contributions, requested_of, risks_of, sponsored_members
from simulate.programmes.sponsorship.plan import WAYS
from simulate.programmes.sponsorship.study import MEASURES
from simulate.programmes.sponsorship.take_up import must_fit_the_pool, price_parts_rp
from simulate.study.draws import COLUMNS, event_noise, summarise
from simulate.study.facts import drawn
from simulate.study.grid import Axis, Grid, Point, Stretch

if TYPE_CHECKING:
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


@dataclass(frozen=True, eq=False)
class _Members:
    """Members by draw and month, the line that shows them, and their deaths over so many months once drawn."""

    flows: Trajectories
    line: int
    deaths: dict[int, np.ndarray] = field(default_factory=dict)


def choices(result: SponsorshipResult) -> Grid:
    """Every choice around a plan that can be simulated, on the plan's facts and random numbers.

    Ways of asking, and everyone taking part; the plan's start and the quarters after it; three months to two years,
    and the plan's own length.

    Raises:
        BrokenIdentityError: the grid does not hold the plan's own numbers.
    """
    plan, refused = result.plan, set()
    by_evidence = [{"collection": way, "participation_share": None} for way in WAYS]
    shares = [{"participation_share": share} for share in sorted({plan.participation_share, 1.0} - {None})]
    own_way = {"collection": plan.collection} if not plan.assumed else {}
    own_way["participation_share"] = plan.participation_share
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
    own = (ways.index(own_way), 0, lengths.index(plan.months))
    points: list[Point] = []
    stretches: list[Stretch] = []
    lines: list[dict[str, np.ndarray]] = []
    summaries: list[dict[str, np.ndarray]] = []
    for way, levers in enumerate(ways):
        members, columns = {}, []
        for place in dict.fromkeys(alike):
            members[place] = _Members(_carried(result, levers, spans[place]), len(lines))
            found = summarise(members[place].flows.in_force)
            lines.append({name: found[name] for name in ("p05", "p50", "p95")})
        for place, span in enumerate(spans):
            for length, measures in _measured(result, members[alike[place]], span, lengths):
                points.append((way, place, lengths.index(length)))
                stretches.append(Stretch(members[alike[place]].line, calendar.index(span.start), length))
                columns += [measures[measure] for measure in _SHOWN]
                for measure in measures if points[-1] == own else ():
                    if not np.array_equal(measures[measure], result.measures[measure]):
                        lost = f"{measure}: the grid at the plan's own choices is not the plan's result"
                        raise BrokenIdentityError(lost)
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
        calendar=tuple(calendar),
        lines=tuple(lines),
        stretches=tuple(stretches),
        refused=frozenset(refused),
    )


def _possible(tried: Iterable[Any], ask: Callable[[Any], object], refused: set[str]) -> list[Any]:
    """What ``ask`` does not refuse; the checks that refused the rest are added to ``refused``."""
    found = []
    for one in tried:
        try:
            ask(one)
            found.append(one)
        except InputError as error:
            refused |= {problem.check for problem in error.problems}
    return found


def _spans(result: SponsorshipResult, lengths: list[int], refused: set[str]) -> list[_Span]:
    """The starts that allow any of the lengths, each with the longest; the checks that refused any are added."""
    number, spans = month_number(result.plan.start), []
    quarters = (month_text(number - number % 3 + 3 * step) for step in range(1, _QUARTERS + 1))
    for start in (result.plan.start, *quarters):
        for length in reversed(lengths):
            try:
                plan = result.plan.with_values({"start": start, "months": length})
                laws = plan.laws(result.facts.law)
                price = price_rp(price_parts_rp(plan, laws))
                spans.append(_Span(start, length, risks_of(result.region, laws, price["sponsor"]), price))
                break
            except InputError as error:
                refused |= {problem.check for problem in error.problems}
    return spans


def _carried(result: SponsorshipResult, levers: dict[str, Any], span: _Span) -> Trajectories:
    plan = result.plan.with_values(levers | {"start": span.start, "months": span.months})
    values = drawn(result.facts, result.settings.draws, result.settings.seed)
    return sponsored_members(plan, result.outcome.ceiling_persons, span.risks, values).members


def _measured(
    result: SponsorshipResult, members: _Members, span: _Span, lengths: list[int]
) -> Iterator[tuple[int, dict[str, np.ndarray]]]:
    """What each length gives from a start, by draw, as in `SponsorshipResult.measures`."""
    noise = event_noise(LOTTERIES, result.settings.draws, result.settings.seed)
    flows = replace(members.flows, **{name: one[:, : span.months] for name, one in vars(members.flows).items()})
    by_group, _, apbd = contributions(flows, span.price, requested_of(result.plan, result.region))
    by_sponsors, paid = flows.in_force - flows.bridged, sum(by_group.values())
    for length in lengths:
        if length > span.months:
            return
        if length not in members.deaths:
            members.deaths[length] = sum(
                drawn_events(noise[name], getattr(members.flows, name)[:, :length])
                for name in ("deaths_waiting", "deaths_full")
            )
        measures = {
            "protected_end": flows.in_force[:, length - 1],
            "ceiling_share": by_sponsors[:, length - 1] / result.outcome.ceiling_persons,
            "contributions": paid[:, :length].sum(axis=1),
            "apbd_same_cover": apbd[:, :length].sum(axis=1),
            "deaths": members.deaths[length],
        }
        yield length, measures
