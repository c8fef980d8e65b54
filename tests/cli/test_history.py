"""`simulate history`: the runs of a report, for people and for machines."""

import json

import pytest

from simulate.publish.history import kept
from simulate.publish.requests import order
from simulate.publish.run import PublishOptions, publish


@pytest.fixture
def made_anew(published, probe):
    """Published reports; the law page took the place of an earlier one."""
    publish(order("law", values={"on": "2026-03"}), PublishOptions(published, ("en",)))
    return published


def test_runs_are_listed_the_newest_first(simulate, made_anew):
    done = simulate("history", "law", "--out", made_anew)
    assert done.returncode == 0, done.stderr
    head, newest, oldest = done.stdout.splitlines()
    assert head.split("   ")[0].strip() == "run"
    (before,) = kept(made_anew / "law/default").values()
    assert newest.split()[0] == "2"
    assert "levers: on 2026-11 → 2026-03" in newest
    assert oldest.split()[:3] == ["1", before.identity[:8], "2026-11-30"]
    assert "Lowest BPU contribution a month if APBN or APBD pays: Rp16,800" in oldest
    assert oldest.endswith("the first that is known")
    assert simulate("history", made_anew / "law/default/run.json", "--out", made_anew).stdout == done.stdout


def test_json_is_one_document(simulate, made_anew):
    told = json.loads(simulate("history", "law", "--json", "--out", made_anew).stdout)
    newest, oldest = told["runs"]
    assert [newest["run"], oldest["run"]] == [2, 1]
    assert newest["since"]["identity"] == oldest["identity"]
    assert oldest["since"] is None
    assert {row["measure"] for row in oldest["headline"]} >= {"price_apbd", "values"}
    assert json.loads(simulate("history", "sponsorship", "--json", "--out", made_anew).stdout)["runs"][0]["run"] == 1


def test_without_an_earlier_run_a_sentence_says_so(simulate, published):
    done = simulate("history", "sponsorship/slogan", "--out", published)
    assert (done.returncode, done.stdout.count("\n")) == (0, 1)
    assert "no earlier one is kept" in done.stdout
    nothing = simulate("history", "universal", "--out", published)
    assert (nothing.returncode, nothing.stdout.count("\n")) == (0, 1)
    assert "nothing is published" in nothing.stdout


@pytest.mark.parametrize(("text", "meant"), [("sponsorhip", "sponsorship"), ("law/defalt", "law/default")])
def test_an_unknown_name_is_refused_with_the_nearest(simulate, published, text, meant):
    done = simulate("history", text, "--out", published)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"did you mean `{meant}`?" in done.stderr
