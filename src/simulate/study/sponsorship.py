"""Runs sponsorship plans over many draws."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import Any, get_args

from simulate.errors import InputError
from simulate.law import Law
from simulate.law.base import Reads
from simulate.model.claims import LOTTERIES, draw_claims
from simulate.model.prices import price_parts_rp, price_rp
from simulate.model.selection import must_fit_the_pool
from simulate.model.sponsorship import simulate_sponsorship, unknowns_used
from simulate.months import months_from
from simulate.plan.named import DEFAULT, name_of
from simulate.plan.settings import Settings
from simulate.plan.sponsorship import SponsorshipPlan
from simulate.study.draws import event_noise
from simulate.study.facts import Facts, drawn, file_hashes, inputs_of, must_know, read_facts
from simulate.study.result import SponsorshipResult

PROGRAMME = "sponsorship"


def run(
    plan: SponsorshipPlan | None = None,
    *,
    region: str = "36.03",
    draws: int = 1024,
    seed: int = 2026,
    language: str = "id",
    label: str | dict[str, str] = DEFAULT,
) -> SponsorshipResult:
    """Runs a sponsorship plan.

    Args:
        plan: the levers; the default plan if none is given.
        region: code of a folder below ``data/regions``.
        draws: number of draws, a power of two from 256.
        seed: seed of all random numbers.
        language: ``id`` or ``en``, for what is shown.
        label: what the plan is called: a label of ``data/plans``, words of the planner's own, or those words
            by language.

    Raises:
        InputError: a setting, table or law file is refused.
        BrokenIdentityError: a sum that must hold does not.
    """
    settings = Settings(region=region, draws=draws, seed=seed, language=language)
    plan = plan or SponsorshipPlan()
    label, name = name_of(label, plan)
    return run_on(read_facts(PROGRAMME, settings.region), plan, settings, label, name)


def everyone(result: SponsorshipResult) -> SponsorshipResult:
    """The same plan on the same random numbers, every civil servant taking part from the first month: the slogan.

    Raises:
        InputError: the plan's other levers do not allow it.
    """
    return run_on(result.facts, result.plan.with_values({"participation_share": 1.0}), result.settings)


@lru_cache(maxsize=4)
def by_collection(result: SponsorshipResult) -> dict[str, SponsorshipResult]:
    """The same plan under each way of asking civil servants, take-up by evidence, on the same random numbers.

    A way that the plan's other levers do not allow is left out.
    """
    ways = get_args(SponsorshipPlan.model_fields["collection"].annotation)
    plans = {way: result.plan.with_values({"collection": way, "participation_share": None}) for way in ways}
    found = {}
    for way, plan in plans.items():
        with suppress(InputError):
            found[way] = run_on(result.facts, plan, result.settings, way)
    return found


def run_on(
    facts: Facts,
    plan: SponsorshipPlan,
    settings: Settings,
    label: str = DEFAULT,
    name: dict[str, str] | None = None,
) -> SponsorshipResult:
    """Runs a plan on facts already read; for many plans on the same facts.

    Args:
        facts: of `PROGRAMME`, in the region of the settings.
        plan: the levers.
        settings: draws, seed, language.
        label: what the plan is called.
        name: its name by language.

    Raises:
        InputError: the law does not vouch for a month, or an unknown is missing.
        BrokenIdentityError: a sum that must hold does not.
    """
    reads: Reads = {}
    laws = plan.laws(facts.law, reads)
    values = drawn(facts, settings.draws, settings.seed)
    noise = event_noise(LOTTERIES, settings.draws, settings.seed)
    used = unknowns_used(plan, laws)
    must_know(facts, used, PROGRAMME)
    must_fit_the_pool(plan, facts.region, facts.unknowns)
    outcome = simulate_sponsorship(plan, facts.region, laws, values)
    claims = draw_claims(outcome.cohorts, outcome.accidents, laws, values, noise)
    return SponsorshipResult(
        plan=plan,
        label=label,
        plan_name=name or {},
        settings=settings,
        facts=facts,
        laws=tuple(laws),
        law_values=tuple(reads[key] for key in sorted(reads)),
        outcome=outcome,
        claims=claims,
        price_after=_price_after(plan, facts.law),
        used=used,
        inputs=inputs_now(plan, settings, facts.files),
    )


def inputs_now(plan: SponsorshipPlan, settings: Settings, files: dict[str, str] | None = None) -> dict[str, Any]:
    """All that a run depends on, on the files as they stand, without running or reading them as tables.

    ``files`` are the hashes of what it reads, where they are known.
    """
    files = files or file_hashes(PROGRAMME, settings.region)
    return inputs_of(PROGRAMME, plan, settings, files, plan.law_groups, __name__)


def _price_after(plan: SponsorshipPlan, law: Law) -> tuple[str, float] | None:
    month = months_from(plan.start, plan.months + 1)[-1]
    law = law.only(plan.law_groups)
    if month > law.horizon:
        return None
    return month, float(price_rp(price_parts_rp(plan, [law.at(month)]))["sponsor"][0])
