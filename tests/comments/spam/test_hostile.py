"""Whatever is sent, the filter answers, in bounds."""

import string

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from comments.models import Rule
from comments.spam.features import LONGEST_KEY, MOST_FEATURES, learnt_keys
from comments.spam.headlines import headline
from comments.spam.reasons import sentence
from comments.spam.submission import Submission, words_of
from comments.spam.text import FIRST_LETTERS, Text
from comments.spam.verdict import Known, keys_of, look, weigh
from comments.spam.wording import are_twins, first_words, wording_of

PIECES = st.sampled_from(
    [
        "http://",
        "www.",
        "a.b.",
        "[url=",
        "]",
        "<a href=",
        ">",
        "<",
        " . com",
        "@",
        "@a.b",
        "dot",
        "(",
        "great ",
        "check out my ",
        "\u200b",
        "\u202e",
        "\u00ad",
        "'",
        "’",
        "*",
        "\n",
        " ",
        "\t",
        "!",
        "?",
        "a",
        "A",
        "ß",
        "İ",
        "ﷺ",
        "½",
        "字",
        "я",
        "ا",
        "👩‍👩‍👧",
        "0",
        "+1 ",
        "-",
        ".",
        "natto ",
    ]  # fmt: skip
)
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(PIECES, max_size=200).map("".join),
    st.tuples(st.lists(PIECES, min_size=1, max_size=4).map("".join), st.integers(1, 3_000)).map(
        lambda pair: (pair[0] * pair[1])[:10_000]
    ),
)
RULES = tuple(
    Rule(field=field, pattern=pattern, outcome="hold")
    for field in Rule.Field.values
    for pattern in ("*a*a*a*", "natto", "***", "[", "10.0.0.0/8", "great *")
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, name=st.text(max_size=245), website=TEXTS, email=st.text(max_size=60), network=st.text(max_size=50))
@example("a" * 10_000, "", "", "", "")
@example("." * 10_000, ".", ".", ".", ".")
@example("a." * 5_000, "[", "http://[", "@", "::/48")
@example("<a " * 3_000, "<", "http://" + "a." * 240, "", "")
@example(" " * 10_000, " ", " ", " ", " ")
@example("\u200b" * 10_000, "\u200b", "", "", "")
@example("great post " * 900, "post " * 40, "", "", "")
@example(string.printable * 90, string.printable, "", "", "")
def test_anything_is_judged_in_bounds(text, name, website, email, network):
    submission = Submission(
        text,
        name=name,
        website=website[:500],
        email=email,
        network=network,
        entry_words=words_of("natto"),
        author_names=(name[:3],),
        rules=RULES,
    )
    findings = look(submission)
    keys = keys_of(submission, findings)
    assert len(learnt_keys(submission)) <= MOST_FEATURES
    assert all(0 < len(key) <= LONGEST_KEY for key in keys)
    verdict = weigh(submission, findings, keys, Known({key: 0.7 for key in keys}, {key: (1, 2) for key in keys}))
    assert abs(sum(reason.points for reason in verdict.reasons) - verdict.score) < 1e-6
    assert headline(verdict)
    assert all(sentence(reason.code, reason.params) for reason in verdict.reasons)


@given(TEXTS)
def test_places_of_words_lie_within_the_text(typed):
    text = Text.of(typed)
    for at in range(len(text.words)):
        assert text.part(at, at) or not text.words[at].strip()


@given(TEXTS, st.sampled_from(["", " ", "\n\n", "  !"]))
def test_the_wording_of_a_text_is_its_own(typed, more):
    typed = typed[: FIRST_LETTERS - len(more)]
    assert wording_of(typed) == wording_of(typed)
    if wording_of(typed)[0] is not None:
        assert are_twins(first_words(typed), first_words(typed + more))
        low, high = wording_of(typed)
        assert -(2**63) <= low <= high < 2**63
