"""Prose of a notebook as the page has it: formulas, references."""

import re
from xml.etree import ElementTree

import pytest

from simulate.publish.execute import RunFailedError
from simulate.publish.page import prose


def test_a_reference_becomes_a_link_that_the_page_gives_its_number():
    said = prose("lihat ([Gambar](#families))")
    assert said == 'lihat (<a class="sim-ref" href="#families">families</a>)'


def test_formulas_become_mathml_and_no_dollar_is_left():
    said = prose("Jumlah $P_t$:\n\n$$P_t = \\sum_{s \\le t} J_s\\, k_{t-s}$$\n\nselesai")
    assert "$" not in said
    inline, block = (ElementTree.fromstring(found) for found in re.findall(r"<math.*?</math>", said))
    assert (inline.get("display"), block.get("display")) == ("inline", "block")
    assert "".join(inline.itertext()) == "Pt"
    assert "".join(block.itertext()) == "Pt=∑s≤tJskt−s"


def test_a_formula_that_cannot_be_read_stops_the_page():
    with pytest.raises(RunFailedError, match=r"formula .*: ExtraLeftOrMissingRightError"):
        prose("$$\\left( x$$")
