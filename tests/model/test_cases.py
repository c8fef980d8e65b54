"""Policy cases: data that anyone can add below tests/cases, each with its source."""

import pytest
from conftest import ROOT

from simulate.model.rules import contribution_rp, jkk_death_benefit_rp, jkm_benefit_rp
from simulate.months import months_from
from simulate.yamlfile import read_yaml

CASES = sorted((ROOT / "tests/cases").glob("*.yaml"))


def _total_rp(given, law):
    month = law.at(given["on"])
    match given["rule"]:
        case "contribution":
            return contribution_rp(month, given["payer"], given["sector"])
        case "death":
            return int(jkm_benefit_rp(given["tenure_months"], month))
        case "work_death":
            return jkk_death_benefit_rp(month)
        case "year_of_apbd":
            year = law.over(months_from(given["on"], 12))
            return given["workers"] * sum(contribution_rp(month, "apbd") for month in year)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_policy_case(path, law):
    case = read_yaml(path)
    assert case["source"]
    assert abs(_total_rp(case["given"], law) - case["expect"]["total_rp"]) <= case["tolerance_rp"]
