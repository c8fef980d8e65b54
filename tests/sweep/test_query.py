"""Questions in SQL over what sweeps and reports left."""

import json

import pandas as pd
import pytest

from simulate.errors import InputError
from simulate.sweep.run import ask


@pytest.fixture
def reports(tmp_path):
    """Two sweeps, the second with a column more, and one report."""
    for name, columns in (("one", {"months": [6]}), ("two", {"months": [12, 24], "region": ["a", "b"]})):
        folder = tmp_path / "sweeps" / name
        folder.mkdir(parents=True)
        pd.DataFrame(columns | {"p50": 1.5}).to_parquet(folder / "headline.parquet")
        (folder / "sweep.json").write_text("{}")
    folder = tmp_path / "sponsorship/default/results"
    folder.mkdir(parents=True)
    pd.DataFrame({"measure": ["deaths"], "p50": [3.0]}).to_parquet(folder / "headline.parquet")
    return tmp_path


def test_each_view_holds_what_it_says(reports):
    assert ask(reports, "select months, region from sweep order by months")[1] == [(12, "a"), (24, "b")]
    assert ask(reports, "from sweeps select sweep, months, region order by months")[1] == [
        ("one", 6, None),
        ("two", 12, "a"),
        ("two", 24, "b"),
    ]
    names, rows = ask(reports, "with x as (from reports) select report, plan, p50 from x")
    assert (names, rows) == (["report", "plan", "p50"], [("sponsorship", "default", 3.0)])


@pytest.mark.parametrize(
    "question, message",
    [
        ("selec 1", "syntax error"),
        ("select * from sweps", "one SELECT over reports, sweep, sweeps"),
        ("select 1; select 2", "one SELECT"),
        ("", "one SELECT"),
        ("select p50, p50 from sweep", "`p50` stands twice"),
        ("copy sweep to 'here.csv'", "one SELECT"),
        ("set enable_external_access = true", "one SELECT"),
        ("attach 'here.db'", "one SELECT"),
        ("select * from read_csv('pyproject.toml')", "disabled by configuration"),
        ("select * from read_text('/etc/hostname')", "disabled by configuration"),
    ],
)
def test_anything_but_a_question_is_refused(reports, question, message):
    before = sorted(reports.rglob("*"))
    with pytest.raises(InputError) as refused:
        ask(reports, question)
    assert message in str(refused.value)
    assert sorted(reports.rglob("*")) == before


def test_without_a_sweep_the_way_to_one_is_told(tmp_path):
    with pytest.raises(InputError, match="first `simulate sweep`"):
        ask(tmp_path, "select * from sweep")


def test_a_quote_in_a_folder_is_no_way_in(reports, tmp_path_factory):
    odd = tmp_path_factory.mktemp("o'dd")
    (reports / "sweeps").rename(odd / "sweeps")
    assert ask(odd, "select count(*) from sweeps")[1] == [(3,)]


def test_the_command_prints_text_csv_or_json(simulate, reports):
    question = "select months, region from sweep order by months"
    assert simulate("query", question, "--out", reports).stdout == "  months   region\n  12       a\n  24       b\n"
    assert simulate("query", question, "--csv", "--out", reports).stdout == "months,region\n12,a\n24,b\n"
    assert '"region": "b"' in simulate("query", question, "--json", "--out", reports).stdout
    assert simulate("query", question, "--json", "--csv", "--out", reports).returncode == 2


def test_json_holds_every_kind_of_cell(simulate, reports):
    question = "select 1.5 as decimal, date '2026-11-22' as day, 'nan'::double as none, [1, 2] as list, true as yes"
    asked = simulate("query", question, "--json", "--out", reports)
    assert json.loads(asked.stdout) == [
        {"decimal": 1.5, "day": "2026-11-22", "none": None, "list": [1, 2], "yes": True}
    ]


def test_a_damaged_file_is_named(reports):
    (reports / "sweeps/one/headline.parquet").write_bytes(b"torn")
    with pytest.raises(InputError, match=r"sweeps/one/headline.parquet: is no Parquet file"):
        ask(reports, "select * from sweep")
