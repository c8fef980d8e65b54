"""What a form publishes is what it shows, under the name that it shows."""

import pytest

from simulate.lab import form
from simulate.lab.controls import Published
from simulate.lab.form import Form
from simulate.lab.parameters import Draft
from simulate.publish.requests import order
from simulate.study.identity import digest

FEW = {"draws": 256}


class _AtOnce:
    """A thread that has ended when it starts."""

    def __init__(self, target, args, daemon):
        self.start = lambda: target(*args)


@pytest.fixture
def published(monkeypatch):
    """The orders that forms hand over, in place of running them: label, identity of what would be published."""
    seen = []

    def publish_plan(draft, label, on_cell):
        seen.append((label, digest(draft.order(label).inputs)))
        return Published((), "")

    monkeypatch.setattr(form, "publish_plan", publish_plan)
    monkeypatch.setattr(form.threading, "Thread", _AtOnce)
    return seen


def _form(**cell):
    return Form(Draft.of_cell("sponsorship", FEW | cell))


def _save(found, name):
    found.keeping._name.value = name
    return found.keeping.save()


def _named(found):
    """The name that stands beside the button."""
    return found.keeping._as.value.partition("akan terbit sebagai ")[2].partition("<")[0]


def test_back_to_the_default_publishes_the_default_whatever_the_cell_holds(project, published):
    found = _form(months=24)
    assert "belum bernama" in found.keeping._as.value
    found._reset.click()
    assert found.draft.values["months"] == 12
    assert _named(found) == "default"
    found.keeping.publish()
    assert published == [("default", found.draft.identity)]
    job = order("sponsorship", values=FEW)
    assert (job.parameters["months"], digest(job.inputs)) == (12, found.draft.identity)


def test_the_name_typed_is_the_name_published_though_an_earlier_plan_says_the_same(project, published):
    found = _form()
    found.change("months", 18)
    assert _save(found, "Usulan awal") == "usulan_awal"
    assert _save(found, "Usulan final") == _named(found) == "usulan_final"
    found.keeping.publish()
    assert published == [("usulan_final", found.draft.identity)]
    # a name that nobody saved yet is saved first
    found.keeping._name.value = "Lampiran Perbup"
    assert _named(found) == "lampiran_perbup"
    found.keeping.publish()
    assert published[1:] == [("lampiran_perbup", found.draft.identity)]
    # the plan that is loaded, too
    found.keeping._plans.value = "usulan_awal"
    found.keeping.load()
    assert _named(found) == "usulan_awal"
    found.keeping.publish()
    assert published[2:] == [("usulan_awal", found.draft.identity)]


def test_a_changed_plan_is_not_published_under_the_name_of_what_it_was(project, published):
    found = _form()
    found.change("months", 18)
    _save(found, "Usulan final")
    found.change("months", 20)
    found.keeping.publish()
    assert published == []
    assert "`usulan_final` sudah ada" in found.keeping._said.value
    found.keeping._again.value = True
    found.keeping.publish()
    assert published == [("usulan_final", found.draft.identity)]
    found._reset.click()
    found.keeping.publish()
    assert published[1:] == [("default", found.draft.identity)]


def test_a_plan_made_elsewhere_keeps_its_label_when_it_is_loaded(project, published):
    plans = project / "data/plans"
    (plans / "own-plan.yaml").write_text("programme: sponsorship\nlevers: {months: 3}\n", encoding="utf-8")
    (plans / "broken.yaml").write_text("- 1\n", encoding="utf-8")
    found = _form()
    found.keeping._plans.value = "own-plan"
    found.keeping.load()
    found.keeping.publish()
    assert published == [("own-plan", found.draft.identity)]
    # one that can't be read is told, and stops nothing
    found.keeping._plans.value = "broken"
    found.keeping.load()
    assert "broken.yaml" in found.keeping._said.value
    assert found.draft.values["months"] == 3


def test_a_draft_with_no_name_is_not_published(project, published):
    found = _form(months=23)
    found.keeping.publish()
    assert published == []
    assert "belum mempunyai nama" in found.keeping._said.value


@pytest.mark.slow
def test_a_form_says_in_its_language_why_a_notebook_publishes_nothing(project, monkeypatch):
    notebook = project / "notebooks/02_asn_sponsorship.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8").replace('"parameters"\n', '"parameter"\n', 1), "utf-8")
    monkeypatch.setattr(form.threading, "Thread", _AtOnce)
    found = _form()
    found.keeping.publish()
    assert "tidak ada sel bertanda `parameters`; beri sel 1" in found.keeping._said.value
