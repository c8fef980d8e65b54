"""Values of parameters in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulate.page.words import Words


def shown_value(name: str, value: Any, words: Words, unit: str = "") -> str:
    """A parameter's value as the reader writes it."""
    forms = {
        "share": lambda share: _unset(name, words) if share is None else words.legal(share, "share"),
        "month": lambda month: words.month(month) if month else _unset(name, words),
        "rp": words.rupiah,
        "km": words.times,
        "rp_year": lambda amount: _unset(name, words) if amount is None else words.rupiah(amount),
        "yes/no": lambda said: words("word.yes" if said else "word.no"),
        "choices": lambda chosen: _unset(name, words) if chosen is None else _chosen_said(name, chosen, words),
        "codes": lambda codes: ", ".join(codes) or words("word.all"),
        "voters": lambda cap: words("word.by_law") if cap is None else words.exact(cap),
        "years": lambda cap: words("word.by_law") if cap is None else words.exact(cap),
        "amounts": lambda amounts: _amounts_said(amounts, words),
        "plans": lambda plans: ", ".join(map(str, plans)),
        "programme_months": lambda months: ", ".join(map(str, months)),
        "shares": lambda shares: rules_said(shares, words),
        "persons": lambda heads: _unset(name, words) if heads is None else words.times(heads),
        "draws": words.exact,
        "label": lambda plan: _unset(name, words) if plan is None else plan,
    }
    if unit == "choice":
        own = name if name in ("collection", "programmes") else f"choice.{name}"
        said = words.term(own, value)
        return words.term("choice", value) if said == value else said
    return forms.get(unit, str)(value)


def _chosen_said(name: str, chosen: Sequence[str], words: Words) -> str:
    """Words chosen from a list; a lever may have its own."""
    own = {one: words.term(f"choice.{name}", one) for one in chosen}
    return ", ".join(words.term("choice", one) if said == one else said for one, said in own.items())


def _unset(name: str, words: Words) -> str:
    """What a share is where the plan sets none."""
    said = words.term("unset", name)
    return words("word.by_evidence") if said == name else said


def _amounts_said(amounts: Mapping[str, int], words: Words) -> str:
    """Amounts by post; the law's where the plan sets none."""
    said = [f"{words.key(post)} {words.legal(amount, 'rp')}" for post, amount in amounts.items()]
    return ", ".join(said) or words("word.by_law")


def rules_said(shares: Mapping[str, float], words: Words) -> str:
    """Rules of choosing with their shares; a rule alone without."""
    if len(shares) == 1:
        return words(f"selection.{next(iter(shares))}")
    return ", ".join(f"{words(f'selection.{rule}')} {words.share(share, 0)}" for rule, share in shares.items())
