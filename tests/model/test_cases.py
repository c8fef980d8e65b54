"""Policy cases: data that anyone can add below tests/cases, each with its source."""

from dataclasses import replace

import pytest
from conftest import ROOT

from simulate.errors import InputError
from simulate.model.answers import benefit_answer, contribution_answer
from simulate.model.rules import (
    contribution_rp,
    election_contribution_rp,
    jkp_cash_rp,
    may_enrol,
    may_pay_arrears,
    may_pay_in_advance,
    may_serve,
    membership_ended,
    next_jp_wage_cap_rp,
    total_rp,
)
from simulate.months import month_number, month_text, months_from
from simulate.yamlfile import read_yaml

CASES = sorted((ROOT / "tests/cases").glob("*.yaml"))
TRUTHS = {
    "may_enrol": may_enrol,
    "may_pay_arrears": may_pay_arrears,
    "may_pay_in_advance": may_pay_in_advance,
    "may_serve": may_serve,
    "membership_ended": membership_ended,
}


def found(given, law, reads):
    """What the law base answers: total and parts, a value, or a truth; ``reads`` notes what it rests on."""
    given = dict(given)
    rule, on = given.pop("rule"), given.pop("on")
    month = law.at(on, reads=reads)
    if rule in TRUTHS:
        return {"truth": bool(TRUTHS[rule](month, **given))}
    match rule:
        case "contribution" | "benefit":
            answer = (contribution_answer if rule == "contribution" else benefit_answer)(month, **given)
            reads |= {(value.group, value.since, value.key): value for value in answer.references}
            return {"total_rp": answer.total_rp, "parts": answer.parts}
        case "election":
            return {"total_rp": total_rp(election_contribution_rp(month, **given))}
        case "jkp_cash":
            return {"total_rp": jkp_cash_rp(month, **given)}
        case "value":
            return {"value": month.value(given["group"], *[given["key"]] if given["key"] else [])}
        case "jp_cap_chain":
            before = replace(month, month=month_text(month_number(on) - 1))
            cap = next_jp_wage_cap_rp(before.value("pu_jp_wage_cap"), month.value("pu_jp_growth"))
            assert cap == month.value("pu_jp_wage_cap")
            return {"value": cap}
        case "workers_for_months":
            who = {"scheme": "bpu", "base_rp": 1, "payer": given["payer"], "sector": given["sector"]}
            months = law.only(g for g in law.groups if g.startswith("bpu")).over(
                months_from(on, given["months"]), reads=reads
            )
            return {"total_rp": given["workers"] * sum(contribution_rp(month, **who) for month in months)}
    raise AssertionError(f"unknown rule {rule}")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_policy_case(path, law):
    case = read_yaml(path)
    assert case["source"]
    expected = case["expect"]
    if "refused" in expected:
        with pytest.raises(InputError) as refused:
            found(case["given"], law, {})
        assert [problem.check for problem in refused.value.problems] == [expected["refused"]]
        return
    answer = found(case["given"], law, {})
    for kind, value in expected.items():
        if kind == "total_rp":
            assert abs(answer[kind] - value) <= case["tolerance_rp"]
        else:
            assert answer[kind] == value


def test_there_are_sixty_cases_and_each_names_a_source():
    assert len(CASES) >= 60
    assert all(len(read_yaml(path)["source"]) > 30 for path in CASES)


def test_a_case_stands_on_each_side_of_every_change_of_the_law(law):
    reads = {}
    for path in CASES:
        case = read_yaml(path)
        if "refused" not in case["expect"]:
            found(case["given"], law, reads)
    changed = {
        (group.group, since)
        for group in law.groups.values()
        for key in next(iter(group.values.values()))
        if len(history := group.history(key)) > 1
        for since in (value.since for value in history)
    }
    assert changed - {(group, since) for group, since, _ in reads} == set()
