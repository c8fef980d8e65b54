"""One future a scenario: what its plans share is said once, and holds in each of them."""

import re

import pytest

from simulate.errors import InputError
from simulate.plan.named import about, plan_of, read_scenario, scenario_files
from simulate.programmes import named_programme, simulated
from simulate.programmes.brief.plan import SOURCES
from simulate.written import read_yaml

BASE = """name: {id: Skenario saya, en: My scenario}
shared:
  start: first_open_budget
  baseline: reconciled
  collection: circular
  apbd_budget_rp: 30_000_000_000
  apbd_yearly_change: -0.05
  regulation_from: null
plans: {sponsorship: start_2027, funding: default, universal: default}
"""


def _levers(scenario, programme):
    return named_programme(programme).levers(**plan_of(programme, scenario.plans[programme]).levers)


def _refused(project, text):
    (project / "data/scenarios/mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_scenario("mine")
    return str(refused.value)


@pytest.mark.parametrize("label", ["base", "full_push"])
def test_a_scenario_binds_every_programme_that_shares_a_choice_to_plans_that_tell_one_future(label):
    scenario, rooms = read_scenario(label), {name: named_programme(name) for name in simulated()}
    sharing = {name for name, room in rooms.items() if room.shared or room.follows or room.instead or room.begins}
    assert sharing and sharing | {*SOURCES} <= scenario.plans.keys()  # what its brief reads, too
    sponsors, funding, road = (_levers(scenario, name) for name in ("sponsorship", "funding", "universal"))
    first = f"{about().first_open_budget}-01"
    assert sponsors.start == funding.start == road.start == first
    assert sponsors.collection == scenario.shared["collection"]
    assert (road.sponsorship, road.funding) == (scenario.plans["sponsorship"], scenario.plans["funding"])
    assert funding.sponsorship == scenario.plans["sponsorship"]
    assert _levers(scenario, "paritrana").sponsorship == scenario.plans["sponsorship"]


def test_what_is_monitored_is_what_was_announced():
    assert {_levers(read_scenario(label), "monitoring").sponsorship for label in scenario_files()} == {"default"}


def test_a_scenario_of_ones_own_may_bind_some_programmes_alone(project):
    path = project / "data/scenarios/mine.yaml"
    path.write_text("name: {id: Saya, en: Mine}\nplans: {election: pilkada_2031}\n", encoding="utf-8")
    assert read_scenario("mine").plans == {"election": "pilkada_2031"}
    path.write_text(BASE, encoding="utf-8")
    assert list(read_scenario("mine").plans) == ["sponsorship", "funding", "universal"]


@pytest.mark.parametrize(
    ("old", "new", "messages"),
    [
        ("universal: default", "univrsal: default", ["no programme `univrsal`; did you mean `universal`?"]),
        ("start_2027", "start_2028", ["sponsorship: plan: no scenario `start_2028`; did you mean `start_2027`?"]),
        ("start_2027", "full_push", ["sponsorship: plan full_push: is for `universal`; a scenario of `sponsorship`"]),
        (
            "start_2027",
            "payroll_default_2027",
            [
                "shared collection: `collection` is payroll_default in the scenario of `sponsorship`; "
                "a scenario in which it is circular",
                "funding: scenario `default` reads scenario `start_2027` of `sponsorship`; one that reads "
                "`payroll_default_2027`",
                "universal: scenario `default` reads scenario `start_2027` of `sponsorship`",
            ],
        ),
        (
            "funding: default",
            "funding: funding_full_push",
            [
                "shared apbd_budget_rp: `apbd_budget_rp` is 34000000000 in the scenario of `funding`; a scenario in which it "
                "is 30000000000",
                "universal: scenario `default` reads scenario `default` of `funding`; one that reads `funding_full_push`",
            ],
        ),
        (
            "regulation_from: null",
            "regulation_from: 2028-01",
            ["`permits_from` is None in the scenario of `universal`; a scenario in which it is 2028-01"],
        ),
        (
            "30_000_000_000",
            "30.000",
            ["shared apbd_budget_rp: `30.000` may be 30 or 30,000; digits only, 30 or 30000 [separated_number]"],
        ),
        (
            "30_000_000_000",
            "30.000.000.000",
            ["shared apbd_budget_rp: `30.000.000.000`; digits only, 30000000000 [separated_number]"],
        ),
        ("first_open_budget", "2026-01", ["`start` is 2027-01 in the scenario of `funding`"]),
        ("  baseline: reconciled\n", "", ["shared: no `baseline`; add `baseline`"]),
        ("collection:", "colection:", ["shared: `colection`; did you mean `collection`?"]),
        ("plans:", "plan:", ["`plan`; did you mean `plans`?", "no `plans`; add `plans`"]),
        (", en: My scenario", "", ["`name` not in both languages; give `id` and `en`"]),
    ],
)
def test_what_does_not_hold_is_refused_by_name(project, old, new, messages):
    assert old in BASE
    said = _refused(project, BASE.replace(old, new))
    for message in messages:
        assert message in said
        assert "data/scenarios/mine.yaml" in said


def test_a_number_that_may_be_thousands_is_told_as_that_alone(project):
    assert len(_refused(project, BASE.replace("30_000_000_000", "30.000")).splitlines()) == 1
    mine = project / "data/scenarios/mine.yaml"
    mine.write_text(BASE.replace("-0.05", "-0.050"), encoding="utf-8")
    assert read_scenario("mine").shared["apbd_yearly_change"] == -0.05


@pytest.mark.parametrize(
    ("programme", "levers", "said"),
    [
        (
            "funding",
            "{start: 2026-01}",
            "funding: begins in 2026-01; a scenario from 2027-01, the first month that can",
        ),
        ("sponsorship", "{start: 2026-12}", "sponsorship: begins in 2026-12; a scenario from 2027-01"),
        ("outreach", "{start: 2026-06}", "outreach: begins in 2026-06; a scenario from 2027-01"),
        ("paritrana", "{start: 2026-11}", "paritrana: begins in 2026-11; a scenario from 2026-12"),
        (
            "universal",
            "{subsidised_budget_rp: 99_000_000_000}",
            "`subsidised_budget_rp` is 99000000000 in the scenario",
        ),
    ],
)
def test_what_is_over_and_a_second_budget_are_refused(project, programme, levers, said):
    (project / "data/plans/odd.yaml").write_text(f"programme: {programme}\nlevers: {levers}\n", encoding="utf-8")
    others = re.sub(rf"{programme}: \w+,? ?", "", BASE.splitlines()[-1]).removesuffix("}")
    text = BASE.replace(BASE.splitlines()[-1], f"{others}, {programme}: odd}}".replace("{,", "{").replace(", ,", ","))
    assert said in _refused(project, text)


def test_labels_of_briefs_are_not_taken_twice(project):
    (project / "data/plans/mine.yaml").write_text(
        "programme: brief\nlevers: {leave_out: [funding]}\n", encoding="utf-8"
    )
    assert "`mine` is another scenario; give the file its own name" in _refused(project, BASE)


def test_each_shipped_file_names_itself_in_both_languages():
    names = [read_yaml(path)["name"] for path in scenario_files().values()]
    assert len({name["en"] for name in names}) == len({name["id"] for name in names}) == len(names) == 2
