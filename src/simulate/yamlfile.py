"""YAML read as data: safe, and no key may stand twice."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from simulate.errors import Phrase, input_error, not_read
from simulate.paths import shown
from simulate.written import as_written

# the C parser reads the same YAML ten times faster
_SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MERGE = "tag:yaml.org,2002:merge"


class _UniqueKeys(_SAFE_LOADER):
    """A safe loader that refuses a key written twice, and leaves months and dates as the text they are."""


def _mapping(loader: _UniqueKeys, node: yaml.MappingNode) -> dict[str, Any]:
    own = [key for key, _ in node.value if key.tag != _MERGE]
    keys = [loader.construct_object(key, deep=True) for key in own]
    if not all(isinstance(key, str | int | float) for key in keys):
        raise input_error("not_a_key", f"{loader.file} line {node.start_mark.line + 1}")
    for position, key in enumerate(keys):
        if key in keys[:position]:
            line = own[position].start_mark.line + 1
            raise input_error("duplicate_key", f"{loader.file} line {line}", key=key)
    loader.flatten_mapping(node)
    return dict(loader.construct_pairs(node, deep=True))


def _float(loader: _UniqueKeys, node: yaml.ScalarNode) -> float:
    return as_written(loader.construct_yaml_float(node), node.value)


_UniqueKeys.add_constructor("tag:yaml.org,2002:float", _float)
_UniqueKeys.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
# dates stay text, and only true and false are truth values: `no` and `on` are words; a whole number is decimal, for
# YAML reads 0100 as 64 and 1:30 as 90
_UniqueKeys.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in forms if not tag.endswith((":timestamp", ":bool", ":int"))]
    for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_UniqueKeys.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(true|false)$"), list("tf"))
_UniqueKeys.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"[-+]?(0|[1-9][0-9_]*)$"), list("-+0123456789")
)


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file.

    Raises:
        InputError: the file is missing, is not YAML, is not a mapping, or has a key twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise input_error("missing_file.yaml", shown(path), found=not_read(error)) from None
    except UnicodeDecodeError as error:
        raise input_error("not_utf8", shown(path), start=error.start) from None
    try:
        loader = _UniqueKeys(text)
        loader.file = shown(path)
        content = loader.get_single_data()
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        found = getattr(error, "problem", None) or Phrase("not_yaml.unreadable")
        raise input_error("not_yaml", f"{shown(path)}{line}", found=found) from None
    if not isinstance(content, dict):
        raise input_error("not_a_mapping.read_yaml", shown(path))
    return content
