"""What a report says that it can be asked is what its model accepts."""

import json

import pytest

from simulate.errors import InputError
from simulate.programmes import NAMES, named_programme, simulated
from simulate.study.running import described

SIMULATED = simulated()


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_lever_and_setting_is_told_with_its_default(name):
    told = described(name)
    for kind, model in (("levers", named_programme(name).levers), ("settings", named_programme(name).settings)):
        defaults = model().model_dump(mode="json")
        assert {one["name"]: one["default"] for one in told[kind]} == defaults
        assert all(one["unit"] and one["id"] and one["en"] and one["type"] for one in told[kind])
    json.dumps(told)  # JSON types all the way down


@pytest.mark.slow
@pytest.mark.parametrize("name", SIMULATED)
def test_the_bounds_told_are_the_bounds_held(name):
    model, bounded = named_programme(name).levers, 0
    for one in described(name)["levers"]:
        if one["type"] in ("integer", "number") and "most" in one:
            for wrong in (one["least"] - 1, one["most"] + 1):
                with pytest.raises(InputError, match=one["name"]):
                    model(**{one["name"]: wrong})
            bounded += 1
        if one["type"] == "string" and "choices" in one:
            with pytest.raises(InputError, match=one["name"]):
                model(**{one["name"]: "another"})
            bounded += 1
    assert bounded >= 3


@pytest.mark.slow
@pytest.mark.parametrize("name", SIMULATED)
def test_unknowns_have_their_grade_and_measures_their_unit(name):
    told = described(name)
    assert len(told["unknowns"]) > 10
    for one in told["unknowns"]:
        assert one["low"] <= one["high"]
        assert one["evidence"] in ("measured", "analogue", "judgement")
        assert set(one["reason"]) == {"id", "en"}
        # what was measured cites where
        assert one["sources"] or one["evidence"] == "judgement", one["name"]
    assert {one["name"] for one in told["measures"]} == set(named_programme(name).measures)


@pytest.mark.slow
def test_the_command_prints_one_document_or_says_which_reports_there_are(simulate):
    done = simulate("describe", "election", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == described("election")
    wrong = simulate("describe", "elections")
    assert wrong.returncode == 2
    assert "did you mean `election`?" in wrong.stderr
    assert wrong.stdout == ""
    assert "tps_cap" in simulate("describe", "election").stdout
