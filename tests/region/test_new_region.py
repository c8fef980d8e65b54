"""`simulate new-region`: what it writes, what it refuses, and that a filled one carries a report."""

import csv
import json
import re

import pytest
from conftest import ROOT, contents

from simulate.errors import InputError
from simulate.programmes.universal.plan import UniversalPlan
from simulate.publish.requests import order
from simulate.publish.run import PublishOptions, publish
from simulate.region.check import FIGURES, PATTERN, READ_BY_CODE, check, cited, write_region
from simulate.region.read import EXAMPLE
from simulate.region.schemas import REGION_TABLES

NEW = "36.99"


def _rows(folder, table):
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_stands_afterwards_is_all_that_is_needed_and_check_names_what_to_replace(project):
    folder = write_region(NEW, " Kabupaten Baru ")
    names = {f"{table}.{kind}" for table in REGION_TABLES for kind in ("csv", "yaml")}
    assert {path.name for path in folder.iterdir()} == names | {"region.yaml"}
    assert 'name: "Kabupaten Baru"' in (folder / "region.yaml").read_text(encoding="utf-8")
    told = [(problem.check, problem.where.split("/")[-1].split()[0]) for problem in check([folder]).problems]
    cards = [("placeholder_left", f"{table}.yaml") for table in REGION_TABLES for _ in range(4)]
    assert sorted(told) == sorted([*(("example_row", f"{table}.csv") for table in REGION_TABLES), *cards])
    assert not [path for path in (project / "data").iterdir() if path.name.startswith(".")]


def test_its_own_figures_have_no_value_and_those_of_other_places_are_as_they_are(project):
    folder = write_region(NEW, "Kabupaten Baru")
    for table in FIGURES:
        pattern = {row["id"]: row for row in _rows(project / "data/regions" / PATTERN, table)}
        rows = _rows(folder, table)
        assert {row["id"] for row in rows} >= cited(table)
        for row in rows:
            if pattern[row["id"]]["place"] == PATTERN:
                assert (row["place"], row["value"], row["source"]) == (NEW, "", EXAMPLE)
            else:
                assert row == pattern[row["id"]]


def test_no_code_of_the_pattern_is_left(project):
    folder = write_region(NEW, "Kabupaten Baru")
    assert not [path.name for path in folder.glob("*.csv") if PATTERN in path.read_text(encoding="utf-8")]


def test_every_figure_that_the_code_reads_is_among_the_rows():
    texts = [
        path.read_text(encoding="utf-8")
        for path in (ROOT / "src/simulate").rglob("*")
        if path.suffix in (".py", ".yaml") and path != ROOT / "src/simulate/region/check.py"
    ]
    words = {word for text in texts for word in re.findall(r"[\"'.`](\w+)\b", text)}
    for table in FIGURES:
        ids = {row["id"] for row in _rows(ROOT / "data/regions" / PATTERN, table)}
        assert (ids & words) - cited(table) == {*READ_BY_CODE[table]}, table


@pytest.mark.parametrize(
    ("code", "name", "said"),
    [
        ("3699", "Kabupaten Baru", "CODE: '3699'; the Kemendagri code of a regency, two digits twice, e.g. 36.03"),
        ("36.9", "Kabupaten Baru", "[bad_code]"),
        ("../36", "Kabupaten Baru", "[bad_code]"),
        ("36.99", " ", "NAME: ''; a name on one line"),
        ("36.99", "Baru\nLagi", "[bad_name]"),
        ("36.99", "B" * 81, "[bad_name]"),
        ("36.03", "Kabupaten Tangerang", "data/regions/36.03: stands there already; another code"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(project, code, name, said):
    before = contents(project)
    with pytest.raises(InputError) as refused:
        write_region(code, name)
    assert said in str(refused.value)
    assert contents(project) == before


def test_both_problems_come_at_once(project):
    with pytest.raises(InputError) as refused:
        write_region("x", "")
    assert [problem.check for problem in refused.value.problems] == ["bad_code", "bad_name"]


def test_what_cannot_be_written_leaves_nothing(project, monkeypatch):
    monkeypatch.setattr("pathlib.Path.rename", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    before = contents(project)
    with pytest.raises(OSError, match="No space left"):
        write_region(NEW, "Kabupaten Baru")
    assert contents(project) == before


@pytest.fixture
def filled(project):
    """A new region filled in: own figures with the pattern's values, places and ASN with its rows."""
    folder, pattern = write_region(NEW, "Kabupaten Baru"), project / "data/regions" / PATTERN
    for table in REGION_TABLES:
        if table in FIGURES:
            known = {row["id"]: row for row in _rows(pattern, table)}
            rows = [known[row["id"]] | {"place": row["place"], "source": "SK 1"} for row in _rows(folder, table)]
            with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, rows[0])
                writer.writeheader()
                writer.writerows(rows)
        else:
            text = (pattern / f"{table}.csv").read_text(encoding="utf-8")
            (folder / f"{table}.csv").write_text(text.replace(PATTERN, NEW), encoding="utf-8")
        card = (folder / f"{table}.yaml").read_text(encoding="utf-8")
        card = re.sub(r"date: .*", "date: '2026-11-22'", card)
        (folder / f"{table}.yaml").write_text(re.sub(r"'GANTI / REPLACE.*'", "Bappeda", card), encoding="utf-8")
    assert check([folder]).problems == []
    return folder


@pytest.mark.slow
def test_a_filled_region_carries_a_report(filled, tmp_path):
    out = tmp_path / "reports"
    publish(order("sponsorship", "default", {"draws": 256, "region": NEW}), PublishOptions(out, ("id", "en")))
    pages = [
        (out / f"sponsorship/default/report.{language}.html").read_text(encoding="utf-8") for language in ("id", "en")
    ]
    assert all("Kabupaten Baru" in page and "Kabupaten Tangerang</" not in page for page in pages)
    places = (out / "sponsorship/default/results").glob("*.csv")
    text = "".join(path.read_text(encoding="utf-8") for path in places)
    assert f"{NEW}.01" in text
    assert f"{PATTERN}.01" not in text
    record = json.loads((out / "sponsorship/default/run.json").read_text(encoding="utf-8"))
    assert record["inputs"]["settings"]["region"] == NEW


@pytest.mark.slow
def test_another_report_is_published_of_it_too(filled, tmp_path):
    publish(
        order("baseline", "default", {"draws": 256, "region": NEW}), PublishOptions(tmp_path / "reports", ("id",))
    )
    page = (tmp_path / "reports/baseline/default/report.id.html").read_text(encoding="utf-8")
    assert "Kabupaten Baru" in page


def test_a_minimum_wage_that_the_law_base_lacks_is_named(filled):
    from simulate.programmes.universal.study import run

    with pytest.raises(InputError, match=rf"no minimum wage of {NEW}; add it to data/law/umk.yaml"):
        run(UniversalPlan(), region=NEW, draws=256)
