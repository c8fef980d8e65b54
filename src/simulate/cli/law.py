"""`simulate law`: what the law says in a month, what is paid, what is received."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from simulate.cli import Refusals, columns, debug_option, json_document, whole, words
from simulate.errors import Phrase, did_you_mean, input_error

if TYPE_CHECKING:
    from simulate.law.base import Law, LawMonth
    from simulate.law.benefit import Answer
    from simulate.law.files import LawValue
    from simulate.page.words import Words


class _LawGroup(click.Group):
    """Any word that is not a subcommand is the name of a parameter group."""

    def resolve_command(self, ctx: click.Context, args: list[str]):
        if args and args[0] not in self.commands:
            meant = difflib.get_close_matches(args[0], self.commands, n=1, cutoff=0.8)
            if meant:
                raise click.UsageError(f"no command `{args[0]}`; did you mean `{meant[0]}`?", ctx)
            return "show", self.commands["show"], args
        return super().resolve_command(ctx, args)


_on = click.option("--on", metavar="YYYY-MM", help="The month asked about.")
_scheme = click.option("--scheme", required=True, metavar="bpu|pu", help="Without an employer, or wage earner.")
_sector = click.option("--sector", metavar="transport|other", help="Sector of a BPU member.")
_payer = click.option(
    "--payer", metavar="personal|sponsor|csr|employer|apbn|apbd|apbdes", help="Who pays a BPU member's contribution."
)
_base = click.option("--base", metavar="RP", help="Reported income (BPU) or wage (PU), rupiah a month.")
_extension = click.option(
    "--law-extension",
    default="none",
    metavar="none|hold",
    help="Past a file's horizon: refuse, or hold the last value.",
)
_json = click.option("--json", "as_json", is_flag=True, help="One JSON document and nothing else.")
_lang = click.option("--lang", type=click.Choice(["id", "en"]), default="en", help="Language of the text.")


@click.group(cls=_LawGroup, invoke_without_command=True, subcommand_metavar="[NAME | COMMAND] [OPTIONS]")
@_json
@_lang
@debug_option
@click.pass_context
def law(context: click.Context, as_json: bool, lang: str, debug: bool) -> None:
    """Lists the legal parameter groups; with NAME, what one says.

    `simulate law bpu_relief --on 2026-05 --sector other --payer personal`
    """
    if context.invoked_subcommand is not None:
        if as_json or debug or lang != "en":
            raise click.UsageError("put the options after the name", context)
        return
    with Refusals(debug) as refusals:
        groups = _load().by_chapter()
        if as_json:
            fields = ("chapter", "group", "name", "unit", "first_month", "horizon")
            json_document([{field: getattr(group, field) for field in fields} for group in groups])
        else:
            columns([(g.group, g.name[lang], f"{g.first_month}–{g.horizon}") for g in groups])
            click.echo(words(lang)("law.cli.more"))
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
    law_extension: str,
    as_json: bool,
    lang: str,
    debug: bool,
) -> None:
    """Prints the values of one group: in a month with --on, else all that it has held."""
    with Refusals(debug) as refusals:
        law = _load()
        asked = _dimensions(only, sector=sector, payer=payer)
        values = _group_values(law, name, on, law_extension, asked, _rupiah(base))
        group = law.groups[name]
        held = on is not None and on > group.horizon
        since = [group.unchanged_since(value.key, on) if on else value.since for value in values]
        if as_json:
            rows = [asdict(value) | {"since": month} for value, month in zip(values, since, strict=True)]
            head = {field: getattr(group, field) for field in ("group", "name", "unit", "horizon")}
            json_document(head | {"on": on, "extended": held, "values": rows})
        else:
            spoken = words(lang)
            click.echo(f"{name}: {group.name[lang]}" + (f", {spoken.month(on)}" if on else ""))
            columns(
                [
                    (
                        spoken.key(value.key, tuple(group.by)),
                        spoken.legal(value.value, value.unit),
                        spoken("law.cli.since", month=spoken.month(month)),
                        _mark(value, spoken),
                    )
                    for value, month in zip(values, since, strict=True)
                ]
            )
            _held([name] if held else [], spoken)
            _sources(values, spoken)
    sys.exit(refusals.status)


@law.command()
@_scheme
@_on
@_base
@_payer
@_sector
@click.option("--programmes", default="jkk,jkm", metavar="LIST", help="jkk,jkm,jht; wage earners also jp,jkp.")
@click.option("--risk-class", metavar="CLASS", help="Wage earners: very_low (unless given) to very_high.")
@click.option("--bearer", metavar="employer|worker|government", help="Wage earners: one bearer's share alone.")
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
    bearer: str | None,
    law_extension: str,
    as_json: bool,
    lang: str,
    debug: bool,
) -> None:
    """Computes one month's contribution of one member, with its parts and references."""

    def ask() -> tuple[dict[str, Any], LawMonth, Answer]:
        from simulate.law.benefit import contribution_answer

        case = {
            "scheme": scheme,
            "base_rp": _rupiah(_needed(base, "base")),
            "payer": payer,
            "sector": sector,
            "programmes": [part.strip() for part in programmes.split(",")],
        }
        if scheme == "pu" or risk_class or bearer:
            case |= {"risk_class": risk_class, "bearer": bearer}
        month = _load().at(_needed(on, "on"), law_extension)
        return case, month, contribution_answer(month, **case)

    _print_answer(ask, "contribution", as_json, lang, debug)


@law.command()
@click.option(
    "--event",
    required=True,
    metavar="EVENT",
    help="death, work_death, total_disability, partial_disability, temporary_incapacity, job_loss, "
    "or a cost: transport_land, transport_sea, transport_air, home_care, denture, hearing_aid, prosthesis.",
)
@_scheme
@_on
@_base
@click.option("--tenure", metavar="MONTHS", help="Completed months of membership.")
@click.option("--children", metavar="N", help="Adds the most that N children's scholarships can come to.")
@click.option("--table-share", metavar="SHARE", help="Partial disability: share by the table of Lampiran III.")
@click.option("--lost-share", metavar="SHARE", help="Partial disability: share of function lost, 1 unless given.")
@click.option("--months", metavar="MONTHS", help="Length of the incapacity, or of the time without work.")
@click.option("--cost", metavar="RP", help="The cost to reimburse.")
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
    cost: str | None,
    law_extension: str,
    as_json: bool,
    lang: str,
    debug: bool,
) -> None:
    """Computes what one member or the family receives, with its parts and references.

    Scholarships are left out of the total unless --children says for how many.
    """

    def ask() -> tuple[dict[str, Any], LawMonth, Answer]:
        from simulate.law.benefit import benefit_answer

        told = {
            "base_rp": _rupiah(base),
            "tenure_months": whole(tenure, "tenure"),
            "children": whole(children, "children"),
            "table_share": _decimal(table_share, "table_share"),
            "lost_share": _decimal(lost_share, "lost_share"),
            "months": _decimal(months, "months"),
            "cost_rp": whole(cost, "cost", Phrase("rupiah_above_0.digits"), least=1),
        }
        case = {"event": event, "scheme": scheme} | {name: said for name, said in told.items() if said is not None}
        month = _load().at(_needed(on, "on"), law_extension)
        return case, month, benefit_answer(month, **case)

    _print_answer(ask, "benefit", as_json, lang, debug)


def _group_values(
    law: Law, name: str, on: str | None, law_extension: str, asked: dict[str, str], base: int | None
) -> list[LawValue]:
    """The values asked for, in a month or, without one, ever."""
    from simulate.law.contribution import bpu_band

    if name not in law.groups:
        raise input_error("unknown_law", "law", name=name, meant=did_you_mean(name, law.groups))
    group = law.groups[name]
    if on is None and law_extension != "none":
        raise input_error("missing_on", "on")
    month = None if on is None else law.at(on, law_extension)
    if base is not None:
        if "band" not in group.by:
            raise input_error("needless_base", name)
        band = str(bpu_band(law.at(_needed(on, "on"), law_extension), base))
        asked = _dimensions(tuple(f"{dimension}={word}" for dimension, word in asked.items()), band=band)
    keys = group.keys(asked)
    return [values[key] for values in ([month.group(name)] if month else group.values.values()) for key in keys]


def _print_answer(
    ask: Callable[[], tuple[dict[str, Any], LawMonth, Answer]], kind: str, as_json: bool, lang: str, debug: bool
) -> None:
    """Asks, prints the answer, and exits."""
    with Refusals(debug) as refusals:
        case, month, answer = ask()
        held = [
            group for group in dict.fromkeys(value.group for value in answer.references) if group in month.extended
        ]
        if as_json:
            said = {
                "total_rp": answer.total_rp,
                "parts": answer.parts,
                "scholarship_up_to_rp": answer.scholarship_up_to_rp,
                "extended": held,
                "references": [asdict(value) for value in answer.references],
            }
            json_document({"on": month.month} | case | said)
        else:
            spoken = words(lang)
            most = spoken("law.cli.at_most") if answer.parts.get("scholarship") else ""
            total = f"{most}{spoken.legal(answer.total_rp, 'rp')}"
            click.echo(f"{spoken(f'law.cli.{kind}')}, {spoken.month(month.month)}: {total}")
            click.echo(f"  {_case(case)}")
            columns([(spoken(f"part.{part}"), spoken.legal(rp, "rp")) for part, rp in answer.parts.items()])
            if answer.scholarship_up_to_rp:
                click.echo(spoken("law.cli.scholarship", most=spoken.legal(answer.scholarship_up_to_rp, "rp")))
            _held(held, spoken)
            _sources(answer.references, spoken)
    sys.exit(refusals.status)


def _load() -> Law:
    from simulate.law.base import Law

    return Law.load()


def _rupiah(text: str | None) -> int | None:
    """Whole rupiah; separators are refused, for 1.000 is a thousand to one reader and one to another."""
    return whole(text, "base", Phrase("rupiah_a_month"), least=1)


def _decimal(text: str | None, name: str) -> float | None:
    """A number with or without a decimal point, None where nothing was typed.

    Raises:
        InputError: anything else.
    """
    if text is None:
        return None
    if not re.fullmatch(r"[+-]?[0-9]{1,9}(\.[0-9]{1,9})?", text):
        raise input_error("not_a_number", name, text=text[:40])
    return float(text)


def _dimensions(only: tuple[str, ...], **named: str | None) -> dict[str, str]:
    """The words asked for, by dimension: from ``DIMENSION=WORD`` texts and from options of their own.

    Raises:
        InputError: a text of another form, or a dimension asked for twice.
    """
    pairs = [tuple(text.partition("=")[::2]) for text in only]
    pairs += [(dimension, word) for dimension, word in named.items() if word is not None]
    chosen: dict[str, str] = {}
    for dimension, word in pairs:
        if not dimension or not word:
            raise input_error("not_a_pair", "--only", dimension=dimension, word=word)
        if dimension in chosen:
            raise input_error("asked_twice", dimension, chosen=chosen[dimension], word=word)
        chosen[dimension] = word
    return chosen


def _needed(text: str | None, name: str) -> str:
    """The text of an option that this question needs.

    Raises:
        InputError: nothing was typed.
    """
    if not text:
        raise input_error(f"missing_{name}.option", name)
    return text


def _held(groups: Sequence[str], words: Words) -> None:
    """Which groups keep a value past what their files vouch for."""
    if groups:
        click.echo(words("law.cli.held", groups=", ".join(groups)))


def _case(told: dict[str, Any]) -> str:
    """What was asked, as it was asked."""
    said = {name: ",".join(value) if isinstance(value, list) else value for name, value in told.items()}
    return ", ".join(f"{name} {value}" for name, value in said.items() if value is not None)


def _mark(value: LawValue, words: Words) -> str:
    """How a value stands where it is not simply in force, or is recalled."""
    marks = [words(f"status.{value.status}")] if value.status != "in_force" else []
    marks += [words(f"evidence.{value.evidence}")] if value.evidence == "recall" else []
    return ", ".join(marks)


def _sources(values: Sequence[LawValue], words: Words) -> None:
    """Each source once, with the groups that it is the source of, and what it leaves open."""
    cited: dict[str, tuple[list[str], list[str]]] = {}
    for value in values:
        said = (
            value.reference,
            words(f"evidence.{value.evidence}"),
            words("law.cli.checked", day=words.day(value.checked)),
            value.url or words("law.cli.no_url"),
        )
        groups, notes = cited.setdefault("; ".join(said), ([], []))
        groups.append(value.group)
        notes.append(value.note.get(words.language, ""))
    click.echo(words("law.cli.sources"))
    for said, (groups, notes) in cited.items():
        click.echo(f"  {', '.join(dict.fromkeys(groups))}: {said}")
        for note in dict.fromkeys(note for note in notes if note):
            click.echo(f"    {note}")
