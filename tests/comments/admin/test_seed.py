"""The discussion that began it all, on the desk: its readers stand out, its flattery says what it is."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command

from comments import arrivals, gist
from comments.models import Comment
from tests import factories

SEED = Path(__file__).parents[3].parent / "shared" / "data" / "seed-entry.wxr.xml"
READERS = {"wendy Buckingham", "Fluffy", "Willes", "lizette"}
# Reasons that say something about the words of a comment, and not about when, whence or how it came.
ABOUT_THE_WORDS = {"topic", "praise", "exchange", "calls", "trade", "links", "mostly-links", "contact"}

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SEED.is_file(), reason="the export is not at ../shared/data/seed-entry.wxr.xml"),
]


@pytest.fixture
def undecided(tmp_path, author):
    """The export without the author's own answers, everything else waiting, as it arrived."""

    def as_it_arrived(comment: re.Match) -> str:
        if "<wp:comment_user_id>0<" not in comment[0]:
            return ""
        return re.sub(r"<wp:comment_approved>.*?</", "<wp:comment_approved><![CDATA[0]]></", comment[0])

    own = re.sub(r"(?<=<wp:comment_user_id>)(?:<!\[CDATA\[)?(\d+)(?:\]\]>)?(?=<)", r"\1", SEED.read_text())
    reduced = tmp_path / "seed.wxr.xml"
    reduced.write_text(re.sub(r"<wp:comment>.*?</wp:comment>", as_it_arrived, own, flags=re.DOTALL))
    call_command("import_blog", str(reduced), verbosity=0)
    assert Comment.objects.pending().count() == Comment.objects.count() == 23
    while arrivals.judge_waiting():
        pass
    gist.read_unread()


def has_reason_to_wait(comment: Comment) -> bool:
    """Whether something about its words speaks for spam."""
    return any(code in ABOUT_THE_WORDS and points > 0 for code, _params, points in comment.reasons)


def test_flattery_has_reasons_in_its_words_and_readers_hardly_any(undecided):
    with_reason = {(comment.name, comment.pk) for comment in Comment.objects.all() if has_reason_to_wait(comment)}
    readers = {one for one in with_reason if one[0] in READERS}
    assert len(with_reason - readers) >= 14
    assert len(readers) <= 2


def test_the_desk_shows_a_reader_first(undecided, desk):
    page = desk.get("/admin/comments/comment/waiting/").content.decode()
    first = re.search(r'id="by-\d+" tabindex="-1"><bdi>(.*?)</bdi>', page)[1]
    assert first in READERS


def test_lizette_needs_an_answer_and_dena_and_ricky_do_not(undecided, desk):
    page = desk.get("/admin/comments/comment/answers/").content.decode()
    named = re.findall(r'id="by-\d+" tabindex="-1"><bdi>(.*?)</bdi>', page)
    assert "lizette" in named and not {"dena", "ricky"} & set(named)
    assert set(named) <= READERS


def test_what_the_author_wrote_is_never_judged():
    factories.blog()
    call_command("import_blog", str(SEED), verbosity=0)
    Comment.objects.update(status=Comment.Status.PENDING)
    arrivals.judge_waiting()
    own = Comment.objects.by_authors()
    assert own.count() == 7 and Comment.objects.by_readers().count() == 23
    assert not own.exclude(score=None, reasons=[]).exists()
    assert not Comment.objects.by_readers().filter(score=None).exists()


def test_the_full_blog_reminds_its_author_of_a_promise(desk):
    call_command("import_blog", str(SEED), verbosity=0)
    gist.read_unread()
    page = desk.get("/admin/comments/comment/answers/").content.decode()
    assert re.findall(r'id="by-\d+" tabindex="-1"><bdi>(.*?)</bdi>', page) == ["wendy Buckingham"]
    assert "in the next few weeks" in page


def test_the_clean_up_desk_groups_the_flattery(undecided, desk):
    page = desk.get("/admin/comments/comment/clean-up/").content.decode()
    grouped = Comment.objects.filter(gist__in=re.findall(r'name="group" value="(\w+)"', page))
    assert grouped.exclude(name__in=READERS).count() >= 14
    assert not grouped.filter(name__in=READERS).exists()
