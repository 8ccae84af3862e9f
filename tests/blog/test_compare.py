"""Two states of a text, compared in words."""

from hypothesis import given
from hypothesis import strategies as st

from blog.compare import Line, compared, readable


def told(lines: list[Line]) -> list[str]:
    marks = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return [
        "".join(marks[piece.kind].format(piece.words) for piece in line.pieces) if line.pieces else f"({line.skipped})"
        for line in lines
    ]


def test_a_changed_word_is_shown_within_its_line():
    assert told(compared(["Take 45 mcg a day."], ["Take 90 mcg a day."])) == ["Take [-45-][+90+] mcg a day."]


def test_lines_far_from_a_change_are_counted():
    old = [f"Line {number}" for number in range(9)]
    new = [*old[:4], "Another", *old[5:]]
    assert told(compared(old, new)) == ["(3)", "Line 3", "[-Line 4-][+Another+]", "Line 5", "(3)"]


def test_a_new_and_a_lost_paragraph_are_whole_lines():
    assert told(compared(["One"], ["One", "Two"])) == ["One", "[+Two+]"]
    assert told(compared(["One", "Two"], ["Two"])) == ["[-One-]", "Two"]


def test_what_is_the_same_shows_nothing_but_its_length():
    assert told(compared(["One", "Two"], ["One", "Two"])) == ["(2)"]


def test_two_paragraphs_made_of_one_are_two_lines():
    lines = compared(["One and two"], ["One", "two"])
    assert len(lines) == 2 and any(line.is_changed for line in lines)


def test_clean_html_reads_as_words_without_tags():
    html = (
        '<h2 id="text-x">K2</h2>\n<p>See <a href="https://example.org/a">this &amp; that</a>,<br>now.</p>'
        '<ul><li>One</li><li>Two</li></ul><figure><img src="/media/a.webp" alt="A bowl"></figure>'
    )
    assert readable(html) == [
        "Heading: K2",
        "See this & that (https://example.org/a),",
        "now.",
        "• One",
        "• Two",
        "[Picture: A bowl]",
    ]


def test_long_texts_are_compared_as_wholes_in_no_time():
    old, new = ["word " * 40_000], ["other " * 40_000]
    assert [piece.kind for line in compared(old, new) for piece in line.pieces] == ["gone", "new"]


texts = st.lists(st.text(alphabet="ab \u0627.", min_size=1, max_size=12).map(str.strip).filter(bool), max_size=8)


@given(texts, texts)
def test_each_side_can_be_read_off_the_comparison(old, new):
    def side(other: str, whole: list[str]) -> list[str]:
        shown = compared(old, new)
        words = [piece.words for line in shown for piece in line.pieces if piece.kind != other]
        skipped = sum(line.skipped for line in shown)
        kept = "".join("".join(words).split())
        return kept, skipped, "".join("".join(whole).split())

    for other, whole in (("gone", new), ("new", old)):
        kept, skipped, all_of_it = side(other, whole)
        assert kept == all_of_it if not skipped else len(kept) <= len(all_of_it)
