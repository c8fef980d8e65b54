"""Policy cases: data that anyone can add below tests/cases, each with its source."""

import pytest
from conftest import ROOT

from simulate.errors import InputError
from simulate.law.benefit import benefit_answer, contribution_answer, jkp_cash_rp
from simulate.law.contribution import contribution_rp, election_contribution_rp
from simulate.law.numbers import total_rp
from simulate.written import month_number, month_text, months_from, read_yaml

CASES = sorted((ROOT / "tests/cases").glob("*.yaml"))


def _may_serve(law, event, body, age_years):
    """Whether someone of that age may serve on an ad hoc election body; an upper limit is known for KPPS alone."""
    old_enough = age_years >= law.value("election_min_age", event, body)
    return old_enough and (body != "kpps" or age_years // 1 <= law.value("election_max_age"))


TRUTHS = {
    "may_enrol": lambda law, age_years: age_years < law.value("bpu_entry_age"),
    "may_pay_arrears": lambda law, arrears_months: arrears_months <= law.value("bpu_grace"),
    "may_pay_in_advance": lambda law, months: months in {value.value for value in law.group("bpu_advance").values()},
    "may_serve": _may_serve,
    "membership_ended": lambda law, arrears_months: arrears_months > law.value("bpu_lapse"),
}


def found(case, law, reads):
    """What the law base answers: total and parts, values, or a truth; ``reads`` notes what it rests on."""
    given, wanted = case["given"], case["expect"].get("values", {})
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
            year_before = law.at(max("2015-07", month_text(month_number(on) - 12)))
            grown = year_before.value("pu_jp_wage_cap") * (1 + month.value("pu_jp_growth"))
            cap = int(round(grown, 4) // 100) * 100  # PP 45/2015 Pasal 29 ayat (3); letter B/1328/022020
            assert cap == month.value("pu_jp_wage_cap")
            return {"value": cap}
        case "list":
            return {"values": {key: month.value(given["group"], key) for key in map(str, wanted)}}
        case "bpu_jkk_by_income":
            full = {"scheme": "bpu", "payer": "apbd", "sector": "other", "programmes": ("jkk",)}
            return {"values": {str(income): contribution_rp(month, base_rp=int(income), **full) for income in wanted}}
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
            found(case, law, {})
        assert [problem.check for problem in refused.value.problems] == [expected["refused"]]
        return
    answer = found(case, law, {})
    for kind, value in expected.items():
        if kind == "total_rp":
            assert abs(answer[kind] - value) <= case["tolerance_rp"]
        elif kind == "values":
            assert answer[kind] == {str(key): number for key, number in value.items()}
        else:
            assert answer[kind] == value


def test_there_are_sixty_cases_and_each_names_a_source():
    assert len(CASES) >= 60
    assert all(len(read_yaml(path)["source"]) > 30 for path in CASES)


def test_a_case_stands_in_the_month_of_every_change_and_in_the_month_before(law):
    asked = {}
    for path in CASES:
        case = read_yaml(path)
        if "refused" not in case["expect"]:
            reads = {}
            found(case, law, reads)
            asked.setdefault(case["given"]["on"], set()).update((group, key) for group, _, key in reads)
    unguarded = []
    for group in law.groups.values():
        changes = {}
        for key in next(iter(group.values.values())):
            for value in group.history(key)[1:]:
                changes.setdefault(value.since, set()).add((group.group, key))
        for since, changed in changes.items():
            for month in (month_text(month_number(since) - 1), since):
                if not changed & asked.get(month, set()):
                    unguarded.append((group.group, since, month))
    assert unguarded == []
