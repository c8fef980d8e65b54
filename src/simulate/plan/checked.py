"""Frozen pydantic models whose every refusal is an `InputError` that names the parameter."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from simulate.errors import InputError, Phrase, Problem, did_you_mean, input_error
from simulate.written import WHOLE_UNITS, maybe_thousands, month_number, months_from, readings, said, text_of

if TYPE_CHECKING:
    from simulate.law.base import Law, LawMonth, Reads

# how alike a mistyped word is, 0 to 1
_NEAR = 0.75
# first words of pydantic's names for errors
_KINDS = {"int", "float", "finite", "bool", "string", "tuple", "list", "dict"}
# by the name of the error: what holds the bound
_BOUNDS = {
    "greater_than_equal": "ge",
    "greater_than": "gt",
    "less_than_equal": "le",
    "less_than": "lt",
    "too_short": "min_length",
    "too_long": "max_length",
}


def expected_value(item: Mapping[str, Any], bounds: Mapping[str, float]) -> Phrase:
    """The words for one error of pydantic's.

    Args:
        item: the error, from `pydantic.ValidationError.errors`.
        bounds: the parameter's lowest value ``ge`` and highest ``le``, where it has them.
    """
    kind, told = item["type"], item.get("ctx") or {}
    if kind == "literal_error":
        choices = re.findall(r"'(\w+)'", told["expected"])
        near = difflib.get_close_matches(str(item["input"]), choices, n=1, cutoff=_NEAR)
        *others, last = told["expected"].split(" or ")
        code = "one_of_choices" + (".meant" if near else "") if others else "one_choice"
        return Phrase(code, words=" or ".join(others), last=last, near=near[0] if near else "")
    if kind.startswith(("greater_than", "less_than")) and len(bounds) == 2:
        return Phrase("value_from_to", low=str(bounds["ge"]), high=str(bounds["le"]))
    if kind in _BOUNDS:
        return Phrase(f"bound.{_BOUNDS[kind]}", number=str(told[_BOUNDS[kind]]))
    first = kind.split("_")[0]
    if first in _KINDS:
        return Phrase(f"kind.{first}")
    return Phrase("as_told", text=item["msg"].removeprefix("Value error, ").removeprefix("Input "))


def described(default: Any, unit: str, id: str, en: str, **bounds: Any) -> Any:
    """A field with its default, bounds, unit, and description in both languages."""
    return Field(default, json_schema_extra={"unit": unit, "id": id, "en": en}, **bounds)


def month_of(name: str) -> Any:
    """The type of a parameter that is a month, ``YYYY-MM``."""

    def checked(value: Any) -> Any:
        month_number(value, name)
        return value

    return Annotated[str, BeforeValidator(checked)]


def optional_month(name: str) -> Any:
    """The type of a parameter that is a month, or None."""

    def checked(value: Any) -> Any:
        if value is not None:
            month_number(value, name)
        return value

    return Annotated[str | None, BeforeValidator(checked), BeforeValidator(none_word)]


def as_list(value: Any) -> Any:
    """A command line writes a list with commas."""
    return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value


def each_once(name: str, order: tuple[str, ...] = ()) -> AfterValidator:
    """The check of a list whose members stand once each; in whatever order, they are the same plan."""

    def checked(members: tuple) -> tuple:
        if len(set(members)) < len(members):
            raise input_error("repeated_value", name, names=", ".join(map(str, members)))
        return tuple(sorted(members, key=order.index if order else None))

    return AfterValidator(checked)


def law_extension(default: str) -> Any:
    """The lever that says what to do past the months that the law files vouch for."""
    return described(
        default,
        "choice",
        "Setelah batas yang dijamin berkas hukum: none menolak, hold mempertahankan nilai terakhir",
        "Past the months that the law files vouch for: none refuses, hold keeps the last value",
    )


def transport_share() -> Any:
    """The lever that says how many of the workers are in transport."""
    return described(
        0.0,
        "share",
        "Bagian pekerja sektor transportasi (masa keringanan PP 50/2025 berbeda)",
        "Share of workers in transport (their PP 50/2025 relief has other months)",
        ge=0,
        le=1,
    )


def none_word(value: Any) -> Any:
    """A command line writes ``none`` where nothing is set."""
    return None if isinstance(value, str) and value.lower() in ("none", "") else value


def whole_number(value: Any) -> Any:
    """A command line writes a whole number as text."""
    return int(value) if isinstance(value, str) and value.strip().isdecimal() else value


class Checked(BaseModel):
    """A frozen set of named values: no unknown name, no value out of bounds, no infinite number."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
    # what the plan that changes nothing is called, by language
    default_name: ClassVar[dict[str, str]] = {}
    # levers that only make sense together, each with the name that both are moved under
    together: ClassVar[dict[str, str]] = {}

    def __init__(self, **values: Any):
        """Checks the values.

        Raises:
            InputError: with a line for each value that is wrong.
        """
        problems = [problem for name, value in values.items() for problem in misread(type(self), name, value)]
        named = {problem.where.split(" ")[0] for problem in problems}
        try:
            super().__init__(**values)
        except ValidationError as error:
            # what is misread is told as that alone; what does not fit together is asked of values that are right
            own = [item for item in error.errors() if not named or (item["loc"] and item["loc"][0] not in named)]
            problems += _problems(own, type(self))
        if problems:
            raise InputError(problems)

    @classmethod
    def of(cls, plan: Any) -> Self:
        """The plan that was given, the default one for None.

        Raises:
            InputError: it is no plan, or one of another programme.
        """
        if plan is not None and not isinstance(plan, cls):
            raise input_error("not_a_plan.of_programme", "plan", name=type(plan).__name__, wanted=cls.__name__)
        return cls() if plan is None else plan

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The parameters, in order."""
        return tuple(cls.model_fields)

    @classmethod
    def unit(cls, name: str) -> str:
        """A parameter's unit."""
        return cls.model_fields[name].json_schema_extra["unit"]

    @property
    def named_by(self) -> tuple[str, str, dict[str, str]]:
        """A lever that names something with a name of its own, the label of that, and its name by language.

        A plan that is the default but for this lever is called so; mostly there is none.
        """
        return "", "", {}

    @property
    def assumed(self) -> bool:
        """Whether it sets what nobody can choose: such a plan is shown in a comparison, but wins nothing."""
        return False

    @property
    def sources(self) -> dict[str, str]:
        """The published runs that are read, label by report; none unless a programme reads some."""
        return {}

    def changed(self) -> dict[str, Any]:
        """The values that differ from the default, as JSON types."""
        default = type(self)().model_dump(mode="json")
        return {name: value for name, value in self.model_dump(mode="json").items() if value != default[name]}

    def with_values(self, values: Mapping[str, Any]) -> Self:
        """A copy with some values replaced, checked again."""
        return type(self)(**(self.model_dump() | dict(values)))


class Monthly(Checked):
    """The levers of a plan that runs from its month ``start`` over so many ``months``, on its ``law_groups``."""

    @property
    def calendar(self) -> list[str]:
        """The months of the plan."""
        return months_from(self.start, self.months)

    def laws(self, law: Law, reads: Reads | None = None) -> list[LawMonth]:
        """The law of each month of the plan.

        Raises:
            InputError: a law file does not vouch for a month.
        """
        return law.only(self.law_groups).over(self.calendar, self.law_extension, reads)


def _is_number(model: type[Checked], name: str) -> bool:
    """Whether a parameter is a number, or None."""
    kind = model.model_fields[name].annotation
    return bool({kind, *get_args(kind)} & {int, float})


def _holds_whole_numbers(kind: Any) -> bool:
    """Whether a type is ``int``, or a list or mapping of them."""
    return kind is int or any(_holds_whole_numbers(part) for part in get_args(kind))


def misread(model: type[Checked], name: str, value: Any) -> Iterator[Problem]:
    """What would silently be another number: a truth value, and a whole number written with a point or a comma.

    Of a number with decimals in a unit of whole things, e.g. workers for each civil servant, three decimals alone are
    not told from thousands.
    """
    if name not in model.names():
        return
    one, whole = _is_number(model, name), _holds_whole_numbers(model.model_fields[name].annotation)
    if one and isinstance(value, bool):
        yield Problem("bad_value.misread", name, value=repr(value))
    if whole or (one and model.unit(name) in WHOLE_UNITS):
        for key, text in [("", text_of(value))] if one else _texts(value):
            if text and (readings(text) if whole else maybe_thousands(text)):
                found, wanted = said(text, whole)
                yield Problem("separated_number", f"{name} {key}".strip(), found=found, wanted=wanted)


def _texts(value: Any) -> Iterator[tuple[str, str | None]]:
    """The texts that a list or a mapping of numbers holds, each with its key; commas part those of a text."""
    if isinstance(value, str):
        pairs = [part.rpartition(":") for part in value.split(",")]
        yield from ((before.strip(), text) for before, _, text in pairs)
    elif isinstance(value, Mapping):
        yield from ((str(inner), text_of(part)) for inner, part in value.items())
    elif isinstance(value, list | tuple):
        yield from (("", text_of(part)) for part in value)


def _problems(items: list[Any], model: type[Checked]) -> Iterator[Problem]:
    for item in items:
        name = str(item["loc"][0]) if item["loc"] else "plan"
        if item["type"] == "too_short" and any(other["loc"][1:] and other["loc"][0] == name for other in items):
            continue  # a list is short because its items were refused
        if item["type"] == "extra_forbidden":
            yield Problem("unknown_parameter", name, meant=did_you_mean(name, model.names()))
        elif isinstance((item.get("ctx") or {}).get("error"), InputError):
            yield from item["ctx"]["error"].problems
        else:
            marks = model.model_fields[name].metadata if name in model.model_fields else ()
            bounds = {side: getattr(mark, side) for mark in marks for side in ("ge", "le") if hasattr(mark, side)}
            key = [part for part in item["loc"][1:2] if isinstance(part, str)]
            wanted = expected_value(item, bounds)
            yield Problem("bad_value.found", " ".join([name, *key]), found=repr(item["input"]), wanted=wanted)


def power_of_two(draws: int) -> int:
    """A number of draws, refused where it is none."""
    if draws & (draws - 1):
        raise input_error("not_a_power_of_two", "draws", draws=str(draws))
    return draws


class Shown(Checked):
    """What a page needs beside its plan."""

    language: Literal["id", "en"] = described("id", "choice", "Bahasa tampilan", "Language shown")


class Settings(Shown):
    """What a simulation needs beside its plan."""

    region: str = described(
        "36.03", "code", "Kode wilayah Kemendagri", "Regency code of the Ministry of Home Affairs"
    )
    draws: Annotated[int, AfterValidator(power_of_two)] = described(
        1024, "draws", "Banyaknya simulasi, pangkat dua", "Number of draws, a power of two", ge=256, le=65536
    )
    seed: int = described(2026, "number", "Benih bilangan acak", "Seed of the random numbers", ge=0, lt=2**63)


AsnGroup = Literal["pns", "pppk", "pppk_paruh_waktu"]


# those whom PT Taspen covers; of part-time PPPK nothing was found
TASPEN: tuple[AsnGroup, ...] = ("pns", "pppk")


# the benefit programmes that a contribution buys
PROGRAMME_SETS = {"jkk_jkm": ("jkk", "jkm"), "jkk_jkm_jht": ("jkk", "jkm", "jht")}
