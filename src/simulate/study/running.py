"""How any simulated programme is run: a plan alone, as notebooks ask for it, and what every result is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from simulate.errors import InputError, Problem, input_error
from simulate.law.base import LawMonth, Reads
from simulate.plan.checked import Checked, Settings
from simulate.plan.named import DEFAULT, name_of
from simulate.programmes import named_programme
from simulate.study.differs import differing
from simulate.study.facts import Facts, read_facts

Result = TypeVar("Result")
# of a notebook that nobody watches: its programme, and the one plan with its settings that it may run
_HELD: dict[str, tuple[Checked, Settings]] = {}


def hold(programme: str, plan: Checked, settings: Settings) -> None:
    """Lets a programme run on this plan and these settings alone: a report shows no result of another plan."""
    _HELD.clear()
    _HELD[programme] = (plan, settings)


def run(plan: Checked, **settings: Any) -> Any:
    """Runs a plan of any programme.

    >>> import simulate as sim
    >>> result = sim.run(sim.BaselinePlan(), draws=256)
    >>> result.label, list(result.frame("covered_share"))
    ('default', ['draw', 'value'])

    Args:
        plan: the levers, such as ``sim.ElectionPlan(event="pilkada")``.
        settings: as the programme's own ``run`` takes them: region, draws, seed, language, label.

    Raises:
        InputError: a setting, table or law file is refused, the plan cannot be held, or it is no plan.
    """
    if not isinstance(plan, Checked):
        raise input_error("not_a_plan", "run", name=type(plan).__name__)
    return named_programme(type(plan).__module__.split(".")[2]).study.run(plan, **settings)


def runner(
    programme: str, model: type[Checked], run_on: Callable[..., Result], setting: type[Settings] = Settings
) -> Callable[..., Result]:
    """What reads a programme's facts and runs a plan on them.

    Args:
        programme: its name.
        model: its levers.
        run_on: runs a plan on facts already read, from facts, plan, settings, label and name.
        setting: its settings.
    """

    def run(
        plan: Checked | None = None,
        *,
        region: str = "36.03",
        draws: int = setting().draws,
        seed: int = 2026,
        language: str = "id",
        label: str | dict[str, str] = DEFAULT,
    ) -> Result:
        """Runs a plan of the programme.

        Args:
            plan: the levers; the default plan if none is given.
            region: code of a folder below ``data/regions``.
            draws: number of draws, a power of two.
            seed: seed of all random numbers.
            language: ``id`` or ``en``, for what is shown.
            label: what the plan is called: a label of ``data/plans``, words of the planner's own, or those words
                by language.

        Raises:
            InputError: a setting, table or law file is refused, the plan cannot be held, or a report is made whose
                order has another plan.
            BrokenIdentityError: a sum that must hold does not.
        """
        settings = setting(region=region, draws=draws, seed=seed, language=language)
        plan = plan or model()
        _as_held(programme, plan, settings)
        called, name = name_of(label, plan)
        return run_on(read_facts(programme, settings.region), plan, settings, called, name)

    run.__module__, run.__qualname__ = run_on.__module__, "run"
    return run


def _as_held(programme: str, plan: Checked, settings: Settings) -> None:
    if programme in _HELD:
        held, asked = ([one.model_dump() for one in pair] for pair in (_HELD[programme], (plan, settings)))
        held[1]["language"] = asked[1]["language"]  # no matter of numbers
        must_be_as_ordered("", held, asked)


def must_be_as_ordered(place: str, ordered: Sequence[Mapping[str, Any]], ran: Sequence[Mapping[str, Any]]) -> None:
    """Compares what ran with what was ordered.

    Args:
        place: where the plan is made, as a message begins.
        ordered: levers by name, then settings by name.
        ran: the same of what ran.

    Raises:
        InputError: naming each lever and setting that differs.
    """
    problems = [
        Problem("not_as_ordered", f"{place}{word} {name}", now=repr(now), wanted=repr(wanted))
        for word, before, after in zip(("lever", "setting"), ordered, ran, strict=True)
        for name, (wanted, now) in differing(before, after).items()
    ]
    if problems:
        raise InputError(problems)


def common_fields(
    facts: Facts,
    plan: Checked,
    settings: Settings,
    label: str,
    name: dict[str, str] | None,
    laws: Sequence[LawMonth],
    reads: Reads,
) -> dict[str, Any]:
    """What every `Simulated` result is told, once all that reads the law has read it."""
    return {
        "plan": plan,
        "label": label,
        "plan_name": name or {},
        "settings": settings,
        "facts": facts,
        "laws": tuple(laws),
        "law_values": tuple(reads[key] for key in sorted(reads)),
    }
