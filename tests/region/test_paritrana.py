"""A scorecard of the regency's own: what is wrong with it is named by row and column."""

import pandas as pd
import pytest
from conftest import ROOT

from simulate.errors import InputError
from simulate.region.base import Region
from simulate.region.read import read_table

TABLE = "data/regions/36.03/paritrana.csv"


def _broken(tmp_path, name="paritrana", source=TABLE, **cells):
    """A copy of a table with some cells of its third line, row 3, replaced."""
    table = pd.read_csv(ROOT / source, dtype=str, keep_default_na=False)
    for column, cell in cells.items():
        table.loc[1, column] = cell
    path = tmp_path / f"{name}.csv"
    table.to_csv(path, index=False)
    with pytest.raises(InputError) as refused:
        read_table(path)
    return str(refused.value)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"score_low": "0.6"}, "row 3 column `score_high`: 0.5 below score_low 0.6; low to high"),
        ({"score_low": ""}, "row 3 column `score_low`: empty; give both ends, or leave both empty"),
        ({"score_high": ""}, "row 3 column `score_high`: empty; give both ends, or leave both empty"),
        ({"score_high": "50"}, "row 3 column `score_high`: '50'; must be from 0 to 1"),
        ({"score_low": "setengah"}, "row 3 column `score_low`: 'setengah'; write a plain number"),
        ({"aspect": "inovasi"}, "row 3 column `aspect`: 'inovasi'; known: regulation, implementation, coverage"),
        ({"rule": "covered_share"}, "row 3 column `rule`: `covered_share`; only under aspect coverage"),
        ({"aspect": "coverage", "rule": "covered_share"}, "row 3 column `score_low`: 0 beside rule `covered_share`"),
        ({"moved_by": "perda perbub_asn"}, "row 3 column `moved_by`: `perbub_asn`; did you mean `perbup_asn`"),
        ({"item": "perda"}, "row 3 column `item`: 'perda'; each key stands once"),
        ({"item": "Perbup ASN"}, "row 3 column `item`: 'Perbup ASN'"),
        ({"evidence_en": ""}, "row 3 column `evidence_en`: empty; give a value"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(tmp_path, cells, message):
    assert message in _broken(tmp_path, **cells)


def test_an_aspect_without_items_is_named(tmp_path):
    table = pd.read_csv(ROOT / TABLE, dtype=str, keep_default_na=False)
    path = tmp_path / "paritrana.csv"
    table[table["aspect"] != "innovation"].to_csv(path, index=False)
    with pytest.raises(InputError, match="no row of aspect `innovation`; at least one item an aspect"):
        read_table(path)


def test_no_evidence_is_no_score_and_not_zero():
    table = read_table(ROOT / TABLE).set_index("item")
    assert table.loc["village_rule", ["score_low", "score_high"]].isna().all()
    assert (table.loc["village_rule", "status"], table.loc["perbup_asn", "score_low"]) == ("assumption", 0)


def test_the_template_is_filled_in_before_it_is_used(tmp_path):
    path = tmp_path / "paritrana.csv"
    path.write_text((ROOT / "data/templates/paritrana.csv").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(InputError, match="`contoh / example` in 5 rows"):
        read_table(path)
    path.write_text(path.read_text(encoding="utf-8").replace("contoh / example", "SK 1"), encoding="utf-8")
    assert len(read_table(path)) == 5


def test_weights_of_a_scheme_sum_to_one(tmp_path):
    found = _broken(tmp_path, "paritrana_weights", "data/indonesia/paritrana_weights.csv", weight="0.5")
    assert "`equal`: weights sum to 1.25; weights that sum to 1" in found


def test_what_is_known_of_another_region_is_one_number(tmp_path):
    source = "data/indonesia/paritrana_peers.csv"
    found = _broken(tmp_path, "paritrana_peers", source, covered_share="40")
    assert "row 3 column `covered_share`: given; only under aspect coverage" in found
    found = _broken(tmp_path, "paritrana_peers", source, aspect="coverage", covered_share="40")
    assert "row 3 column `score_low`: 0.3 beside a covered share" in found


def test_a_broken_scorecard_stops_the_region(project):
    path = project / TABLE
    path.write_text(path.read_text(encoding="utf-8").replace(",0.25,0.75,", ",0.75,0.25,", 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"paritrana.csv row 2 column `score_high`: 0.25 below score_low 0.75"):
        Region.load("36.03")
