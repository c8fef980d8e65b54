"""Offers requirements.lock as the extra `lock`.

pip refuses hashes and a local folder in one call, and conda makes exactly one call. With this extra,
`pip install -e .[lock]` installs the package and the very versions of the lock in one go.
"""

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


def pins(lock_text: str) -> list[str]:
    """`name==version ; marker` of each locked package, without its hashes."""
    joined = lock_text.replace("\\\n", " ")
    lines = (line.split("#")[0].split("--hash")[0].strip() for line in joined.splitlines())
    return [line for line in lines if line]


class LockExtra(MetadataHookInterface):
    def update(self, metadata: dict) -> None:
        lock = Path(self.root, "requirements.lock").read_text(encoding="utf-8")
        metadata["optional-dependencies"] = {**self.config["extras"], "lock": pins(lock)}
