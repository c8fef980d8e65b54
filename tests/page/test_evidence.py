"""What every report shows of what it rests on."""

from dataclasses import replace

import simulate as sim


def test_a_run_that_read_no_law_says_so(default_result):
    told = sim.tables.law(replace(default_result, law_values=()))
    assert told.text == {
        "id": "Laporan ini tidak memakai nilai dari ketentuan hukum.",
        "en": "This report uses no legal value.",
    }
    assert "PP 50/2025" in sim.tables.law(default_result).text["en"]
