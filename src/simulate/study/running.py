"""How any simulated programme is run, and what it can be asked."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from simulate.errors import Gathered, Problem, did_you_mean, input_error
from simulate.law.base import LawMonth, Reads
from simulate.plan.checked import Checked, Settings
from simulate.plan.named import DEFAULT, name_of
from simulate.plan.unknowns import Unknown
from simulate.programmes import NAMES, Programme, named_programme
from simulate.study.facts import Facts, read_facts
from simulate.study.identity import differing

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
        InputError: it is no plan, there is no such setting, a setting, table or law file is refused, or the plan
            cannot be held.
    """
    if not isinstance(plan, Checked):
        raise input_error("not_a_plan", "run", name=type(plan).__name__)
    own = _room_of(plan).study.run
    known = [name for name in inspect.signature(own).parameters if name != "plan"]
    Gathered(
        Problem("unknown_parameter", name, meant=did_you_mean(name, known)) for name in settings if name not in known
    ).refuse()
    return own(plan, **settings)


def _room_of(plan: Checked) -> Programme:
    return named_programme(type(plan).__module__.split(".")[2])


def runner(
    programme: str, model: type[Checked], run_on: Callable[..., Result], setting: type[Settings] = Settings
) -> Callable[..., Result]:
    """What reads a programme's facts and runs a plan on them.

    Args:
        programme: its name.
        model: its levers.
        run_on: runs a plan on facts already read, from facts, plan and settings.
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
        plan = model.of(plan)
        _as_held(programme, plan, settings)
        called, name = name_of(label, plan)
        found = run_on(read_facts(programme, settings.region), plan, settings)
        return replace(found, label=called, plan_name=name)

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
    Gathered(
        Problem("not_as_ordered", f"{place}{word} {name}", now=repr(now), wanted=repr(wanted))
        for word, before, after in zip(("lever", "setting"), ordered, ran, strict=True)
        for name, (wanted, now) in differing(before, after).items()
    ).refuse()


def common_fields(
    facts: Facts, plan: Checked, settings: Settings, laws: Sequence[LawMonth], reads: Reads
) -> dict[str, Any]:
    """What every `Simulated` result is told, once all that reads the law has read it."""
    return {
        "plan": plan,
        "settings": settings,
        "facts": facts,
        "laws": tuple(laws),
        "law_values": tuple(reads[key] for key in sorted(reads)),
        "inputs": _room_of(plan).study.inputs_now(plan, settings, facts.files),
    }


def described(name: str, region: str = "36.03") -> dict[str, Any]:
    """A programme as JSON types.

    Args:
        name: of its report.
        region: whose tables the bounds of its unknowns are read from.

    Returns:
        ``name``; ``levers`` and ``settings``, each with ``name``, ``type``, ``unit``, ``default``, ``choices`` or
        ``least`` and ``most`` where it has them, and what it means in both languages; ``unknowns`` with
        ``distribution``, bounds, ``evidence``, ``reason`` and ``sources``; ``measures`` with ``unit``.

    Raises:
        InputError: no such programme or region, or a file is refused.
    """
    if name not in NAMES:
        raise input_error("unknown_report", "report", name=name, meant=did_you_mean(name, NAMES))
    measures = named_programme(name).measures
    unknowns = read_facts(name, region).unknowns if measures else {}
    return {
        "name": name,
        "levers": parameters_of(named_programme(name).levers),
        "settings": parameters_of(named_programme(name).settings),
        "unknowns": [_unknown(unknown) for unknown in unknowns.values()],
        "measures": [{"name": measure, "unit": unit} for measure, unit in measures.items()],
    }


def parameters_of(model: type[Checked]) -> list[dict[str, Any]]:
    """The parameters of a model as JSON types: types and bounds as pydantic checks them, meaning in both languages.

    ``optional`` stands where a parameter may be left unset (None).
    """
    schema, default = model.model_json_schema(), model().model_dump(mode="json")
    return [
        {
            "name": name,
            **_kind(schema["properties"][name]),
            "unit": model.unit(name),
            "default": default[name],
            **{language: model.model_fields[name].json_schema_extra[language] for language in ("id", "en")},
        }
        for name in model.names()
    ]


def _kind(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Type, choices and bounds of one parameter; of a list or a mapping, those of its members."""
    every = schema.get("anyOf", [schema])
    options = [option for option in every if option.get("type") != "null"]
    told = {**schema, **options[0]}
    members = told.get("additionalProperties")
    inner = told.get("items") or (members if isinstance(members, dict) else told)
    found = {
        "type": told.get("type", "string"),
        "choices": inner.get("enum") or told.get("propertyNames", {}).get("enum"),
        "least": inner.get("minimum"),
        "most": inner.get("maximum"),
        "optional": len(options) < len(every) or None,
    }
    return {key: value for key, value in found.items() if value is not None}


def _unknown(unknown: Unknown) -> dict[str, Any]:
    told = ("low", "mode", "high", "evidence", "reason")
    return {
        "name": unknown.key,
        "unit": unknown.unit,
        "distribution": unknown.form,
        **{name: getattr(unknown, name) for name in told},
        "sources": [f"{figure.source} [{figure.status}]" for figure in unknown.figures],
        **unknown.name,
    }
