"""Boundaries that a region names: points lie within them, and what is no boundary is refused in one line."""

import json

import pytest

from simulate.errors import InputError
from simulate.region.base import Region
from simulate.region.boundaries import read_boundaries, within
from simulate.region.check import check

FILE, AROUND = "kecamatan_boundaries.geojson", "neighbours_boundaries.geojson"


@pytest.fixture
def folder(project):
    return project / "data/regions/36.03"


def _about(folder, old, new):
    about = folder / "region.yaml"
    text = about.read_text(encoding="utf-8")
    assert old in text
    about.write_text(text.replace(old, new), encoding="utf-8")


def _changed(folder, change, file=FILE):
    content = json.loads((folder / file).read_text(encoding="utf-8"))
    change(content["features"])
    (folder / file).write_text(json.dumps(content), encoding="utf-8")


def _said(folder):
    return [(problem.check, problem.where.rpartition("/")[2], problem.text()) for problem in check([folder]).problems]


def test_points_lie_in_their_kecamatan_and_a_region_that_names_no_boundaries_asks_nothing(folder, region):
    boundaries = read_boundaries(folder, FILE)
    desa, names = region.tables["desa"], region.tables["kecamatan"].set_index("kecamatan_code")
    assert {code: outline.name for code, outline in boundaries.items()} == names["kecamatan"].to_dict()
    for place in desa.itertuples():
        inside = [code for code, one in boundaries.items() if within(one, place.longitude, place.latitude)]
        assert inside == [place.kecamatan_code]
    text = (folder / "outlets.csv").read_text(encoding="utf-8")
    (folder / "outlets.csv").write_text(text.replace("open,36.03.18,", "open,36.03.01,", 1), encoding="utf-8")
    [problem] = check([folder]).problems
    assert (problem.check, problem.text()) == (
        "outside_its_kecamatan",
        "the point lies in Cikupa (36.03.18), not in Balaraja (36.03.01); "
        "a point within 36.03.01, or kecamatan_code 36.03.18",
    )
    for line in (f"boundaries: {FILE}\n", f"neighbours: {AROUND}\n"):
        _about(folder, line, "")
    assert check([folder]).problems == []
    bare = Region.load("36.03")
    assert (bare.boundaries, bare.neighbours) == ({}, {})


def test_the_neighbours_lie_around_the_region(region):
    assert {code.partition(".")[0] for code in region.neighbours} == {"31", "32", "36"}
    for place in region.tables["desa"].itertuples():
        inside = [code for code, one in region.neighbours.items() if within(one, place.longitude, place.latitude)]
        assert inside == []


def _square(*ring, kind="Polygon"):
    outline = {"properties": {"code": "36.03.01", "name": "Balaraja"}}
    outline["geometry"] = {"type": kind, "coordinates": [list(ring)]}
    return json.dumps({"features": [outline]})


@pytest.mark.parametrize(
    "content",
    [
        "{}",
        "[]",
        "no json",
        json.dumps({"features": []}),
        json.dumps({"features": [{"properties": {}}]}),
        _square([106, -6], [106, -6], kind="LineString"),
        _square([106, -6], [107, -6], [107, -7], [106, -7]),  # not closed
        _square([106, -6], [107, -6], [106, -6]),
        _square([-6, 106], [-6, 107], [-7, 107], [-6, 106]),  # latitude first
        _square([106, -6, 0], [107, -6, 0], [107, -7, 0], [106, -6, 0]),
        _square([106, -6], [107, None], [107, -7], [106, -6]),
    ],
)
@pytest.mark.parametrize("file", [FILE, AROUND])
def test_what_is_no_boundary_is_named(folder, content, file):
    (folder / file).write_text(content, encoding="utf-8")
    [(code, where, _)] = _said(folder)
    assert (code, where) == ("not_boundaries", file)


def test_a_place_that_stands_twice_is_no_boundary(folder):
    _changed(folder, lambda features: features.append(features[0]))
    assert [(code, where) for code, where, _ in _said(folder)] == [("not_boundaries", FILE)]


def test_a_named_file_that_is_missing_is_refused_and_so_is_a_missing_card(folder):
    (folder / AROUND).unlink()
    assert _said(folder) == [("missing_file", AROUND, "not found; put the file there")]
    _about(folder, f"neighbours: {AROUND}\n", "")
    (folder / FILE).with_suffix(".yaml").unlink()
    assert _said(folder) == [("missing_file", "kecamatan_boundaries.yaml", "not found; put the file there")]
    with pytest.raises(InputError, match=r"kecamatan_boundaries\.yaml"):
        Region.load("36.03")


def test_a_kecamatan_without_boundary_and_a_code_of_none_are_refused(folder):
    def change(features):
        features[0]["properties"]["code"] = "36.03.99"
        del features[1]

    _changed(folder, change)
    assert _said(folder) == [
        ("unknown_kecamatan", FILE, "`36.03.99`; a code of kecamatan.csv, 36.03.01 to 36.03.33"),
        ("missing_kecamatan", FILE, "no boundary for `36.03.01` (Balaraja); a polygon for each kecamatan"),
        ("missing_kecamatan", FILE, "no boundary for `36.03.02` (Jayanti); a polygon for each kecamatan"),
    ]


@pytest.mark.parametrize("named", ["../36.04/a.geojson", "kecamatan.csv", "7", "[a.geojson]"])
def test_a_region_names_files_of_its_own_folder(folder, named):
    _about(folder, f"boundaries: {FILE}", f"boundaries: {named}")
    [(code, where, text)] = _said(folder)
    assert (code, where) == ("bad_file_name", "region.yaml boundaries")
    assert "ends in .geojson" in text


@pytest.mark.parametrize("named", ["Laut Jawa", "{id: Laut Jawa}", "{id: Laut Jawa, en: ''}"])
def test_the_sea_has_a_name_in_both_languages(folder, named):
    _about(folder, "sea: {id: Laut Jawa, en: Java Sea}", f"sea: {named}")
    assert _said(folder) == [("missing_language", "region.yaml", "`sea` not in both languages; give `id` and `en`")]


@pytest.mark.parametrize(("written", "found"), [("[a, b]", "['a', 'b']"), ("5990", "5990"), ("{a: b}", "{'a': 'b'}")])
def test_whom_readers_may_ask_is_a_text(folder, written, found):
    _about(folder, "contact: Bappeda Kabupaten Tangerang", f"contact: {written}")
    text = f"{found}; a text in quotes, whom readers may ask"
    assert _said(folder) == [("not_a_text", "region.yaml contact", text)]
