"""`simulate law`: what the law says in a month, what is paid, what is received."""

from __future__ import annotations

import json as json_format
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from simulate.cli.refusals import Refusals, debug_option

if TYPE_CHECKING:
    from simulate.law import Law, LawMonth, LawValue
    from simulate.model.answers import Answer
    from simulate.show.words import Words


class _LawGroup(click.Group):
    """Any word that is not a subcommand is the name of a parameter group."""

    def resolve_command(self, ctx: click.Context, args: list[str]):
        if args and args[0] not in self.commands:
            return "show", self.commands["show"], args
        return super().resolve_command(ctx, args)


_on = click.option("--on", metavar="YYYY-MM", help="The month asked about.")
_json = click.option("--json", "as_json", is_flag=True, help="One JSON document and nothing else.")
_lang = click.option("--lang", type=click.Choice(["id", "en"]), default="en", help="Language of the text.")
_extension = click.option(
    "--extension", default="none", metavar="none|hold", help="Past a file's horizon: refuse, or hold the last value."
)
_sector = click.option("--sector", metavar="transport|other", help="Sector of a BPU member.")
_payer = click.option(
    "--payer", metavar="personal|sponsor|csr|employer|apbn|apbd|apbdes", help="Who pays the contribution."
)
_base = click.option("--base", metavar="RP", help="Reported income (BPU) or wage (PU), rupiah a month.")
_scheme = click.option("--scheme", required=True, metavar="bpu|pu", help="Without an employer, or wage earner.")


@click.group(cls=_LawGroup, invoke_without_command=True, subcommand_metavar="[NAME | COMMAND] [OPTIONS]")
@_json
@_lang
@debug_option
@click.pass_context
def law(context: click.Context, as_json: bool, lang: str, debug: bool) -> None:
    """Lists the legal parameter groups; with NAME, what one says in a month.

    `simulate law bpu_relief --on 2026-05 --sector other --payer personal`
    """
    if context.invoked_subcommand is not None:
        return
    with Refusals(debug) as refusals:
        groups = [(group.chapter, group.group, group.name, _span(group)) for group in _by_chapter(_load())]
        if as_json:
            _print_json([dict(zip(("chapter", "group", "name", "dates"), row, strict=True)) for row in groups])
        else:
            words = _words(lang)
            _print_columns([(name, title[lang], "–".join(dates)) for _, name, title, dates in groups])
            click.echo(words("law.cli.more"))
    sys.exit(refusals.status)


@law.command(name="show")
@click.argument("name")
@_on
@_sector
@_payer
@click.option("--only", multiple=True, metavar="DIMENSION=WORD", help="Another dimension, e.g. role=kpps_chair.")
@_base
@_extension
@_json
@_lang
@debug_option
def show(
    name: str,
    on: str | None,
    sector: str | None,
    payer: str | None,
    only: tuple[str, ...],
    base: str | None,
    extension: str,
    as_json: bool,
    lang: str,
    debug: bool,
) -> None:
    """Prints the values of one group: in a month with --on, else all that it has held."""
    with Refusals(debug) as refusals:
        from simulate.model.answers import as_json as value_as_json

        asked = _chosen(only) | {key: word for key, word in (("sector", sector), ("payer", payer)) if word}
        whole = _load()
        values = _asked(whole, name, on, extension, asked, _rupiah(base))
        group = whole.groups[name]
        amounts = _amounts(group.unit, values, _rupiah(base))
        if as_json:
            _print_json(
                {
                    "group": name,
                    "name": group.name,
                    "unit": group.unit,
                    "on": on,
                    "horizon": group.horizon,
                    "values": [
                        value_as_json(value) | ({} if amount is None else {"amount_rp": amount})
                        for value, amount in zip(values, amounts, strict=True)
                    ],
                }
            )
        else:
            words = _words(lang)
            click.echo(f"{name}: {group.name[lang]}" + (f", {words.month(on)}" if on else ""))
            _print_columns(
                [
                    (
                        words.key(value.key),
                        words.legal(value.value, value.unit) + (f" = {words.legal(amount, 'rp')}" if amount else ""),
                        words("law.cli.since", month=words.month(value.since)),
                    )
                    for value, amount in zip(values, amounts, strict=True)
                ]
            )
            _print_sources(values, words)
    sys.exit(refusals.status)


@law.command()
@_scheme
@_on
@_base
@_payer
@_sector
@click.option("--programmes", default="jkk,jkm", metavar="LIST", help="jkk,jkm,jht; wage earners also jp,jkp.")
@click.option(
    "--risk-class", metavar="CLASS", help="very_low to very_high; wage earners only, very_low unless given."
)
@_extension
@_json
@_lang
@debug_option
def contribution(
    scheme: str,
    on: str | None,
    base: str | None,
    payer: str | None,
    sector: str | None,
    programmes: str,
    risk_class: str | None,
    extension: str,
    as_json: bool,
    lang: str,
    debug: bool,
) -> None:
    """Computes one month's contribution of one member, with its parts and references."""
    case = {
        "scheme": scheme,
        "base_rp": base,
        "payer": payer,
        "sector": sector,
        "programmes": tuple(part.strip() for part in programmes.split(",")),
    } | ({"risk_class": risk_class} if risk_class else {})

    def ask(month: LawMonth) -> Answer:
        from simulate.model.answers import contribution_answer

        return contribution_answer(month, **case | {"base_rp": _needed(_rupiah(base), "base")})

    _answer(ask, "contribution", case, on, extension, as_json, lang, debug)


@law.command()
@click.option("--event", required=True, metavar="EVENT", help="death, work_death, total_disability, …")
@_scheme
@_on
@_base
@click.option("--tenure", metavar="MONTHS", help="Completed months of membership.")
@click.option("--children", metavar="N", help="Adds the most that N children's scholarships can come to.")
@click.option("--table-share", metavar="SHARE", help="Partial disability: share by the table of Lampiran III.")
@click.option("--lost-share", metavar="SHARE", help="Partial disability: share of function lost, 1 unless given.")
@click.option("--months", metavar="MONTHS", help="Temporary incapacity: its length.")
@_extension
@_json
@_lang
@debug_option
def benefit(
    event: str,
    scheme: str,
    on: str | None,
    base: str | None,
    tenure: str | None,
    children: str | None,
    table_share: str | None,
    lost_share: str | None,
    months: str | None,
    extension: str,
    as_json: bool,
    lang: str,
    debug: bool,
) -> None:
    """Computes what one member or the family receives, with its parts and references.

    Scholarships are left out of the total unless --children says for how many.
    """
    said = {"event": event, "scheme": scheme, "base_rp": base, "tenure_months": tenure, "children": children}

    def ask(month: LawMonth) -> Answer:
        from simulate.model.answers import benefit_answer

        return benefit_answer(
            month,
            event=event,
            scheme=scheme,
            base_rp=_rupiah(base),
            tenure_months=_whole(tenure, "tenure"),
            children=_whole(children, "children"),
            table_share=_decimal(table_share, "table_share"),
            lost_share=1 if lost_share is None else _decimal(lost_share, "lost_share"),
            months=_decimal(months, "months"),
        )

    _answer(ask, "benefit", said, on, extension, as_json, lang, debug)


def _answer(
    ask: Callable[[LawMonth], Answer],
    kind: str,
    case: dict[str, Any],
    on: str | None,
    extension: str,
    as_json: bool,
    lang: str,
    debug: bool,
) -> None:
    """Asks, prints the answer, and exits."""
    with Refusals(debug) as refusals:
        from simulate.model.answers import as_json as value_as_json

        answer = ask(_load().at(_needed(on, "on"), extension))
        if as_json:
            _print_json(
                {"on": on}
                | case
                | {
                    "total_rp": answer.total_rp,
                    "parts": answer.parts,
                    "scholarship_up_to_rp": answer.scholarship_up_to_rp,
                    "references": [value_as_json(value) for value in answer.references],
                }
            )
        else:
            words = _words(lang)
            click.echo(f"{words(f'law.cli.{kind}')}, {words.month(on)}: {words.legal(answer.total_rp, 'rp')}")
            _print_columns([(words(f"part.{part}"), words.legal(rp, "rp")) for part, rp in answer.parts.items()])
            if answer.scholarship_up_to_rp:
                most = words.legal(answer.scholarship_up_to_rp, "rp")
                click.echo(words("law.cli.scholarship", most=most))
            _print_sources(answer.references, words)
    sys.exit(refusals.status)


def _load() -> Law:
    from simulate.law import Law

    return Law.load()


def _words(language: str) -> Words:
    from simulate.show.words import Words

    return Words(language)


def _by_chapter(law: Law):
    from simulate.law.files import CHAPTERS

    return sorted(law.groups.values(), key=lambda group: (CHAPTERS.index(group.chapter), group.group))


def _span(group) -> tuple[str, str]:
    return group.first_month, group.horizon


def _asked(
    law: Law, name: str, on: str | None, extension: str, asked: dict[str, str], base: int | None
) -> list[LawValue]:
    """The values of a group that fit the words asked for, in a month or in all of them."""
    from simulate.errors import did_you_mean, refuse

    if name not in law.groups:
        raise refuse("unknown_law", "law", f"no group `{name}`", did_you_mean(name, law.groups))
    by = law.groups[name].by
    for dimension, word in asked.items():
        if dimension not in by:
            known = f"it depends on {', '.join(by)}" if by else "it depends on nothing but the month"
            raise refuse("needless_dimension", name, f"does not depend on {dimension}", known)
        if word not in by[dimension]:
            raise refuse(
                f"unknown_{dimension}", dimension, f"no {dimension} `{word}`", did_you_mean(word, by[dimension])
            )
    if base is not None and "band" in by:
        asked = asked | {"band": _band(law, on, extension, base)}
    month = law.at(on, extension).group(name) if on else None
    dated = [month] if month is not None else [law.groups[name].values[since] for since in law.groups[name].values]
    return [
        value
        for values in dated
        for words, value in zip(_keys(by), values.values(), strict=True)
        if all(words[dimension] == word for dimension, word in asked.items())
    ]


def _band(law: Law, on: str | None, extension: str, base: int) -> str:
    """The band of a reported income."""
    import numpy as np

    floors = law.at(_needed(on, "on"), extension).column("bpu_income_from")
    return str(int(np.searchsorted(floors, base, side="right")))


def _keys(by: dict[str, tuple[str, ...]]) -> list[dict[str, str]]:
    """Each key of a group as its words by dimension, in the order of the group's values."""
    from itertools import product

    return [dict(zip(by, words, strict=True)) for words in product(*by.values())]


def _amounts(unit: str, values: list[LawValue], base: int | None) -> list[int | None]:
    """What a share or a multiple of the wage comes to at the base [Rp]; None where nothing is asked."""
    from simulate.errors import refuse
    from simulate.model.rules.numbers import positive, whole_rupiah

    if base is None:
        return [None] * len(values)
    wage = positive(base, "base", "rupiah a month above 0")
    if unit in ("share_of_wage", "months_of_wage"):
        return [int(whole_rupiah(value.value * wage)) for value in values]
    if not values[0].group.startswith("bpu_base") and not values[0].group.startswith("bpu_income"):
        raise refuse("needless_base", values[0].group, "does not depend on a base", "leave --base out")
    return [None] * len(values)


def _chosen(only: tuple[str, ...]) -> dict[str, str]:
    from simulate.errors import refuse

    chosen = {}
    for pair in only:
        dimension, equals, word = pair.partition("=")
        if not equals or not word:
            raise refuse("not_a_pair", "--only", f"`{pair}`", "DIMENSION=WORD, e.g. role=kpps_chair")
        chosen[dimension] = word
    return chosen


def _needed(value: Any, name: str) -> Any:
    from simulate.errors import refuse

    if value is None:
        wanted = {"on": "--on YYYY-MM, the month asked about", "base": "--base RP, the income or wage of a month"}
        raise refuse(f"missing_{name}", name, "not given", wanted[name])
    return value


def _rupiah(text: str | None) -> int | None:
    """Whole rupiah; separators are refused, for 1.000 means one thousand to one reader and one to another."""
    return _whole(text, "base", "rupiah a month above 0, digits only, e.g. 1234567", least=1)


def _whole(text: str | None, name: str, wanted: str = "a whole number, not below 0", least: int = 0) -> int | None:
    from simulate.errors import refuse

    if text is None:
        return None
    if not re.fullmatch(r"[+-]?\d+", text):
        raise refuse("not_a_number", name, f"`{text}`", wanted)
    if int(text) < least:
        raise refuse("bad_value", name, text, wanted)
    return int(text)


def _decimal(text: str | None, name: str) -> float | None:
    from simulate.errors import refuse

    if text is None:
        return None
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
        raise refuse("not_a_number", name, f"`{text}`", "a number with a decimal point, e.g. 0.4")
    return float(text)


def _print_json(content: Any) -> None:
    click.echo(json_format.dumps(content, ensure_ascii=False, indent=1))


def _print_columns(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)] if rows else []
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(f"  {'   '.join(cells)}".rstrip())


def _print_sources(values: list[LawValue] | tuple[LawValue, ...], words: Words) -> None:
    """Each source once, with what it is the source of where there are several."""
    click.echo(words("law.cli.sources"))
    sources: dict[tuple[str, ...], list[str]] = {}
    for value in values:
        said = (
            value.reference,
            words(f"status.{value.status}"),
            words(f"evidence.{value.evidence}"),
            words("law.cli.checked", day=words.day(value.checked)),
            value.url or words("law.cli.no_url"),
            value.note.get(words.language, ""),
        )
        sources.setdefault(said, []).append(value.group)
    for (*cited, note), groups in sources.items():
        click.echo(f"  {', '.join(dict.fromkeys(groups))}: {'; '.join(cited)}")
        if note:
            click.echo(f"    {note}")
