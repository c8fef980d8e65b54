"""A brief as a result: the numbers of its runs, and what follows from them by month."""

import pytest
from brief_runs import NUMBERS, TABLES, read_runs
from conftest import ROOT
from generate import results_section
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.errors import InputError
from simulate.plan.named import about
from simulate.programmes.brief.plan import SOURCES, BriefPlan
from simulate.programmes.brief.study import run
from simulate.written import month_text

# the reports that can be told alone; of the last it takes how long regulations take
TOLD = SOURCES[:-1]
# from the first month that is not over
MONTHS = st.integers(2026 * 12 + 11, 2029 * 12 + 11).map(month_text)
SOME = st.sets(st.sampled_from(TOLD), min_size=1)


def brief_of(*names, scenario="base", tables=None, **levers):
    """A brief of made-up runs; ``tables`` replaces tables of theirs, by report."""
    names = names or SOURCES
    plan = BriefPlan(scenario=scenario, leave_out=[name for name in SOURCES if name not in names], **levers)
    runs = read_runs(*names, scenario=scenario)
    for name, changed in (tables or {}).items():
        runs.runs[name].tables.update(changed)
    return run(plan, runs=runs)


def _tasks(brief, *kinds):
    return [task for task in brief.agenda if task.kind in kinds]


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
    with pytest.raises(InputError, match="runs: are election/default; the runs that the scenario names"):
        run(BriefPlan(), runs=read_runs("election"))
    with pytest.raises(InputError, match="runs: are .*sponsorship/payroll_default_2027"):
        run(BriefPlan(), runs=read_runs(scenario="full_push"))  # a mix of scenarios


@pytest.mark.slow
@given(names=SOME, month=MONTHS)
@settings(max_examples=30)
def test_no_step_lies_before_the_decision_and_they_come_in_order(names, month):
    brief = brief_of(*(name for name in SOURCES if name in names), decide_by=month)
    months = [task.month for task in brief.agenda]
    assert months == sorted(months)
    assert min(months) >= month
    years = {task.values["year"] for task in _tasks(brief, "budget", "late")}
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


def test_a_budget_is_due_when_regent_and_dprd_agree_on_it(law):
    ahead = law.at("2026-12").value("apbd_agreement")
    assert ahead == 1  # PP 12/2019 art. 106
    due = {task.values["year"]: (task.month, task.kind) for task in _tasks(brief_of(), "late", "budget")}
    # the month of agreement on 2027 is over: the step falls to the decision and says so
    assert due == {2027: ("2026-12", "late"), 2028: ("2027-11", "budget"), 2029: ("2028-11", "budget")}
    late = next(task for task in _tasks(brief_of(), "late"))
    assert late.values["agreed"] == "2026-11"
    assert late.values["cited"].startswith("PP 12/2019")
    # the budget of the year of the decision is made
    assert {task.values["year"] for task in _tasks(brief_of(decide_by="2027-06"), "late", "budget")} == {2028, 2029}


def test_nothing_before_the_first_open_budget_is_asked_for():
    for scenario in ("base", "full_push"):
        brief = brief_of(scenario=scenario)
        assert brief.decide_by > brief.about.as_of
        years = {task.values["year"] for task in _tasks(brief, "late", "budget")}
        assert min(years) == brief.about.first_open_budget
        starts = {
            run.plan["start"] for name, run in brief.runs.items() if name in ("sponsorship", "funding", "universal")
        }
        assert starts == {f"{brief.about.first_open_budget}-01"}


def test_a_decision_that_is_over_is_refused():
    with pytest.raises(InputError, match="decide_by"):
        brief_of(decide_by=about().as_of)


def test_the_full_push_lists_its_acts():
    brief = brief_of(scenario="full_push")
    way = _tasks(brief, "collect")[0]
    assert (way.month, way.values["way"], way.values["start"]) == ("2026-12", "payroll_default", "2027-01")
    (draft,), (obligations,) = _tasks(brief, "draft"), _tasks(brief, "obligations")
    assert (draft.month, draft.values["drafting"]["key"]) == ("2026-12", "months_decree")
    assert (obligations.month, obligations.values["from"]) == ("2027-12", "2028-01")
    assert set(obligations.values["levers"]) == {"contractors_from", "permits_from", "village_workers_from"}
    assert obligations.values["effects"].keys() == {"permits_from"}  # of the others nothing was computed
    assert obligations.values["grade"] == _tasks(brief, "drives")[0].values["grade"] == "judgement"
    assert set(_tasks(brief, "drives")[0].values["levers"]) == {"compliance_drive", "self_pay_drive"}
    assert _tasks(brief_of(), "draft", "obligations", "drives") == []  # the base scenario asks for none of them


def test_what_the_road_takes_beside_the_mix_stands_in_its_years_budget():
    for year, task in {task.values["year"]: task for task in _tasks(brief_of(), "late", "budget")}.items():
        beside = [row["mean"] for row in TABLES["universal"]["beside"] if row["year"] == year]
        assert task.values.get("beside_rp") == next(iter(beside), None)
        assert ("grade" in task.values) == bool(beside)


def test_every_village_election_of_the_plans_months_has_its_budget():
    found = {task.values["year"]: task.values.get("villages") for task in _tasks(brief_of(), "late", "budget")}
    coming = {int(row["date"][:4]): [row] for row in TABLES["election"]["coming"]}
    assert found == {2027: coming[2027], 2028: None, 2029: coming[2029]}  # the plans end before 2031


def test_what_a_regulation_takes_is_the_scorecards_and_is_left_out_without_it():
    told = [_tasks(brief, "collect", "switch") for brief in (brief_of(), brief_of(*TOLD))]
    found = {row["key"]: row for row in TABLES["paritrana"]["months"]}
    assert [task.values.get("drafting") for task in told[0]] == [found["months_programme"], found["months_decree"]]
    assert [task.values.get("drafting") for task in told[1]] == [None, None]
    assert {task.month for task in told[0]} == {"2026-12"}  # the drafting begins; no regulation is due by then


def _worse(rows):
    """Rows whose every number has the other sign."""
    return [row | {"p05": -row["p95"], "p50": -row["p50"], "p95": -row["p05"]} for row in rows]


def test_what_makes_things_worse_is_no_cure_and_no_step():
    tables = {
        name: {table: _worse(TABLES[name][table])}
        for name, table in (("sponsorship", "more"), ("universal", "moves"), ("election", "fewer"))
    }
    longer = [row | {"p50": row["p50"] * (1 + row["bridge_months"])} for row in TABLES["sponsorship"]["bridging"]]
    tables["sponsorship"]["bridging"] = longer
    brief = brief_of(tables=tables)
    cures = {risk.kind: risk.values for risk in brief.risks}
    assert cures["takeup"]["ways"] == cures["target"]["moves"] == cures["deaths"]["fewer"] == []
    assert "with" not in cures["relief"]
    assert _tasks(brief, "switch") == []
    usual = {risk.kind: risk.values for risk in brief_of().risks}
    assert usual["takeup"]["ways"] and usual["target"]["moves"] and usual["deaths"]["fewer"]
    assert usual["relief"]["with"]["p50"] < usual["relief"]["without"]["p50"]


def test_options_are_the_mix_of_the_first_open_year_then_the_ways_of_asking():
    brief = brief_of()
    assert brief.year == "2027"
    kinds = [option.kind for option in brief.options]
    assert kinds == ["chosen", "hoped", "fewer", *(row["way"] for row in TABLES["sponsorship"]["ways"])]
    chosen, hoped, fewer, *ways = brief.options
    assert (chosen.apbd_rp, chosen.workers["p50"], chosen.chance, chosen.evidence) == (
        26e9,
        130_000,
        0.9,
        "judgement",
    )
    assert (hoped.apbd_rp, hoped.chance) == (25e9, 0.31)
    assert fewer.workers["p50"] == 97_500
    assert {(way.apbd_rp, way.chance) for way in ways} == {(0.0, None)}  # civil servants pay
    assert {way.kind: way.evidence for way in ways}["circular"] == "analogue"
    assert brief.tables["options"]["apbd_rp"].tolist() == [26e9, 25e9, 19e9, *[0.0] * 6]
    # of a decision in the course of 2027, the budget of 2028
    assert brief_of(decide_by="2027-06").year == "2028"


def test_a_mix_without_a_reserve_is_one_option_and_a_bridge_is_paid_by_apbd():
    alike = [row | {"chance": 0.9} for row in TABLES["funding"]["options"] if row["option"] != "fewer"]
    brief = brief_of(tables={"funding": {"options": alike}})
    assert [option.kind for option in brief.options if option.source == "funding"] == ["chosen"]
    runs = read_runs()
    runs.runs["sponsorship"].plan["bridge_months"] = 3
    ways = [option for option in run(BriefPlan(), runs=runs).options if option.source == "sponsorship"]
    assert {way.apbd_rp for way in ways} == {None}


@pytest.mark.parametrize(("kept", "included"), [(0.95, True), (0.4, False)])
def test_a_reserve_is_asked_for_only_where_the_allocation_does_not_hold_it(kept, included):
    runs = read_runs()
    unit, _, *rest = runs.runs["funding"].measures["target_kept"]
    runs.runs["funding"].measures["target_kept"] = (unit, kept, *rest)
    risk = next(risk for risk in run(BriefPlan(), runs=runs).risks if risk.kind == "payers")
    assert risk.values["kept"] is included


def test_a_target_missed_is_what_its_chance_leaves():
    risk = next(risk for risk in brief_of().risks if risk.kind == "target")
    assert risk.size["p50"] == pytest.approx(0.75)
    assert risk.values["target"] == 0.65


def test_each_column_of_its_tables_is_told():
    assert f"\n\n{results_section(brief_of())}\n" in (ROOT / "docs/results.md").read_text(encoding="utf-8")
