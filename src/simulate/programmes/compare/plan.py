"""The one lever of a comparison: the plans and runs that stand side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator

from simulate.errors import did_you_mean, input_error
from simulate.plan.checked import Checked, as_list, described
from simulate.plan.named import DEFAULT, plan_files
from simulate.plan.published import PublishedRun, read_run, run_folder

if TYPE_CHECKING:
    from simulate.law.base import Law, LawMonth, Reads

LEAST, MOST = 2, 6


def _plan_or_run(value: Any) -> Any:
    """A label of a named plan stays one; the place of a run becomes the run, so that no path is kept."""
    if not isinstance(value, str) or value == DEFAULT or value in plan_files():
        return value
    if run_folder(value):
        return read_run(value)
    if "/" in value or "\\" in value:
        raise input_error("unknown_run.plan_or_run", value)
    raise input_error("unknown_plan.plans", "plans", value=value, meant=did_you_mean(value, [DEFAULT, *plan_files()]))


def key_of(one: str | PublishedRun) -> str:
    """What a plan or a run is called in tables and folder names."""
    return one if isinstance(one, str) else one.key


def _some_and_different(plans: tuple[Any, ...]) -> tuple[Any, ...]:
    keys = [key_of(one) for one in plans]
    if not LEAST <= len(keys) <= MOST:
        raise input_error("bad_count", "plans", keys=len(keys), least=LEAST, most=MOST)
    repeated = [key for key in dict.fromkeys(keys) if keys.count(key) > 1]
    if repeated:
        raise input_error("repeated_plan", "plans", repeated=repeated[0])
    return plans


class ComparePlan(Checked):
    """Which plans and runs are compared, the others with the first."""

    default_name: ClassVar[dict[str, str]] = {
        "id": "Enam cara menjalankan 1 ASN 1 Pekerja Rentan",
        "en": "Six ways of running 1 ASN 1 Pekerja Rentan",
    }

    plans: Annotated[
        tuple[Annotated[str | PublishedRun, BeforeValidator(_plan_or_run)], ...],
        BeforeValidator(as_list),
        AfterValidator(_some_and_different),
    ] = described(
        (DEFAULT, "appeal", "circular_with_push", "payroll_consent", "payroll_default", "slogan"),
        "plans",
        "Skenario dan laporan terbit yang dibandingkan; yang pertama menjadi acuan",
        "Scenarios and published runs to compare; the first is what the others are compared with",
    )

    def laws(self, law: Law, reads: Reads | None = None) -> list[LawMonth]:
        """None of its own: each plan asks for its own law when the comparison reads it."""
        return []
