"""What the face of a report's page is held to before it is published, whatever its plan."""

from page_budget import ANSWER, DIGITS, NAMES, NUMBERS, words_of

from simulate.page.words import LANGUAGES, Words, unmarked


def assert_short_and_opening(page, result, *elements):
    """The answer keeps its budget, and each number of the headline and of these elements opens what it rests on."""
    for language in LANGUAGES:
        said = page.answer(result, Words(language))
        assert words_of(said) <= ANSWER
        assert len(DIGITS.findall(NAMES.sub("", said))) <= NUMBERS
        opened = set()
        for element in (page.headline, *elements):
            unmarked(element(result).html[language], lambda trace, number, opened=opened: opened.add(trace) or number)
        traces = page.record(result).content["traces"][language]
        assert opened
        assert opened <= traces.keys()
        assert all(traces[name][part] for name in opened for part in ("name", "value", "formula"))
