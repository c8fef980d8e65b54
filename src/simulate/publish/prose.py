"""What a page makes of a notebook's prose: headings with places, formulas as MathML, references with numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from simulate.publish.execute import RunFailedError

_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", re.DOTALL)
_REFERENCE = re.compile(r"\[[^\]\n]*\]\(#(\w+)\)")


def prose(text: str, labels: Mapping[str, str], contents: list[tuple[str, str]]) -> str:
    """A markdown cell as the page has it.

    JupyterLab shows the same cell as it stands: formulas through its own MathJax, a reference
    (``[Gambar](#families)``) as a link with its word.

    Args:
        text: the cell.
        labels: what each figure and table of the page is called (``Gambar 3``), by its place.
        contents: place and text of each heading; this cell's are added.

    Raises:
        RunFailedError: a formula that can't be read, or a reference to what the page does not show.
    """
    text = _FORMULA.sub(lambda found: _mathml(found[1], "block") if found[1] else _mathml(found[2], "inline"), text)
    text = _REFERENCE.sub(lambda found: _reference(found[1], labels), text)
    return _HEADING.sub(lambda found: _heading(found[1], contents), text)


def _heading(text: str, contents: list[tuple[str, str]]) -> str:
    contents.append((f"s{len(contents) + 1}", text))
    return f'<h2 id="{contents[-1][0]}">{escape(text)}</h2>\n'


def _reference(place: str, labels: Mapping[str, str]) -> str:
    if place not in labels:
        raise RunFailedError(f"prose refers to #{place}: the page has no such figure or table; {', '.join(labels)}")
    return f'<a href="#{place}">{escape(labels[place])}</a>'


def _mathml(latex: str, display: str) -> str:
    from latex2mathml.converter import convert

    try:
        formula = convert(latex.strip(), display=display)
    except Exception as error:  # what the package raises has no common kind
        raise RunFailedError(f"formula {latex.strip()!r}: {type(error).__name__}") from None
    return f'\n\n<div class="sim-formula" tabindex="0">{formula}</div>\n\n' if display == "block" else formula
