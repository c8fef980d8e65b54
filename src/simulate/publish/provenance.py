"""What a report is made from: every file that decides its bytes, so that work whose origin stands is reused."""

from __future__ import annotations

import ast
import platform
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from simulate import paths
from simulate.plan.named import plan_files
from simulate.publish.notebook import read_cells
from simulate.study.identity import PACKAGE, code_files, hashes, modules_behind

PACKAGES = (
    "ipython",
    "latex2mathml",
    "matplotlib",
    "nbconvert",
    "numpy",
    "pandas",
    "papermill",
    "pyarrow",
    "scipy",
    "seaborn",
)
_PAGE = ("simulate.publish.page", "simulate.publish.results")


def executed_from(notebook: Path, plan: str) -> dict[str, str]:
    """SHA-256 by path of what decides an executed notebook, beside the inputs of its result and its parameters.

    Args:
        notebook: the notebook.
        plan: the label of the named plan that it starts from.
    """
    code = "\n".join(_code(notebook))
    plans = [path for label, path in plan_files().items() if label == plan or f'"{label}"' in code]
    lock = [path for path in [paths.project() / "requirements.lock"] if path.is_file()]
    return hashes([notebook, *plans, *lock]) | code_files(*_asked(_code(notebook)))


def pages_from() -> dict[str, str]:
    """SHA-256 by path of what turns an executed notebook into pages and tables."""
    templates = [path for path in Path(__file__).with_name("templates").rglob("*") if path.is_file()]
    named = {f"src/simulate/{path.relative_to(PACKAGE).as_posix()}": path for path in templates}
    shas = hashes(templates)
    return code_files(*_PAGE) | {name: shas[paths.shown(path)] for name, path in sorted(named.items())}


@cache
def versions() -> dict[str, str]:
    """Python and the packages that numbers, drawings and pages come from."""
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}


def _code(notebook: Path) -> list[str]:
    return [cell["source"] for cell in read_cells(notebook) if cell["cell_type"] == "code"]


def _asked(cells: Iterable[str]) -> set[str]:
    """The modules of the package that the cells use; all of them where a cell is not plain Python."""
    found = {"simulate"}
    for cell in cells:
        try:
            tree = ast.parse(cell)
        except SyntaxError:
            return {_module(path) for path in PACKAGE.rglob("*.py")}
        found |= {module for name in _names(tree) for module in modules_behind(name)}
    return found


def _module(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _names(tree: ast.AST) -> Iterator[str]:
    """Dotted names of the package in a cell: what it imports, and what it reads from ``sim``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.Attribute):
            yield ast.unparse(node).replace("sim.", "simulate.", 1) if ast.unparse(node).startswith("sim.") else ""
