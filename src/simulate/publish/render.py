"""The pages that are not notebooks: index and failures, from templates."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from simulate.show.words import LANGUAGES, Words

TEMPLATES = Path(__file__).with_name("templates")


def style() -> str:
    """The style sheet of every page."""
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")


def render(template: str, language: str, **content: Any) -> str:
    """A page in a language; everything in it is escaped."""
    spoken = {name: Words(name) for name in LANGUAGES}
    page = _environment().get_template(template)
    return page.render(style=style(), language=language, words=spoken[language], spoken=spoken, **content)


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
