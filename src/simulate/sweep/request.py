"""What a sweep is asked to do, checked whole before anything runs, and how a worker does one point of it."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from simulate.errors import Gathered, InputError, Problem, did_you_mean, input_error
from simulate.law.base import Law
from simulate.plan.checked import Checked, Settings
from simulate.plan.named import DEFAULT, compose, plan_of
from simulate.programmes import named_programme, simulated
from simulate.region.base import region_codes, region_folder
from simulate.study.facts import read_facts
from simulate.study.identity import code_hash, digest
from simulate.written import parted_by_comma


def inputs_here(programme: str, region: str) -> dict[str, str]:
    """Reads and checks the facts of a region; the hashes of what was read, and of the code that read it.

    Raises:
        InputError: a file is refused.
    """
    return read_facts(programme, region).files | code_of(programme)


def code_of(programme: str) -> dict[str, str]:
    """The hash of the code that a programme's runs rest on, by the name that refusals give it."""
    return {"src/simulate": code_hash(named_programme(programme).study.__name__)}


def identity_of(programme: str, point: Point, files: dict[str, str]) -> str:
    """The identity that a run of the point has on files of these hashes."""
    return digest(named_programme(programme).study.inputs_now(point.plan, point.settings, files))


def headline_of(programme: str, point: Point, identity: str) -> bytes:
    """The headline table of a point, as a Parquet file.

    Raises:
        InputError: files or code here are not those that the sweep was ordered with.
        BrokenIdentityError: a sum that must hold does not.
    """
    facts = read_facts(programme, point.settings.region)
    result: Any = named_programme(programme).study.run_on(facts, point.plan, point.settings)
    if result.identity != identity:
        raise input_error("other_files", "worker")
    content = io.BytesIO()
    result.headline_table.to_parquet(content, index=False)
    return content.getvalue()


ALL = "all"
# units of values that hold several, which `+` joins so that commas can part the values of a sweep
_LISTS = ("choices", "codes", "programme_months", "shares")


@dataclass(frozen=True)
class Point:
    """One plan of a sweep, and how it is run. ``law_held``: some law is kept past the months its file vouches for."""

    plan: Checked
    settings: Settings
    law_held: bool


@dataclass(frozen=True)
class Sweep:
    """A programme's plan with some levers or settings taking each of several values; all combinations are run.

    ``may_hold``: the planner did not say what happens past the months that the law files vouch for, so the last
    value is held there.
    """

    programme: str
    plan: Checked
    settings: Settings
    over: dict[str, tuple[Any, ...]]
    may_hold: bool

    def __len__(self) -> int:
        """How many points."""
        return math.prod(len(values) for values in self.over.values())

    def points(self) -> Iterator[Point]:
        """Every combination, the last name of ``over`` varying fastest.

        Raises:
            InputError: the law does not vouch for a month.
        """
        law = Law.load()
        for plan, settings in self._combinations():
            within = _within_the_law(plan, law, self.may_hold)
            yield Point(within, settings, any(month.extended for month in within.laws(law)))

    def check_law(self) -> None:
        """Looks at the months of every point.

        Raises:
            InputError: with every month that the law does not vouch for.
        """
        law, gathered = Law.load(), Gathered()
        for plan, _ in self._combinations():
            with gathered:
                _within_the_law(plan, law, self.may_hold)
        gathered.refuse()

    def _combinations(self) -> Iterator[tuple[Checked, Settings]]:
        for values in product(*self.over.values()):
            levers = dict(zip(self.over, values, strict=True))
            settings = {name: levers.pop(name) for name in list(levers) if name in self.settings.names()}
            yield self.plan.with_values(levers), self.settings.with_values(settings)


def order_sweep(
    programme: str,
    over: Sequence[tuple[str, Sequence[str]]],
    values: Mapping[str, Any] | None = None,
    label: str = DEFAULT,
) -> Sweep:
    """Checks an order for a sweep.

    Args:
        programme: a programme that can be simulated.
        over: names of levers or settings, each with the values it takes, as text; the members of a list, and rules
            with their shares, are joined by ``+``; the region ``all`` is every region that has a folder.
        values: levers and settings that stay the same, as text.
        label: the named plan, or the path of a plan file, to start from.

    Raises:
        InputError: with all that is wrong.
    """
    if programme not in simulated():
        raise input_error(
            "unknown_programme.programme",
            "programme",
            programme=programme,
            meant=did_you_mean(programme, simulated()),
        )
    levers, settings = named_programme(programme).levers, named_programme(programme).settings
    fixed = dict(values or {})
    gathered = Gathered(_name_problems(over, fixed, levers, settings))
    known = {name for model in (levers, settings) for name in model.names()}
    swept: dict[str, tuple[Any, ...]] = {}
    for name, texts in over:
        if name in known and name not in swept:
            with gathered:
                swept[name] = _values(name, texts, levers if name in levers.names() else settings)
    with gathered:
        run_settings = settings(**{name: fixed[name] for name in fixed if name in settings.names()})
        if "region" not in swept:
            region_folder(run_settings.region)
    with gathered:
        named = plan_of(programme, label)
        gathered.problems += [
            Problem("lever_set_twice.order_sweep", f"--over {name}", label=named.label)
            for name in swept
            if name in named.levers
        ]
        plan = compose(named, {name: fixed[name] for name in fixed if name in levers.names()}, levers)
    gathered.refuse()
    may_hold = "law_extension" not in {*fixed, *swept, *named.levers}
    order = Sweep(programme, plan, run_settings, swept, may_hold)
    order.check_law()
    return order


def _name_problems(
    over: Sequence[tuple[str, Sequence[str]]],
    fixed: Mapping[str, Any],
    levers: type[Checked],
    settings: type[Checked],
) -> Iterator[Problem]:
    names = [name for name, _ in over]
    known = [name for name in (*levers.names(), *settings.names()) if name != "language"]
    if not names:
        yield Problem("nothing_varies", "--over")
    for name in dict.fromkeys((*names, *fixed)):
        if name not in known:
            yield Problem("unknown_parameter", name, meant=did_you_mean(name, known))
        elif names.count(name) > 1:
            yield Problem("repeated_parameter.name_problems", f"--over {name}")
        elif name in names and name in fixed:
            yield Problem("lever_set_twice.name_problems", name)


def _values(name: str, texts: Sequence[str], model: type[Checked]) -> tuple[Any, ...]:
    """The values that a parameter takes, each checked on its own."""
    if name == "region" and ALL in texts:
        if len(texts) > 1 or not region_codes():
            raise input_error("not_all", "--over region", texts=",".join(texts)[:60])
        return region_codes()
    gathered, found = Gathered(), []
    if torn := parted_by_comma(texts):
        whole = torn.replace(",", "")
        raise input_error("separated_number.torn", f"--over {name}", torn=torn, whole=whole)
    for text in texts:
        with gathered:
            if name == "region":
                region_folder(text)
            value = getattr(model(**{name: text.replace("+", ",") if model.unit(name) in _LISTS else text}), name)
            if value in found:
                raise input_error("repeated_value.values", f"--over {name}", text=text)
            found.append(value)
    gathered.refuse()
    return tuple(found)


def _within_the_law(plan: Checked, law: Law, may_hold: bool) -> Checked:
    """The plan, holding the law's last values where it runs past what the files vouch for and may do so."""
    try:
        plan.laws(law)
    except InputError as error:
        if not may_hold or any(problem.check != "past_the_law" for problem in error.problems):
            raise
        return plan.with_values({"law_extension": "hold"})
    return plan
