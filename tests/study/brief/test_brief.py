"""A brief as a result: the numbers of its runs, and what follows from them by month."""

import pytest
from brief_runs import NUMBERS, read_runs
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.errors import InputError
from simulate.months import month_text
from simulate.plan.brief import SOURCES, BriefPlan
from simulate.study.brief.run import run

MONTHS = st.integers(2026 * 12, 2029 * 12 + 11).map(month_text)
SOME = st.sets(st.sampled_from(SOURCES), min_size=1)


def brief_of(*names, **levers):
    names = names or SOURCES
    plan = BriefPlan(**{name: None for name in SOURCES if name not in names}, **levers)
    return run(plan, runs=read_runs(*names))


def test_the_headline_table_holds_the_numbers_of_every_run():
    headline = brief_of().tables["headline"].set_index("measure")
    read = read_runs()
    assert len(headline) == sum(len(one) for one in NUMBERS.values())
    for source, numbers in NUMBERS.items():
        for name, (unit, low, middle, high) in numbers.items():
            row = headline.loc[f"{source}.{read.runs[source].names[name]}"]
            assert (row["unit"], row["p05"], row["p50"], row["p95"]) == (unit, low, middle, high)


def test_the_same_runs_give_the_same_identity_and_others_another():
    assert brief_of().identity == brief_of().identity
    other = read_runs()
    moved = other.runs["funding"].model_copy(update={"identity": "f" * 64})
    other = other.model_copy(update={"runs": other.runs | {"funding": moved}})
    assert run(BriefPlan(), runs=other).identity != brief_of().identity


def test_runs_that_the_plan_does_not_name_are_refused():
    with pytest.raises(InputError, match="runs: are election/default; the runs that the plan names"):
        run(BriefPlan(), runs=read_runs("election"))


@given(names=SOME, month=MONTHS)
@settings(max_examples=30)
def test_no_step_lies_before_the_decision_and_they_come_in_order(names, month):
    brief = brief_of(*(name for name in SOURCES if name in names), decide_by=month)
    months = [task.month for task in brief.agenda]
    assert months == sorted(months)
    assert min(months) >= month
    years = {task.values["year"] for task in brief.agenda if task.kind in ("budget", "budgets", "funding")}
    assert all(year > int(month[:4]) for year in years)  # nothing is asked of a budget that is over
    assert {task.source for task in brief.agenda} <= {*names, "law"}
    assert {risk.source for risk in brief.risks} <= names
    assert 1 <= len(brief.leading) <= 3


def test_relief_ends_when_the_law_says_so(law):
    tasks = {task.kind: task for task in brief_of().agenda}
    for sector, month in (("other", "2026-12"), ("transport", "2027-03")):
        task = tasks[f"relief.{sector}"]
        assert task.month == month  # PP 50/2025 art. 2
        assert law.at(month).value("bpu_relief", sector, "personal") == 0.5
        assert task.values["after"] == 2 * task.values["before"]
    late = {task.kind for task in brief_of(decide_by="2027-01").agenda}
    assert "relief.transport" in late
    assert "relief.other" not in late


def test_the_full_death_benefit_comes_after_the_wait_of_the_law(law):
    task = next(task for task in brief_of(decide_by="2026-12").agenda if task.kind == "register")
    assert (task.month, task.values["full"]) == ("2027-01", "2027-04")
    assert task.values["months"] == law.at("2027-01").value("jkm_waiting")


def test_a_budget_is_due_before_its_year_or_with_the_decision():
    kinds = ("budget", "budgets", "funding")
    due = {task.values["year"]: (task.month, task.kind) for task in brief_of().agenda if task.kind in kinds}
    assert due == {2027: ("2026-12", "budgets"), 2028: ("2027-12", "budgets"), 2029: ("2028-12", "budget")}
    late = brief_of(decide_by="2027-06").agenda
    # the budget of the year of the decision is made
    assert {task.values["year"] for task in late if task.kind in kinds} == {2028, 2029}


def test_a_target_missed_is_what_its_chance_leaves():
    risk = next(risk for risk in brief_of().risks if risk.kind == "target")
    assert risk.size["p50"] == pytest.approx(0.75)
    assert risk.values["target"] == 0.65
