"""A real blog moves in by one command: counts, threads, states, addresses; again, interrupted, or only rehearsed."""

import gc
import html
import io
import json
import re
from itertools import count
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, transaction
from django.db.models import Count, Max
from taggit.models import Tag, TaggedItem

from blog.models import Author, Blog, Entry, ImportedRecord, OldAddress, Permalink
from comments.models import Choice, Comment, Decision, Discussion
from config import importing
from tests import factories
from tests.blog.importers.wxr import AUTHOR, comment, item, saved, term, wxr

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[2].parent / "shared" / "data"
TABLES = [Author, Blog, Entry, OldAddress, Tag, TaggedItem, Discussion, Comment, Decision, ImportedRecord]


def shared(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return path


def import_blog(path: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("import_blog", str(path), *options, stdout=out)
    return out.getvalue()


def report_of(path: Path, *options: str) -> dict:
    written = path.parent / "report.json" if path.parent != DATA else Path(options[-1])
    import_blog(path, *options, "--report", str(written))
    return json.loads(written.read_text())


def sizes() -> list[tuple[int, int | None]]:
    """How many rows each table has, and its highest key."""
    return [tuple(table.objects.aggregate(Count("pk"), Max("pk")).values()) for table in TABLES]


def rows() -> dict[str, list]:
    """Everything that an import makes, but for the moments and random keys of its making."""
    left_out = {"imported_at", "turned_at", "password", "date_joined"}
    kept = {}
    for table in TABLES:
        names = {field.attname for field in table._meta.concrete_fields} - left_out
        if table is OldAddress:
            names -= {"created_at"}
        kept[table.__name__] = list(table.objects.order_by("pk").values(*sorted(names)))
    return kept


# The seed: one entry with its discussion, between two neighbours.


@pytest.fixture
def seed(db):
    import_blog(shared("seed-entry.wxr.xml"))
    return Entry.objects.get(slug="want-bone-and-heart-health")


def test_the_seed_keeps_every_paragraph_heading_and_list_item(seed):
    written = shared("seed-entry.wxr.xml").read_text().split("<content:encoded><![CDATA[")[2].partition("]]>")[0]
    parts = written.split("\n\n")
    paragraphs = [part for part in parts if not part.startswith("<")]
    headings = re.findall("<h3>(.*?)</h3>", written)
    shown = html.unescape(seed.body_html)
    assert re.findall("<p>(.*?)</p>", shown) == paragraphs
    assert re.findall("<h[2-6][^>]*>(.*?)</h[2-6]>", shown) == headings
    assert re.findall("<li>(.*?)</li>", shown) == re.findall("<li>(.*?)</li>", written)
    assert (len(paragraphs), len(headings), seed.body_html.count("<h1")) == (19, 4, 0)


def test_the_seed_keeps_its_thirty_comments_under_what_they_answer(seed):
    comments = Comment.objects.on(seed)
    assert (comments.count(), comments.approved().count(), comments.roots().count()) == (30, 30, 23)
    assert {reply.parent.anchor for reply in comments.exclude(parent=None)} == {
        f"comment-{number}" for number in (101, 103, 105, 110, 118, 120, 125)
    }
    assert comments.get(anchor="comment-122").name == "Anonymous"
    assert "192.0.2." not in str(list(comments.values()))


def test_seven_of_them_are_the_authors_under_three_names(seed):
    own = Comment.objects.on(seed).filter(user=seed.author)
    assert own.count() == 7
    assert dict(own.values_list("name").annotate(number=Count("pk"))) == {
        "Steve": 3,
        "Steve Carney": 3,
        "Steven Carney": 1,
    }
    assert seed.author.name == "Steven Carney"
    assert all(comment.is_by_author for comment in own)


def test_the_seeds_discussion_is_closed_and_the_others_follow_the_rule(seed):
    discussion = Discussion.on(seed)
    state = discussion.state_at()
    assert (state.is_closed, state.reason) == (True, "elsewhere")
    assert (discussion.approved_count, discussion.pending_count) == (30, 0)
    assert {Discussion.on(entry).choice for entry in Entry.objects.exclude(pk=seed.pk)} == {Choice.RULE}
    assert not Decision.objects.exists()


def test_the_seed_has_neighbours_and_its_address(seed):
    published = Entry.objects.posts().published()
    assert published.before(seed).first().title == "Vitamin D Critical for Bone and Immune Health"
    assert published.after(seed).first().title == "Is Fish Oil Bogus?"
    assert seed.path == "want-bone-and-heart-health/"
    assert OldAddress.objects.get(path="?p=12").entry == seed
    assert sorted(seed.tags.names()) == ["bone health", "heart health", "vitamins"]


def test_the_seeds_blog_gets_its_name_and_its_zone(seed):
    blog = Blog.load()
    assert (blog.title, blog.tagline) == ("End Sickness Now", "Nutrition, health and disease prevention")
    assert (blog.language, blog.time_zone, blog.permalink) == ("en", "America/Los_Angeles", Permalink.SLUG)
    assert f"{seed.published_at.astimezone(blog.zone):%Y-%m-%d %H:%M}" == "2012-07-05 09:00"


# WordPress's own test data. The numbers are those that another parser counts in the file.


@pytest.fixture
def theme(tmp_path):
    return report_of(shared("themeunittestdata.wordpress.xml"), "--report", str(tmp_path / "report.json"))


def test_all_of_the_test_data_is_taken_or_skipped_with_a_reason(theme):
    assert theme["taken"]["post"] == {"published": 55, "scheduled": 1, "draft": 2}
    assert theme["taken"]["page"] == {"published": 21}
    assert theme["taken"]["comment"] == {"approved": 26, "pending": 3}
    assert theme["taken"]["pingback"] == theme["taken"]["trackback"] == {"approved": 2}
    assert theme["taken"]["author"] == {"new": 2}
    kinds = [found["kind"] for found in theme["skipped"]]
    assert {kind: kinds.count(kind) for kind in kinds} == {"attachment": 37, "nav_menu_item": 70}
    assert all(found["reason"] for found in theme["skipped"])
    assert len(kinds) + Entry.objects.count() == 186


def test_the_tables_hold_what_the_report_says(theme):
    posts, pages = Entry.objects.posts(), Entry.objects.pages()
    assert (posts.published().count(), posts.scheduled().count(), posts.drafts().count()) == (55, 1, 2)
    assert (pages.published().count(), pages.count()) == (21, 21)
    states = dict(Comment.objects.order_by().values_list("status").annotate(Count("pk")))
    kinds = dict(Comment.objects.order_by().values_list("kind").annotate(Count("pk")))
    assert (states, kinds) == ({"approved": 30, "pending": 3}, {"comment": 29, "trackback": 2, "pingback": 2})
    assert theme["taken"]["tag"]["new"] == Tag.objects.count()
    assert theme["taken"]["address"]["new"] == OldAddress.objects.count()


def test_the_test_data_keeps_ten_levels_of_replies(theme):
    assert Comment.objects.aggregate(depth=Max("depth"))["depth"] == 9
    deepest = Comment.objects.get(depth=9)
    assert deepest.body_html == "<p>Comment Depth 10</p>\n<p>Also an author comment.</p>"
    assert deepest.is_by_author
    # Four by the number of an account, two more by an author's address.
    assert Comment.objects.filter(user__isnull=False).count() == 6


def test_the_test_datas_odd_entries_are_all_there(theme):
    untitled = Entry.objects.get(slug="edge-case-no-title")
    assert (untitled.title, untitled.is_published()) == ("", True)
    secret = Entry.objects.get(title__startswith="Template: Password Protected")
    assert (secret.state, secret.discussion.comments.count()) == ("draft", 1)
    assert any("password" in found["words"] and found["label"] == secret.title for found in theme["to_look_at"])
    assert f"{Entry.objects.scheduled().get().published_at:%Y-%m-%d %H:%M}" == "2030-01-01 19:00"
    assert Entry.objects.get(slug="edge-case-no-content").body_html == ""
    assert Entry.objects.get(slug="markup-title-with-markup").title == "Markup: Title With Markup"
    assert "<!--more-->" in Entry.objects.get(slug="template-more-tag").source
    assert Entry.objects.get(slug="template-more-tag").opening_html


def test_the_test_datas_addresses_still_lead_somewhere(theme):
    assert Blog.load().permalink == Permalink.DAY
    level = Entry.objects.get(slug="level-3")
    assert (level.path, OldAddress.objects.get(path="level-1/level-2/level-3/").entry) == ("level-3/", level)
    greek = Entry.objects.get(slug="επίπεδο-3")
    assert OldAddress.objects.get(path="greek/επίπεδο-2/επίπεδο-3/").entry == greek
    assert Entry.objects.get(slug="template-comments").path == "2012/01/03/template-comments/"


def test_the_test_datas_discussions_are_closed_where_they_were(theme):
    closed = Discussion.objects.filter(choice=Choice.CLOSED, was_closed_elsewhere=True)
    assert closed.filter(entry__kind="post").count() == 39
    assert not closed.filter(entry__kind="page").exists()


@pytest.mark.parametrize("name", ["seed-entry.wxr.xml", "themeunittestdata.wordpress.xml"])
def test_a_second_import_adds_and_changes_nothing(name, tmp_path):
    import_blog(shared(name))
    before, everything = sizes(), rows()
    report = report_of(shared(name), "--report", str(tmp_path / "report.json"))
    assert (sizes(), rows()) == (before, everything)
    assert report["taken"] == {}
    assert report["known"]["post"] == Entry.objects.posts().count()


# What else may happen.


def whole_blog() -> list[str]:
    """Three entries with tags and comments, closed and open."""
    return [
        item(
            comment(1),
            comment(2, 1, user_id="1"),
            comment(3, approved="0"),
            term("soy", "soy"),
            wp__comment_status="closed",
        ),
        item(
            comment(4),
            comment(5, 4),
            wp__post_id="13",
            wp__post_name="fish",
            title="Fish",
            link="http://old.example/fish/",
        ),
        item(
            wp__post_id="14",
            wp__post_type="page",
            wp__post_name="about",
            title="About",
            link="http://old.example/me/about/",
        ),
    ]


@pytest.mark.parametrize("is_done", [False, True], ids=["before", "behind"])
@pytest.mark.parametrize("step", range(1, 9))
def test_an_import_cut_short_at_any_step_goes_on_where_it_stopped(tmp_path, monkeypatch, step, is_done):
    path = saved(tmp_path, wxr(*whole_blog()))
    monkeypatch.setattr("comments.importing.BATCH", 1)
    steps = count(1)

    def cut(verb):
        def cut_verb(*args):
            now = next(steps) == step
            done = verb(*args) if is_done or not now else None
            if now:
                raise KeyboardInterrupt
            return done

        return cut_verb

    with monkeypatch.context() as patch:
        patch.setattr(importing.EntrySaver, "save", cut(importing.EntrySaver.save))
        patch.setattr(importing.CommentSaver, "save", cut(importing.CommentSaver.save))
        with pytest.raises(KeyboardInterrupt):
            import_blog(path)
    assert signature() != SIGNATURE
    import_blog(path)
    assert signature() == SIGNATURE


def signature() -> tuple:
    """What a reader can tell of the whole blog, whatever the keys are."""
    entries = Entry.objects.order_by("path").values_list(
        "path", "title", "state", "author__username", "published_at__year"
    )
    comments = Comment.objects.order_by("anchor").values_list(
        "anchor", "parent__anchor", "root__anchor", "depth", "status"
    )
    discussions = Discussion.objects.order_by("entry__path").values_list(
        "entry__path", "choice", "approved_count", "pending_count"
    )
    threads = Comment.objects.filter(thread_count__gt=0).order_by("anchor").values_list("anchor", "thread_count")
    return (
        list(entries),
        list(comments),
        list(discussions),
        list(threads),
        sorted(OldAddress.objects.values_list("path", flat=True)),
        sorted(TaggedItem.objects.values_list("tag__name", flat=True)),
        ImportedRecord.objects.count(),
    )


SIGNATURE = (
    [
        ("about/", "About", "published", "steve", 2012),
        ("bones/", "Bones", "published", "steve", 2012),
        ("fish/", "Fish", "published", "steve", 2012),
    ],
    [
        ("comment-1", None, None, 0, "approved"),
        ("comment-2", "comment-1", "comment-1", 1, "approved"),
        ("comment-3", None, None, 0, "pending"),
        ("comment-4", None, None, 0, "approved"),
        ("comment-5", "comment-4", "comment-4", 1, "approved"),
    ],
    [("bones/", "closed", 2, 1), ("fish/", "rule", 2, 0)],
    [("comment-1", 1), ("comment-4", 1)],
    ["?p=12", "?p=13", "?p=14", "me/about/"],
    ["soy"],
    9,
)


def test_an_import_nobody_cuts_short_gives_the_same(tmp_path):
    import_blog(saved(tmp_path, wxr(*whole_blog())))
    assert signature() == SIGNATURE


def test_what_was_purged_here_does_not_come_back(tmp_path):
    path = saved(tmp_path, wxr(*whole_blog()))
    import_blog(path)
    Comment.objects.filter(anchor__in=["comment-1", "comment-3"]).delete()
    Entry.objects.get(slug="fish").delete()
    left = sizes()
    import_blog(path)
    assert sizes() == left


def test_comments_written_since_the_first_import_are_added(tmp_path):
    import_blog(saved(tmp_path, wxr(item(comment(1)))))
    report = report_of(saved(tmp_path, wxr(item(comment(1), comment(2, 1)))))
    assert (report["taken"], report["known"]["comment"]) == ({"comment": {"approved": 1}}, 1)
    assert Comment.objects.get(anchor="comment-2").parent.anchor == "comment-1"


def test_a_rehearsal_says_the_same_and_writes_nothing(tmp_path):
    odd = item(
        comment(6, 9, author_url="x y"),
        wp__post_id="15",
        wp__post_name="x",
        link="http://old.example/x/",
        title="t" * 400,
    )
    path = saved(tmp_path, wxr(*whole_blog(), item(wp__post_type="attachment"), odd))
    before = sizes()
    rehearsed = report_of(path, "--dry-run")
    assert sizes() == before
    assert "nothing was written" in import_blog(path, "--dry-run")
    real = report_of(path)
    assert rehearsed.pop("dry_run") and not real.pop("dry_run")
    # Only writing finds out which addresses are free.
    del real["taken"]["address"]
    for report in (rehearsed, real):
        report["to_look_at"].sort(key=str)
    assert rehearsed == real


def test_two_authors_comments_and_bylines_are_told_apart(tmp_path):
    wendy = {"author_id": "2", "author_login": "wendy", "author_email": "w@example.org", "author_display_name": "Wendy"}
    comments = comment(1, user_id="1"), comment(2, user_id="2"), comment(3)
    import_blog(saved(tmp_path, wxr(item(*comments, dc__creator="wendy"), authors=[AUTHOR, wendy])))
    assert Entry.objects.get().author.name == "Wendy"
    found = Comment.objects.order_by("anchor")
    assert [(comment.is_by_author, comment.is_by_staff) for comment in found] == [
        (False, True),
        (True, False),
        (False, False),
    ]


def test_the_owner_can_say_who_of_the_authors_she_is(tmp_path, author):
    import_blog(saved(tmp_path, wxr(item())), "--author", f"steve={author.username}")
    assert Entry.objects.get().author == author


def test_an_account_without_a_name_of_its_own_takes_the_byline_of_the_old_blog(tmp_path, author):
    fresh = factories.author("steve", username="steve")
    import_blog(saved(tmp_path, wxr(item())))
    fresh.refresh_from_db()
    author.refresh_from_db()
    assert (fresh.name, author.name) == ("Steven Carney", "Steven Carney")
    assert Entry.objects.get().author == fresh


def test_a_login_that_is_not_in_the_export_is_remarked_on(tmp_path, author):
    out = import_blog(saved(tmp_path, wxr(item())), "--author", f"stevie={author.username}")
    assert "--author names an author that the export does not have: stevie" in out


def test_posts_and_pages_with_equal_slugs_both_come(tmp_path):
    page = item(wp__post_id="13", wp__post_type="page", title="Bones, a page")
    out = import_blog(saved(tmp_path, wxr(item(), page, item(wp__post_id="14", title="Bones again"))))
    assert sorted(Entry.objects.values_list("path", flat=True)) == ["bones-2/", "bones-3/", "bones/"]
    assert "Had an address that another entry has; it lives at /bones-2/ now: Bones, a page" in out


def test_a_page_with_comments_keeps_them_and_says_that_it_takes_no_more(tmp_path):
    out = import_blog(saved(tmp_path, wxr(item(comment(1), wp__post_type="page"))))
    discussion = Discussion.objects.get()
    assert (discussion.approved_count, discussion.choice, discussion.state_at().reason) == (1, Choice.RULE, "page")
    assert "Is a page whose discussion was open" in out


def test_a_closed_page_without_comments_needs_no_discussion(tmp_path):
    import_blog(saved(tmp_path, wxr(item(wp__post_type="page", wp__comment_status="closed"))))
    assert not Discussion.objects.exists()


def test_trash_comes_as_trash(tmp_path):
    trashed = item(comment(1, approved="post-trashed"), wp__status="trash", wp__post_name="bones__trashed")
    import_blog(saved(tmp_path, wxr(trashed)))
    assert (Entry.objects.get().state, Entry.objects.get().slug, Comment.objects.get().status) == (
        "trashed",
        "bones",
        "trash",
    )


def test_a_broken_file_gives_what_came_before_and_an_error(tmp_path):
    path = saved(tmp_path, wxr(item(comment(1)), "<item><title>Cut"))
    with pytest.raises(CommandError, match="What came before was taken"):
        import_blog(path)
    assert (Entry.objects.count(), Comment.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("options", "words"),
    [(["--author", "steve"], "LOGIN=USERNAME"), (["--author", "steve=nobody"], "no account “nobody”")],
)
def test_options_that_make_no_sense_are_named(tmp_path, options, words):
    with pytest.raises(CommandError, match=words):
        import_blog(saved(tmp_path, wxr(item())), *options)


def test_a_file_that_is_no_export_is_named(tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        import_blog(tmp_path / "nowhere.xml")


def test_a_site_that_never_was_started_is_told_to(tmp_path, monkeypatch):
    monkeypatch.setattr(ImportedRecord._meta, "db_table", "nowhere")
    with pytest.raises(CommandError, match="Start the site once"), transaction.atomic():
        import_blog(saved(tmp_path, wxr(item())))


def test_a_database_that_refuses_midway_is_told_and_the_import_goes_on_later(tmp_path, monkeypatch):
    path = saved(tmp_path, wxr(*whole_blog()))

    def refuse(*args):
        raise OperationalError("disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(importing.CommentSaver, "save", refuse)
        with pytest.raises(CommandError, match="disk is full"):
            import_blog(path)
    import_blog(path)
    assert signature() == SIGNATURE


def test_hostile_markup_shows_as_nothing(tmp_path):
    hostile = '<a href="javascript:alert(1)">x</a><script>alert(1)</script><img src=x onerror=alert(1)>'
    import_blog(
        saved(
            tmp_path, wxr(item(comment(1, content=hostile, author="<b>x</b>"), title=hostile, content__encoded=hostile))
        )
    )
    shown = Entry.objects.get().body_html + Comment.objects.get().body_html
    assert not any(word in shown for word in ("javascript:", "<script", "onerror"))
    assert (Entry.objects.get().title, Comment.objects.get().name) == ("xalert(1)", "x")


def test_a_blog_that_has_entries_keeps_its_settings(tmp_path):
    factories.blog()
    factories.entry()
    out = import_blog(saved(tmp_path, wxr(item())))
    assert Blog.load().title == "End Sickness Now"
    assert "its title, zone and kind of addresses stay as they are" in out


def test_equal_numbers_of_two_old_blogs_are_two_entries(tmp_path):
    import_blog(saved(tmp_path, wxr(item(comment(1)))))
    other = {"wp:base_blog_url": "http://other.example", "link": "http://other.example"}
    import_blog(saved(tmp_path, wxr(item(comment(1)), **other)))
    assert (Entry.objects.count(), Comment.objects.count()) == (2, 2)


def test_what_the_site_shares_with_its_worker_stays_shared_after_an_import():
    with importing.nothing_old_looked_through():
        assert gc.get_freeze_count()
    assert not gc.get_freeze_count()
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        with importing.nothing_old_looked_through():
            pass
        assert gc.get_freeze_count() == frozen
    finally:
        gc.unfreeze()
