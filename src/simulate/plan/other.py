"""Levers that name a plan of another programme, whose numbers are then read from there."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from simulate.errors import InputError, input_error
from simulate.plan.checked import Checked, none_word
from simulate.plan.named import is_label, plan_of

Plan = TypeVar("Plan", bound=Checked)


def _label(value: str | None, info: ValidationInfo) -> str | None:
    if value is not None and not is_label(value):
        raise input_error("bad_label.label", str(info.field_name), value=value)
    return value


Label = Annotated[str, AfterValidator(_label)]
# no such programme is run where there is none
OptionalLabel = Annotated[str | None, BeforeValidator(none_word), AfterValidator(_label)]


def named_plan(programme: str, label: str, model: type[Plan]) -> Plan:
    """The levers of another programme's plan, which a lever called like the programme names.

    Raises:
        InputError: no such plan, or another programme's; it names the lever.
    """
    try:
        return model(**plan_of(programme, label).levers)
    except InputError as error:
        raise InputError(problem.at(programme) for problem in error.problems) from None
