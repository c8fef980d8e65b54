"""`simulate law`: what the law says in a month, what is paid, what is received."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from simulate.cli import printed
from simulate.cli.printed import Refusals, debug_option

if TYPE_CHECKING:
    from simulate.law.base import Law, LawMonth
    from simulate.law.benefit import Answer
    from simulate.law.files import LawValue


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
            printed.json_document([{field: getattr(group, field) for field in fields} for group in groups])
        else:
            printed.columns([(g.group, g.name[lang], f"{g.first_month}–{g.horizon}") for g in groups])
            click.echo(printed.words(lang)("law.cli.more"))
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
        asked = printed.dimensions(only, sector=sector, payer=payer)
        values = _group_values(law, name, on, law_extension, asked, printed.rupiah(base))
        group = law.groups[name]
        held = on is not None and on > group.horizon
        since = [group.unchanged_since(value.key, on) if on else value.since for value in values]
        if as_json:
            rows = [printed.as_json(value) | {"since": month} for value, month in zip(values, since, strict=True)]
            head = {field: getattr(group, field) for field in ("group", "name", "unit", "horizon")}
            printed.json_document(head | {"on": on, "extended": held, "values": rows})
        else:
            words = printed.words(lang)
            click.echo(f"{name}: {group.name[lang]}" + (f", {words.month(on)}" if on else ""))
            printed.columns(
                [
                    (
                        words.key(value.key, tuple(group.by)),
                        words.legal(value.value, value.unit),
                        words("law.cli.since", month=words.month(month)),
                        printed.mark(value, words),
                    )
                    for value, month in zip(values, since, strict=True)
                ]
            )
            printed.held([name] if held else [], words)
            printed.sources(values, words)
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
            "base_rp": printed.rupiah(printed.needed(base, "base")),
            "payer": payer,
            "sector": sector,
            "programmes": [part.strip() for part in programmes.split(",")],
        }
        if scheme == "pu" or risk_class or bearer:
            case |= {"risk_class": risk_class, "bearer": bearer}
        month = _load().at(printed.needed(on, "on"), law_extension)
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
            "base_rp": printed.rupiah(base),
            "tenure_months": printed.whole(tenure, "tenure"),
            "children": printed.whole(children, "children"),
            "table_share": printed.decimal(table_share, "table_share"),
            "lost_share": printed.decimal(lost_share, "lost_share"),
            "months": printed.decimal(months, "months"),
            "cost_rp": printed.whole(cost, "cost", "rupiah above 0, digits only", least=1),
        }
        case = {"event": event, "scheme": scheme} | {name: said for name, said in told.items() if said is not None}
        month = _load().at(printed.needed(on, "on"), law_extension)
        return case, month, benefit_answer(month, **case)

    _print_answer(ask, "benefit", as_json, lang, debug)


def _group_values(
    law: Law, name: str, on: str | None, law_extension: str, asked: dict[str, str], base: int | None
) -> list[LawValue]:
    """The values asked for, in a month or, without one, ever."""
    from simulate.errors import did_you_mean, input_error
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
        band = str(bpu_band(law.at(printed.needed(on, "on"), law_extension), base))
        asked = printed.dimensions(tuple(f"{dimension}={word}" for dimension, word in asked.items()), band=band)
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
                "references": [printed.as_json(value) for value in answer.references],
            }
            printed.json_document({"on": month.month} | case | said)
        else:
            words = printed.words(lang)
            most = words("law.cli.at_most") if answer.parts.get("scholarship") else ""
            total = f"{most}{words.legal(answer.total_rp, 'rp')}"
            click.echo(f"{words(f'law.cli.{kind}')}, {words.month(month.month)}: {total}")
            click.echo(f"  {printed.case(case)}")
            printed.columns([(words(f"part.{part}"), words.legal(rp, "rp")) for part, rp in answer.parts.items()])
            if answer.scholarship_up_to_rp:
                click.echo(words("law.cli.scholarship", most=words.legal(answer.scholarship_up_to_rp, "rp")))
            printed.held(held, words)
            printed.sources(answer.references, words)
    sys.exit(refusals.status)


def _load() -> Law:
    from simulate.law.base import Law

    return Law.load()
