"""One deliberately broken file a failure; its first line says what the message must hold."""

import shutil

import pytest
from conftest import ROOT

from simulate.errors import InputError
from simulate.law import Law

BROKEN = sorted((ROOT / "tests/broken/law").glob("*.yaml"))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_broken_law_file_is_refused_by_name(path, tmp_path):
    shutil.copy(path, tmp_path)
    expected = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect: ")
    with pytest.raises(InputError) as refused:
        Law.load(tmp_path)
    assert expected in str(refused.value)
    assert path.name in str(refused.value)
