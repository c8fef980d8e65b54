"""Plans and published runs side by side: signs, zeros, as published, and what is refused."""

import json
import re

import pandas as pd
import pytest
from conftest import rebind

from simulate.errors import InputError
from simulate.page.words import Words
from simulate.plan.published import read_run
from simulate.programmes.compare import page
from simulate.programmes.compare.plan import ComparePlan
from simulate.programmes.compare.study import files_that_differ, law_reached, levers_that_differ
from simulate.programmes.compare.study import run as compare


def _numbers(comparison, key, measure):
    table = comparison.tables["differences"]
    return table[(table["plan"] == key) & (table["measure"] == measure)].iloc[0]


def test_six_ways_of_running_the_programme_stand_side_by_side_unless_others_are_named():
    named = ("default", "appeal", "circular_with_push", "payroll_consent", "payroll_default", "slogan")
    assert ComparePlan().plans == named
    found = compare(ComparePlan(), draws=256)
    assert [side.key for side in found.sides] == list(named)
    means = {side.key: side.headline["protected_end"]["mean"] for side in found.sides}
    assert means["appeal"] < means["default"] < means["circular_with_push"] < means["payroll_default"]
    assert max(means, key=means.get) == "slogan"


@pytest.fixture(scope="module")
def plans():
    return compare(ComparePlan(plans=("default", "slogan", "payroll_consent")), draws=256)


def test_a_difference_is_the_other_plan_less_the_first(plans):
    there = _numbers(plans, "slogan", "protected_end")
    back = compare(ComparePlan(plans=("slogan", "default")), draws=256)
    here = _numbers(back, "default", "protected_end")
    assert there["p50"] > 0 > here["p50"]
    assert (there["p05"], there["p50"], there["p95"]) == pytest.approx((-here["p95"], -here["p50"], -here["p05"]))
    means = [side.headline["protected_end"]["mean"] for side in plans.sides]
    assert there["mean"] == pytest.approx(means[1] - means[0])


def test_differences_are_taken_draw_by_draw(plans):
    first, _, payroll = plans.sides
    draws = payroll.result.measures["contributions"] - first.result.measures["contributions"]
    shown = _numbers(plans, "payroll_consent", "contributions")
    assert shown["p95"] == pytest.approx(pd.Series(draws).quantile(0.95))
    medians = payroll.headline["contributions"]["p95"] - first.headline["contributions"]["p95"]
    assert shown["p95"] != pytest.approx(medians)


def test_the_waterfalls_parts_add_up_to_the_difference_of_the_means(plans):
    moved = plans.tables["levers_moved"].groupby("plan")["mean"].sum()
    for side in plans.sides[1:]:
        whole = side.headline["protected_end"]["mean"] - plans.first.headline["protected_end"]["mean"]
        assert moved[side.key] == pytest.approx(whole)


def test_the_same_plan_under_another_name_differs_by_exactly_nothing(project):
    twin = project / "data/plans/twin.yaml"
    twin.write_text("programme: sponsorship\nlevers: {}\n", encoding="utf-8")
    null = compare(ComparePlan(plans=("default", "twin")), draws=256, language="en")
    numbers = null.tables["differences"][["mean", "p05", "p50", "p95", "mc_error"]]
    assert (numbers == 0).all(axis=None)
    assert null.moved["twin"].empty
    assert levers_that_differ(null.sides) == law_reached(null.sides) == []
    assert page.answer(null).startswith("All scenarios protect equally many workers in their last month: ")


def test_a_headline_keeps_the_contracts_columns_and_names_each_measure_once(plans):
    headline = plans.tables["headline"]
    assert list(headline) == ["measure", "unit", "mean", "p05", "p50", "p95", "mc_error"]
    assert headline["measure"].is_unique
    assert {"protected_end.default", "protected_end.slogan"} <= set(headline["measure"])


def test_a_run_of_today_is_compared_draw_by_draw_and_by_its_own_numbers(published):
    both = compare(ComparePlan(plans=("default", str(published / "sponsorship/slogan"))), draws=256)
    run = both.sides[1]
    assert (run.as_today, run.paired) == (True, True)
    assert run.headline == {
        row[0]: dict(zip(("mean", "p05", "p50", "p95", "mc_error"), row[2:], strict=True)) for row in run.run.headline
    }
    assert _numbers(both, run.key, "protected_end")["p05"] > 0


def test_a_run_of_other_draws_has_differences_without_a_range(published):
    both = compare(ComparePlan(plans=("default", str(published / "sponsorship/slogan"))), draws=512)
    run = both.sides[1]
    assert (run.as_today, run.paired) == (True, False)
    shown = _numbers(both, run.key, "protected_end")
    assert pd.isna(shown["p05"])
    assert shown["p50"] == run.headline["protected_end"]["p50"] - both.first.headline["protected_end"]["p50"]


def test_a_run_of_older_files_says_which_and_keeps_its_numbers(published):
    record = published / "sponsorship/slogan/run.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    content["inputs"]["data"]["data/law/bpu_rate.yaml"] = "0" * 64
    content["inputs"]["data"]["data/indonesia/gone.csv"] = "0" * 64
    content["inputs"]["code"] = "0" * 64
    rebind(record, content)
    both = compare(ComparePlan(plans=("default", str(record))), draws=256, language="en")
    told = {"data/indonesia/gone.csv": "removed", "data/law/bpu_rate.yaml": "changed", "code": "changed"}
    assert files_that_differ(both.sides[1]) == told
    assert files_that_differ(both.first) == {}
    assert not both.sides[1].paired
    seen = page.differs(both).text["en"]
    assert "data/law/bpu_rate.yaml | as today | changed since it was published" in seen


def test_the_identity_holds_a_runs_content_and_not_its_place(published, tmp_path):
    folder = published / "sponsorship/slogan"
    here = ComparePlan(plans=("default", str(folder)))
    moved = folder.rename(tmp_path / "elsewhere")
    there = ComparePlan(plans=("default", str(moved / "run.json")))
    assert compare(here, draws=256).identity == compare(there, draws=256).identity
    assert str(tmp_path) not in json.dumps(there.model_dump(mode="json"))
    other = read_run(str(moved)).model_copy(update={"table": "0" * 64})
    assert compare(ComparePlan(plans=("default", other)), draws=256).identity != compare(here, draws=256).identity


@pytest.mark.parametrize(
    ("plans", "message"),
    [
        (("default",), "plans: 1 of them; 2 to 6 scenarios or runs"),
        (("default", "slogan", "default"), "plans: `default` stands twice"),
        (("default", "slogam"), "plans: no scenario `slogam`; did you mean `slogan`?"),
        (("default", "nowhere/at/all"), "nowhere/at/all: no published run there"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(plans, message):
    with pytest.raises(InputError, match="^" + message.replace("?", r"\?")):
        ComparePlan(plans=plans)


def test_plans_of_other_programmes_and_runs_of_the_law_page_are_refused(project, published):
    (project / "data/plans/poll.yaml").write_text("programme: election\nlevers: {}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"plans: poll: is for `election`; a scenario or run of sponsorship"):
        compare(ComparePlan(plans=("default", "poll")), draws=256)
    with pytest.raises(InputError, match=r"is for `law`; a scenario or run of sponsorship \[not_comparable\]"):
        compare(ComparePlan(plans=("default", str(published / "law/default"))), draws=256)


def test_damaged_runs_are_refused_by_name(published):
    folder = published / "sponsorship/slogan"
    record, table = folder / "run.json", folder / "results/headline.csv"
    kept, rows = record.read_bytes(), table.read_bytes()
    content = json.loads(kept)

    def refused(check):
        with pytest.raises(InputError) as error:
            compare(ComparePlan(plans=("default", str(folder))), draws=256)
        assert [problem.check for problem in error.value.problems] == [check]
        return str(error.value)

    table.write_bytes(rows.replace(b"23730", b"33730"))
    assert "headline.csv: is not what its run wrote" in refused("tampered_run")
    table.unlink()
    refused("missing_table")
    table.write_bytes(rows)
    record.write_text("{", encoding="utf-8")
    refused("damaged_record")
    record.write_text(json.dumps({**content, "inputs": None}), encoding="utf-8")
    refused("damaged_record")
    changed = {**content["inputs"], "plan": {**content["inputs"]["plan"], "months": 24}}
    record.write_text(json.dumps({**content, "inputs": changed}), encoding="utf-8")
    assert "its identity is not that of its inputs" in refused("tampered_record")
    rebind(record, {**content, "inputs": {**content["inputs"], "plan": {"colection": "appeal"}}})
    assert "did you mean `collection`?" in refused("unknown_parameter")
    record.unlink()
    refused("no_record")


def test_a_run_of_another_region_is_refused(published):
    record = published / "sponsorship/slogan/run.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    content["inputs"]["settings"]["region"] = "36.71"
    rebind(record, content)
    with pytest.raises(InputError, match=r"is of region 36.71; a run of region 36.03"):
        compare(ComparePlan(plans=("default", str(record))), draws=256)


def test_a_plan_that_nobody_can_choose_wins_nothing(plans):
    assert plans.ranked[-1].key == "slogan"
    said = page.answer(plans, Words("en"))
    best = plans.ranked[0]
    assert said.startswith(f"{best.letter}\N{NO-BREAK SPACE}(")
    assert "Ideal target" not in said
    assert "B (Ideal target) is not a choice but an assumed take-up" in page.headline(plans).text["en"]
    cards = page.headline(plans).text["en"]
    assert "most under B" not in cards
    assert "most under" in cards
    alone = compare(ComparePlan(plans=("default", "slogan")), draws=256)
    assert page.answer(alone, Words("en")).startswith("A\N{NO-BREAK SPACE}(")
    assert "difference" not in page.answer(alone, Words("en"))


def test_the_page_says_what_the_best_scenario_hangs_on():
    found = compare(ComparePlan(plans=("default", "payroll_default")), draws=256)
    said = page.headline(found).text["en"]
    assert "No legal basis was found for B, which deducts pay without written consent." in said
    assert re.search(r"The weakest evidence behind the number of B: .+ \(authors' judgement\)\.", said)
    voluntary = compare(ComparePlan(plans=("appeal", "default")), draws=256)
    assert "No legal basis was found" not in page.headline(voluntary).text["en"]
