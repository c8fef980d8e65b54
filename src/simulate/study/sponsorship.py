"""Runs sponsorship plans over many draws."""

from __future__ import annotations

from typing import get_args

from simulate import paths
from simulate.errors import refuse
from simulate.law import Law
from simulate.law.base import Reads
from simulate.model.sponsorship import SPONSOR_PAYER, price_by_month_rp, simulate_sponsorship, unknowns_used
from simulate.months import months_from
from simulate.plan.named import DEFAULT, name_of, plan_files, read_plan
from simulate.plan.settings import Settings
from simulate.plan.sponsorship import LAW_GROUPS, SponsorshipPlan
from simulate.study.draws import event_noise, values_of
from simulate.study.facts import Facts, read_facts
from simulate.study.identity import code_hash, hashes
from simulate.study.result import SponsorshipResult

PROGRAMME = "sponsorship"
EVENTS = ("deaths_waiting", "deaths_full", "accidents")


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
    facts = read_facts(PROGRAMME, settings.region)
    plan = plan or SponsorshipPlan()
    label, name = name_of(label, plan)
    return _run(plan, label, name, settings, facts)


def beside(result: SponsorshipResult, label: str) -> SponsorshipResult:
    """A named plan laid over the same plan, facts and random numbers as ``result``.

    The named plan's levers replace those of ``result``; for ``default`` the levers that say who takes part
    return to their default. Dates and groups stay, so that the two can be compared.
    """
    named = read_plan(label, SponsorshipPlan)
    default = SponsorshipPlan()
    who = {"collection": default.collection, "participation_share": default.participation_share}
    plan = result.plan.with_values(named.levers or who)
    return _run(plan, label, named.name, result.settings, read_facts(PROGRAMME, result.settings.region))


def by_collection(result: SponsorshipResult) -> dict[str, SponsorshipResult]:
    """The same plan under each way of asking civil servants, take-up by evidence, on the same random numbers."""
    facts = read_facts(PROGRAMME, result.settings.region)
    ways = get_args(SponsorshipPlan.model_fields["collection"].annotation)
    plans = {way: result.plan.with_values({"collection": way, "participation_share": None}) for way in ways}
    return {way: _run(plan, way, {}, result.settings, facts) for way, plan in plans.items()}


def _run(
    plan: SponsorshipPlan,
    label: str,
    name: dict[str, str],
    settings: Settings,
    facts: Facts,
) -> SponsorshipResult:
    law, region, unknowns = facts.law, facts.region, facts.unknowns
    reads: Reads = {}
    laws = plan.laws(law, reads)
    values = values_of(unknowns, settings.draws, settings.seed)
    noise = event_noise(EVENTS, settings.draws, settings.seed)
    missing = [key for key in unknowns_used(plan) if key not in unknowns]
    if missing:
        raise refuse("missing_unknown", f"data/unknowns/{PROGRAMME}.yaml", f"no {', '.join(missing)}", "restore them")
    outcome = simulate_sponsorship(plan, region, laws, values, noise)
    law_files = [paths.data() / "law" / f"{group}.yaml" for group in LAW_GROUPS]
    inputs = {
        "programme": PROGRAMME,
        "plan": plan.model_dump(mode="json"),
        "settings": settings.model_dump(mode="json", exclude={"language"}),
        "data": hashes(
            [*law_files, *plan_files().values(), *region.files, paths.data() / "unknowns" / f"{PROGRAMME}.yaml"]
        ),
        "code": code_hash(),
    }
    names = {group: law.groups[group].name for group in LAW_GROUPS}
    return SponsorshipResult(
        plan=plan,
        label=label,
        plan_name=name,
        settings=settings,
        region=region,
        laws=tuple(laws),
        law_names=names,
        law_values=tuple(reads[key] for key in sorted(reads)),
        unknowns=unknowns,
        outcome=outcome,
        price_after=_price_after(plan, law),
        inputs=inputs,
    )


def _price_after(plan: SponsorshipPlan, law: Law) -> tuple[str, float] | None:
    month = months_from(plan.start, plan.months + 1)[-1]
    law = law.only(LAW_GROUPS)
    if month > law.horizon:
        return None
    price = price_by_month_rp([law.at(month)], SPONSOR_PAYER[plan.sponsor_relief], plan.transport_share)
    return month, float(price[0])
