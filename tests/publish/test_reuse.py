"""What stands is left when nothing that it is made from changed, and exactly what depends on a change runs again."""

import re
import shutil

import pytest
from conftest import ROOT, contents
from forked import ended, forked

from simulate import paths
from simulate.programmes.sponsorship.plan import LAW_GROUPS
from simulate.publish.run import executed_from, pages_from
from simulate.study.identity import code_files

ORDER = ("--only", "sponsorship/slogan", "--only", "law")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of the whole project, sources included, with two reports published."""
    copy = tmp_path_factory.mktemp("checkout")
    for folder in ("data", "notebooks", "src"):
        shutil.copytree(ROOT / folder, copy / folder)
    assert _publish(copy) == {"sponsorship/slogan": "done", "law/default": "done"}
    return copy


# the code that runs is the checkout's own
BEGIN = "sys.path.insert(0, 'src')\n"
LOOK = """
from simulate import paths
from simulate.publish.requests import order
from simulate.publish.run import PublishOptions, up_to_date
for name, plan in (("sponsorship", "slogan"), ("law", "default")):
    stands = up_to_date(order(name, plan), PublishOptions(paths.reports()))
    print(f"{name}/{plan}: {'unchanged' if stands else 'done'}", file=sys.stderr)
"""


def _said(checkout, code):
    process = forked(BEGIN + code, checkout)
    assert ended(process) == 0, process.said.read_text(encoding="utf-8")
    return dict(re.findall(r"^(\S+): (done|unchanged)", process.said.read_text(encoding="utf-8"), re.MULTILINE))


def _publish(checkout, *more):
    return _said(checkout, f"from simulate.cli import cli; cli(['reports', *{(*ORDER, *more)!r}])")


def _touch(path, added="\n# touched\n"):
    before = path.read_bytes()
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    return lambda: path.write_bytes(before)


def _law_file(checkout, used):
    groups = sorted(path.stem for path in (checkout / "data/law").glob("*.yaml"))
    return checkout / "data/law" / f"{next(group for group in groups if (group in LAW_GROUPS) == used)}.yaml"


@pytest.mark.slow
def test_nothing_runs_again_when_nothing_changed(checkout):
    before = contents(checkout / "reports")
    assert set(_publish(checkout).values()) == {"unchanged"}
    assert contents(checkout / "reports") == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("touched", "again"),
    [
        (lambda checkout: checkout / "data/regions/36.03/asn.yaml", {"sponsorship/slogan"}),
        (lambda checkout: _law_file(checkout, used=False), {"law/default"}),
        (lambda checkout: _law_file(checkout, used=True), {"sponsorship/slogan", "law/default"}),
        (lambda checkout: checkout / "data/plans/slogan.yaml", {"sponsorship/slogan"}),
        (lambda checkout: checkout / "src/simulate/cohort/engine.py", {"sponsorship/slogan"}),
        (lambda checkout: checkout / "src/simulate/programmes/law/page/__init__.py", {"law/default"}),
        (lambda checkout: checkout / "src/simulate/page/words.yaml", {"sponsorship/slogan", "law/default"}),
        (lambda checkout: checkout / "src/simulate/sweep/request.py", set()),
    ],
    ids=["region", "law of one", "law of both", "plan", "engine", "table of one", "words", "nothing's"],
)
def test_a_touched_file_runs_again_what_depends_on_it_and_nothing_else(checkout, touched, again):
    restore = _touch(touched(checkout))
    outcome = _said(checkout, LOOK)
    restore()
    assert {name for name, how in outcome.items() if how == "done"} == again
    assert set(_said(checkout, LOOK).values()) == {"unchanged"}


@pytest.mark.slow
def test_what_would_run_again_is_what_runs(checkout):
    before = contents(checkout / "reports")
    restore = _touch(checkout / "data/plans/slogan.yaml")
    assert _publish(checkout) == {"sponsorship/slogan": "done", "law/default": "unchanged"}
    restore()
    assert _publish(checkout) == {"sponsorship/slogan": "done", "law/default": "unchanged"}
    assert contents(checkout / "reports") == before


@pytest.mark.slow
def test_a_changed_style_renders_anew_without_running(checkout):
    notebook = checkout / "reports/law/default/executed.ipynb"
    before = notebook.read_bytes()
    mark = b'"application/vnd.simulate.piece+json"'
    assert mark in before
    _touch(checkout / "src/simulate/publish/templates/style.css", "\n.touched { color: red; }\n")
    assert set(_publish(checkout).values()) == {"done"}
    assert notebook.read_bytes() == before
    assert ".touched" in (checkout / "reports/law/default/report.id.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_fresh_runs_everything_and_gives_the_same_bytes(checkout):
    before = contents(checkout / "reports")
    assert set(_publish(checkout, "--fresh").values()) == {"done"}
    assert contents(checkout / "reports") == before


@pytest.mark.slow
def test_a_file_that_is_not_as_its_run_wrote_it_is_written_again(checkout):
    before = contents(checkout / "reports")
    _touch(checkout / "reports/law/default/results/headline.csv", "9")
    (checkout / "reports/law/default/report.en.html").unlink()
    assert _publish(checkout) == {"sponsorship/slogan": "unchanged", "law/default": "done"}
    assert contents(checkout / "reports") == before


def test_code_counts_where_it_is_asked_for():
    sponsorship, law = (
        code_files("simulate.programmes.sponsorship.study"),
        code_files("simulate.programmes.law.study"),
    )
    engine = "src/simulate/cohort/engine.py"
    assert engine in sponsorship
    assert engine not in law
    assert "src/simulate/law/base.py" in sponsorship.keys() & law.keys()
    assert not [
        name for name in {**sponsorship, **law} if name.startswith(("src/simulate/page", "src/simulate/publish"))
    ]


def test_a_notebook_rests_on_what_it_shows():
    law = executed_from(paths.notebooks() / "10_law.ipynb", "default")
    sponsorship = executed_from(paths.notebooks() / "02_asn_sponsorship.ipynb", "default")
    assert "notebooks/10_law.ipynb" in law
    assert "src/simulate/page/sensitivity.py" in sponsorship.keys() - law.keys()
    assert "src/simulate/programmes/law/page/__init__.py" in law.keys() - sponsorship.keys()
    assert {"src/simulate/page/words.yaml", "src/simulate/page/words.py"} <= law.keys() & sponsorship.keys()
    # the plan that the run starts from
    slogan = executed_from(paths.notebooks() / "02_asn_sponsorship.ipynb", "slogan")
    assert slogan.keys() - sponsorship.keys() == {"data/plans/slogan.yaml"}
    # a page of law rests on no simulation
    assert not any(path.startswith("src/simulate/cohort/engine") for path in law)
    assert "src/simulate/publish/templates/style.css" in pages_from()


def test_a_cell_that_is_not_plain_python_rests_on_everything(tmp_path):
    text = (paths.notebooks() / "10_law.ipynb").read_text(encoding="utf-8")
    magic = tmp_path / "magic.ipynb"
    magic.write_text(text.replace("sim.legal.prices(page)", "%time sim.legal.prices(page)"), encoding="utf-8")
    assert "src/simulate/cohort/engine.py" in executed_from(magic, "default")
