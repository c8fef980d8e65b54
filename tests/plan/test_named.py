import pytest

from simulate.errors import InputError
from simulate.plan.named import compose, read_plan
from simulate.programmes.sponsorship.plan import SponsorshipPlan


def _plan(folder, text, name="trial"):
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return read_plan(str(path), SponsorshipPlan)


def test_an_empty_plan_is_the_default_plan(tmp_path):
    empty = _plan(tmp_path, "programme: sponsorship\n")
    assert compose(empty, {}, SponsorshipPlan) == SponsorshipPlan()


def test_the_slogan_differs_from_the_default_in_one_lever():
    slogan = compose(read_plan("slogan", SponsorshipPlan), {}, SponsorshipPlan)
    assert slogan.changed() == {"participation_share": 1.0}


def test_a_parameters_cell_that_lists_all_defaults_leaves_the_named_plan_as_it_is():
    listed = SponsorshipPlan().model_dump()
    slogan = compose(read_plan("slogan", SponsorshipPlan), listed, SponsorshipPlan, lists_defaults=True)
    assert slogan.participation_share == 1.0


def test_two_values_of_one_lever_are_an_error():
    with pytest.raises(InputError, match="participation_share: 0.5 here and 1.0 in scenario `slogan`"):
        compose(read_plan("slogan", SponsorshipPlan), {"participation_share": 0.5}, SponsorshipPlan)


def test_a_value_that_a_run_names_counts_even_where_it_is_the_default(tmp_path):
    long = _plan(tmp_path, "programme: sponsorship\nlevers: {months: 24}\n")
    with pytest.raises(InputError, match="months: 12 here and 24 in scenario `trial`"):
        compose(long, {"months": "12"}, SponsorshipPlan)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("levers: {monts: 3}\n", "trial.yaml monts: no such parameter; did you mean `months`?"),
        ("levers: {months: 99}\n", "trial.yaml months: 99; a value from 1 to 60"),
        ("lever: {months: 3}\n", "`lever`; did you mean `levers`?"),
        ("name: Coba\n", "`name` not in both languages"),
        ("months: 1\nmonths: 2\n", "`months` stands twice"),
        ("levers: 0\n", "`levers` does not name its values"),
        (
            "levers: {participation_share: true}\n",
            "trial.yaml participation_share: True; a number, not true or false",
        ),
        ("levers: {1: 2}\n", "`levers` does not name its values"),
        ("- 1\n", "no `key: value` lines"),
        ("!!python/object/apply:os.system ['true']\n", "[not_yaml]"),
    ],
)
def test_a_bad_plan_file_is_named(tmp_path, text, message):
    with pytest.raises(InputError) as refused:
        _plan(tmp_path, text)
    assert message in str(refused.value)


@pytest.mark.parametrize("name", ["slogan", "default"])
def test_a_plan_file_may_not_take_a_shipped_plans_name(tmp_path, name):
    with pytest.raises(InputError, match=f"`{name}` is another scenario; give the file its own name"):
        _plan(tmp_path, "programme: sponsorship\nlevers: {months: 3}\n", name)


def test_an_unknown_plan_is_named():
    with pytest.raises(InputError, match="no scenario `slogam`; did you mean `slogan`"):
        read_plan("slogam", SponsorshipPlan)
