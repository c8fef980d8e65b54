"""The brief as a published report: after what it reads, refused where that is not whole, made anew without it."""

import json
import re
import shutil

import pandas as pd
import pytest
from brief_runs import read_runs
from browser import needs_browser
from bs4 import BeautifulSoup
from conftest import contents
from page_budget import counted

from simulate.page.words import LANGUAGES
from simulate.publish.page import INDEX
from simulate.publish.requests import order
from simulate.publish.run import PublishOptions, publish
from simulate.publish.verify import verify

pytestmark = pytest.mark.slow

SHORT = """programme: brief
name: {id: Satu laporan, en: One report}
levers: {leave_out: [baseline, election, funding, universal, paritrana]}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A brief of made-up runs of all that it reads."""
    wanted = PublishOptions(tmp_path_factory.mktemp("made"))
    job = order("brief", values={"runs": read_runs().model_dump(mode="json")})
    publish(job, wanted)
    return wanted.folder(job)


@pytest.fixture
def short(project):
    """A project with a brief that reads one report alone, one that soon runs."""
    (project / "data/plans/short.yaml").write_text(SHORT, encoding="utf-8")
    return project


def _publish(simulate, project, *more, status=0):
    done = simulate("reports", "--only", "brief/short", "--only", "sponsorship/start_2027", *more, project=project)
    assert done.returncode == status, done.stderr
    return done.stderr


def _outcomes(said):
    return re.findall(r"^(\S+): (running|done|unchanged)", said, re.MULTILINE)


def test_the_brief_is_ordered_once_what_it_reads_stands(simulate, short):
    said = _publish(simulate, short, "--jobs", "2")
    assert _outcomes(said) == [
        ("sponsorship/start_2027", "running"),
        ("sponsorship/start_2027", "done"),
        ("brief/short", "running"),
        ("brief/short", "done"),
    ]
    out = short / "reports"
    headline = pd.read_csv(out / "brief/short/results/headline.csv").set_index("measure")
    own = pd.read_csv(out / "sponsorship/start_2027/results/headline.csv").set_index("measure")
    for measure, row in headline.iterrows():
        assert row.tolist() == own.loc[measure.removeprefix("sponsorship.")].tolist()

    _begins_the_index(out)

    # it reads the folder that it is written to
    elsewhere = short / "elsewhere"
    shutil.copytree(out / "sponsorship", elsewhere / "sponsorship")
    assert simulate("report", "brief", "--plan", "short", "--out", elsewhere, project=short).returncode == 0
    assert contents(elsewhere / "brief") == contents(out / "brief")

    # nothing changed: nothing is made again
    before = contents(out)
    assert _outcomes(_publish(simulate, short)) == [
        ("sponsorship/start_2027", "unchanged"),
        ("brief/short", "unchanged"),
    ]
    assert contents(out) == before

    # a changed table: the brief alone is refused and stands, both together are made again
    card = short / "data/regions/36.03/asn.yaml"
    card.write_text(card.read_text(encoding="utf-8") + "\n# touched\n", encoding="utf-8")
    alone = simulate("report", "brief", "--plan", "short", project=short)
    assert alone.returncode == 2
    assert alone.stderr == (
        "simulate: sponsorship/start_2027: made before a change of data/regions/36.03/asn.yaml; "
        "`simulate report sponsorship --plan start_2027` makes it anew [stale_run]\n"
    )
    assert contents(out) == before
    again = _outcomes(_publish(simulate, short))
    assert [name for name, how in again if how == "done"] == ["sponsorship/start_2027", "brief/short"]

    # what it reads fails: refused with the reason, and the last good brief stands
    good = contents(out / "brief/short")
    notebook = short / "notebooks/02_asn_sponsorship.ipynb"
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(text.replace("sim.sponsorship.payers(result)", "int(None)"), encoding="utf-8")
    said = _publish(simulate, short, status=1)
    assert "TypeError" in said
    assert re.search(r"sponsorship/start_2027: its last update failed: 02_asn.*TypeError.*\[failed_run\]", said)
    assert contents(out / "brief/short") == good


def _begins_the_index(out):
    """The brief comes first on the index, with its number and its drawing."""
    for page in INDEX.values():
        soup = BeautifulSoup((out / page).read_text(encoding="utf-8"), "html.parser")
        cards = soup.select(".sim-cards > section")
        assert [card.h2["id"] for card in cards] == ["brief", "sponsorship"]
        assert cards[0].select_one(".sim-one strong").get_text()
        assert cards[0].select(".sim-picture svg")


def test_a_brief_over_missing_runs_says_which_and_how_to_make_them(simulate, short):
    done = simulate(
        "report", "brief", "--scenario", "full_push", "-p", "leave_out", "funding,universal,paritrana", project=short
    )
    assert done.returncode == 2
    for name, label, plan in (
        ("sponsorship", "payroll_default_2027", " --plan payroll_default_2027"),
        ("election", "default", ""),
    ):
        line = f"{name}/{label}: no such run stands below the reports; `simulate report {name}{plan}` makes it"
        assert line in done.stderr
    assert "Traceback" not in done.stderr
    assert not (short / "reports").exists()


def test_a_brief_leaves_what_automation_relies_on(made):
    pages = {"report.id.html", "report.en.html", "executed.ipynb", "run.json"}
    tables = {
        f"results/{name}.{form}"
        for name in ("headline", "runs", "options", "agenda", "risks")
        for form in ("csv", "parquet")
    }
    assert {path.as_posix() for path in contents(made)} == pages | tables
    headline = pd.read_csv(made / "results/headline.csv")
    assert list(headline) == ["measure", "unit", "mean", "p05", "p50", "p95", "mc_error"]
    record = json.loads((made / "run.json").read_text(encoding="utf-8"))
    assert set(record["inputs"]["settings"]["runs"]["runs"]) == set(read_runs().runs)
    assert record["facts_date"] == "2026-11-30"


def test_it_is_made_anew_without_the_runs_and_the_same_each_time(made, tmp_path):
    assert verify(made) == []
    wanted = PublishOptions(tmp_path)
    publish(order("brief", values={"runs": read_runs().model_dump(mode="json")}), wanted)
    assert contents(tmp_path / "brief/default") == contents(made)


def test_the_other_commands_read_it(simulate, made):
    done = simulate("diff", made, made, "--json")
    assert json.loads(done.stdout)["same"] is True
    told = json.loads(simulate("describe", "brief", "--json").stdout)
    assert {"scenario", "leave_out", "decide_by"} <= {lever["name"] for lever in told["levers"]}
    found = simulate(
        "query", "select p50 from reports where measure = 'election.deaths'", "--json", "--out", made.parents[1]
    )
    assert json.loads(found.stdout) == [{"p50": 25.0}]


def test_both_languages_hold_the_same_numbers_in_the_same_order(made):
    pieces = []
    for language in LANGUAGES:
        page = (made / f"report.{language}.html").read_text(encoding="utf-8")
        assert len(page.encode()) < 200_000
        body = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page.split('<details class="sim-code">')[0], flags=re.DOTALL)
        pieces.append((page.count("<figure"), page.count("<table"), re.findall(r"\b[0-9a-f]{8}\b", body)))
    assert pieces[0] == pieces[1]
    assert pieces[0][:2] == (1, 4)


def test_the_made_up_brief_keeps_to_its_budget_of_words(made):
    for language in LANGUAGES:
        face = counted((made / f"report.{language}.html").read_text(encoding="utf-8"), "brief")
        assert face.problems == []


def test_each_number_opens_its_report_and_run_and_leads_to_a_source(made):
    for language in LANGUAGES:
        soup = BeautifulSoup((made / f"report.{language}.html").read_text(encoding="utf-8"), "html.parser")
        boxes = {box["id"]: box for box in soup.select("[popover]")}
        assert {"trace-funding-first", "trace-baseline-uncovered", "trace-ways"} <= boxes.keys()
        assert all(("hasil " if language == "id" else "result ") in box.get_text() for box in boxes.values())
        assert boxes["trace-baseline-uncovered"].select_one("a")["href"] == "https://example.org/baseline"


def test_the_page_holds_no_link_that_dies_when_it_is_mailed(made):
    for language in LANGUAGES:
        page = (made / f"report.{language}.html").read_text(encoding="utf-8")
        links = set(re.findall(r'href="([^"]+)"', page))
        assert {link for link in links if not link.startswith(("#", "data:", "https://"))} == set()


@needs_browser
def test_it_fills_two_sheets(made, tmp_path):
    from simulate.publish.page import print_pdf

    for language in LANGUAGES:
        printed = print_pdf((made / f"report.{language}.html").read_bytes(), "2026-11-25")
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2


def test_jupyterlab_reads_the_projects_reports(short, made):
    from simulate.lab.parameters import parameters
    from simulate.programmes.brief.study import run

    publish(order("sponsorship", "start_2027", {"draws": 256}), PublishOptions(short / "reports", ("en",)))
    plan, settings = parameters("brief", {"plan": "short", "runs": None})
    assert run(plan, **settings).runs.keys() == {"sponsorship"}
