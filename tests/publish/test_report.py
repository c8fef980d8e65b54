"""The command line as an unattended run uses it: files, contract, refusals, failures."""

import csv
import hashlib
import json
import re
import shutil
from html.parser import HTMLParser

import pandas as pd
import pytest
from conftest import ROOT, contents
from probe import break_probe

from simulate.page.html import MIME

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(simulate, every_report, tmp_path_factory):
    """The default reports, that of sponsorship anew with few draws, and one from a planner's own plan file."""
    out = tmp_path_factory.mktemp("made") / "reports"
    shutil.copytree(every_report, out)
    plan = _own_plan(tmp_path_factory.mktemp("plans"))
    default = simulate("report", "sponsorship", "-p", "draws", "256", "--out", out)
    own = simulate("report", "sponsorship", "--plan", plan, "-p", "draws", "256", "--out", out)
    for done in (default, own):
        assert done.returncode == 0, done.stderr
    return out


def _own_plan(folder):
    plan = folder / "my_plan.yaml"
    plan.write_text("programme: sponsorship\nlevers: {months: 3, collection: appeal}\n", encoding="utf-8")
    return plan


class _Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def named(self, *names):
        return [attributes for tag, attributes in self.tags if tag in names]


def test_a_run_leaves_what_automation_relies_on(made):
    folder = made / "sponsorship/default"
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    tables = {"assumptions", "contributions_by_payer", "headline", "protected_by_kecamatan", "protected_by_month"}
    tables |= {"after_relief", "backtest", "bridging", "choosing", "levers_alone", "waiting", "ways"}
    wanted = {"report.id.html", "report.en.html", "executed.ipynb", "run.json"}
    # the run of more draws, whose place it took
    kept = {name for name in found if re.fullmatch(r"history/0001-[0-9a-f]{8}\.json", name)}
    assert len(kept) == 1
    assert found - kept == wanted | {f"results/{name}.{form}" for name in tables for form in ("csv", "parquet")}
    assert (made / "index.html").exists()


def test_results_have_the_contracts_columns_and_agree(made):
    results = made / "sponsorship/default/results"
    with (results / "headline.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["measure", "unit", "mean", "p05", "p50", "p95", "mc_error"]
    by_measure = {row["measure"]: row for row in rows}
    assert float(by_measure["ceiling"]["p50"]) == 23730
    for row in rows:
        assert float(row["p05"]) <= float(row["p50"]) <= float(row["p95"])
    places = pd.read_csv(results / "protected_by_kecamatan.csv", dtype={"kecamatan_code": str})
    assert "36.03.01" in set(places["kecamatan_code"])
    assert places["mean"].sum() == pytest.approx(float(by_measure["protected_end"]["mean"]))
    parquet = pd.read_parquet(results / "headline.parquet")
    assert parquet["mean"].tolist() == [float(row["mean"]) for row in rows]


def test_the_record_binds_every_file_and_input(made):
    folder = made / "sponsorship/default"
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    for name, digest in record["outputs"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
    assert record["inputs"]["settings"]["draws"] == 256
    assert len(record["identity"]) == 64
    assert not any(path.startswith("/") for path in record["inputs"]["data"])
    assert str(ROOT) not in (folder / "run.json").read_text() + (folder / "executed.ipynb").read_text()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    ("report", "tables"),
    [
        ("baseline", 8),
        ("sponsorship", 15),
        ("law", 16),
        ("election", 14),
        ("funding", 10),
        ("universal", 10),
        ("outreach", 8),
        ("monitoring", 8),
        ("paritrana", 10),
    ],
)
def test_a_page_stands_alone_in_its_language(made, report, tables, language):
    text = (made / f"{report}/default/report.{language}.html").read_text(encoding="utf-8")
    page = _Tags(text)
    assert page.named("html")[0]["lang"] == language
    assert not page.named("iframe", "object", "embed", "img")
    sources = [value for _, attributes in page.tags for name, value in attributes.items() if name == "src"]
    assert not sources
    assert all(link["href"].startswith("data:") for link in page.named("link"))
    assert "url(" not in text.replace("url(#", "")
    policy = next(meta["content"] for meta in page.named("meta") if "http-equiv" in meta)
    assert policy.startswith("default-src 'none'")
    run = [script for script in page.named("script") if script.get("type") != "application/json"]
    assert len(run) == policy.count("script-src 'sha256-") == policy.count("script") == text.count("data-live=")
    executed = json.loads((made / f"{report}/default/executed.ipynb").read_text(encoding="utf-8"))
    outputs = [output for cell in executed["cells"] for output in cell.get("outputs", [])]
    shown = "".join(output["data"][MIME]["html"][language] for output in outputs if MIME in output.get("data", {}))
    figures = len(page.named("figure"))
    assert shown.count("<figure ") == figures >= 3
    assert shown.count("<table") <= len(page.named("table")) == len(page.named("caption")) >= tables
    assert len(page.named("h1")) == 1
    anchors = {link["href"][1:] for link in page.named("a") if link["href"].startswith("#")}
    assert anchors <= {attributes.get("id") for _, attributes in page.tags}
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    word, other = {"id": (f"Gambar {figures}.", "Figure"), "en": (f"Figure {figures}.", "Gambar")}[language]
    assert word in text
    assert other not in re.sub(r'href="data:[^"]*"', "", text.split("<details class=sim-code>")[0])


def test_an_election_report_leaves_what_automation_relies_on(made):
    folder = made / "election/default"
    results = {path.stem for path in (folder / "results").glob("*.csv")}
    wanted = {
        "headline",
        "staffing",
        "workers_by_role",
        "to_insure",
        "workers_by_kecamatan",
        "contributions_by_month",
    }
    wanted |= {
        "distribution",
        "chances",
        "assumptions",
        "levers_alone",
        "backtest",
        "records",
        "by_budget_year",
        "calendar",
    }
    assert results == wanted == {path.stem for path in (folder / "results").glob("*.parquet")}
    headline = pd.read_csv(folder / "results/headline.csv")
    assert list(headline) == ["measure", "unit", "mean", "p05", "p50", "p95", "mc_error"]
    assert (headline["p05"] <= headline["p95"]).all()
    staffing = pd.read_csv(folder / "results/staffing.csv").set_index(["event", "role"])["persons"]
    assert staffing["pemilu_2024", "kpps"] == 63_112
    assert staffing["pilkada_2024", "kpps"] == 31_388
    assert staffing["pemilu_2029", "ppk"] == 145
    places = pd.read_csv(folder / "results/to_insure.csv", dtype=str)
    assert places["kecamatan_code"].str.fullmatch(r"36\.03\.\d\d").all()
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    # what the levers and the calendar ask of the law counts, too
    assert {f"data/law/{name}.yaml" for name in ("election_staff", "village_head_term", "umk", "pu_jht")} <= set(
        record["inputs"]["data"]
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-p", "tps_cap", "0"], "tps_cap: 0; a value from 50 to 3000"),
        (["-p", "covered_share", "1.5"], "covered_share: '1.5'; a value from 0 to 1"),
        (["-p", "law_extension", "none"], "month 2029-02: is past 2025-01, the last month that data/law/election_"),
        (["-p", "date", "2019-04"], "month 2019-04: is before data/law/election_"),
        (["-p", "roles", "hakim"], "roles: 'hakim'; should be 'ppk', 'ppk_secretariat'"),
        (
            ["--plan", "pilkades_2027", "-p", "contribution_basis", "honorarium"],
            "contribution_basis: 'honorarium' here",
        ),
        (["-p", "honoraria_rp", "linmas:0"], "honoraria_rp linmas: '0'; at least 1000"),
        (["--plan", "slogan"], "is for `sponsorship`; a scenario of `election`"),
    ],
)
def test_bad_election_input_is_one_line_exit_2_and_nothing_written(simulate, tmp_path, words, message):
    done = simulate("report", "election", *words, "--out", tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert not contents(tmp_path)


def test_a_funding_report_leaves_what_automation_relies_on(made):
    folder = made / "funding/default"
    results = {path.stem for path in (folder / "results").glob("*.csv")}
    wanted = {"headline", "mix_by_month", "mix_by_year", "by_kecamatan", "assumptions", "frontier", "certainty"}
    wanted |= {"limits_of_payers", "limits_of_budget", "relief", "prices", "options"}
    assert results == wanted == {path.stem for path in (folder / "results").glob("*.parquet")}
    headline = pd.read_csv(folder / "results/headline.csv").set_index("measure")
    assert list(headline) == ["unit", "mean", "p05", "p50", "p95", "mc_error"]
    assert headline.loc["nearest_target", "p50"] >= 130_000
    places = pd.read_csv(folder / "results/by_kecamatan.csv", dtype={"kecamatan_code": str})
    assert places["kecamatan_code"].str.fullmatch(r"36\.03\.\d\d").all()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-p", "workers", "12.5"], "workers: '12.5'; a whole number"),
        (["-p", "payers", "csr"], "payers: csr; apbd among them"),
        (["-p", "confidence", "1"], "confidence: '1'; a value from 0.5 to 0.99"),
        (["-p", "law_extension", "none"], "month 2027-01: is past 2026-12, the last month that data/law/village_"),
        (["--plan", "slogan"], "is for `sponsorship`; a scenario of `funding`"),
        (["-p", "workers", "200000", "-p", "draws", "256"], "apbd_budget_rp from 43,800,000,000 [infeasible_target]"),
    ],
)
def test_bad_funding_input_is_one_line_exit_2_and_nothing_written(simulate, tmp_path, words, message):
    done = simulate("report", "funding", *words, "--out", tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not contents(tmp_path)


def test_a_road_report_leaves_what_automation_relies_on(made):
    folder = made / "universal/default"
    results = {path.stem for path in (folder / "results").glob("*.csv")}
    wanted = {"headline", "coverage_by_month", "members_by_month", "targets", "cost_by_year", "fund_by_year"}
    wanted |= {"assumptions", "levers_alone", "needed_budgets", "other_baseline"}
    assert results == wanted == {path.stem for path in (folder / "results").glob("*.parquet")}
    targets = pd.read_csv(folder / "results/targets.csv")
    assert list(targets) == ["target", "level", "target_year", "year", "chance", "mc_error"]
    assert targets["chance"].between(0, 1).all()
    members = pd.read_csv(folder / "results/members_by_month.csv")
    assert set(members["month"]) == {f"{year}-{month:02d}" for year in range(2027, 2031) for month in range(1, 13)}
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    wanted = {"data/law/target_rpjmn.yaml", "data/unknowns/baseline.yaml", "data/unknowns/universal.yaml"}
    assert wanted <= set(record["inputs"]["data"])


def test_an_outreach_report_leaves_what_automation_relies_on(made):
    folder = made / "outreach/default"
    results = {path.stem for path in (folder / "results").glob("*.csv")}
    wanted = {"headline", "by_kecamatan", "by_desa", "allocations", "assumptions"}
    wanted |= {"budget_curve", "outlets_by_number", "outlets_by_objective", "outlets"}
    assert results == wanted == {path.stem for path in (folder / "results").glob("*.parquet")}
    codes = {"desa_code": str, "kecamatan_code": str}
    desa = pd.read_csv(folder / "results/by_desa.csv", dtype=codes)
    kecamatan = pd.read_csv(folder / "results/by_kecamatan.csv", dtype=codes)
    assert (len(desa), len(kecamatan)) == (274, 29)
    assert "36.03.01.1001" in set(desa["desa_code"])
    assert desa["gained_mean"].sum() == pytest.approx(kecamatan["gained_mean"].sum())
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    wanted = {"data/regions/36.03/outlets.csv", "data/unknowns/baseline.yaml", "data/unknowns/outreach.yaml"}
    assert wanted <= set(record["inputs"]["data"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-p", "budget_rp", "3 miliar"], "budget_rp: '3 miliar'; a whole number"),
        (["-p", "floor_share", "50"], "floor_share: '50'; a value from 0 to 1"),
        (["-p", "channels", "agent,kader"], "channels: 'kader'; should be 'officer', 'agent' or 'mobile'"),
        (["-p", "start", "2031-01", "-p", "law_extension", "none"], "month 2031-01: is past"),
        (["-p", "objective", "median"], "objective: 'median'"),
    ],
)
def test_bad_outreach_input_is_one_line_exit_2_and_nothing_written(simulate, tmp_path, words, message):
    done = simulate("report", "outreach", *words, "--out", tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert not contents(tmp_path)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-p", "target", "65"], "target: '65'; a value from 0.3 to 1"),
        (["-p", "permits_from", "2031-01"], "permits_from: 2031-01; none, or a month from 2027-01 to 2030-12"),
        (["-p", "months", "24"], "target_year: 2030; a year from 2027 to 2028"),
        (["-p", "law_extension", "none"], "month 2027-01: is past 2026-12, the last month that data/law/umk.yaml"),
        (["--plan", "slogan"], "is for `sponsorship`; a scenario of `universal`"),
    ],
)
def test_bad_road_input_is_one_line_exit_2_and_nothing_written(simulate, tmp_path, words, message):
    done = simulate("report", "universal", *words, "--out", tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert not contents(tmp_path)


def test_a_monitoring_report_leaves_what_automation_relies_on(made):
    folder = made / "monitoring/default"
    results = {path.stem for path in (folder / "results").glob("*.csv")}
    wanted = {"headline", "forecast_by_month", "chance_by_month", "protected_by_kecamatan", "changes", "by_payer"}
    wanted |= {"quality", "learned", "assumptions"}
    assert results == wanted == {path.stem for path in (folder / "results").glob("*.parquet")}
    headline = pd.read_csv(folder / "results/headline.csv").set_index("measure")
    assert headline.loc["protected_end", "p05"] > headline.loc["protected_end_planned", "p05"]
    assert headline.loc["protected_end", "p95"] < headline.loc["protected_end_planned", "p95"]
    assert 0 <= headline.loc["missed", "mean"] <= 1
    places = pd.read_csv(folder / "results/protected_by_kecamatan.csv", dtype={"kecamatan_code": str})
    assert places["kecamatan_code"].str.fullmatch(r"36\.03\.\d\d").all()
    assert places["mean"].sum() == pytest.approx(headline.loc["protected_end", "mean"])
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert "data/synthetic/36.03/record.csv" in record["inputs"]["data"]
    for language, mark in (("id", "DATA REKAAN"), ("en", "MADE-UP DATA")):
        assert mark in (folder / f"report.{language}.html").read_text(encoding="utf-8")
    index = (made / "index.html").read_text(encoding="utf-8")
    assert "<h2 id=monitoring>[Data rekaan]" in index


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-p", "as_of", "2026-11"], "as_of: 2026-11; a month of the record, 2026-01 to 2026-08"),
        (["-p", "record", "region"], "data/regions/36.03/record.csv: not found; put the record and its card there"),
        (["-p", "sponsorship", "slogam"], "sponsorship: no scenario `slogam`; did you mean `slogan`?"),
        (["-p", "watch_above", "0.9"], "watch_above: 0.9, above warn_above 0.6; at most warn_above"),
        (["-p", "draws", "512"], "draws: '512'; a value from 1024 to 65536"),
        (["--plan", "slogan"], "is for `sponsorship`; a scenario of `monitoring`"),
    ],
)
def test_bad_monitoring_input_is_one_line_exit_2_and_nothing_written(simulate, tmp_path, words, message):
    done = simulate("report", "monitoring", *words, "--out", tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not contents(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "2026-02,Balaraja,sponsor",
            "2026-01,Balaraja,sponsor",
            "`2026-01, Balaraja, sponsor`; each key stands once",
        ),
        ("2026-03,Pasar Kemis,sponsor", "2026-03,Pasar Kamis,sponsor", "`Pasar Kamis`; did you mean `Pasar Kemis`?"),
        ("2026-01,Curug,sponsor,", "2026-01,Curug,sponsor,-", "column `registered_persons`: '-"),
        (
            "2026-04,kabupaten,sponsor,",
            "2026-04,kabupaten,sponsor,1",
            "for sponsor in 2026-04; the sum of its kecamatan",
        ),
        (",source\n", ",nik\n", "record.csv column `nik`: looks like personal data"),
    ],
)
def test_a_bad_record_is_refused_and_the_last_good_report_stays(made, simulate, project, old, new, message):
    """Refused before anything is written."""
    shutil.copytree(made / "monitoring", project / "reports/monitoring")
    before = contents(project / "reports")
    record = project / "data/synthetic/36.03/record.csv"
    text = record.read_text(encoding="utf-8")
    assert old in text
    record.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = simulate("report", "monitoring", project=project)
    assert done.returncode == 2, done.stderr
    assert "data/synthetic/36.03/record.csv" in done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(project / "reports") == before


def test_a_scorecard_report_leaves_what_automation_relies_on(made):
    folder = made / "paritrana/default"
    results = {path.stem for path in (folder / "results").glob("*.csv")}
    wanted = {"headline", "scorecard", "aspects", "weightings", "uncertainty", "actions", "budgets", "evidence"}
    wanted |= {"coverage_rules", "ranks", "regions", "assumptions", "other_baseline"}
    assert results == wanted == {path.stem for path in (folder / "results").glob("*.parquet")}
    headline = pd.read_csv(folder / "results/headline.csv").set_index("measure")
    assert headline.loc["score_least", "p50"] < headline.loc["score", "p50"] < headline.loc["score_most", "p50"]
    actions = pd.read_csv(folder / "results/actions.csv")
    assert (actions["cost_mean"] >= actions["apbd_mean"]).all()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-p", "least_weight", "0.3"], "least_weight: '0.3'; a value from 0 to 0.25"),
        (["-p", "weights", "rata"], "weights: `rata`; known: any, equal, coverage_first, banten_2025, national_2018"),
        (["-p", "actions", "perda,gerai"], "actions: gerai; did you mean `perda`"),
        (["-p", "start", "2025-12"], "start: 2025-12; a month from 2026-01 to 2027-12"),
        (["-p", "law_extension", "none"], "month 2027-01: is past 2026-12, the last month that data/law/umk.yaml"),
        (["--plan", "slogan"], "is for `sponsorship`; a scenario of `paritrana`"),
    ],
)
def test_bad_scorecard_input_is_one_line_exit_2_and_nothing_written(simulate, tmp_path, words, message):
    done = simulate("report", "paritrana", *words, "--out", tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not contents(tmp_path)


def test_a_broken_scorecard_is_named_and_the_last_good_report_stands(simulate, made, project, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(made / "paritrana", out / "paritrana")
    before = contents(out)
    path = project / "data/regions/36.03/paritrana.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",0.25,0.75,", ",0.75,0.25,", 1), encoding="utf-8")
    done = simulate("report", "paritrana", "--out", out, project=project)
    assert done.returncode == 2
    assert "paritrana.csv row 2 column `score_high`: 0.25 below score_low 0.75; low to high" in done.stderr
    assert contents(out) == before


def test_a_planners_own_plan_is_published_under_its_name(made):
    record = json.loads((made / "sponsorship/my_plan/run.json").read_text(encoding="utf-8"))
    assert record["inputs"]["plan"]["months"] == 3
    assert record["inputs"]["plan"]["collection"] == "appeal"
    index = (made / "index.html").read_text(encoding="utf-8")
    assert index.index("sponsorship/default/report.id.html") < index.index("sponsorship/my_plan/report.en.html")


def test_the_same_run_gives_the_same_bytes(made, simulate, tmp_path):
    """A first run, as both are: a later one's page says what moved since the one before."""
    again = simulate("report", "sponsorship", "--plan", _own_plan(tmp_path), "-p", "draws", "256", "--out", tmp_path)
    assert again.returncode == 0, again.stderr
    assert contents(tmp_path / "sponsorship/my_plan") == contents(made / "sponsorship/my_plan")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-p", "colection", "circular"], "colection: no such parameter; did you mean `collection`?"),
        (["-p", "participation_share", "1.4"], "participation_share: '1.4'; a value from 0 to 1"),
        (["-p", "months", "-3"], "months: '-3'; a value from 1 to 60"),
        (["-p", "start", "2022-06"], "month 2022-06: is before data/law/bpu_lapse.yaml begins; 2022-07 or later"),
        (["-p", "start", "2026-06", "-p", "months", "35"], "month 2028-01: is past 2027-12"),
        (["-p", "months", "3", "-p", "months", "4"], "months: given twice"),
        (["--plan", ROOT / "tests/broken/other_programme.yaml"], "is for `election`; a scenario of `sponsorship`"),
        (
            ["-p", "bridge_months", "9", "-p", "months", "6"],
            "9 months in a scenario of 6; at most the scenario's months",
        ),
        (["-p", "selection", "uncovered_first:0.8,decile_pool:0.4"], "selection: shares that sum to 1.2"),
        (["--plan", "slogam"], "no scenario `slogam`; did you mean `slogan`?"),
        (["-p", "draws", "1000"], "draws: 1000; a power of two"),
        (["--plan", "/"], "is a directory"),
        (["--plan", ""], "is a directory"),
        (
            ["--plan", "slogan", "-p", "participation_share", "none"],
            "participation_share: None here and 1.0 in scenario",
        ),
    ],
)
def test_bad_input_is_one_line_exit_2_and_nothing_written(simulate, tmp_path, words, message):
    (tmp_path / "kept.txt").write_text("kept", encoding="utf-8")
    before = contents(tmp_path)
    done = simulate("report", "sponsorship", *words, "--out", tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("sponsorship -p workers_per_pns 60", "561,279 workers asked; at most 341,000"),
        ("sponsorship -p selection by_poverty", "data/regions/36.03/uncovered.csv: not there; put the table there"),
        (
            "election -p event psu_pemilu -p desa 99",
            "desa: `99`; a code of desa.csv or kecamatan.csv, e.g.",
        ),
        ("election -p date 2036-01", "mortality.csv: no period for 2036"),
    ],
)
def test_a_plan_that_the_tables_cannot_hold_is_refused_and_nothing_written(simulate, tmp_path, words, message):
    done = simulate("report", *words.split(), "-p", "draws", "256", "--out", tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not contents(tmp_path)


def test_a_table_of_persons_in_the_regions_folder_is_refused_and_nothing_written(simulate, project):
    table = project / "data/regions/36.03/asn_units.csv"
    table.write_text("unit,group,nip\nDinas Pendidikan,pns,198501012010011001\n", encoding="utf-8")
    done = simulate("report", "sponsorship", "-p", "draws", "256", "--out", project / "out", project=project)
    assert done.returncode == 2
    assert "asn_units.csv column `nip`: looks like personal data" in done.stderr
    assert "198501012010011001" not in done.stderr + done.stdout
    assert not list((project / "out").rglob("*.html"))


def test_files_of_others_stay_and_one_language_leaves_the_other_of_the_same_run(simulate, probe):
    assert simulate("report", "law", project=probe).returncode == 0
    folder = probe / "reports/law/default"
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    foreign = probe / "reports/other/x/run.json"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("{", encoding="utf-8")
    before = contents(folder)
    same = simulate("report", "law", "--lang", "en", "--fresh", project=probe)
    assert same.returncode == 0, same.stderr
    assert contents(folder) == before
    other = simulate("report", "law", "-p", "on", "2026-05", "--lang", "en", project=probe)
    assert other.returncode == 0, other.stderr
    assert (folder / "notes.txt").exists()
    assert foreign.read_text(encoding="utf-8") == "{"
    assert not (folder / "report.id.html").exists()  # of the earlier, other run


def test_an_unknown_report_is_named(simulate, tmp_path):
    done = simulate("report", "sponsor", "--out", tmp_path)
    assert (done.returncode, contents(tmp_path)) == (2, {})
    assert "did you mean `sponsorship`?" in done.stderr


def test_a_malformed_table_stops_the_run_and_keeps_the_last_report(simulate, project):
    old = project / "reports/sponsorship/default/report.id.html"
    old.parent.mkdir(parents=True)
    old.write_text("last good", encoding="utf-8")
    table = project / "data/regions/36.03/asn.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",9111,", ",banyak,"), encoding="utf-8")
    before = contents(project / "reports")
    done = simulate("report", "sponsorship", project=project)
    assert done.returncode == 2, done.stderr
    assert "data/regions/36.03/asn.csv row 2 column `persons`: 'banyak'; write a whole number" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(project / "reports") == before


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("int(None)", "TypeError: int() argument"),
        ("import os; os._exit(3)", "10_law.ipynb: DeadKernelError: Kernel died"),
    ],
)
def test_a_failing_notebook_exits_1_with_its_reason_and_writes_no_report(simulate, probe, code, message):
    break_probe(probe, code)
    done = simulate("report", "law", "--out", probe / "out", project=probe)
    assert done.returncode == 1
    assert "10_law.ipynb" in done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    written = {path.name for path in contents(probe / "out/law/default")}
    assert written == {"failed.html", "failed.json"}


def test_a_plan_that_cannot_be_read_does_not_stop_the_others(simulate, probe):
    (probe / "data/plans/broken.yaml").write_text("- 1\n", encoding="utf-8")
    done = simulate("reports", "--only", "law", "--out", probe / "out", project=probe)
    assert done.returncode == 2
    assert "data/plans/broken.yaml: no `key: value` lines" in done.stderr
    assert [path.parent.name for path in (probe / "out").glob("law/*/run.json")] == ["default"]


def test_a_folder_that_cannot_be_written_is_named(simulate, tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    done = simulate("report", "sponsorship", "-p", "draws", "256", "--out", tmp_path / "file/below")
    assert done.returncode == 1
    assert "cannot write" in done.stderr
    assert "Traceback" not in done.stderr


HOSTILE = {"id": "<img src=x onerror=alert(1)>{{ 7*7 }}", "en": "</style></title><script>alert('1')</script>&amp;\""}


def test_markup_in_a_plans_name_is_text_everywhere(simulate, tmp_path):
    plan = tmp_path / "hostile.yaml"
    plan.write_text(
        json.dumps({"programme": "sponsorship", "name": HOSTILE, "levers": {"months": 2}}), encoding="utf-8"
    )
    out = tmp_path / "reports"
    assert simulate("report", "sponsorship", "--plan", plan, "-p", "draws", "256", "--out", out).returncode == 0
    own = out / "sponsorship/hostile"
    done = simulate("compare", "default", own, "-p", "draws", "256", "--out", out)
    assert done.returncode == 0, done.stderr
    compared = next(path for path in (out / "compare").iterdir())
    for language, index in (("id", "index.html"), ("en", "index.en.html")):
        for path in (own / f"report.{language}.html", compared / f"report.{language}.html", out / index):
            text = path.read_text(encoding="utf-8")
            shown = text.split("</style>", 1)[1]
            assert "<img" not in shown
            assert "alert('1')</script>" not in shown
            assert "onerror=alert(1)>" not in shown
            assert re.search(r"&lt;img src=x|&lt;/style&gt;", shown), path
            tags = _Tags(text)
            assert not [
                attributes for _, attributes in tags.tags if any(name.startswith("on") for name in attributes)
            ]
            # the one script of a report with a panel, and the data that it reads
            assert len([tag for tag, _ in tags.tags if tag == "script"]) <= 2
