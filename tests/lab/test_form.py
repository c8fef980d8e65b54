"""The form as a planner uses it: what is moved is run, kept, compared and published; the cell stays the truth."""

import json
import re

import pytest
import yaml
from conftest import contents

from simulate.errors import InputError
from simulate.lab import form as form_module
from simulate.lab.controls import Control, measure_said
from simulate.lab.form import Form, form
from simulate.lab.parameters import Draft, label_of, parameters, save_plan
from simulate.page.words import Words
from simulate.plan.named import DEFAULT, read_plan
from simulate.programmes import NAMES, named_programme, simulated
from simulate.publish.execute import UNATTENDED
from simulate.publish.requests import order
from simulate.study.identity import digest
from simulate.study.running import parameters_of

FEW = {"draws": 256}
# a change of each simulated programme
MOVED = {
    "baseline": {"jakon": False},
    "sponsorship": {"months": 24, "collection": "circular_with_push"},
    "election": {"event": "pilkada", "date": "2031-11"},
    "funding": {"workers": 120_000, "payers": ["apbd", "csr"]},
    "universal": {"target": 0.6, "permits_from": "2027-07"},
}


def _form(report="universal", **values):
    return Form(Draft.of_cell(report, FEW | values if report in simulated() else values))


def _text(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.slow
@pytest.mark.parametrize("report", MOVED)
def test_form_cell_and_command_line_give_one_identity(report):
    found = _form(report)
    for lever, value in MOVED[report].items():
        found.change(lever, value)
    levers, settings = parameters(report, FEW | MOVED[report])
    cell = named_programme(report).study.run(levers, **settings)
    typed = {
        name: ",".join(value) if isinstance(value, list) else str(value) for name, value in MOVED[report].items()
    }
    asked = order(report, values=typed | {"draws": "256"})
    assert found.draft.identity == cell.identity == digest(asked.inputs) == digest(found.draft.order().inputs)
    assert found.draft.identity != _form(report).draft.identity


def test_every_programme_that_is_simulated_has_a_preview_in_both_languages():
    for report in simulated():
        for measure in named_programme(report).foremost:
            assert measure in named_programme(report).measures
            assert measure_said(report, measure, Words("id")) != measure_said(report, measure, Words("en"))


@pytest.mark.parametrize("report", NAMES)
def test_every_lever_has_an_input_that_shows_it_and_leaves_it_alone(report):
    default, words, moved = named_programme(report).levers().model_dump(mode="json"), Words("id"), []
    for lever in parameters_of(named_programme(report).levers):
        control = Control(lever, default[lever["name"]], words, lambda *change: moved.append(change))
        control.speak(Words("en"))
        assert control.value == default[lever["name"]]
        shown = control._read(control._input.value)
        if lever["default"] is not None or lever["unit"] == "month":
            assert named_programme(report).levers(**{lever["name"]: shown}) == named_programme(report).levers()
    assert moved == []


def test_a_moved_slider_reaches_the_numbers_and_the_list_of_changes():
    found = _form("sponsorship")
    before = found._numbers.value
    found.controls["months"]._input.value = 24
    assert found.draft.values["months"] == 24
    result = named_programme("sponsorship").study.run(*[parameters("sponsorship", {"months": 24})[0]], draws=256)
    shown = Words("id").estimate(
        *result.headline_table.set_index("measure").loc["protected_end", ["p50", "p05", "p95"]], "persons"
    )
    assert shown in _text(found._numbers.value)
    assert found._numbers.value != before
    assert "12 → 24" in _text(found._changes.value).replace("  ", " ")
    found._reset.click()
    assert found._numbers.value == before
    assert "Sama dengan skenario dasar" in found._changes.value


@pytest.mark.slow
def test_a_slider_that_settles_on_its_nearest_step_moves_nothing():
    found = _form("funding", apbd_yearly_change=-0.0679)
    slider = found.controls["apbd_yearly_change"]._input
    slider.value = -0.07
    assert found.draft.values["apbd_yearly_change"] == -0.0679
    slider.value = -0.08
    assert found.draft.values["apbd_yearly_change"] == -0.08


@pytest.mark.slow
def test_what_does_not_fit_together_is_explained_beside_its_input_and_the_last_numbers_stay():
    found = _form("universal")
    before = found._numbers.value
    found.controls["months"]._input.value = 24
    said = "target_year: bulan Desember 2030 tidak termasuk skenario; tulis tahun dari 2027 sampai 2028"
    assert said in found.controls["target_year"]._wrong.value
    assert said in found._wrong.value
    assert found._numbers.value == before
    found.controls["target_year"]._input.value = 2027
    assert found._wrong.value == found.controls["target_year"]._wrong.value == ""
    assert found._numbers.value != before


@pytest.mark.slow
def test_a_target_out_of_reach_is_explained_too():
    found = _form("funding")
    found.change("workers", 600_000)
    assert "tidak dapat dipertahankan" in found.controls["workers"]._wrong.value
    found._language.value = "en"
    assert "cannot be kept" in found.controls["workers"]._wrong.value


def test_an_unset_value_is_set_and_unset_by_its_box():
    found = _form("sponsorship")
    control = found.controls["participation_share"]
    assert control._input.disabled
    control._unset.value = False
    assert found.draft.values["participation_share"] == 0
    control._input.value = 0.25
    assert found.draft.levers.participation_share == 0.25
    control._unset.value = True
    assert found.draft.values["participation_share"] is None


def test_the_other_language_says_everything_anew_and_changes_no_number():
    found = _form("sponsorship", months=24)
    said, identity = found.view, found.draft.identity
    texts = {name: control._about.value for name, control in found.controls.items()}
    found._language.value = "en"
    assert found.view is said
    assert found.draft.identity == identity
    assert all(control._about.value != texts[name] for name, control in found.controls.items())
    assert "Differs from the base scenario" in found._changes.value
    assert "Workers protected in the last month" in found._numbers.value
    assert found.keeping._publish.description == "Publish the report"


@pytest.mark.slow
def test_a_plan_is_kept_loaded_and_run_by_its_name(project):
    found = _form("sponsorship")
    found.change("months", 18)
    found.change("participation_share", 0.2)
    found.keeping._name.value = "Rencana Bupati: 20 %"
    assert found.keeping.save() == "rencana_bupati_20"
    kept = yaml.safe_load((project / "data/plans/rencana_bupati_20.yaml").read_text(encoding="utf-8"))
    assert kept == {
        "programme": "sponsorship",
        "name": {"id": "Rencana Bupati: 20 %", "en": "Rencana Bupati: 20 %"},
        "levers": {"months": 18, "participation_share": 0.2},
    }
    assert order("sponsorship", "rencana_bupati_20", FEW).inputs == found.draft.order().inputs
    found._reset.click()
    found.keeping._plans.value = "rencana_bupati_20"
    found.keeping.load()
    assert found.draft.values["months"] == 18
    assert found.controls["months"]._input.value == 18
    # the same name again is refused until the planner says so
    found.change("months", 19)
    assert found.keeping.save() is None
    assert "rencana_bupati_20" in found.keeping._said.value
    found.keeping._again.value = True
    assert found.keeping.save() == "rencana_bupati_20"
    assert read_plan("rencana_bupati_20", named_programme("sponsorship").levers).levers["months"] == 19


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("", {}, "this scenario has no name yet; save it under letters or digits"),
        ("??", {}, "this scenario has no name yet"),
        ("default", {}, "not `default`"),
        ("Full push", {"months": 24, "target_year": 2027}, "`full_push`; another name, or tick to replace"),
        ("baru", {"months": 24}, "a year from 2027 to 2028"),
        ("baru", {"law_extension": "none"}, "is past 2026-12"),
    ],
)
def test_a_plan_that_cannot_stand_is_not_kept(project, name, values, message):
    draft = Draft.of_cell("universal", {})
    for lever, value in values.items():
        draft = draft.with_value(lever, value)
    before = contents(project / "data")
    with pytest.raises(InputError, match=re.escape(message)):
        save_plan(draft, name)
    with pytest.raises(InputError, match="a scenario of another programme has it"):
        save_plan(draft, "slogan", again=True)
    assert contents(project / "data") == before


def test_labels_are_made_of_names():
    assert label_of("  Dorongan Bupatí, tahap 2 ") == "dorongan_bupati_tahap_2"
    assert len(label_of("x" * 200)) < 64


def test_plans_are_compared_on_the_same_draws(monkeypatch):
    found = _form("sponsorship", months=24)
    found.keeping._others.value = ("slogan", "appeal")
    found.keeping.compare()
    for label in ("slogan", "appeal"):
        assert f"{label}:" in found._chart.value
        own = named_programme("sponsorship").study.run(found.draft.with_plan(label).levers, draws=256)
        row = own.headline_table.set_index("measure").loc["protected_end"]
        assert Words("id").interval(row["p05"], row["p95"], "persons") in found._chart.value
    before = found._chart.value
    monkeypatch.setattr(form_module, "MOST_COMPARED", 1)  # fewer than there are plans to choose
    found.keeping._others.value = ("slogan", "payroll_consent")
    found.keeping.compare()
    assert "Pilih paling banyak 1 skenario" in found.keeping._said.value
    assert found._chart.value == before


@pytest.mark.slow
def test_the_lines_for_the_parameters_cell_say_the_same():
    found = _form("funding", workers=120_000, payers=["apbd", "csr"])
    said = {}
    exec(found.keeping._cell.value, {}, said)  # as the planner's cell would
    assert parameters("funding", said)[0] == found.draft.levers


def test_a_run_that_nobody_watches_shows_no_form(monkeypatch):
    monkeypatch.setenv(UNATTENDED, "1")
    assert form("universal", {"months": "not even read"}) is None


def test_a_wrong_cell_is_refused_before_any_form():
    with pytest.raises(InputError, match="months"):
        form("universal", {"months": 3})


@pytest.mark.parametrize("report", sorted(set(NAMES) - set(simulated()) - {"brief"}))
def test_reports_without_draws_show_their_answer(report):
    found = _form(report)
    assert len(_text(found._numbers.value)) > 40
    assert found._chart.value == ""


def test_the_brief_says_which_reports_it_misses(project):
    assert "simulate report baseline" in _form("brief")._wrong.value


@pytest.mark.slow
def test_a_report_is_published_with_progress_from_a_plan_that_is_saved_first(project):
    found = _form("baseline")
    found.change("jakon", False)
    found.keeping.publish()
    assert "belum mempunyai nama" in found.keeping._said.value  # it has no name yet
    found.keeping._name.value = "Tanpa Jakon"
    label, seen = found.keeping.save(), []
    from simulate.lab.controls import publish_plan

    done = publish_plan(found.draft, label, lambda *cells: seen.append(cells))
    assert done.said == ""
    assert [page.name for page in done.pages] == ["report.id.html", "report.en.html"]
    assert all(page.exists() for page in done.pages)
    assert seen[0][0] == 0 < seen[-1][0] == seen[-1][1]
    assert len(seen) > 5
    record = json.loads((done.pages[0].parent / "run.json").read_text(encoding="utf-8"))
    assert record["identity"] == found.draft.identity
    assert record["label"] == "tanpa_jakon" != DEFAULT


@pytest.mark.slow
def test_a_report_that_fails_says_why(project):
    from simulate.lab.controls import publish_plan

    found = _form("baseline")
    notebook = project / "notebooks/01_baseline.ipynb"
    notebook.write_text(
        notebook.read_text(encoding="utf-8").replace("sim.baseline.headline(result)", "int(None)"), encoding="utf-8"
    )
    done = publish_plan(found.draft, DEFAULT, lambda *_: None)
    assert done.pages == ()
    assert "TypeError" in done.said
