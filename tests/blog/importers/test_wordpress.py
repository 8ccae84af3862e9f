"""A WordPress export becomes records; what does not fit is skipped or remarked on, with its reason."""

import tracemalloc
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from blog.importers import wordpress
from blog.importers.exports import BrokenExport, UnreadableExport
from blog.importers.records import AuthorRecord, CommentRecord, EntryRecord, Remark, SiteRecord, Skipped
from blog.importers.survey import survey
from tests.blog.importers.wxr import AUTHOR, comment, item, meta, saved, term, wxr

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def read(tmp_path):
    """Reads an export of these items as a list of records."""

    def records(*items: str, **fields) -> list:
        path = saved(tmp_path, wxr(*items, **fields))
        return list(wordpress.read(path, BERLIN, survey(path).numbers))

    return records


@pytest.fixture
def read_entry(read):
    """Reads one item with these elements as an entry."""
    return lambda *inside, **fields: of_kind(EntryRecord, read(item(*inside, **fields)))[0]


@pytest.fixture
def remarks(read):
    return lambda *inside, **fields: [remark.words for remark in of_kind(Remark, read(item(*inside, **fields)))]


def of_kind(kind, records: list) -> list:
    return [record for record in records if isinstance(record, kind)]


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_every_version_and_namespace_is_read_alike(read, scheme, version):
    records = read(item(comment(), excerpt__encoded="In short"), scheme=scheme, version=version)
    assert records == [
        SiteRecord("old.example", "An Old Blog", "About bones", "en-US"),
        AuthorRecord("steve", "Steven Carney", "steve@example.org"),
        EntryRecord(
            old_id="12",
            kind="post",
            state="published",
            title="Bones",
            slug="bones",
            login="steve",
            body="<p>Text.</p>",
            summary="In short",
            published_at=datetime(2012, 7, 5, 16, tzinfo=UTC),
            created_at=datetime(2012, 7, 5, 16, tzinfo=UTC),
            modified_at=None,
            tags=(),
            addresses=("bones/", "?p=12"),
            is_discussion_closed=False,
        ),
        CommentRecord(
            old_id="101",
            entry_id="12",
            parent_id="",
            kind="comment",
            status="approved",
            login="",
            name="wendy",
            email="wendy@example.org",
            website="",
            body="<p>Comment 101.</p>",
            created_at=datetime(2012, 7, 10, 5, 39, tzinfo=UTC),
        ),
    ]


def test_an_unknown_version_is_read_and_remarked_on(read):
    records = read(item(), version="2.0")
    assert of_kind(EntryRecord, records)
    assert Remark("The export's version is not one of 1.0 to 1.2; it was read like 1.2", "2.0") in records


STATES = {
    "publish": "published",
    "future": "published",
    "draft": "draft",
    "pending": "draft",
    "private": "draft",
    "trash": "trashed",
    "something": "draft",
    "": "published",
}


@pytest.mark.parametrize(("status", "state"), STATES.items())
def test_states(read_entry, status, state):
    assert read_entry(wp__status=status).state == state


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"wp__status": "private"}, "Was private; here it is a draft"),
        ({"wp__status": "pending"}, "Was waiting for review; here it is a draft"),
        ({"wp__status": "something"}, "Has a state unknown here (something); it is a draft"),
        (
            {"wp__post_password": "enter"},
            "Was protected by a password; here it is a draft, since there are no passwords",
        ),
        ({"wp__status": "future"}, "Was scheduled, and its day has passed since: it is public now"),
        ({"title": ""}, "Has no title"),
        ({"wp__is_sticky": "1"}, "Was kept on top of the front page; here it stands at its date"),
        ({"dc__creator": ""}, "Names no author; it is given to the owner of the blog"),
        (
            {"wp__post_date": "0000-00-00 00:00:00", "wp__post_date_gmt": "0000-00-00 00:00:00"},
            "Has no date, so it can't be public; here it is a draft",
        ),
        ({"content__encoded": "<!--nextpage-->"}, "Was cut into several pages; here it is one"),
    ],
)
def test_what_a_person_should_know_is_remarked_on(remarks, fields, words):
    assert remarks(**fields) == [words]


def test_a_plain_post_needs_no_remark(remarks):
    assert remarks(comment()) == []


def test_a_password_makes_a_draft(read_entry):
    assert read_entry(wp__post_password="enter").state == "draft"


def test_a_scheduled_post_keeps_its_date(read_entry):
    entry = read_entry(wp__status="future", wp__post_date_gmt="2999-01-01 10:00:00")
    assert (entry.state, entry.published_at) == ("published", datetime(2999, 1, 1, 10, tzinfo=UTC))


@pytest.mark.parametrize("status", ["draft", "pending"])
def test_what_never_was_public_has_no_date_of_publication(read_entry, status):
    entry = read_entry(wp__status=status)
    assert (entry.published_at, entry.created_at) == (None, datetime(2012, 7, 5, 16, tzinfo=UTC))


@pytest.mark.parametrize(
    ("fields", "moment"),
    [
        ({"wp__post_date_gmt": "0000-00-00 00:00:00"}, datetime(2012, 7, 5, 7, tzinfo=UTC)),
        ({"wp__post_date_gmt": ""}, datetime(2012, 7, 5, 7, tzinfo=UTC)),
        (
            {"wp__post_date_gmt": "", "wp__post_date": "", "pubDate": "Thu, 05 Jul 2012 16:00:00 +0000"},
            datetime(2012, 7, 5, 16, tzinfo=UTC),
        ),
        ({"wp__post_date_gmt": "nonsense", "wp__post_date": "0001-01-01 00:00:00"}, None),
    ],
)
def test_dates_without_gmt_are_taken_in_the_zone(read_entry, fields, moment):
    assert read_entry(**fields).published_at == moment


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Title <em>With</em> <b>Mark<sup>up</sup></b>", "Title With Markup"),
        ("Don&#8217;t &amp; won&rsquo;t", "Don’t & won’t"),
        ("~`!@#$%^&*()-_=+{}[]/\\;:'\"?,.>", "~`!@#$%^&*()-_=+{}[]/\\;:'\"?,.>"),
        ("Two\n lines", "Two lines"),
        ("1 < 2", "1 < 2"),
    ],
)
def test_titles_are_plain_text(read_entry, title, plain):
    assert read_entry(title=title).title == plain


@pytest.mark.parametrize(
    ("slug", "kept"),
    [
        ("bones", "bones"),
        ("%ce%b5%cf%80%ce%af%cf%80%ce%b5%ce%b4%ce%bf-2", "επίπεδο-2"),
        ("bones__trashed", "bones"),
        ("bones__trashed-2", "bones"),
        ("", ""),
    ],
)
def test_slugs_are_decoded(read_entry, slug, kept):
    assert read_entry(wp__post_name=slug).slug == kept


def test_tags_and_categories_are_tags_with_their_old_addresses(read):
    head = "".join(
        f"<wp:category><wp:category_nicename>{name}</wp:category_nicename>"
        f"<wp:category_parent>{parent}</wp:category_parent></wp:category>"
        for name, parent in {"food": "", "soy": "food"}.items()
    )
    terms = [
        term("Vitamins &amp; more", "vitamins"),
        term("Soy", "soy", "category"),
        term("Uncategorized", "uncategorized", "category"),
        term("post-format-quote", "post-format-quote", "post_format"),
        term("", "", "post_tag"),
        term("no slug", "", "tag"),
    ]
    [entry] = of_kind(EntryRecord, read(item(*terms), head=head))
    assert [(tag.name, tag.slug, tag.addresses) for tag in entry.tags] == [
        ("Vitamins & more", "vitamins", ("tag/vitamins/",)),
        ("Soy", "soy", ("category/soy/", "category/food/soy/")),
        ("no slug", "", ()),
    ]


def test_categories_in_a_circle_end(read):
    head = "".join(
        f"<wp:category><wp:category_nicename>{name}</wp:category_nicename>"
        f"<wp:category_parent>{parent}</wp:category_parent></wp:category>"
        for name, parent in {"a": "b", "b": "a"}.items()
    )
    [entry] = of_kind(EntryRecord, read(item(term("A", "a", "category")), head=head))
    assert entry.tags[0].addresses == ("category/a/", "category/b/a/")


@pytest.mark.parametrize(
    ("fields", "inside", "addresses"),
    [
        ({"link": "http://old.example/?p=12"}, (), ("?p=12",)),
        ({"link": "http://old.example//a/%CE%B5-2/?x=1"}, (), ("a/ε-2/", "?p=12")),
        ({"link": "http://old.example/2012/07/bones.html"}, (), ("2012/07/bones.html", "?p=12")),
        ({"link": "http://old.example/?p=12", "wp__status": "draft"}, (), ()),
        ({}, (meta("_wp_old_slug", "bone"),), ("bones/", "bone/", "?p=12")),
        (
            {"link": "http://old.example/bones/bones.html"},
            (meta("_wp_old_slug", "b"),),
            ("bones/bones.html", "bones/b.html", "?p=12"),
        ),
        ({"link": "http://["}, (), ("?p=12",)),
    ],
)
def test_old_addresses(read_entry, fields, inside, addresses):
    assert read_entry(*inside, **fields).addresses == addresses


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"wp__post_type": "attachment"}, "media library"),
        ({"wp__post_type": "nav_menu_item"}, "Menus"),
        ({"wp__post_type": "wp_global_styles"}, "WordPress's own or a plugin's"),
        ({"wp__post_type": "product"}, "WordPress's own or a plugin's"),
        ({"wp__status": "auto-draft"}, "keeps by itself"),
        ({"wp__status": "inherit"}, "keeps by itself"),
    ],
)
def test_what_has_no_place_is_skipped_with_its_reason_and_its_comments(read, fields, words):
    skipped = of_kind(Skipped, read(item(comment(), **fields)))
    assert [found.label for found in skipped] == ["Bones", "wendy (101)"]
    assert words in skipped[0].reason


def test_an_item_given_twice_is_taken_once(read):
    records = read(item(), item(title="Again"))
    assert [entry.title for entry in of_kind(EntryRecord, records)] == ["Bones"]
    assert [(found.label, "twice" in found.reason) for found in of_kind(Skipped, records)] == [("Again", True)]


def test_items_without_a_number_are_told_apart_and_known_again(read):
    items = item(wp__post_id="", guid="http://old.example/a"), item(wp__post_id="", guid="http://old.example/b")
    first, second = (entry.old_id for entry in of_kind(EntryRecord, read(*items)))
    assert first != second
    assert [first, second] == [entry.old_id for entry in of_kind(EntryRecord, read(*items))]


STATUSES = {
    "1": "approved",
    "approve": "approved",
    "0": "pending",
    "hold": "pending",
    "": "pending",
    "spam": "spam",
    "trash": "trash",
    "post-trashed": "trash",
    "odd": "pending",
}


@pytest.mark.parametrize(("approved", "status"), STATUSES.items())
def test_comment_states(read, approved, status):
    [record] = of_kind(CommentRecord, read(item(comment(approved=approved))))
    assert record.status == status


@pytest.mark.parametrize(
    ("kind", "kept"),
    [("", "comment"), ("comment", "comment"), ("pingback", "pingback"), ("trackback", "trackback")],
)
def test_comment_kinds(read, kind, kept):
    [record] = of_kind(CommentRecord, read(item(comment(type=kind))))
    assert record.kind == kept


def test_an_editors_note_and_a_repeated_comment_are_skipped(read):
    records = read(item(comment(1, type="note"), comment(2), comment(2, content="Again.")))
    assert [record.old_id for record in of_kind(CommentRecord, records)] == ["2"]
    assert ["note" in found.reason or "twice" in found.reason for found in of_kind(Skipped, records)] == [True, True]


@pytest.mark.parametrize(
    ("fields", "login"),
    [
        ({}, ""),
        ({"user_id": "1"}, "steve"),
        ({"user_id": "7"}, ""),
        ({"author_email": "STEVE@example.org"}, "steve"),
        ({"author_email": "steve@example.org", "approved": "0"}, ""),
        ({"author_email": ""}, ""),
    ],
)
def test_who_of_the_authors_wrote_a_comment(read, fields, login):
    [record] = of_kind(CommentRecord, read(item(comment(**fields))))
    assert record.login == login


def test_an_account_number_is_learnt_from_its_address_when_authors_have_none(read):
    authors = [{name: text for name, text in AUTHOR.items() if name != "author_id"}]
    comments = comment(1, user_id="9", author_email="steve@example.org"), comment(2, user_id="9", author="Jane")
    records = read(item(*comments), authors=authors)
    assert [record.login for record in of_kind(CommentRecord, records)] == ["steve", "steve"]


def test_a_comment_is_kept_as_typed_and_without_its_network_address(read):
    typed = "One\ntwo\n\nthree < four"
    [record] = of_kind(CommentRecord, read(item(comment(author="Ping &laquo; Steve’s", content=typed))))
    assert (record.name, record.body) == ("Ping « Steve’s", "<p>One<br>\ntwo</p>\n<p>three < four</p>")
    assert "192.0.2.1" not in str(record)


def test_a_comment_without_a_date_gets_its_entrys(read):
    [record] = of_kind(CommentRecord, read(item(comment(date="", date_gmt="0000-00-00 00:00:00"))))
    assert record.created_at == datetime(2012, 7, 5, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("break_", "words"),
    [
        ("<item><title>Open", r"line 7"),
        ("<item></wrong></item>", r"line 6"),
        ("<item><unknown:tag/></item>", r"line 6"),
        ("<item>" + "<b>" * 100, "nests elements"),
    ],
)
def test_a_break_is_named_with_its_line_and_what_came_before_is_read(tmp_path, break_, words):
    head, end = wxr(item()).split("</channel>")
    path = saved(tmp_path, f"{head}{break_}\n</channel>{end}")
    records = []
    with pytest.raises(BrokenExport, match=words):
        records.extend(iter_into(records, wordpress.read(path, BERLIN)))
    assert [entry.title for entry in of_kind(EntryRecord, records)] == ["Bones"]
    assert survey(path).items == 1


def iter_into(records: list, found):
    for record in found:
        records.append(record)
    return []


def test_a_doctype_further_down_is_refused_too(tmp_path):
    text = wxr(item()).replace("<rss", f"<!--{' ' * 70_000}-->\n<!DOCTYPE rss [<!ENTITY a 'b'>]>\n<rss")
    with pytest.raises(UnreadableExport):
        list(wordpress.read(saved(tmp_path, text), BERLIN))


def test_an_export_without_items_has_a_site_and_authors(read):
    assert [type(record) for record in read()] == [SiteRecord, AuthorRecord]


def test_an_element_without_end_is_refused_before_it_fills_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("blog.importers.wxr.LONGEST", 1_000_000)
    text = wxr(item(), item(title="A" * 3_000_000, wp__post_id="13"))
    records = wordpress.read(saved(tmp_path, text), UTC)
    with pytest.raises(BrokenExport, match="holds more than 1000000 characters"):
        for record in records:
            assert getattr(record, "old_id", "12") == "12"


def test_a_long_export_does_not_stay_in_memory(tmp_path):
    def peak(items: int) -> int:
        numbers = (item(wp__post_id=str(number), content__encoded="word " * 1_000) for number in range(items))
        path = saved(tmp_path, wxr(*numbers))
        tracemalloc.start()
        assert sum(isinstance(record, EntryRecord) for record in wordpress.read(path, BERLIN)) == items
        _now, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    # Nine hundred items more are 5 MB of text more.
    assert peak(1_000) < peak(100) + 500_000
