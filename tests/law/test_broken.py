"""One deliberately broken file a failure; its first line says what the message must hold."""

import shutil

import pytest
from conftest import ROOT

from simulate.errors import InputError
from simulate.law.base import Law
from simulate.law.files import _DIGITS, UNITS, read_group

BROKEN = sorted((ROOT / "tests/broken/law").glob("*.yaml"))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_broken_law_file_is_refused_by_name(path, tmp_path):
    shutil.copy(path, tmp_path)
    expected = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect: ")
    with pytest.raises(InputError) as refused:
        Law.load(tmp_path)
    assert expected in str(refused.value)
    assert path.name in str(refused.value)


_COUNTED = [unit for unit, kind in UNITS.items() if kind in _DIGITS]


@pytest.mark.parametrize("unit", _COUNTED)
def test_no_amount_or_count_of_the_law_takes_a_point_and_a_share_does(tmp_path, unit):
    text = (ROOT / "tests/broken/law/thousands_of_thousands.yaml").read_text(encoding="utf-8")
    path = tmp_path / "trial.yaml"
    path.write_text(text.replace("unit: rp_year", f"unit: {unit}"), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_group(path)
    [problem] = refused.value.problems
    assert problem.line("id").endswith(
        "2026-01 value: `2000.000` dapat berarti 2.000 atau 2.000.000; tulis angka saja, 2000 atau 2000000 "
        "[separated_number]"
    )
    path.write_text(text.replace("unit: rp_year", "unit: share").replace("2000.000", "0.250"), encoding="utf-8")
    assert read_group(path).values["2026-01"][""].value == 0.25


def test_a_band_that_may_be_thousands_is_told_as_that_alone(tmp_path):
    text = (ROOT / "tests/broken/law/bands_out_of_order.yaml").read_text(encoding="utf-8")
    path = tmp_path / "trial.yaml"
    path.write_text(text.replace("1100000", "1100.000"), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_group(path)
    [problem] = refused.value.problems
    assert problem.text().startswith("`1100.000` may be 1,100 or 1,100,000; ")
