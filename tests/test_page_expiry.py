"""Whatever is done to a blog, no kept page is older than it: every verb, with every kind of page kept before.

Each act stands in a table. A verb of a model that stands in none of them fails `test_every_verb_is_here`.
"""

import ast
import itertools
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag

from blog import images
from blog.models import Addendum, Author, Blog, Entry, Picture, SiteLink
from blog.moves import merge_tags, move_entries
from blog.page_cache.front import READ_WORDS
from comments import moderation, undo
from comments.models import Comment, Decision, Discussion, DiscussionRule
from comments.spam import learning
from tests import factories
from tests.blog.admin.forms import filled
from tests.reading import Reader

ROOT = Path(__file__).parents[1]
WRITES = {"save", "update", "delete", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITES |= {"_turn", "_change", "_choose", "_store", "put_in_force", "expire_pages"}


@dataclass
class Blogful:
    """A small blog with one of everything."""

    reader: Reader

    def __post_init__(self):
        self.blog = factories.blog(about="About bones.")
        self.author = factories.author("Steven Carney", is_superuser=True, biography="Writes.")
        self.other = factories.author("Ada Lindqvist")
        self.picture = picture("a", width=900)
        self.unused = picture("b", width=900)
        in_text = f'<p>Bones.</p><p><img src="/media/{self.picture.file.name}" alt="Bones"></p>'
        self.recent = factories.entry(
            "Recent", author=self.author, tags=["bones", "k2"], source=in_text, picture=self.picture
        )
        self.held = factories.entry("Held", days_old=60, author=self.author, tags=["k2"])
        self.closed = factories.entry("Closed", days_old=200, author=self.author, tags=["bones"])
        self.page = factories.entry("About", kind="page", days_old=300, author=self.author)
        self.draft = factories.entry("Draft", author=self.author, state="draft", published_at=None)
        self.withdrawn = factories.entry("Withdrawn", author=self.author, state="withdrawn", withdrawn_note="Wrong.")
        self.link = SiteLink.objects.create(blog=self.blog, place="navigation", label="About", address="/about/")
        self.addendum = Addendum(entry=self.recent, source="<p>Seen again.</p>", noted_on=timezone.localdate())
        self.addendum.save()
        self.comment = factories.comment(self.recent, "First.", name="wendy", website="https://wendy.example/")
        self.answer = factories.comment(self.recent, "Second.", parent=self.comment, user=self.author, name="")
        self.pending = factories.comment(self.recent, "Third.", status="pending", name="tizan")
        self.old = factories.comment(self.closed, "Long ago.", created_at=timezone.now() - timedelta(days=190))
        self.removed = factories.comment(self.recent, "Fourth.", name="gone")
        factories.comment(self.recent, "Fifth.", parent=self.removed)
        self.removed.trash(by=self.author)
        self.known = set(self.paths())

    def discussion(self, entry: Entry) -> Discussion:
        return Discussion.on(Entry.objects.get(pk=entry.pk))

    def fresh(self, row):
        return type(row).objects.get(pk=row.pk)

    def desk(self) -> Client:
        desk = Client()
        desk.force_login(self.author)
        return desk

    def paths(self) -> list[str]:
        """One of each kind, and more of those that an act may move: entries, their comments, tags."""
        found = [reverse(f"blog:{name}") for name in ("home", "archive", "rss", "atom", "json", "sitemap")]
        found += [reverse("blog:sitemap_part", args=[part]) for part in ("entries", "pages", "tags", "authors")]
        found += [reverse("comments:rss"), f"/{self.recent.published_at:%Y}/", f"/{self.recent.published_at:%Y/%m}/"]
        for slug in Tag.objects.values_list("slug", flat=True):
            found += [reverse(f"blog:{name}", args=[slug]) for name in ("tag", "tag_rss")]
        for author in Author.objects.filter(pk=self.author.pk):
            found += [reverse(f"blog:{name}", args=[author.slug]) for name in ("author", "author_atom")]
        for entry in Entry.objects.all():
            found.append(entry.get_absolute_url())
        for entry in Entry.objects.filter(pk__in=[self.recent.pk, self.closed.pk]):
            found.append(reverse("comments:entry_rss", args=[entry.path]))
        for comment in Comment.objects.filter(pk=self.comment.pk).select_related("discussion__entry"):
            found.append(reverse("comments:thread", args=[comment.discussion.entry.path, comment.anchor]))
        return found

    def read(self) -> tuple[dict[str, bytes], set[str]]:
        """Every page as a reader gets it, and which of them were kept."""
        paths, kept, answers = self.known | set(self.paths()), set(), {}
        for path in sorted(paths):
            renders = len(self.reader.renders)
            answers[path] = told(self.reader.get(path))
            if len(self.reader.renders) == renders:
                kept.add(path)
        return answers, kept

    def read_anew(self, path: str) -> bytes:
        """The page as it is now, whatever is kept."""
        return told(Client(headers={"host": "127.0.0.1"}).get(path))


def told(answer) -> bytes:
    if hasattr(answer, "status_code"):
        return f"{answer.status_code} {answer.get('Location', '')}\n".encode() + answer.content
    return f"{answer.status} {answer.headers.get('Location', '')}\n".encode() + answer.body


def picture(name: str, width: int) -> Picture:
    made = Picture(digest=name * 64, width=width, height=600, alt=f"Picture {name}")
    made.file.save(f"{name * 16}-{width}w.webp", ContentFile(b"not looked at"), save=False)
    made.save()
    return made


def change(which: str, /, **fields):
    """Sets fields of one of the rows and saves it."""

    def act(cast: Blogful) -> None:
        row = cast.fresh(getattr(cast, which))
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()

    return act


def verb(name: str, method: str, *args, **options):
    """Calls a verb of one of the rows."""
    return lambda cast: getattr(cast.fresh(getattr(cast, name)), method)(*args, **options)


def talk(entry: str, method: str, *args, **options):
    """Calls a verb of the discussion under one of the entries."""
    return lambda cast: getattr(cast.discussion(getattr(cast, entry)), method)(*args, **options)


def rule(method: str, *args, **fields):
    def act(cast: Blogful) -> None:
        row = DiscussionRule.load()
        for name, value in fields.items():
            setattr(row, name, value)
        getattr(row, method)(*args)

    return act


def accepted(cast: Blogful) -> None:
    factories.accept(
        cast.discussion(cast.recent), Comment(name="new", source="New.", format="markdown", status="approved")
    )


def approve_another(cast: Blogful) -> None:
    factories.accept(
        cast.discussion(cast.held), Comment(name="new", source="New.", format="markdown", status="approved")
    )


def only_held_ones(cast: Blogful) -> None:
    """Nothing is open on the subject of an entry that is closed."""
    cast.recent.trash()
    factories.entry("Old", days_old=400, author=cast.author, tags=["k2"])


def undo_it(cast: Blogful) -> None:
    undo.undo(Decision.objects.filter(verb__in=["spam", "closed", "rule_changed"]), cast.author)


def mark_as_spam(cast: Blogful) -> None:
    moderation.decide([cast.fresh(cast.comment)], "spam", cast.author)


def miscount(cast: Blogful) -> None:
    Discussion.objects.filter(entry=cast.recent).update(approved_count=77)


def make_renditions(cast: Blogful, monkeypatch) -> None:
    monkeypatch.setattr(images, "_encoded", lambda data, widths: [images.Encoded(widths[0], 300, b"narrow")])
    images.renditions(Picture.objects.get(pk=cast.picture.pk))


def purged(cast: Blogful) -> None:
    learning.purge(timezone.now() + timedelta(days=40))


def edited_tag(cast: Blogful) -> None:
    tag = Tag.objects.get(slug="bones")
    address = reverse("admin:taggit_tag_change", args=[tag.pk])
    form = filled(cast.desk().get(address), "tag_form", name="Bone", slug="bone")
    assert cast.desk().post(address, form).status_code == 302


def deleted_tags(cast: Blogful) -> None:
    chosen = {"action": "delete_selected", "_selected_action": [Tag.objects.get(slug="k2").pk], "post": "yes"}
    assert cast.desk().post(reverse("admin:taggit_tag_changelist"), chosen).status_code == 302


def edited_settings(cast: Blogful) -> None:
    address = reverse("admin:blog_blog_change", args=[1])
    form = filled(cast.desk().get(address), "blog_form", permalink="{year}/{month}/{slug}/")
    assert cast.desk().post(address, form).status_code == 302


def edited_entry(cast: Blogful) -> None:
    address = reverse("admin:blog_entry_change", args=[cast.recent.pk])
    form = filled(cast.desk().get(address), "entry_form", tags="bones, new words", _save="1")
    assert cast.desk().post(address, form).status_code == 302
    assert "new words" in cast.recent.tags.names()


def saved_comment(cast: Blogful) -> None:
    row = cast.fresh(cast.comment)
    row.source = "Other words."
    row.save()


def stored_comment_goes(cast: Blogful) -> None:
    Comment.objects.get(pk=cast.answer.pk).delete()


SEEN = {
    "Entry.save": change("recent", source="<p>Other words.</p>"),
    "Entry.save: title": change("recent", title="Another title"),
    "Entry.save: summary": change("held", summary="In short."),
    "Entry.save: picture": lambda cast: change("held", picture=cast.picture)(cast),
    "Entry.save: address": change("closed", slug="moved"),
    "Entry.save: author": lambda cast: change("recent", author=cast.other)(cast),
    "Entry.publish": verb("draft", "publish"),
    "Entry.withdraw": verb("recent", "withdraw", "Wrong."),
    "Entry.return_to_draft": verb("recent", "return_to_draft"),
    "Entry.trash": verb("recent", "trash"),
    "Entry.delete": verb("recent", "delete"),
    "Entry.count_as_update": verb("recent", "count_as_update"),
    "EntryQuerySet.delete": lambda cast: Entry.objects.filter(pk=cast.recent.pk).delete(),
    "Tags.add": lambda cast: cast.recent.tags.add("new"),
    "Tags.remove": lambda cast: cast.recent.tags.remove("bones"),
    "Tags.clear": lambda cast: cast.recent.tags.clear(),
    "Tags.set": lambda cast: cast.recent.tags.set(["k2", "other"]),
    "Addendum.save": change("addendum", source="<p>Other.</p>"),
    "Addendum.save: new": lambda cast: Addendum(entry=cast.closed, source="<p>Added.</p>").save(),
    "Addendum.delete": verb("addendum", "delete"),
    "Addendum.put_back": lambda cast: Addendum.put_back(cast.recent, []),
    "Author.save": change("author", name="Another Name"),
    "Author.save: biography": change("author", biography="Other."),
    "Author.delete": lambda cast: cast.fresh(cast.other).delete(),
    "Blog.save": change("blog", title="Another title"),
    "SiteLink.save": change("link", label="Who"),
    "SiteLink.delete": verb("link", "delete"),
    "Picture.save": change("picture", alt="Other words"),
    "Picture.delete": verb("picture", "delete"),
    "PictureQuerySet.delete": lambda cast: Picture.objects.filter(pk=cast.picture.pk).delete(),
    "moves.move_entries": lambda cast: move_entries(Blog.load()),
    "moves.merge_tags": lambda cast: merge_tags(Tag.objects.all(), Tag.objects.get(slug="k2")),
    "images.renditions": make_renditions,
    "the form of a tag": edited_tag,
    "the list of tags": deleted_tags,
    "the form of the settings": edited_settings,
    "the form of an entry": edited_entry,
    "Comment.save": saved_comment,
    "Comment.delete": stored_comment_goes,
    "Comment.approve": verb("pending", "approve"),
    "Comment.approve_without_links": verb("comment", "approve_without_links"),
    "Comment.remove_links": verb("comment", "remove_links"),
    "Comment.mark_as_spam": verb("comment", "mark_as_spam"),
    "Comment.trash": verb("answer", "trash"),
    "Comment.take_back": verb("answer", "take_back"),
    "Comment.hold": verb("answer", "hold"),
    "Comment.restore": verb("removed", "restore"),
    "Comment.claim": lambda cast: cast.fresh(cast.comment).claim(cast.author),
    "Comment.lock": verb("comment", "lock"),
    "Comment.unlock": verb("comment", "unlock"),
    "Comment.fold": verb("old", "fold"),
    "Comment.unfold": verb("old", "unfold"),
    "Comment.reword": verb("comment", "reword", "Other words."),
    "Comment.put_back": verb("comment", "put_back", {"status": "pending"}),
    "Discussion.close": talk("recent", "close"),
    "Discussion.reopen": talk("closed", "reopen"),
    "Discussion.reopen_for": talk("closed", "reopen_for", 3),
    "Discussion.moderate": talk("recent", "moderate"),
    "Discussion.close_on": lambda cast: cast.discussion(cast.recent).close_on(timezone.now() + timedelta(days=3)),
    "Discussion.follow_rule": talk("recent", "follow_rule"),
    "Discussion.say": talk("closed", "say", "Ask elsewhere."),
    "Discussion.close_as_imported": talk("recent", "close_as_imported"),
    "Discussion.put_back": lambda cast: cast.discussion(cast.recent).put_back({"choice": "closed"}),
    "Discussion.accept": accepted,
    "Discussion.accept: opens it": approve_another,
    "Discussion.recount": talk("recent", "recount"),
    "DiscussionRule.save": rule("save", max_depth=1),
    "DiscussionRule.put_in_force": rule("put_in_force", newest_first=True),
    "DiscussionRule.pause": rule("pause", "Away."),
    "DiscussionRule.resume": rule("resume"),
    "DiscussionRule.put_back": rule("put_back", {"close_after_days": 10, "moderate_after_days": 5}),
    "moderation.answer": lambda cast: moderation.answer(cast.fresh(cast.pending), "Yes.", cast.author),
    "undo.undo": undo_it,
    "undo.undo: a closing": undo_it,
    "undo.undo: the rule": undo_it,
    "learning.purge": purged,
}
# What has to be done before an act can be seen.
FIRST = {
    "Author.delete": lambda cast: factories.comment(cast.recent, "Mine.", user=cast.other, name=""),
    "moves.move_entries": lambda cast: Blog.objects.update(permalink="{year}/{month}/{slug}/"),
    "Comment.unlock": verb("comment", "lock"),
    "Comment.unfold": verb("old", "fold"),
    "Discussion.follow_rule": talk("recent", "close"),
    "Discussion.accept: opens it": only_held_ones,
    "Discussion.recount": miscount,
    "DiscussionRule.resume": rule("pause", "Away."),
    "undo.undo": mark_as_spam,
    "undo.undo: a closing": talk("recent", "close"),
    "undo.undo: the rule": rule("put_in_force", max_depth=1),
}
# What changes rows and no page: whole classes, and single verbs.
UNSEEN = {
    "Decision": "the log stands at the desk",
    "DecisionLink": "goes out by mail",
    "Keys": "a setting of the desk",
    "Move": "an import's own progress; its entries have verbs",
    "Note": "private, to the author",
    "Passage": "for the search, which is never kept",
    "PreviewLink": "a draft's private address",
    "SignInAttempt": "nobody's to see",
    "Subscription": "who wants mail is on no page",
    "Sweep": "its own progress; its comments have verbs",
    "Comment.waive_answer": "whether the author owes an answer is the author's to know",
    "Discussion.count": "a part of accept and of the acts on comments",
    "Discussion.changing": "a part of acts",
}


@pytest.fixture
def cast(reader):
    ContentType.objects.clear_cache()
    return Blogful(reader)


@pytest.mark.parametrize("name", SEEN)
def test_after_an_act_no_page_is_the_older_one(cast, name, monkeypatch):
    if name in FIRST:
        FIRST[name](cast)
    before, _kept = cast.read()
    act = SEEN[name]
    act(cast, monkeypatch) if act is make_renditions else act(cast)
    now, kept = cast.read()
    assert any(now[path] != text for path, text in before.items()), "This act is not seen: it belongs to UNSEEN."
    assert [path for path in kept if now[path] != cast.read_anew(path)] == []


def test_every_verb_is_here():
    known = {name.split(":")[0] for name in (*SEEN, *UNSEEN)}
    new = {name for name in verbs() if not known & {name, name.split(".")[0]}}
    assert new == set(), "Put these verbs into SEEN, or into UNSEEN with a word on why no page shows them."


def verbs() -> set[str]:
    """Public methods of models and their querysets that write, directly or by another verb's name."""
    files = itertools.chain(*(ROOT.glob(f"{app}/models/*.py") for app in ("blog", "comments")))
    files = [*files, ROOT / "blog/querysets.py", ROOT / "comments/querysets.py"]
    classes = (node for file in files for node in ast.parse(file.read_text()).body if isinstance(node, ast.ClassDef))
    return {
        f"{one.name}.{method.name}"
        for one in classes
        for method in one.body
        if isinstance(method, ast.FunctionDef) and not method.name.startswith("_") and writes(method)
    }


def writes(method: ast.FunctionDef) -> bool:
    calls = (node for node in ast.walk(method) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
    return any(call.func.attr in WRITES for call in calls)


def test_an_approved_comment_makes_few_pages_be_rendered_anew_and_none_before_somebody_asks(cast):
    """As many in a larger blog: what shows the entry or its number of comments, wherever that stands."""
    found = []
    for size in (30, 60):
        for number in range(size - 30, size):
            factories.entry(f"Older {number}", days_old=3 + number, author=cast.author, tags=["bones", "k2"])
        lists = ("/", "/tag/bones/", "/tag/k2/", f"/author/{cast.author.slug}/")
        cast.known |= {f"{address}page/{page}/" for address in lists for page in (2, 3)}
        cast.read()
        _pages, kept_before = cast.read()
        assert len(kept_before) >= size + 20
        cast.reader.renders.clear()
        new = Comment(name="new", source=f"New in {size}.", format="markdown", status="approved")
        factories.accept(cast.discussion(cast.recent), new)
        assert cast.reader.renders == []
        _pages, kept = cast.read()
        found.append(kept_before - kept)
    assert cast.recent.get_absolute_url() in found[0] and len(found[0]) <= 30
    assert found[0] == found[1]


def test_words_of_questions_that_views_read_are_known_to_the_front():
    """A view that reads another one would never see it, since the front leaves out what nobody reads."""
    from_source = set()
    for app in ("blog", "comments"):
        for file in (ROOT / app).rglob("*.py"):
            if "admin" in file.parts:
                continue
            for node in ast.walk(ast.parse(file.read_text())):
                if is_get(node):
                    from_source.add(node.args[0].value)
    assert from_source
    assert from_source - READ_WORDS == set()


def is_get(node: ast.AST) -> bool:
    """`request.GET.get("word")`"""
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get"
    return is_call and isinstance(node.func.value, ast.Attribute) and node.func.value.attr == "GET"
