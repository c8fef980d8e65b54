"""Which runs a brief may name."""

import pytest

from simulate.errors import InputError
from simulate.plan.brief import SOURCES, BriefPlan
from simulate.publish.catalogue import REPORTS
from simulate.study.brief.sources import sources


def test_every_report_is_read_in_its_base_plan_unless_another_is_named():
    assert BriefPlan().sources == dict.fromkeys(SOURCES, "default")
    named = BriefPlan(sponsorship="slogan", funding="none", universal=None)
    assert named.sources == {"baseline": "default", "sponsorship": "slogan", "election": "default"}


@pytest.mark.parametrize(
    ("levers", "message"),
    [
        (dict.fromkeys(SOURCES), "baseline, sponsorship, election, funding, universal: every one is none"),
        ({"election": "../election"}, "election: ../election; a plan's label of a-z, 0-9, _ and -, or `none`"),
        ({"decide_by": "soon"}, "decide_by: 'soon' is not a month"),
        ({"sponsor": "default"}, "sponsor: no such parameter; did you mean `sponsorship`?"),
    ],
)
def test_a_brief_that_reads_nothing_or_no_label_is_refused(levers, message):
    with pytest.raises(InputError) as refused:
        BriefPlan(**levers)
    assert message in str(refused.value)


def test_a_decision_past_the_law_is_held_or_refused(law):
    late = {"decide_by": "2031-01"}
    assert BriefPlan(**late).laws(law)[0].extended
    with pytest.raises(InputError, match="2031-01: is past 2027-12"):
        BriefPlan(**late, law_extension="none").laws(law)


def test_one_table_says_what_is_read_from_which_report():
    assert tuple(sources()) == SOURCES
    for name, source in sources().items():
        if name in REPORTS:
            assert source.study == REPORTS[name].study
