"""Rules of choosing workers, in words."""

from __future__ import annotations

from collections.abc import Mapping

from simulate.show.words import Words


def rules_said(shares: Mapping[str, float], words: Words) -> str:
    """Rules of choosing with their shares; a rule alone without."""
    if len(shares) == 1:
        return words(f"selection.{next(iter(shares))}")
    return ", ".join(f"{words(f'selection.{rule}')} {words.share(share, 0)}" for rule, share in shares.items())
