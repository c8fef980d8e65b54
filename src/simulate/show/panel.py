"""The first screen of a report: title, the answer, three numbers, what must be known beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from simulate.show.pieces import Piece, Text, piece
from simulate.show.words import LANGUAGES, Words

# the number, what it is, and its range or what stands beside it
Numbers = Sequence[tuple[str, str, str]]


def panel(
    language: str,
    *,
    title: Text,
    subtitle: Text,
    answer: Text,
    numbers: Callable[[Words], Numbers],
    notes: Callable[[Words], Sequence[str]],
    footer: Text,
) -> Piece:
    """The headline panel; the title also names the page, and ``footer`` says at its end what the page is not."""

    def html(words: Words) -> str:
        cards = "".join(
            f"<li><strong>{escape(big)}</strong> <span>{escape(label)}</span> <small>{escape(more)}</small></li>"
            for big, label, more in numbers(words)
        )
        return (
            f'<header class="sim-headline"><h1>{escape(title(words))}</h1>'
            f'<p class="sim-subtitle">{escape(subtitle(words))}</p>'
            f'<p class="sim-answer">{escape(answer(words))}</p><ul class="sim-numbers">{cards}</ul>'
            + "".join(f'<p class="sim-note">{escape(note)}</p>' for note in notes(words))
            + "</header>"
        )

    def text(words: Words) -> str:
        return "\n".join([title(words), answer(words), *(" – ".join(parts) for parts in numbers(words))])

    spoken = {name: Words(name) for name in LANGUAGES}
    about = {
        "title": {name: title(words) for name, words in spoken.items()},
        "footer": {name: footer(words) for name, words in spoken.items()},
    }
    return piece("headline", language, html, text, **about)
