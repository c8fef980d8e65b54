"""The map lies where the region lies, names every kecamatan legibly without one on another, and stays small."""

import re
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest

from simulate.page.labels import lines_of, place, raster, wrapped
from simulate.page.map import (
    DEEPEST,
    NARROW,
    PATTERNS,
    WIDE,
    Kind,
    Mapped,
    classes,
    cut,
    draw_map,
    names_around,
    names_on_map,
    path,
    projection,
)
from simulate.page.words import Words
from simulate.region.boundaries import Outline

SIZES = {"wide": WIDE, "narrow": NARROW}
# both drawings of a page's language together
MOST_BYTES = 40_000
ID, EN = Words("id"), Words("en")
SQUARE = np.array([[2, 2], [8, 2], [8, 6], [2, 6], [2, 2]])


def _people(region):
    return region.tables["kecamatan"].set_index("kecamatan_code")["population_2025"].to_dict()


def _shown(region, words=ID):
    people = _people(region)
    first = sorted(people, key=people.get)[-5:]
    return Mapped(classes(people, words), "Penduduk", first, "lima terbesar", [f"baris {one}" for one in first])


@pytest.fixture(scope="module")
def svgs(region):
    return dict(zip(SIZES, draw_map("people", region, _shown(region), ID), strict=True))


def test_the_projection_keeps_shapes_and_north_above(region):
    project, height = projection(region, 400)
    places = {code: np.concatenate(project(one)) for code, one in region.boundaries.items()}
    whole = np.concatenate([*places.values()])
    assert 0 < whole[:, 0].min() < 10
    assert 390 < whole[:, 0].max() < 400
    assert whole[:, 1].min() > 5
    assert whole[:, 1].max() < height - 5
    # areas on the map are those of the table, within what simplified lines lose
    stated = region.tables["kecamatan"].set_index("kecamatan_code")["area_km2"]
    drawn = {code: raster(project(one), 400, height).sum() for code, one in region.boundaries.items()}
    ratio = np.array([drawn[code] / stated[code] for code in drawn])
    assert np.abs(ratio / np.median(ratio) - 1).max() < 0.05
    # a kilometre is as long to the north as to the east
    km = {code: raster(project(one), 400, height) for code, one in region.boundaries.items()}
    land = np.logical_or.reduce([*km.values()])
    east, north = (np.flatnonzero(land.any(axis=axis)).size for axis in (0, 1))
    points = np.concatenate([ring for one in region.boundaries.values() for ring in one.rings])
    wide, high = np.ptp(points, axis=0) * (np.cos(np.radians(points[:, 1].mean())), 1)
    assert east / north == pytest.approx(wide / high, rel=0.01)


def test_a_path_has_no_point_too_many_and_no_speck():
    assert path([SQUARE]) == "M2 2l6 0 0 4-6 0z"
    doubled = np.array([[2, 2], [2, 2], [5, 2], [8, 2], [8, 6], [8, 6], [2, 6], [2, 2]])
    assert path([doubled]) == path([SQUARE])
    assert path([np.array([[1, 1], [2, 1], [1, 2], [1, 1]]), SQUARE]) == path([SQUARE])
    spike = np.array([[0, 0], [9, 0], [4, 0], [4, 5], [0, 0]])  # there and back is no straight line
    assert path([spike]) == "M0 0l9 0-5 0 0 5z"


def test_what_lies_outside_of_the_window_is_cut_off():
    window = np.array([6, 4])
    assert raster([cut(SQUARE, window)], 6, 4).tolist() == raster([SQUARE], 6, 4).tolist()
    assert cut(SQUARE, window).max(axis=0).tolist() == [6, 4]
    assert len(cut(SQUARE + 20, window)) == 0
    assert cut(SQUARE, np.array([99, 99])).tolist() == SQUARE.tolist()


def test_a_hole_is_no_part_of_a_place():
    hole = np.array([[4, 3], [6, 3], [6, 5], [4, 5], [4, 3]])
    inside = raster([SQUARE, hole], 10, 8)
    assert inside.sum() == 6 * 4 - 2 * 2
    assert not inside[3:5, 4:6].any()


@pytest.mark.parametrize("size", SIZES)
def test_every_kecamatan_is_named_and_no_name_lies_on_another(region, size):
    labels, numbered = names_on_map(region, SIZES[size])
    assert numbered == {}
    names = region.tables["kecamatan"].set_index("kecamatan_code")["kecamatan"]
    said = {code: "".join(label.lines).replace("-", "") for code, label in labels.items()}
    assert said == {
        code: name.replace(" ", "") if len(labels[code].lines) > 1 else name for code, name in names.items()
    }
    around = names_around(region, SIZES[size], ID, [label.box for label in labels.values()])
    assert {"sea", "36.71", "36.74", "36.04", "36.02", "31.73", "32.01"} == {*around}
    _, height = projection(region, SIZES[size].map_width)
    every = [*labels.values(), *around.values()]
    for label in every:
        left, top, width, high = label.box
        assert min(left, top) >= 0
        assert left + width <= SIZES[size].map_width
        assert top + high <= height
        assert label.size >= 8  # a unit is a pixel on the narrowest phone
        assert high >= len(label.lines) * label.size
        assert top < label.foot(0) < label.foot(len(label.lines) - 1) + 1 <= top + high + 1
    for (left, top, width, high), (other, upper, broad, tall) in combinations([one.box for one in every], 2):
        assert left + width <= other or other + broad <= left or top + high <= upper or upper + tall <= top


@pytest.mark.parametrize("size", SIZES)
def test_names_stand_in_what_they_name(region, size):
    project, height = projection(region, SIZES[size].map_width)
    labels, _ = names_on_map(region, SIZES[size])
    inside = {}
    for code, label in labels.items():
        left, top, width, high = label.box
        inside[code] = raster(project(region.boundaries[code]), SIZES[size].map_width, height)
        inside[code] = inside[code][top : top + high, left : left + width].mean()
    assert min(inside.values()) >= 0.6
    assert np.mean([one >= 0.95 for one in inside.values()]) > 0.8


def test_the_drawings_are_small_whole_and_say_their_classes_in_words(region, svgs):
    assert sum(len(svg.encode()) for svg in svgs.values()) < MOST_BYTES
    for name, svg in svgs.items():
        root = ElementTree.fromstring(svg)
        assert root.get("aria-hidden") == "true"
        paths = [one.get("d") for one in root.iter("path")]
        assert len(paths) == len(region.boundaries) + len(region.neighbours)
        assert all(re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+|", one) for one in paths)
        texts = ["".join(one.itertext()) for one in root.iter("text")]
        assert texts.count("Laut Jawa") == 1
        assert len([text for text in texts if text.startswith("baris ")]) == 5
        counts = [
            int(found[1]) for text in texts if (found := re.search(r"\((\d+)\N{NO-BREAK SPACE}kecamatan\)", text))
        ]
        assert sum(counts) == 29
        assert root.get("viewBox").startswith(f"0 0 {SIZES[name].width} ")
        assert not re.search(r"(?:fill|stroke):#", svg), "a colour without the page's variable"


def test_the_legend_does_not_run_out_of_the_drawing(svgs):
    for name, svg in svgs.items():
        width, height = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', svg).groups())
        assert width == SIZES[name].width
        for text in ElementTree.fromstring(svg).findall("g")[-1].iter("text"):
            assert wrapped(text.text, (width - float(text.get("x"))) / SIZES[name].legend) == [text.text]
            assert float(text.get("y")) < height


def test_classes_have_round_limits_and_deepen():
    values = {"a": 11_400, "b": 20_000, "c": 59_999, "d": 69_300}
    found = classes(values, EN)
    assert [found[code].said for code in "abcd"] == [
        "below 20,000",
        "20,000–40,000",
        "40,000–60,000",
        "60,000 or more",
    ]
    shades = [found[code].shade for code in "abcd"]
    assert shades == sorted(shades)
    assert shades[-1] == DEEPEST
    assert {one.said for one in classes({"a": 0, "b": 0}, EN).values()} == {"below 1"}
    assert len({one.said for one in classes({str(one): one for one in range(100)}, EN).values()}) == 5


def test_kinds_are_told_by_pattern_and_their_ids_are_of_one_drawing(region):
    kinds = [Kind("baik", 0.3, "#1f8a4c"), *(Kind(one, 0.3, "#c4352b", one) for one in PATTERNS)]
    shown = {code: kinds[number % len(kinds)] for number, code in enumerate(region.boundaries)}
    wide, narrow = draw_map("status", region, Mapped(shown, "Status", across="CONTOH"), ID)
    ids = [re.findall(r'<pattern id="([^"]+)"', svg) for svg in (wide, narrow)]
    assert [len(one) for one in ids] == [len(PATTERNS)] * 2
    assert not {*ids[0]} & {*ids[1]}
    for svg, own in ((wide, ids[0]), (narrow, ids[1])):
        assert all(svg.count(f"fill:url(#{one})") == 2 for one in own)  # on the map and in the legend
        assert "CONTOH" in svg
    assert len(wide.encode()) + len(narrow.encode()) < MOST_BYTES


def test_the_same_map_has_the_same_bytes_and_another_language_another_name_of_the_sea(region, svgs):
    again = draw_map("people", region, _shown(region), ID)
    assert again == (svgs["wide"], svgs["narrow"])
    assert ">Java Sea<" in draw_map("people", region, _shown(region, EN), EN)[0]


def test_without_neighbours_and_sea_there_is_the_region_alone(region):
    alone = replace(region, neighbours={}, about=replace(region.about, sea={}))
    wide, _ = draw_map("people", alone, _shown(region), ID)
    assert wide.count("<path") == len(region.boundaries)
    assert "Laut Jawa" not in wide


def test_a_kecamatan_too_small_for_its_name_has_a_number_and_its_name_below(region):
    codes = [*region.boundaries]
    dot = region.boundaries[codes[0]].rings[0].mean(axis=0) + np.array([[0, 0], [0.004, 0], [0.004, 0.006], [0, 0]])
    small = replace(region, boundaries=region.boundaries | {codes[0]: Outline("Balaraja", (dot,))})
    labels, numbered = names_on_map(small, NARROW)
    assert numbered == {"1": "Balaraja"}
    assert labels[codes[0]].lines == ("1",)
    _, narrow = draw_map("people", small, _shown(region), ID)
    assert ">1 = Balaraja<" in narrow


def test_a_name_finds_no_room_where_all_is_taken_or_nothing_is_there():
    mask = np.ones((30, 60), dtype=bool)
    assert place(mask, ~mask, [("Mauk",)], (10, 8)).size == 10
    assert place(mask, mask, [("Mauk",)], (10, 8)) is None
    assert place(~mask, ~mask, [("Mauk",)], (10, 8)) is None
    assert place(mask[:, :30], ~mask[:, :30], lines_of("Pagedangan"), (8,)) is None


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("Pagedangan", [("Pagedangan",), ("Page-", "dangan")]),
        ("Tigaraksa", [("Tigaraksa",), ("Tiga-", "raksa")]),
        ("Sukamulya", [("Sukamulya",), ("Suka-", "mulya")]),
        ("Cibanyuang", [("Cibanyuang",), ("Ciba-", "nyuang")]),
        ("Curug", [("Curug",)]),
        ("Sepatan Timur", [("Sepatan Timur",), ("Sepatan", "Timur")]),
    ],
)
def test_a_long_name_is_broken_between_words_or_syllables(name, ways):
    assert lines_of(name) == ways
    assert lines_of(name, whole=True) == [way for way in ways if not way[0].endswith("-")]


def test_a_place_name_of_three_words_may_stand_on_two_lines_or_three():
    assert lines_of("Kota Tangerang Selatan") == [
        ("Kota Tangerang Selatan",),
        ("Kota", "Tangerang Selatan"),
        ("Kota", "Tangerang", "Selatan"),
    ]
