"""Makes `docs/results.md` and `docs/api.md` from what the code declares: `make docs`.

The dictionary of results asks each programme for its tables, and their docstrings for what the columns mean; the API
page asks `simulate` for all that it offers.
"""

import inspect
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any

import simulate as sim
from simulate.plan.checked import Checked
from simulate.programmes import NAMES, named_programme
from simulate.study.running import parameters_of

DOCS = Path(__file__).resolve().parent
# what columns mean in every table that says nothing else of them
COMMON = {
    "measure": "what is measured; `simulate describe NAME` lists measures with their units",
    "unit": "of the numbers in the row",
    "month": "`YYYY-MM`",
    "year": "calendar year, which is the budget year",
    "kecamatan_code": "official code, as text",
    "kecamatan": "its name",
    "desa_code": "official code, as text",
    "desa": "its name",
    "status": "grade of the row: `official`, `press`, `norm`, `derived`, `estimate`, `assumption`",
    "source": "where it was read",
    "mean": "over the draws",
    "p05": "5 of 100 draws lie below",
    "p50": "the median",
    "p95": "95 of 100 draws lie below; with `p05` the 90 % range",
    "mc_error": "the largest standard error (Monte Carlo) among those four, or that of the one number that a row has",
}
_STATISTIC = re.compile("(.+)_(mean|p05|p50|p95|mc_error)")
# a column, or several, of the section "Columns:" of a docstring, with unit and meaning
_COLUMN = re.compile(r"^([a-z0-9_*]+(?:,\s+[a-z0-9_*]+)*)(?: \[([^\]]+)\])?: ")
# an argument or an error, in the sections of those
_ITEM = re.compile(r"^([\w*]+(?:, [\w*]+)*(?: \[[^\]]*\])?): ")


def main() -> None:
    """Writes both pages."""
    results = [named_programme(name).study.run() for name in NAMES]
    (DOCS / "results.md").write_text(results_page(results), encoding="utf-8")
    (DOCS / "api.md").write_text(api_page(), encoding="utf-8")


def results_page(results: Iterable[Any]) -> str:
    """The dictionary of all tables of these results."""
    head = (
        "# What the result tables hold",
        "Made by `make docs` from the docstrings of the tables; a test holds that no column is without its line.",
        "A run of plan `P` leaves its tables in `reports/NAME/P/results/`, each as CSV and as Parquet. `gained_*`"
        " is `gained_mean`, `gained_p05`, `gained_p50`, `gained_p95` and `gained_mc_error`, as far as the table"
        " has them. An empty cell is not known or not defined; it is never zero.",
        "## Columns of many tables",
        "\n".join(f"- `{name}`: {meaning}." for name, meaning in COMMON.items()),
    )
    return "\n\n".join((*head, *map(results_section, results))) + "\n"


def results_section(result: Any) -> str:
    """Every table of a result with its columns.

    Raises:
        KeyError: a table or a column that the code says nothing of.
    """
    parts = [f"## `{result.inputs['programme']}`"]
    for name, table in result.tables.items():
        about, _, listed = _docstring_of(result, name).partition("Columns:\n")
        told = dict(_columns(listed))
        columns = _collapsed(table.columns)
        alike = groupby((column for column in columns if column in told), told.get)
        lines = [f"- {', '.join(f'`{column}`' for column in same)}{meaning}" for meaning, same in alike]
        if rest := [column for column in columns if column not in told]:
            if unknown := set(rest) - COMMON.keys():
                raise KeyError(f"{result.inputs['programme']}/{name}.csv: nothing is said of {sorted(unknown)}")
            lines.append(f"- {', '.join(f'`{column}`' for column in rest)}: see above.")
        parts += [f"### `{name}.csv`", _markdown(about), "\n".join(lines)]
    return "\n\n".join(parts)


def _docstring_of(result: Any, name: str) -> str:
    """What the code says of a table: what makes it, or where several are made together, ``tables`` of the result."""
    made = getattr(type(result), f"{name}_table", None) or getattr(result, "makers", {}).get(name)
    if made is None:
        listed = _about(type(result).tables).partition("Tables:\n")[2]
        told, _, columns = listed.partition("\n\nColumns:\n")
        described = dict(item.split(": ", 1) for item in _items(told))
        return f"{described[name][0].upper()}{described[name][1:]}\n\nColumns:\n{columns}"
    return re.split(r"\n\n(?:Raises|Returns|Args):\n", _about(made))[0] + "\n"


def _about(made: Any) -> str:
    about = inspect.getdoc(getattr(made, "fget", None) or getattr(made, "func", None) or made)
    if not about:
        raise KeyError(f"nothing is said of {made}")
    return about


def _items(listed: str) -> list[str]:
    """The items of a section of a docstring, each in one line."""
    return [" ".join(part.split()) for part in re.split(r"\n(?=    \S)", "\n" + listed.rstrip()) if part.strip()]


def _columns(listed: str) -> Iterator[tuple[str, str]]:
    """Each column with its unit and meaning as a line goes on after its name."""
    for item in _items(listed):
        found = _COLUMN.match(item)
        if not found:
            raise KeyError(f"not a column: {item}")
        unit, meaning = found[2], _markdown(item[found.end() :])
        for name in found[1].split(", "):
            yield name, f" [{unit}]: {meaning}" if unit else f": {meaning}"


def _collapsed(columns: Sequence[str]) -> list[str]:
    """The columns, those of one estimate as one: ``gained_*``."""
    parts = [_STATISTIC.fullmatch(column) for column in columns]
    bases = [part[1] for part in parts if part]
    names = [
        f"{part[1]}_*" if part and bases.count(part[1]) > 2 else name
        for part, name in zip(parts, columns, strict=True)
    ]
    return list(dict.fromkeys(names))


def _markdown(text: str) -> str:
    """A docstring's text with Markdown's marks of code."""
    return text.strip().replace("``", "`")


def api_page() -> str:
    """All that `simulate` offers."""
    parts = [
        "# What `import simulate as sim` offers",
        "Made by `make docs` from the docstrings. The same stands behind Tab and `?` in JupyterLab.",
    ]
    for name in dir(sim):
        offered = getattr(sim, name)
        parts.append(f"## `sim.{name}`")
        if isinstance(offered, ModuleType):
            pieces = [_function(f"sim.{name}.{inner}", getattr(offered, inner)) for inner in dir(offered)]
            listed = [piece for piece in pieces if piece.startswith("- ")]
            parts += [_prose(offered), "\n".join(listed), *(piece for piece in pieces if piece not in listed)]
        elif isinstance(offered, type) and issubclass(offered, Checked):
            parts += [_prose(offered), _levers(offered)]
        elif isinstance(offered, type):
            parts.append(_prose(offered))
            parts += [
                _function(f"{name}.{inner}", member)
                for inner, member in inspect.getmembers(offered)
                if not inner.startswith("_") and inspect.getdoc(member)
            ]
        else:
            parts.append(_function(f"sim.{name}", offered))
    return "\n\n".join(part for part in parts if part) + "\n"


def _function(name: str, function: Any) -> str:
    signature = str(inspect.signature(function)) if callable(function) else ""
    plain = re.sub(r"(: |-> )'([^']*)'", r"\1\2", signature)
    about = _prose(function)
    if plain.endswith("-> Element") and "\n\n" not in about:  # a piece of a page
        return f"- `{name}{plain.removesuffix(' -> Element')}`: {' '.join(about.split())}"
    return f"### `{name}`\n\n```python\n{name.rpartition('.')[2]}{plain}\n```\n\n{about}".rstrip()


def _prose(thing: Any) -> str:
    """A docstring as Markdown: its sections as lists, its examples as code."""
    parts = []
    for block in (inspect.getdoc(thing) or "").split("\n\n"):
        head, _, rest = block.partition(":\n")
        if head in ("Args", "Returns", "Raises", "Columns"):
            items = _items(rest) if head != "Returns" else [rest]
            lines = [_ITEM.sub(r"`\1`: ", " ".join(item.split())) for item in items]
            parts.append(f"{head}:\n\n" + "\n".join(f"- {_markdown(line)}" for line in lines))
        elif block.lstrip().startswith(">>>"):
            parts.append(f"```python\n{inspect.cleandoc(block)}\n```")
        else:
            parts.append(_markdown(block))
    return "\n\n".join(parts)


def _levers(plan: type[Checked]) -> str:
    """The levers of a plan as a table."""
    lines = ["| lever | default | what it may be | meaning |", "|---|---|---|---|"]
    for one in parameters_of(plan):
        may = " \\| ".join(f"`{choice}`" for choice in one.get("choices") or ()) or one["type"]
        if "least" in one or "most" in one:
            may += f" {one.get('least', '')}–{one.get('most', '')}"
        shown = "` `".join(map(str, one["default"])) if isinstance(one["default"], list) else one["default"]
        default = "" if shown in ("", None, {}) else f"`{shown}`"
        lines.append(f"| `{one['name']}` [{one['unit']}] | {default} | {may} | {one['en']} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
