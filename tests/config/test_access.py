"""Who may see and do what, at every address: walked through from the list of addresses itself.

An address that is not in EXPECTED fails: whoever adds one says here whom it is for.
"""

import json
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.urls import get_resolver
from django.utils import timezone
from taggit.models import Tag

from blog.models import Addendum, Author, Blog, Entry, Move, OldAddress, Picture, PreviewLink, Revision
from comments import moderation
from comments.models import Comment, Decision, DecisionLink, Discussion, DiscussionRule, Mail, Note, Subscription, Sweep
from comments.views import mine
from config import roles
from tests import factories
from tests.blog.admin.forms import filled

ANONYMOUS, MODERATOR, AUTHOR, OTHER, OWNER = CAST = ("anonymous", "moderator", "author", "other author", "owner")
EVERYONE = set(CAST)
STAFF = EVERYONE - {ANONYMOUS}
WRITERS = {AUTHOR, OTHER, OWNER}
OWN_ENTRY = {AUTHOR, OWNER}
TALK = {MODERATOR, AUTHOR, OWNER}
MODERATORS = {MODERATOR, OWNER}
OWNERS = {OWNER}
NOBODY = set()
# Whether anything was written is asked of the statements first: all rows are gone through only then.
WRITES = re.compile(r"\b(?:INSERT|UPDATE|DELETE|REPLACE|TRUNCATE)\b")
LET_IN, TURNED_AWAY, NO_SUCH_METHOD = "let in", "turned away", "no such method"

# Addresses that are keys: who has one is told, whoever that is.
KEYS = {"comments:decide", "blog:preview"}

# Whom a page is for; where POST is for others, a second set.
READ = (EVERYONE, NOBODY)


def own_admin(model: str, see: set, change: set, add: set, delete: set) -> dict:
    """Django's pages of one model: who lists and opens, who changes, who adds, who deletes."""
    return {
        f"admin:{model}_changelist": (see, see),
        f"admin:{model}_add": add,
        f"admin:{model}_history": see,
        f"admin:{model}_delete": delete,
        f"admin:{model}_change": (see, change),
        # The address of an object alone leads to its page.
        f"admin/{model.replace('_', '/')}/<path:object_id>/": STAFF,
    }


EXPECTED = {
    # The admin itself
    "admin:index": STAFF,
    "admin:login": EVERYONE,
    # Who is not signed in is led to the door.
    "admin:logout": ({ANONYMOUS}, EVERYONE),
    "admin:password_change": STAFF,
    "admin:password_change_done": STAFF,
    "admin:autocomplete": NOBODY,
    "admin:jsi18n": (STAFF, NOBODY),
    "admin:view_on_site": STAFF,
    "admin:app_list": STAFF,
    "admin/(?P<url>.*)$": NOBODY,
    # The blog
    **own_admin("blog_entry", see=OWN_ENTRY, change=OWN_ENTRY, add=WRITERS, delete=NOBODY),
    "admin:blog_entry_changelist": WRITERS,
    "admin:blog_entry_versions": (OWN_ENTRY, NOBODY),
    "admin:blog_entry_version": OWN_ENTRY,
    "admin:blog_entry_previews": OWN_ENTRY,
    "admin:blog_entry_notes": OWN_ENTRY,
    "admin:blog_entry_autosave": OWN_ENTRY,
    "admin:blog_entry_autosave_new": WRITERS,
    "admin:blog_entry_forget": (NOBODY, OWN_ENTRY),
    "admin:comments_entry_page": OWN_ENTRY,
    "admin:blog_editor_blocks": (NOBODY, WRITERS),
    "admin:blog_editor_compare": (NOBODY, WRITERS),
    "admin:blog_picture_upload": (NOBODY, WRITERS),
    "admin:blog_picture_library": (WRITERS, NOBODY),
    "admin:blog_picture_words": (NOBODY, OWN_ENTRY),
    **own_admin("blog_picture", see=WRITERS, change=OWN_ENTRY, add=WRITERS, delete=OWNERS),
    **own_admin("blog_oldaddress", see=OWNERS, change=NOBODY, add=OWNERS, delete=OWNERS),
    **own_admin("blog_blog", see=OWNERS, change=OWNERS, add=NOBODY, delete=NOBODY),
    # Leads to the one row's page, which asks.
    "admin:blog_blog_changelist": STAFF,
    **own_admin("blog_move", see=OWNERS, change=OWNERS, add=NOBODY, delete=NOBODY),
    # Both lead to the page of what is on its way in, which asks.
    "admin:blog_move_changelist": STAFF,
    "admin:blog_move_change": STAFF,
    "admin:blog_move": OWNERS,
    **own_admin("blog_author", see=OWNERS, change=OWNERS, add=OWNERS, delete=OWNERS),
    "admin:auth_user_password_change": OWNERS,
    **own_admin("taggit_tag", see=OWNERS, change=OWNERS, add=OWNERS, delete=OWNERS),
    # The conversation
    **own_admin("comments_comment", see=TALK, change=TALK, add=NOBODY, delete=NOBODY),
    "admin:comments_comment_changelist": STAFF,
    "admin:comments_waiting": STAFF,
    "admin:comments_answers": STAFF,
    "admin:comments_clean_up": STAFF,
    "admin:comments_filter": MODERATORS,
    "admin:comments_sweep": TALK,
    "admin:comments_decisions": STAFF,
    "admin:comments_names": MODERATORS,
    "admin:comments_claim": TALK,
    "admin:comments_ban": MODERATORS,
    "admin:comments_close": TALK,
    **own_admin("comments_note", see=OWNERS, change=OWNERS, add=NOBODY, delete=OWNERS),
    **own_admin("comments_mail", see=OWNERS, change=NOBODY, add=NOBODY, delete=NOBODY),
    # Leads to the list.
    "admin:comments_mail_change": (OWNERS, OWNERS),
    # Both lead to the notes' own page, which asks.
    "admin:comments_note_changelist": STAFF,
    "admin:comments_note_change": STAFF,
    "admin:comments_notes": OWNERS,
    **own_admin("comments_discussionrule", see=OWNERS, change=OWNERS, add=NOBODY, delete=NOBODY),
    # Both lead to the rule's own page, which asks.
    "admin:comments_discussionrule_changelist": STAFF,
    "admin:comments_discussionrule_change": STAFF,
    "admin:comments_rule": OWNERS,
    # Readers
    "comments:post": (NOBODY, EVERYONE),
    "comments:post_reply": (NOBODY, EVERYONE),
    "comments:note": EVERYONE,
    "comments:note_on_entry": EVERYONE,
    "comments:additions": EVERYONE,
    "comments:additions_asked": READ,
    "comments:confirm": EVERYONE,
    "comments:unsubscribe": EVERYONE,
    "comments:mine": EVERYONE,
    "comments:decide": EVERYONE,
    **dict.fromkeys(
        [
            *(f"comments:{name}" for name in ("note_sent", "received", "reply", "comment", "page", "thread")),
            *("comments:thread_part", "blog:home", "blog:home_page", "blog:tag", "blog:tag_page", "blog:author"),
            *("blog:author_page", "blog:year", "blog:year_page", "blog:month", "blog:month_page", "blog:archive"),
            *("blog:search", "blog:robots", "blog:preview", "blog:favicon", "blog:media", "blog:entry"),
            *(f"comments:{name}" for name in ("rss", "atom", "entries_rss", "entries_atom", "tag_rss", "tag_atom")),
            *(f"comments:{name}" for name in ("author_rss", "author_atom", "entry_rss", "entry_atom")),
            *(f"blog:{name}" for name in ("rss", "atom", "json", "tag_rss", "tag_atom", "author_rss", "author_atom")),
        ],
        READ,
    ),
    # Django's sitemaps answer a POST as they answer a GET.
    "blog:sitemap": EVERYONE,
    "blog:sitemap_part": EVERYONE,
}


def addresses(resolver=None, space: str = "", before: str = ""):
    """(name, or the route of one without a name; the route) of every address there is."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern, inner, route)
        else:
            yield (space + pattern.name if pattern.name else route), route


ADDRESSES = dict(addresses())


@pytest.fixture
def world(blog, settings):
    """An entry with everything that hangs on it, by an author of a role, and who else there is."""
    roles.establish()
    settings.MAIL_CONFIGURED = True
    cast = {
        MODERATOR: factories.author("Mo"),
        AUTHOR: factories.author("Ann Author", email="ann@example.org"),
        OTHER: factories.author("Otto"),
        OWNER: factories.author("Olga Owner", is_superuser=True),
    }
    cast[MODERATOR].groups.add(Group.objects.get(name="Moderator"))
    cast[AUTHOR].groups.add(Group.objects.get(name="Author"))
    cast[OTHER].groups.add(Group.objects.get(name="Author"))
    Blog.objects.update(owner=cast[OWNER])
    DiscussionRule.load().save()
    entry = factories.entry(author=cast[AUTHOR], tags=["bones"])
    said = factories.comment(entry, "Said in the open.")
    waits = factories.comment(entry, "WAITING-WORDS", status="pending", email="wendy@private.example", score=0.0)
    draft = factories.entry("HIDDEN-DRAFT", author=cast[AUTHOR], state="draft", published_at=None)
    picture = Picture.objects.create(
        file="pictures/a.png", digest="a", width=1, height=1, alt="x", uploaded_by=cast[AUTHOR]
    )
    Addendum.objects.create(entry=entry, source="Later.", format="markdown")
    version = Revision.objects.create(entry=entry, author=cast[AUTHOR], title="HIDDEN-VERSION", source="Before.")
    old = OldAddress.objects.create(path="old/", entry=entry)
    wish = Subscription.objects.create(entry=entry, comment=said, email="w@example.org")
    link = PreviewLink.objects.create(entry=draft, ends_at=timezone.now() + timedelta(days=1))
    move = Move.objects.create(called="old.xml", file="a.export")
    note = Note.objects.create(entry=entry, name="dena", text="PRIVATE-NOTE")
    failed = Mail.objects.create(
        kind="reply", key="k", recipient="SOMEBODY@example.org", subject="s", text="t", tries=5, last_error="x: y"
    )
    sweep = Sweep.objects.create(actor=cast[AUTHOR], act="spam", chosen=[], total=0)
    way = DecisionLink.objects.create(comment=waits, person=cast[AUTHOR], seen=moderation.version(waits))
    settings.MEDIA_ROOT.joinpath("pictures").mkdir(parents=True, exist_ok=True)
    settings.MEDIA_ROOT.joinpath("pictures/a.png").write_bytes(b"")
    return {**locals(), "tag": Tag.objects.get()}


def values(name: str, world: dict) -> dict:
    """What stands in the place of an address's parameters."""
    entry, comment, reader = world["entry"], world["waits"], world["said"]
    objects = {
        "blog_entry": entry,
        "blog_picture": world["picture"],
        "blog_oldaddress": world["old"],
        "blog_blog": Blog.load(),
        "blog_move": world["move"],
        "blog_author": world["cast"][OTHER],
        "auth_user": world["cast"][OTHER],
        "taggit_tag": world["tag"],
        "comments_discussionrule": DiscussionRule.load(),
        "comments_entry_page": entry,
        "comments_note": world["note"],
        "comments_mail": world["failed"],
        "comments_sweep": world["sweep"],
        "comments_comment": comment,
        "comments": comment,
    }
    plain = name.removeprefix("admin:").removeprefix("admin/").replace("/", "_")
    found = next((one for start, one in objects.items() if plain.startswith(start)), entry)
    slug = entry.author.slug if "author" in name else world["tag"].slug
    tokens = {
        "comments:mine": mine.sign(reader.pk),
        "comments:decide": world["way"].token,
        "blog:preview": world["link"].token,
    }
    token = tokens.get(name, world["wish"].token)
    pk = reader.pk if name == "comments:comment" else found.pk
    return {
        **{"object_id": found.pk, "id": found.pk, "pk": pk, "entry_pk": entry.pk, "anchor": reader.anchor},
        **{"token": token, "slug": slug, "number": 1, "part": 1, "section": "entries", "app_label": "comments"},
        **{"year": entry.published_at.year, "month": f"{entry.published_at.month:02}", "url": "nothing/"},
        **{"content_type_id": ContentType.objects.get_for_model(Entry).pk},
        "version_pk": world["version"].pk,
        "path": "pictures/a.png" if name == "blog:media" else entry.path,
    }


def address(name: str, world: dict) -> str:
    route = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", ADDRESSES[name]).replace("^", "").replace("$", "")
    given = values(name, world)
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(given[match[1]]), route)


def answer_of(response) -> str:
    if response.status_code == 405:
        return NO_SUCH_METHOD
    said = " ".join(map(str, get_messages(response.wsgi_request))) if hasattr(response, "wsgi_request") else ""
    if response.status_code == 302 and (response.url.startswith("/admin/login/") or "doesn’t exist" in said):
        return TURNED_AWAY
    return TURNED_AWAY if response.status_code in {401, 403, 404} else LET_IN


def everything() -> str:
    """All rows of all tables but those of sessions; sign-in's own mark too is no change."""
    state = {}
    for model in apps.get_models():
        if model not in {Session, LogEntry}:
            names = [field.attname for field in model._meta.concrete_fields if field.attname != "last_login"]
            state[model._meta.label] = list(model._base_manager.order_by("pk").values_list(*names))
    return json.dumps(state, default=str, sort_keys=True)


def asked(client, world, role: str, method: str, path: str, data: dict | None = None):
    """(the response, whether anything changed); and all is as it was again."""
    client.cookies.clear()
    if role != ANONYMOUS:
        client.force_login(world["cast"][role])
    written = []

    def note(execute, statement, *rest):
        written.extend(WRITES.findall(statement))
        return execute(statement, *rest)

    before = world.get("before") or world.setdefault("before", everything())
    try:
        with transaction.atomic():
            with connection.execute_wrapper(note):
                response = getattr(client, method)(path, data or {}, HTTP_SEC_FETCH_SITE="same-origin")
            changed = bool(written) and everything() != before
            raise Rewind
    except Rewind:
        return response, changed


class Rewind(Exception):
    pass


def test_every_address_has_an_expectation_and_every_expectation_an_address():
    new, gone = ADDRESSES.keys() - EXPECTED.keys(), EXPECTED.keys() - ADDRESSES.keys()
    assert not new, f"Say in EXPECTED whom these are for: {sorted(new)}"
    assert not gone, f"These are no addresses any more: {sorted(gone)}"


@pytest.mark.parametrize("name", ADDRESSES)
def test_each_role_gets_where_it_may_and_nowhere_else(client, world, name):
    expected = EXPECTED[name]
    may_get, may_post = expected if isinstance(expected, tuple) else (expected, expected)
    path, wrong = address(name, world), []
    for role in CAST:
        for method, may in (("get", may_get), ("post", may_post)):
            response, changed = asked(client, world, role, method, path)
            answer = answer_of(response)
            where = f"{role} {method.upper()} {path}: {answer} ({response.status_code})"
            if response.status_code >= 500 or (answer == LET_IN) != (role in may):
                wrong.append(where)
            if changed and (method == "get" or answer != LET_IN):
                wrong.append(f"{where}, and something changed")
            if name not in KEYS:
                wrong += [f"{where}, and it shows {mark}" for mark in shown_wrongly(response, role)]
    assert not wrong, "\n".join(wrong)


def shown_wrongly(response, role: str) -> list[str]:
    """What only some may see, and stands in the answer all the same."""
    if response.streaming:
        return []
    body = response.content.decode(errors="replace")
    marks = {
        "HIDDEN-DRAFT": OWN_ENTRY,
        "HIDDEN-VERSION": OWN_ENTRY,
        "WAITING-WORDS": TALK,
        "PRIVATE-NOTE": OWNERS,
        "SOMEBODY@example.org": OWNERS,
        "wendy@private.example": TALK,
        "ann@example.org": OWN_ENTRY,
    }
    return [mark for mark, may in marks.items() if mark in body and role not in may]


# What is done at those addresses: whose press changes something


def on_the_desk(world, do: str) -> dict:
    return {
        "comment": f"{world['waits'].pk}.{moderation.version(world['waits'])}",
        "do": do,
        "answer": "Yes." if do == "answer" else "",
    }


def on_many(world, act: str, name: str = "waits") -> dict:
    return {"action": act, "_selected_action": [world[name].pk], "tag": "a new tag"}


WAITING = "/admin/comments/comment/waiting/"
COMMENTS = "/admin/comments/comment/"
ENTRIES = "/admin/blog/entry/"
ACTS = {
    **{f"desk: {do}": (TALK, WAITING, lambda world, do=do: on_the_desk(world, do)) for do in ("approve", "approve-plain", "spam", "trash", "lock", "answer")},
    **{f"many: {act}": (TALK, COMMENTS, lambda world, act=act: on_many(world, act)) for act in ("approve", "spam", "trash")},
    **{f"entries: {act}": (OWN_ENTRY, ENTRIES, lambda world, act=act: on_many(world, act, "entry")) for act in ("withdraw", "return_to_draft", "trash", "add_tag")},
    "entries: publish": (OWN_ENTRY, ENTRIES, lambda world: on_many(world, "publish", "draft")),
    "entries: close": (OWN_ENTRY, ENTRIES, lambda world: on_many(world, "close_discussions", "entry") | {"counted": "1-0-0-0"}),
    "ban": (MODERATORS, "{comment}ban/", lambda world: {"by": "email"}),
    "close from the desk": (TALK, "{comment}close/", lambda world: {}),
    "claim": (TALK, "{comment}claim/", lambda world: {}),
    "reword": (TALK, "{comment}change/", lambda world: {"source": "Other words."}),
    "twin: close": (OWN_ENTRY, "{entry}page/", lambda world: {"switch": "close"}),
    "twin: say": (OWN_ENTRY, "{entry}page/", lambda world: {"text": "A word."}),
    "twin: answer": (OWN_ENTRY, "{entry}page/", lambda world: {"text": "Yes.", "answers": world["waits"].anchor}),
    "mail: try again": (OWNERS, "/admin/comments/mail/", lambda world: on_many(world, "try_again", "failed")),
    "mail: let go": (OWNERS, "/admin/comments/mail/", lambda world: on_many(world, "let_go", "failed")),
    "version: put back": (OWN_ENTRY, "{entry}versions/{version}/", lambda world: {}),
    "version: type": (OWN_ENTRY, "{entry}autosave/", lambda world: {"title": "Other words"}),
    "preview: make": (OWN_ENTRY, "{entry}previews/", lambda world: {"days": "7"}),
    "note: read": (OWNERS, "/admin/comments/note/read/", lambda world: {"note": world["note"].pk}),
    "note: delete": (OWNERS, "/admin/comments/note/read/", lambda world: {"note": world["note"].pk, "do": "delete"}),
    "rule: pause": (OWNERS, "/admin/comments/discussionrule/rule/", lambda world: {"do": "pause"}),
    "picture: describe": (OWN_ENTRY, "{picture}change/", lambda world: {"alt": "Another"}),
    "tag: rename": (OWNERS, "{tag}change/", lambda world: {"name": "knochen", "slug": "knochen"}),
    "account: delete": (OWNERS, "{other}delete/", lambda world: {"post": "yes"}),
    "account: password": (OWNERS, "{other}password/", lambda world: {"password1": "quite another 1", "password2": "quite another 1", "usable_password": "true"}),
}  # fmt: skip


def place(path: str, world: dict) -> str:
    return path.format(
        comment=f"{COMMENTS}{world['waits'].pk}/",
        entry=f"{ENTRIES}{world['entry'].pk}/",
        version=world["version"].pk,
        picture=f"/admin/blog/picture/{world['picture'].pk}/",
        tag=f"/admin/taggit/tag/{world['tag'].pk}/",
        other=f"/admin/blog/author/{world['cast'][OTHER].pk}/",
    )


@pytest.mark.parametrize("act", ACTS)
def test_a_press_changes_something_for_those_who_may_and_for_nobody_else(client, world, act):
    may, path, data = ACTS[act]
    did = {role for role in CAST if asked(client, world, role, "post", place(path, world), data(world))[1]}
    assert did == may


@pytest.mark.parametrize(("verb", "may"), [("spam", TALK), ("paused", OWNERS), ("closed", TALK)])
def test_what_the_owner_decided_is_undone_by_those_who_may_decide_it(client, world, verb, may):
    owner = world["cast"][OWNER]
    acts = {
        "spam": lambda: world["waits"].mark_as_spam(owner),
        "paused": lambda: DiscussionRule.load().pause("", owner),
        "closed": lambda: Discussion.on(world["entry"]).close(owner),
    }
    acts[verb]()
    batch = str(Decision.objects.get(verb=verb).batch)
    path = f"{COMMENTS}decisions/"
    did = {role for role in CAST if asked(client, world, role, "post", path, {"undo": batch})[1]}
    assert did == may


@pytest.mark.parametrize("role", [AUTHOR, MODERATOR])
def test_nobody_raises_himself(client, world, role):
    person = world["cast"][role]
    client.force_login(person)
    powers = {"is_superuser": "on", "is_staff": "on", "groups": [group.pk for group in Group.objects.all()]}
    client.post(f"/admin/blog/author/{person.pk}/change/", powers | {"username": person.username, "name": "x"})
    person.refresh_from_db()
    assert not person.is_superuser and person.groups.count() == 1


def test_an_author_writes_in_no_name_but_the_own(client, world):
    ann, otto = world["cast"][AUTHOR], world["cast"][OTHER]
    client.force_login(ann)
    page = client.get(f"{ENTRIES}add/")
    client.post(f"{ENTRIES}add/", filled(page, "entry_form", title="New", source="Words", author=otto.pk, _save="1"))
    assert Entry.objects.get(title="New").author == ann
    path = f"{ENTRIES}{world['entry'].pk}/change/"
    client.post(path, filled(client.get(path), "entry_form", title="Changed", author=otto.pk))
    world["entry"].refresh_from_db()
    assert (world["entry"].title, world["entry"].author) == ("Changed", ann)


def test_an_author_s_choice_of_a_picture_is_from_all_of_them(client, world):
    client.force_login(world["cast"][OTHER])
    assert "a.png" in client.get("/admin/blog/picture/?_popup=1&_to_field=id").content.decode()


def test_the_owner_deletes_for_good_what_lies_in_the_trash_and_nobody_else_does(client, world):
    world["waits"].trash()
    world["draft"].trash()
    paths = {f"{COMMENTS}{world['waits'].pk}/delete/": Comment, f"{ENTRIES}{world['draft'].pk}/delete/": Entry}
    for path in paths:
        did = {role for role in CAST if asked(client, world, role, "post", path, {"post": "yes"})[1]}
        assert did == OWNERS


def test_roles_are_given_in_the_admin_and_open_the_desk(client, world):
    client.force_login(world["cast"][OWNER])
    page = client.get("/admin/blog/author/add/")
    role = Group.objects.get(name="Moderator")
    words = {"username": "nia", "name": "Nia", "password1": "only for once 1", "password2": "only for once 1"}
    client.post("/admin/blog/author/add/", filled(page, "author_form", groups=[role.pk], **words))
    nia = Author.objects.get(username="nia")
    assert (nia.is_staff, list(nia.groups.all()), nia.must_change_password) == (True, [role], True)


def test_roles_are_made_once_and_mean_what_they_mean(db):
    roles.establish()
    moderator = Group.objects.get(name="Moderator")
    moderator.permissions.clear()
    roles.establish()
    assert set(moderator.permissions.values_list("codename", flat=True)) == roles.ROLES["Moderator"]["comments"]
    assert Group.objects.count() == len(roles.ROLES)


def test_a_moderator_s_desk_leads_nowhere_that_is_closed_to_moderators(client, world):
    client.force_login(world["cast"][MODERATOR])
    page = client.get(WAITING).content.decode()
    for address in set(re.findall(r'<a [^>]*href="(/[^"#]*)', page)):
        assert client.get(address, follow=True).status_code == 200, address


def test_who_has_no_role_and_no_power_sees_only_what_hangs_on_own_entries(client, world):
    nobody = factories.author("Nobody")
    client.force_login(nobody)
    assert client.get(ENTRIES).status_code == 403
    assert "WAITING-WORDS" not in client.get(WAITING).content.decode()
