"""Drawings are small, whole and readable: nothing visible is lost, text stays text, colours can be told apart."""

import re
from xml.etree import ElementTree

import pytest
from conftest import ROOT

from simulate.page.drawing import (
    GRID,
    INK,
    MAIN,
    MUTED,
    NARROW,
    OTHER,
    WIDE,
    figure_html,
)
from simulate.page.html import _straight, compact, csv_link, tighten
from simulate.page.map import AROUND, DEEPEST
from simulate.page.words import Words

STYLE = (ROOT / "src/simulate/publish/templates/style.css").read_text(encoding="utf-8")


def _drawn(draw):
    import io

    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "test"}):
        drawing = Figure((4, 3))
        draw(drawing.subplots())
        buffer = io.StringIO()
        drawing.savefig(buffer, format="svg")
    return buffer.getvalue()


def _line(axes):
    axes.plot([0, 1, 2], [1, 3, 2], color=MAIN)
    axes.fill_between([0, 1, 2], [0, 2, 1], [2, 4, 3], color=MAIN, alpha=0.2)
    axes.annotate("median 3 & more", (1, 3), color=INK)


def test_a_drawing_keeps_its_marks_and_its_text_in_a_third_of_the_letters():
    whole = _drawn(_line)
    small = compact(whole, {MAIN: "main", INK: "ink"})
    root = ElementTree.fromstring(small)
    texts = ["".join(text.itertext()) for text in root.iter("text")]
    assert "median 3 & more" in texts
    before = re.findall(r"<text [^>]*>(.*?)</text>", whole)
    assert [text.replace("&", "&amp;").replace("&amp;amp;", "&amp;") for text in texts] == before
    assert len(small) < len(whole) / 3
    assert f"stroke:var(--sim-main,{MAIN})" in small
    referred = set(re.findall(r'(?:href="|url\()#([^")]+)', small))
    assert referred == set(re.findall(r' id="([^"]+)"', small))


def test_coordinates_move_by_less_than_a_tenth_of_a_point():
    whole = _drawn(_line)
    small = compact(whole, {})
    line = re.search(r'<g id="line2d_1\d*">\s*<path d="([^"]+)" clip-path', whole)[1]
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", line)]
    for path in re.findall(r' d="([^"]+)"', small):
        short = [float(number) for number in re.findall(r"-?[\d.]+", path)]
        if len(short) == len(numbers) and all(abs(a - b) <= 0.051 for a, b in zip(short, numbers, strict=True)):
            return
    pytest.fail("the line is not among the paths")


def test_what_lies_inside_its_clip_is_not_clipped_and_what_does_not_is():
    def inside(axes):
        axes.bar([0, 1], [1, 2])

    def outside(axes):
        axes.bar([0, 1], [1, 2])
        axes.set_ylim(0, 1)

    assert "clip" not in compact(_drawn(inside), {})
    assert compact(_drawn(outside), {}).count("clip-path=") == 1


def test_level_and_upright_lines_end_where_they_ended():
    assert _straight("M1 2L3 2L3 5.5L1 5.5z") == "M1 2H3V5.5H1z"
    assert _straight("M1 2L4 3M4 3L4 -1.5") == "M1 2L4 3M4 3V-1.5"


def test_a_rule_stands_once_on_a_page():
    one = compact(_drawn(_line), {})
    page = tighten(f"<p>{one}</p><p>{one}</p>")
    assert page.count("stroke-linejoin:round;stroke-linecap:butt") == 1
    assert page.count("<path") == 2 * one.count("<path")
    for name in set(re.findall(r" class=(\w+)", page)):
        assert page.count(f".{name}{{") == 1
    assert (
        tighten('<path class="a" d="M0 0"></path><use href="#b"></use>') == '<path class=a d="M0 0"/><use href="#b"/>'
    )


def test_a_figure_without_alternative_text_is_refused():
    def nothing(drawing, narrow):
        drawing.subplots()

    given = {"title": "said", "alt": "said", "source": "said", "data": None, "sizes": (WIDE, NARROW)}
    for missing in ("alt", "title", "source"):
        with pytest.raises(ValueError, match=f"figure name: empty {missing}"):
            figure_html("name", nothing, Words("id"), **given | {missing: " "})


def _theme(scheme):
    """The colours of a scheme, by name."""
    block = STYLE.split("@media (prefers-color-scheme: dark)")[scheme == "dark"].split("@media")[0]
    return dict(re.findall(r"--sim-(\w+): (#[0-9a-f]{6})", block))


def _light(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def _contrast(one, other):
    lights = sorted(
        sum(w * x for w, x in zip((0.2126, 0.7152, 0.0722), _light(c), strict=True)) for c in (one, other)
    )
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _blend(above, below, alpha):
    parts = [
        round(alpha * int(above[place : place + 2], 16) + (1 - alpha) * int(below[place : place + 2], 16))
        for place in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_stand_out_from_the_page(scheme):
    theme = _theme(scheme)
    for text in ("ink", "muted", "main", "other", "link"):
        assert _contrast(theme[text], theme["paper"]) >= 4.5, text
        assert _contrast(theme[text], theme["soft"]) >= 4.5, text
    # names on a map: of kecamatan in the deepest shade, of neighbours
    for under in ("paper", "soft"):
        assert _contrast(theme["ink"], _blend(theme["main"], theme[under], DEEPEST)) >= 4.5
        assert _contrast(theme["muted"], _blend(theme["grid"], theme[under], AROUND)) >= 4.5


def test_what_is_drawn_is_what_the_light_theme_has():
    drawn = {"ink": INK, "muted": MUTED, "grid": GRID, "main": MAIN, "other": OTHER}
    assert drawn == {name: _theme("light")[name] for name in drawn}


# what is seen without one kind of cone: Viénot, Brettel and Mollon 1999, on linear light
BLIND = {
    "protan": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1)),
    "deutan": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1)),
}


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_two_colours_of_a_chart_can_be_told_apart_by_the_colour_blind(kind, scheme):
    theme = _theme(scheme)
    seen = [
        [sum(w * x for w, x in zip(row, _light(theme[name]), strict=True)) for row in BLIND[kind]]
        for name in ("main", "other")
    ]
    # one bluish, one yellowish: the side of grey on which blue lies decides
    sides = [colour[2] - colour[0] for colour in seen]
    assert sides[0] > 0.1
    assert sides[1] < -0.05


def test_a_link_holds_the_table_in_the_pages_language():
    import pandas as pd

    table = pd.DataFrame(
        {"share": [1 / 3, None], "rp": [123_456_789_012.0, 0.5], "name_id": ["a, b", "#"], "name_en": "x"}
    )
    link = csv_link(table, "t", "T", Words("id"))
    content = re.search(r'href="data:text/csv;charset=utf-8,([^"]+)"', link)[1]
    from html import unescape
    from urllib.parse import unquote

    assert unquote(unescape(content)) == 'share,rp,name_id\n0.33333,123456789012,"a, b"\n,0.5,#\n'
