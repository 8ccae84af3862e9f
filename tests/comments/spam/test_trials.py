"""Measures and protocols of the trials; the bars themselves, where the collection is at hand."""

from pathlib import Path

import pytest

from comments.spam import trials
from comments.spam.trials import Scores

COLLECTION = Path(__file__).parents[3].parent / "shared" / "data" / "spam" / "youtube"
has_collection = pytest.mark.skipif(
    not COLLECTION.is_dir(), reason="the YouTube Spam Collection is not at ../shared/data/spam/youtube"
)


def test_measures_by_hand():
    scores = Scores(spam=[3.0, 2.0, 0.0], readers=[1.0, -1.0])
    assert scores.auc() == pytest.approx(5 / 6)
    assert scores.line(0.005) == 1.0
    assert scores.above(1.0) == pytest.approx(2 / 3)
    assert Scores([1.0], [1.0]).auc() == 0.5


def test_a_share_of_false_alarms_is_never_overdrawn():
    readers = [float(number) for number in range(190)]
    line = Scores([], readers).line(0.01)
    assert sum(one > line for one in readers) == 1


@pytest.mark.parametrize(
    "head", ["COMMENT_ID,AUTHOR,DATE,CONTENT,CLASS", "id,Author,date,Text,label", "x,name,date,comment,is_spam"]
)
def test_columns_are_known_by_several_names(tmp_path, head):
    row = "1,Ada,2013-11-07T06:20:48,It&#39;s fine,0"
    (tmp_path / "some.csv").write_text(f"\ufeff{head}\n{row}\n", encoding="utf-8")
    (one,) = trials.read(tmp_path)["some"]
    assert (one.submission.text, one.submission.name, one.is_spam) == ("It's fine", "Ada", False)


def test_an_entrys_text_and_date_are_taken_along(tmp_path):
    (tmp_path / "some.csv").write_text(
        "text,url,date,entry text,entry date,label\nnatto,http://a.example,2013-01-09,On natto,2013-01-01,spam\n"
    )
    (one,) = trials.read(tmp_path)["some"]
    assert one.submission.entry_words == {"natto"}
    assert one.submission.entry_age_days == 8
    assert one.submission.website == "http://a.example"


@pytest.mark.parametrize(
    ("content", "said"),
    [("text,label\nhello,maybe\n", "Row 2 of some.csv has the label 'maybe'"), (None, "There is no CSV file")],
)
def test_unreadable_data_is_named(tmp_path, content, said):
    if content:
        (tmp_path / "some.csv").write_text(content)
    with pytest.raises(trials.UnreadableData, match=said):
        trials.read(tmp_path)


@pytest.fixture(scope="module")
def sets():
    return trials.read(COLLECTION)


@has_collection
def test_the_first_day(sets):
    assert trials.without_labels(sets)[0] >= 0.88


@has_collection
def test_a_hundred_labels(sets):
    auc, _half, one_in_a_hundred, _five = trials.leave_one_out(sets, 100)[0]
    assert auc >= 0.945
    assert one_in_a_hundred >= 0.68
