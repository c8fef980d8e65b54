"""A report is of the plan that was ordered, whatever a notebook was saved with; a notebook that can't obey is refused."""

import json
import re

import nbformat
import pytest
from click.testing import CliRunner
from conftest import contents
from notebook_shape import check_notebook

from simulate.cli.project import check
from simulate.errors import InputError
from simulate.lab.parameters import parameters
from simulate.page.face import RECORD_MIME
from simulate.programmes import NAMES, named_programme
from simulate.publish import run
from simulate.publish.notebook import order_problems, read_cells, saved_edits
from simulate.publish.requests import ask, check_as_ordered, notebook_of, order, plans_of, unread
from simulate.publish.run import PublishOptions, publish
from simulate.publish.verify import verify
from simulate.study.identity import digest

ORDERED = [(report, plan) for report in sorted(NAMES) if report != "brief" for plan in plans_of(report)]


def _edit(project, report, change):
    """The notebook of a report in a project, changed as an editor may leave it."""
    path = project / "notebooks" / named_programme(report).notebook
    book = json.loads(path.read_text(encoding="utf-8"))
    change(book)
    path.write_text(json.dumps(book), encoding="utf-8")
    return path


def _saved(**values):
    """A parameters cell that somebody tried values in: the last line of a name counts."""

    def change(book):
        lines = [f"\n{name} = {value!r}" for name, value in values.items()]
        book["cells"][0]["source"] = ["".join(book["cells"][0]["source"]), *lines]

    return change


def _run_as_papermill_does(path, job):
    """The plan and settings of a notebook's first cells with an order's values set after the parameters cell."""
    namespace = {}
    exec(read_cells(path)[0]["source"], {}, namespace)
    return parameters(job.report, namespace | job.parameters)


@pytest.mark.slow
@pytest.mark.parametrize(("report", "plan"), ORDERED)
def test_an_order_rules_each_lever_and_setting_that_a_cell_was_saved_with(project, report, plan):
    asked = ask(report, plan)
    job = asked.job()
    assert set(job.parameters) == {
        "plan",
        "label",
        *named_programme(report).levers.names(),
        *named_programme(report).settings.names(),
    }
    # everything that a cell may hold, from another plan of the programme, or another run
    other = named_programme(report).levers().model_dump(mode="json")
    for label in plans_of(report):
        other |= ask(report, label).levers.changed()
    other |= {"label": "Usulan lain", "plan": plans_of(report)[-1], "language": "en"}
    other |= {"draws": 2048, "seed": 1} if "draws" in named_programme(report).settings.names() else {}
    levers, settings = _run_as_papermill_does(_edit(project, report, _saved(**other)), job)
    assert levers == asked.levers
    assert settings == {**asked.settings.model_dump(), "label": plan}


def test_values_given_on_top_of_a_plan_and_a_plan_file_from_elsewhere_rule_too(project, tmp_path):
    path = _edit(project, "sponsorship", _saved(plan="slogan", months=24, label="Lain"))
    job = order("sponsorship", "payroll_consent", {"months": "18", "draws": "256"})
    levers, settings = _run_as_papermill_does(path, job)
    assert (levers.months, levers.collection, settings["draws"]) == (18, "payroll_consent", 256)
    assert settings["label"] == "payroll_consent"
    own = tmp_path / "own.yaml"
    name = {"id": "Usulan final", "en": "Final proposal"}
    own.write_text(json.dumps({"programme": "sponsorship", "name": name, "levers": {"months": 6}}), encoding="utf-8")
    levers, settings = _run_as_papermill_does(path, order("sponsorship", str(own)))
    assert (levers.changed(), settings["label"]) == ({"months": 6}, name)


def test_how_values_are_passed_is_no_part_of_the_identity():
    plain, spelt = order("sponsorship"), order("sponsorship", values={"months": "12", "draws": 1024})
    assert digest(plain.inputs) == digest(spelt.inputs)
    assert plain.parameters == spelt.parameters


def _tag_lost(book):
    book["cells"][0]["metadata"] = {}


def _split(tagged):
    def change(book):
        first = book["cells"][0]
        source = "".join(first["source"]).splitlines(keepends=True)
        half = len(source) // 2
        second = {**first, "id": "second", "source": source[half:], "metadata": first["metadata"] if tagged else {}}
        first["source"] = source[:half]
        book["cells"].insert(1, second)

    return change


def _set_later(source):
    def change(book):
        place = next(place for place, cell in enumerate(book["cells"]) if cell.get("id") == "run")
        book["cells"].insert(place, {**book["cells"][place], "id": "later", "source": source})

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_tag_lost, r"no cell tagged `parameters`; give cell 1, which sets values, that tag"),
        (_split(tagged=True), r"cell 2: another parameters cell; all parameters in one cell"),
        (_split(tagged=False), r"cell 2 line 1: `\w+ = .*; set it in the parameters cell"),
        (_set_later("months = 24"), r"cell \d+ line 1: `months = 24`; set it in the parameters cell"),
        (_set_later("_x = 1\nmonths += sim.more()"), r"cell \d+ line 2: `months \+= sim.more\(\)`; set it"),
        (lambda book: book["cells"].insert(0, book["cells"].pop(1)), r"cell 2: other cells stand before it"),
        (lambda book: book.pop("cells"), r"has no cells; a notebook as JupyterLab saves it"),
    ],
    ids=["tag lost", "split", "split without the tag", "set later", "added to later", "not first", "no cells"],
)
def test_a_notebook_that_an_order_cannot_rule_is_refused_by_check_and_before_it_runs(project, change, said):
    path = _edit(project, "sponsorship", change)
    told = [str(problem) for problem in order_problems(path)]
    assert any(re.search(said, line) for line in told), told
    for refused in (lambda: order("sponsorship"), lambda: notebook_of("sponsorship")):
        with pytest.raises(InputError, match=said) as caught:
            refused()
        assert all("notebooks/02_asn_sponsorship.ipynb" in problem.where for problem in caught.value.problems)


def _shows(cell, source):
    def change(book):
        next(one for one in book["cells"] if one.get("id") == cell)["source"] = source

    return change


def _tried_at_the_end(book):
    book["cells"].append({**book["cells"][-1], "id": "tried", "source": TRIED})


TRIED = 'sim.sponsorship.headline(sim.sponsorship.run(levers.with_values({"months": 24}), **settings))'


@pytest.mark.slow
@pytest.mark.parametrize("change", [_shows("headline", TRIED), _tried_at_the_end], ids=["in place", "at the end"])
def test_no_report_shows_what_another_plan_gives(simulate, project, change):
    """A cell that runs a plan of its own is JupyterLab's to show; under the order's name nothing of it is published."""
    _edit(project, "sponsorship", change)
    done = simulate("report", "sponsorship", "--plan", "slogan", "-p", "draws", "256", project=project)
    assert done.returncode == 2
    assert "lever months: ran with 24, ordered was 12" in done.stderr
    assert not (project / "reports").exists()


def test_a_cell_that_holds_more_than_calls_is_refused_by_check_and_before_it_runs(project):
    path = _edit(
        project, "sponsorship", _shows("headline", "for _each in (1, 2):\n    sim.sponsorship.headline(result)")
    )
    [problem] = order_problems(path)
    assert problem.check == "logic_in_cell"
    with pytest.raises(InputError, match="`for _each in"):
        order("sponsorship")


def test_what_a_run_leaves_in_a_notebook_refuses_no_report(project):
    def ran(book):
        for number, cell in enumerate(book["cells"]):
            cell |= {
                "execution_count": 7 * number,
                "outputs": [{"output_type": "stream", "name": "stdout", "text": "1"}],
            }

    path = _edit(project, "sponsorship", ran)
    assert check_notebook(path) != []
    assert notebook_of("sponsorship") == path


def test_lines_that_a_form_gave_need_no_comment(project):
    path = _edit(project, "sponsorship", _saved(months=24, collection="appeal"))
    assert check_notebook(path) == []


def test_what_a_cell_was_saved_with_is_named_where_no_report_shows_it(project):
    path = _edit(project, "sponsorship", _saved(months=18, collection="appeal", language="en", asn_groups=("pns",)))
    [collection, groups, months] = saved_edits(path)
    lines = len(read_cells(path)[0]["source"].splitlines())
    assert (months.value, months.base) == (18, 12)
    assert months.place == f"notebooks/02_asn_sponsorship.ipynb cell 1 line {lines - 3}"  # the last four lines
    assert (collection.value, groups.value) == ("appeal", ["pns"])
    told = [str(problem) for problem in unread(order("sponsorship", "appeal", {"asn_groups": "pns"}))]
    assert len(told) == 1
    assert told[0].startswith(f"{months.place}: `months = 18` is saved, and this report has 12; ")
    said = CliRunner().invoke(check, [str(path)])
    assert said.exit_code == 0
    assert "`months = 18` is saved, and the base value is 12" in said.output
    document = json.loads(CliRunner().invoke(check, [str(path), "--json"]).output)
    assert document["problems"] == []
    assert [note["where"] for note in document["notes"]] == [one.place for one in (collection, groups, months)]


@pytest.mark.parametrize("report", sorted(NAMES))
def test_no_notebook_of_ours_is_saved_with_another_value(report):
    assert saved_edits(notebook_of(report)) == []


def test_each_lever_and_setting_that_ran_otherwise_is_named_with_the_cell_that_makes_the_plan():
    job = order("sponsorship", values={"months": 24, "draws": 256})
    check_as_ordered(job, job.inputs)
    made = order("sponsorship", values={"collection": "appeal"}).inputs
    with pytest.raises(InputError) as caught:
        check_as_ordered(job, made)
    place = "notebooks/02_asn_sponsorship.ipynb cell 4"
    assert {problem.where: problem.text().partition(";")[0] for problem in caught.value.problems} == {
        f"{place} lever months": "ran with 12, ordered was 24",
        f"{place} lever collection": "ran with 'appeal', ordered was 'circular'",
        f"{place} setting draws": "ran with 1024, ordered was 256",
    }


def test_a_notebook_that_ran_another_plan_is_not_published(monkeypatch, tmp_path):
    job = order("law", values={"on": "2026-05"})
    other = order("law").inputs
    record = {"inputs": other, "identity": digest(other), "label": "default"}
    output = nbformat.v4.new_output("display_data", data={RECORD_MIME: record})
    executed = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("sim.legal.record(page)", outputs=[output])])
    monkeypatch.setattr(run, "execute", lambda *_: executed)
    with pytest.raises(InputError, match=r"lever on: ran with '2026-11', ordered was '2026-05'"):
        publish(job, PublishOptions(tmp_path))
    assert contents(tmp_path) == {}


@pytest.mark.slow
def test_a_saved_cell_without_kernelspec_publishes_what_was_ordered_and_leads_into_no_dead_end(project, tmp_path):
    _edit(project, "law", lambda book: [_saved(on="2026-05", label="Lain")(book), book["metadata"].pop("kernelspec")])
    job = order("law")
    publish(job, PublishOptions(tmp_path, ("en",)))
    folder = tmp_path / "law/default"
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["inputs"] == job.inputs
    assert record["plan_name"] == job.plan_name
    assert record["parameters"]["on"] == record["inputs"]["plan"]["on"] == "2026-11"
    # the same bytes again: nothing of the saved cell decides
    assert verify(folder) == []
    # and a record whose notebook can't obey any more is told so, not called the same
    _edit(project, "law", _tag_lost)
    [run_again] = [one for one in verify(folder) if one.kind == "run"]
    assert "give cell 1, which sets values, that tag" in run_again.how
