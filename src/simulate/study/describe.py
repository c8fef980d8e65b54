"""What a programme can be asked: its levers, what nobody can know about it, and what it measures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulate.errors import did_you_mean, input_error
from simulate.plan.checked import Checked
from simulate.plan.unknowns import Unknown
from simulate.programmes import NAMES, named_programme
from simulate.study.facts import read_facts


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
    """Type, choices and bounds of one parameter; of a list, those of its members."""
    every = schema.get("anyOf", [schema])
    options = [option for option in every if option.get("type") != "null"]
    told = {**schema, **options[0]}
    inner = told.get("items") or (told["additionalProperties"] if _has_members(told) else told)
    found = {"type": told.get("type", "string"), "choices": inner.get("enum") or _keys(told)}
    found |= {"least": inner.get("minimum"), "most": inner.get("maximum")}
    found |= {"optional": True if len(options) < len(every) else None}
    return {key: value for key, value in found.items() if value is not None}


def _has_members(schema: Mapping[str, Any]) -> bool:
    return isinstance(schema.get("additionalProperties"), dict)


def _keys(schema: Mapping[str, Any]) -> list[str] | None:
    """The keys that a mapping may have, where they are listed."""
    return schema.get("propertyNames", {}).get("enum")


def _unknown(unknown: Unknown) -> dict[str, Any]:
    return {
        "name": unknown.key,
        "unit": unknown.unit,
        "distribution": unknown.form,
        "low": unknown.low,
        "mode": unknown.mode,
        "high": unknown.high,
        "evidence": unknown.evidence,
        "reason": unknown.reason,
        "sources": [f"{figure.source} [{figure.status}]" for figure in unknown.figures],
        **unknown.name,
    }
