"""The command line as a process: its exit status, and that it says nothing but what it should.

The other tests call the same entry within their own process, which is far faster.
"""

import json

import pytest
from conftest import contents
from probe import PLACE, break_probe

pytestmark = pytest.mark.slow


def test_what_is_asked_for_is_all_of_standard_output_and_the_status_is_0(simulate_process, simulate):
    done = simulate_process("law", "bpu_relief", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["group"] == "bpu_relief"
    assert simulate("law", "bpu_relief", "--json") == (0, done.stdout, "")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-p", "colection", "circular"], "simulate: colection: no such parameter; did you mean `collection`?"),
        (["-p", "start", "2022-06"], "simulate: month 2022-06: is before data/law/bpu_lapse.yaml begins"),
    ],
)
def test_refused_input_is_one_line_on_standard_error_and_the_status_is_2(
    simulate_process, simulate, tmp_path, words, message
):
    done = simulate_process("report", "sponsorship", *words, "--out", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(message)
    assert done.stderr.count("\n") == 1
    assert not contents(tmp_path)
    assert simulate("report", "sponsorship", *words, "--out", tmp_path) == (2, "", done.stderr)


def test_a_usage_that_no_command_has_is_told_with_the_programs_name(simulate_process, simulate):
    done = simulate_process("report", "--nothing")
    assert done.returncode == 2
    assert done.stderr.startswith("Usage: ")
    assert "No such option" in done.stderr
    assert simulate("report", "--nothing").returncode == 2


def test_a_report_is_told_line_by_line_and_what_fails_has_the_status_1(simulate_process, probe):
    done = simulate_process("report", "law", project=probe)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "reports/law/default/report.id.html\nreports/law/default/report.en.html\n"
    assert [line.split(" in ")[0] for line in done.stderr.splitlines()] == [
        "law/default: running",
        "law/default: done",
    ]
    good = contents(probe / "reports/law")
    break_probe(probe, "int(None)")
    failed = simulate_process("report", "law", project=probe)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr.splitlines()[-1].startswith(
        f"simulate: 10_law.ipynb, cell {PLACE}: TypeError: int() argument"
    )
    assert good.items() <= contents(probe / "reports/law").items()
