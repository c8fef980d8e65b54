"""Prose of a notebook as the page has it: headings, formulas, references."""

import re
from xml.etree import ElementTree

import pytest

from simulate.publish.execute import RunFailedError
from simulate.publish.page import prose

LABELS = {"families": "Gambar 4", "collections": "Tabel 9"}


def test_a_reference_becomes_the_number_of_what_it_names():
    said = prose("lihat ([Gambar](#families)) dan [Tabel](#collections)", LABELS, [])
    assert said == 'lihat (<a href="#families">Gambar 4</a>) dan <a href="#collections">Tabel 9</a>'


def test_a_reference_to_nothing_stops_the_page():
    with pytest.raises(RunFailedError, match="#famlies: the page has no such figure or table; families, collections"):
        prose("[Gambar](#famlies)", LABELS, [])


def test_formulas_become_mathml_and_no_dollar_is_left():
    said = prose("Jumlah $P_t$:\n\n$$P_t = \\sum_{s \\le t} J_s\\, k_{t-s}$$\n\nselesai", LABELS, [])
    assert "$" not in said
    inline, block = (ElementTree.fromstring(found) for found in re.findall(r"<math.*?</math>", said))
    assert (inline.get("display"), block.get("display")) == ("inline", "block")
    assert "".join(inline.itertext()) == "Pt"
    assert "".join(block.itertext()) == "Pt=∑s≤tJskt−s"


def test_a_formula_that_cannot_be_read_stops_the_page():
    with pytest.raises(RunFailedError, match=r"formula .*: ExtraLeftOrMissingRightError"):
        prose("$$\\left( x$$", LABELS, [])


def test_headings_get_places_in_order_and_markup_in_them_is_text():
    contents = [("s1", "Sebelumnya")]
    said = prose("## Biaya <b>& manfaat\n\nTeks.", LABELS, contents)
    assert contents[1:] == [("s2", "Biaya <b>& manfaat")]
    assert said.startswith('<h2 id="s2">Biaya &lt;b&gt;&amp; manfaat</h2>')
