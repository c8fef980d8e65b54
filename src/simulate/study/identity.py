"""The identity of a run, SHA-256 of all that it depends on, its sources included; and what two runs differ in."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from sys import intern
from typing import Any

from simulate import paths
from simulate.programmes import exports


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file's bytes, with line ends as git keeps them (a checkout on Windows agrees)."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def canonical(content: Any) -> str:
    """JSON with sorted keys and no spaces: the same content gives the same text."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(content: Any) -> str:
    """Hex SHA-256 of canonical JSON."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def hashes(files: Iterable[Path]) -> dict[str, str]:
    """SHA-256 by path below the project, in order of path."""
    # interned: regions of one sweep share most files
    return {intern(paths.shown(path)): intern(sha256_of(path)) for path in sorted(files)}


PACKAGE = Path(__file__).resolve().parents[1]


def code_files(*modules: str) -> dict[str, str]:
    """SHA-256 by path of the package's sources that these modules rest on, themselves included.

    Follows every import that can run; of what a package hands out, only the names that a module asks for. Texts
    (YAML) of a package count with each of its modules, but for refusals: what is refused has no result.
    """
    found: dict[str, str] = {}
    for module in dependencies(modules):
        found |= _sources(module)
    return dict(sorted(found.items()))


@cache
def code_hash(*modules: str) -> str:
    """One hash over `code_files`."""
    return digest(code_files(*modules))


def room_code(programme: str) -> str:
    """One hash over the sources that a programme's results rest on: its room without the page, and what that uses."""
    room = PACKAGE / "programmes" / programme
    names = sorted(path.stem for path in room.glob("*.py") if path.stem != "__init__")
    return code_hash(*(f"simulate.programmes.{programme}.{name}" for name in names))


def dependencies(modules: Iterable[str]) -> set[str]:
    """The modules of the package that these import, directly or not, and themselves."""
    known: set[str] = set()
    ahead = list(modules)
    while ahead:
        module = ahead.pop()
        if module not in known:
            known.add(module)
            ahead += _imports(module)
    return known


@cache
def _file(module: str) -> Path | None:
    """The source of a module of the package, None where there is no such module."""
    below = PACKAGE.joinpath(*module.split(".")[1:])
    found = [path for path in (below.with_suffix(".py"), below / "__init__.py") if path.is_file()]
    return found[0] if found else None


@cache
def _sources(module: str) -> dict[str, str]:
    path = _file(module)
    files = [path, *(text for text in path.parent.glob("*.yaml") if text.name != "refusals.yaml")]
    return {f"src/simulate/{file.relative_to(PACKAGE).as_posix()}": sha256_of(file) for file in files}


@cache
def _imports(module: str) -> frozenset[str]:
    """What one module imports from the package: modules, and the packages that hold them; of a face nothing.

    A room's page hands out the elements of each module in its folder, which it finds there.
    """
    found = _file(module)
    is_page = found.name == "__init__.py" and found.parent.name == "page" and module != "simulate.page"
    asked = {f"{module}.{path.stem}" for path in found.parent.glob("*.py") if path != found} if is_page else set()
    if _is_face(module):
        return frozenset(asked)
    for node in _that_run(ast.parse(found.read_bytes())):
        if isinstance(node, ast.Import):
            asked |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            asked |= {f"{node.module}.{name.name}" for name in node.names}
    return frozenset(module for name in asked for module in modules_behind(name))


@cache
def modules_behind(name: str) -> frozenset[str]:
    """The modules that a dotted name (``simulate.law.Law``) rests on: its packages, and where it comes from."""
    parts = name.split(".")
    if parts[0] != PACKAGE.name:
        return frozenset()
    known = [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
    known = [module for module in known if _file(module)]
    found, rest = set(known), parts[len(known) :]
    if rest and _is_face(known[-1]):
        given = _hands_out(known[-1])
        for source in [given[rest[0]]] if rest[0] in given else given.values():
            found |= modules_behind(".".join([source, *rest[1:]] if source else []))
    return frozenset(found)


@cache
def _is_face(module: str) -> bool:
    """Whether it only hands out names, as an ``__init__`` may: what it imports counts where a name is asked for."""
    file = _file(module)
    return file.name == "__init__.py" and (
        "\n_EXPORTS = " in (source := file.read_text(encoding="utf-8"))
        or not any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in ast.parse(source).body)
    )


@cache
def _hands_out(package: str) -> dict[str, str]:
    """Where each name of a package comes from: its ``__init__``'s imports and lazy face; empty for its own."""
    found: dict[str, str] = {}
    for node in ast.parse(_file(package).read_bytes()).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {name.asname or name.name: f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Assign):
            names = [ast.unparse(target) for target in node.targets]
            found |= dict.fromkeys(names, "")
            if names == ["_EXPORTS"]:
                face = ast.literal_eval(node.value) | exports()
                found |= {name: ".".join(filter(None, source)) for name, source in face.items()}
    return found


# what may hold a statement: an import is one, and stands in no expression
_HOLDS_STATEMENTS = (ast.stmt, ast.ExceptHandler, ast.match_case)


def _that_run(node: ast.AST) -> Iterator[ast.AST]:
    """The statements of a syntax tree, without imports that only serve a type checker."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
            continue
        if isinstance(child, _HOLDS_STATEMENTS):
            yield child
            yield from _that_run(child)


_LAW = "data/law/"


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What stands otherwise in two maps, by name in order; None where one of them has it not."""
    names = dict.fromkeys([*before, *after])
    return {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}


def how(before: Any, after: Any) -> str:
    """``changed``, ``added`` or ``removed``."""
    if before is None:
        return "added"
    return "removed" if after is None else "changed"


def is_law(name: str) -> bool:
    """Whether a file is one of the law base."""
    return name.startswith(_LAW)
