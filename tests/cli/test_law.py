"""`simulate law` as planners and scripts use it."""

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow


def _json(done):
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_the_list_names_every_group_once(simulate, law):
    listed = _json(simulate("law", "--json"))
    assert {group["group"] for group in listed} == set(law.groups)
    assert len(listed) == len(law.groups)
    text = simulate("law").stdout
    assert all(f"  {group} " in text for group in law.groups)


def test_a_value_in_force_comes_with_unit_reference_grade_and_date_of_check(simulate):
    asked = ("law", "bpu_relief", "--on", "2026-05", "--sector", "other", "--payer", "personal")
    found = _json(simulate(*asked, "--json"))
    assert (found["unit"], found["on"], found["extended"]) == ("share", "2026-05", False)
    [value] = found["values"]
    assert value["value"] == 0.5
    assert value["reference"] == "PP 50/2025 Pasal 2–4"
    assert (value["evidence"], value["checked"], value["since"]) == ("press", "2026-11-22", "2026-04")
    text = simulate(*asked, "--lang", "id").stdout
    for said in ("Mei 2026", "50%", "sejak April 2026", "PP 50/2025 Pasal 2–4", "pemberitaan", "22 November 2026"):
        assert said in text


def test_an_unchanged_number_is_dated_from_its_start(simulate):
    text = simulate("law", "bpu_relief", "--on", "2026-05", "--sector", "transport", "--payer", "personal").stdout
    assert "since January 2026" in text


def test_without_a_month_every_dated_value_is_printed(simulate):
    assert len(_json(simulate("law", "umk", "--json"))["values"]) == 7


def test_a_base_picks_the_band(simulate):
    [band] = _json(simulate("law", "bpu_base", "--on", "2026-05", "--base", "2500000", "--json"))["values"]
    assert (band["key"], band["value"]) == ("9", 2600000)


def test_a_role_is_chosen_by_its_dimension(simulate):
    asked = ("law", "election_honorarium", "--on", "2024-02", "--only", "role=kpps_chair", "--json")
    assert [value["value"] for value in _json(simulate(*asked))["values"]] == [1200000, 900000]


def test_a_contribution_is_computed_with_its_parts_and_references(simulate):
    case = ("--scheme", "bpu", "--base", "1000000", "--on", "2026-05", "--sector", "other", "--payer", "personal")
    found = _json(simulate("law", "contribution", *case, "--json"))
    assert found["total_rp"] == 8400
    assert found["parts"] == {"jkk": 5000, "jkm": 3400}
    assert {value["group"] for value in found["references"]} == {
        "bpu_relief",
        "bpu_income_from",
        "bpu_base",
        "bpu_rate",
        "bpu_jkm",
    }
    assert "Rp8,400" in simulate("law", "contribution", *case).stdout


@pytest.mark.parametrize(
    ("case", "total", "parts"),
    [
        (("--event", "work_death", "--tenure", "1"), 70_000_000, {"compensation", "periodic", "funeral"}),
        (
            ("--event", "work_death", "--children", "2"),
            244_000_000,
            {"compensation", "periodic", "funeral", "scholarship"},
        ),
        (("--event", "death", "--tenure", "2"), 10_000_000, {"death_grant", "periodic", "funeral"}),
        (("--event", "total_disability"), 68_000_000, {"compensation", "periodic"}),
        (("--event", "partial_disability", "--table-share", "0.4"), 32_000_000, {"compensation"}),
        (("--event", "temporary_incapacity", "--months", "14"), 13_000_000, {"wage_replacement"}),
        (("--event", "home_care", "--cost", "25000000"), 20_000_000, {"reimbursement"}),
    ],
)
def test_benefits_by_event(simulate, case, total, parts):
    found = _json(
        simulate("law", "benefit", "--scheme", "bpu", "--base", "1000000", "--on", "2026-05", *case, "--json")
    )
    assert found["total_rp"] == total == sum(found["parts"].values())
    assert set(found["parts"]) == parts
    assert all(value["reference"] for value in found["references"])


def test_scholarships_stand_beside_the_total(simulate):
    case = ("--event", "work_death", "--scheme", "bpu", "--base", "1000000", "--on", "2026-05")
    assert _json(simulate("law", "benefit", *case, "--json"))["scholarship_up_to_rp"] == 174_000_000


def test_a_held_value_says_so(simulate):
    held = simulate("law", "umk", "--on", "2027-05", "--law-extension", "hold")
    assert held.returncode == 0
    assert "held past the last recorded month: umk" in held.stdout
    case = ("--scheme", "bpu", "--base", "1000000", "--on", "2028-05", "--sector", "other", "--payer", "apbd")
    found = _json(simulate("law", "contribution", *case, "--law-extension", "hold", "--json"))
    assert "bpu_jkm" in found["extended"]


BPU = ("contribution", "--scheme", "bpu", "--payer", "personal")
GOOD = ("--base", "1000000", "--on", "2026-05", "--sector", "other")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((*BPU, "--base", "0", *GOOD[2:]), "base: 0; rupiah a month above 0"),
        ((*BPU, "--base", "-5", *GOOD[2:]), "base: -5; rupiah a month above 0"),
        ((*BPU, "--base", "sejuta", *GOOD[2:]), "base: `sejuta`; rupiah a month above 0, digits only"),
        ((*BPU, "--base", "1.000.000", *GOOD[2:]), "base: `1.000.000`; rupiah a month above 0, digits only"),
        ((*BPU, "--base", "1.000", *GOOD[2:]), "base: `1.000`; rupiah a month above 0, digits only"),
        ((*BPU, *GOOD[2:]), "base: not given; --base RP"),
        ((*BPU, *GOOD[:4]), "sector: not given"),
        ((*BPU, *GOOD[:4], "--sector", "agriculture"), "sector: no sector `agriculture`; known: transport, other"),
        ((*BPU, *GOOD[:2], "--sector", "other"), "on: not given; --on YYYY-MM"),
        (
            (*BPU, *GOOD, "--on", "2015-06"),
            "month 2015-06: is before data/law/bpu_relief.yaml begins; 2015-07 or later",
        ),
        ((*BPU, *GOOD, "--on", "2028-01"), "month 2028-01: is past 2027-12, the last month that data/law/bpu_relief"),
        ((*BPU, *GOOD, "--on", "2026-13"), "'2026-13' is not a month; write YYYY-MM"),
        ((*BPU, *GOOD, "--programmes", "jkk,jp"), "programme: no programme `jp`"),
        (("bpu_releif", "--on", "2026-05"), "law: no group `bpu_releif`; did you mean `bpu_relief`?"),
        (("jkm_benefit", "--on", "2014-05"), "month 2014-05: is before data/law/jkm_benefit.yaml begins"),
        (("umk", "--on", "2027-01"), "month 2027-01: is past 2026-12"),
        (("umk", "--on", "2026-05", "--law-extension", "index"), "law_extension: `index`; known: none, hold"),
        (("umk", "--on", "2026-05", "--sector", "other"), "umk: does not depend on sector; it depends on region"),
        (("umk", "--on", "2026-05", "--base", "5"), "umk: --base only picks an income band"),
        (("pu_jp", "--on", "2026-05", "--base", "5"), "ask `simulate law contribution` or `benefit`"),
        (("umk", "--only", "region"), "--only: `region=`; DIMENSION=WORD"),
        (("umk", "--on", ""), "'' is not a month"),
        (("umk", "--law-extension", "hold"), "on: not given; --on YYYY-MM with --law-extension"),
        (("bpu_base", "--only", "band=1", "--only", "band=2"), "band: `1` and `2`; one of them"),
        (("bpu_base", "--on", "2026-05", "--base", "5", "--only", "band=2"), "band: `2` and `1`; one of them"),
        (("bpu_relief", "--sector", "other", "--only", "sector=other"), "sector: `other` and `other`; one of them"),
        ((*BPU, *GOOD, "--risk-class", "low"), "risk_class: `low`; no risk_class"),
        ((*BPU, "--base", "9" * 30, *GOOD[2:]), "digits only"),
        ((*BPU, "--base", "9" * 16, *GOOD[2:]), "at most 1,000,000,000,000"),
        ((*BPU, "--base", "٣٠٠٠", *GOOD[2:]), "digits only"),
        (
            ("benefit", "--event", "death", "--scheme", "pu", "--on", "2026-05", "--months", "3"),
            "months: given; the event",
        ),
        (("bpu_jkm", "--only", "region=x"), "bpu_jkm: does not depend on region; it depends on the month alone"),
        (
            ("benefit", "--event", "dead", "--scheme", "bpu", "--on", "2026-05"),
            "event: no event `dead`; did you mean `death`?",
        ),
        (("benefit", "--event", "death", "--scheme", "bpu", "--on", "2026-05"), "tenure: not given"),
        (("benefit", "--event", "death", "--scheme", "bpu", "--on", "2026-05", "--tenure", "tiga"), "tenure: `tiga`"),
        (("benefit", "--event", "work_death", "--scheme", "pu", "--on", "2026-05"), "base: not given"),
    ],
)
def test_bad_input_is_named_and_exits_2(simulate, words, message):
    done = simulate("law", *words, "--json") if "--json" not in words else simulate("law", *words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--json", "umk"), "put the options after the name"),
        (("contributions", "--scheme", "pu"), "no command `contributions`; did you mean `contribution`?"),
    ],
)
def test_misplaced_words_are_explained(simulate, words, message):
    done = simulate("law", *words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert message in done.stderr


def test_a_reader_who_has_seen_enough_is_no_failure():
    done = subprocess.run(
        f"{sys.executable} -m simulate.cli law --json | head -c 1; exit ${{PIPESTATUS[0]}}",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stderr == ""


def test_marks_say_which_values_are_a_reading(simulate):
    text = simulate("law", "bpu_relief", "--on", "2026-05", "--sector", "other").stdout
    marked = [line for line in text.splitlines() if line.endswith("interpretation")]
    assert len(marked) == 4
    assert not any("by the worker" in line for line in marked)


def test_a_cost_that_is_no_whole_amount_is_refused_in_a_sentence(simulate):
    asked = ("law", "benefit", "--event", "transport_land", "--scheme", "bpu", "--on", "2026-05", "--cost")
    for cost, check in (("1.000", "not_a_number"), ("0", "bad_value")):
        done = simulate(*asked, cost)
        assert (done.returncode, done.stdout) == (2, "")
        assert (
            done.stderr
            == f"simulate: cost: {f'`{cost}`' if cost != '0' else cost}; rupiah above 0, digits only [{check}]\n"
        )
