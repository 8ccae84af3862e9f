"""Which POST is believed to come from a page of ours: every mix of what browsers say about where a form was sent from."""

from itertools import product

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.urls import reverse

from blog.models import Revision
from comments import moderation
from comments.models import Comment, DecisionLink, Note, Subscription
from comments.views import mine
from tests import factories

OURS = "http://127.0.0.1:8000"
SITES = [None, "same-origin", "same-site", "cross-site", "none"]
ORIGINS = [None, OURS, "null", "https://evil.example", "http://127.0.0.1:9000", "http://127.0.0.1.evil.example:8000"]
MIXES = list(product(SITES, ORIGINS))
FORMS = {"application/x-www-form-urlencoded": True, "multipart/form-data; boundary=X": True, "text/plain": False}


def headers(site, origin) -> dict:
    sent = {"HTTP_SEC_FETCH_SITE": site, "HTTP_ORIGIN": origin, "HTTP_HOST": "127.0.0.1:8000"}
    return {name: value for name, value in sent.items() if value is not None}


def body(kind: str, **fields) -> bytes:
    if kind.startswith("multipart"):
        parts = (
            f'--X\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
        )
        return ("".join(parts) + "--X--\r\n").encode()
    return "&".join(f"{name}={value}" for name, value in fields.items()).encode()


def is_believed(site, origin) -> bool:
    """Told by the fetch header, and without one by the origin; who sends neither is no browser of today."""
    return site == "same-origin" if site is not None else origin in {None, OURS}


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize(("site", "origin"), MIXES)
def test_a_comment_or_a_note_comes_from_our_own_pages(client, blog, entry, author, site, origin, signed_in):
    if signed_in:
        client.force_login(author)
    parent = factories.comment(entry)
    addresses = [
        (reverse("comments:post", args=[entry.pk]), Comment),
        (reverse("comments:post_reply", args=[entry.pk, parent.anchor]), Comment),
        (reverse("comments:note"), Note),
    ]
    for number, ((address, model), (kind, is_form)) in enumerate(product(addresses, FORMS.items())):
        before = model.objects.count()
        sent = body(kind, text=f"Words {number}", name="x")
        response = client.generic("POST", address, sent, content_type=kind, **headers(site, origin))
        is_new = model.objects.count() > before
        assert is_new == (is_form and is_believed(site, origin)), (address, kind)
        assert response.status_code == (303 if is_new else 403)
    # Whoever is signed in has no part in it: nothing appears in an account's name, nothing without being read.
    assert not Comment.objects.exclude(pk=parent.pk).exclude(status="pending", user=None).exists()


@pytest.mark.parametrize(("site", "origin"), MIXES)
def test_a_writer_s_page_takes_a_comment_back_only_by_its_own_button(client, blog, entry, site, origin):
    comment = factories.comment(entry, status="pending")
    client.post(reverse("comments:mine", args=[mine.sign(comment.pk)]), **headers(site, origin))
    assert (Comment.objects.get().status == "trash") == is_believed(site, origin)


@pytest.mark.parametrize(("site", "origin"), MIXES)
def test_where_the_address_is_the_key_the_key_decides(client, blog, entry, author, site, origin):
    """A mail program's one click comes from anywhere; a decision by mail from the page itself, if it says from where."""
    comment = factories.comment(entry, status="pending")
    wish = Subscription.objects.create(entry=entry, comment=comment, email="w@example.org")
    client.post(reverse("comments:unsubscribe", args=[wish.token]), **headers(site, origin))
    wish.refresh_from_db()
    assert wish.ended_at
    link = DecisionLink.objects.create(comment=comment, person=author, seen="")
    seen = moderation.version(comment)
    client.post(link.get_absolute_url(), {"do": "spam", "seen": seen}, **headers(site, origin))
    assert (Comment.objects.get().status == "spam") == (site in {None, "same-origin"})


@pytest.mark.parametrize(("site", "origin"), MIXES)
def test_nothing_in_the_admin_changes_without_its_token(client, blog, entry, author, site, origin):
    client.handler.enforce_csrf_checks = True
    client.force_login(author)
    comment = factories.comment(entry, status="pending")
    presses = {
        "/admin/comments/comment/waiting/": {"do": "spam", "comment": f"{comment.pk}."},
        "/admin/comments/comment/": {"action": "spam", "_selected_action": comment.pk},
        f"/admin/blog/entry/{entry.pk}/page/": {"text": "Words"},
        "/admin/comments/discussionrule/rule/": {"do": "pause"},
        "/admin/logout/": {},
    }
    before = rows()
    for address, data in presses.items():
        assert client.post(address, data, **headers(site, origin)).status_code == 403
    assert rows() == before and client.session.session_key


@pytest.mark.parametrize(("site", "origin"), MIXES)
def test_an_entry_s_form_without_its_token_is_kept_as_unsaved_words_or_refused(
    client, blog, entry, author, site, origin
):
    """Somebody signed out and in again in another tab: from our own page the words are kept, and nothing is changed."""
    client.handler.enforce_csrf_checks = True
    client.force_login(author)
    before = rows(but=Revision)
    sent = client.post(f"/admin/blog/entry/{entry.pk}/change/", {"title": "Other"}, **headers(site, origin))
    is_ours = site == "same-origin" if site is not None else origin == OURS
    assert sent.status_code == (303 if is_ours else 403)
    assert rows(but=Revision) == before
    assert [kept.is_autosave for kept in Revision.objects.all()] == ([True] if is_ours else [])


def rows(but: type | None = None) -> list:
    models = (model for model in apps.get_models() if model not in {Session, but})
    return [list(model._base_manager.order_by("pk").values()) for model in models]
