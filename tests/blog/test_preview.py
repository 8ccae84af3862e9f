"""A draft shown to a friend."""

import secrets
from datetime import timedelta

import pytest
from django.utils import timezone

from blog.models import PreviewLink
from tests import factories
from tests.blog.admin.forms import told

pytestmark = pytest.mark.django_db
SECRET = "MARROW-WORDS"


@pytest.fixture
def draft(blog, author):
    return factories.entry("Marrow", source=f"<p>{SECRET}</p>", state="draft", published_at=None)


def link_to(entry, days: float = 7) -> PreviewLink:
    return PreviewLink.objects.create(entry=entry, ends_at=timezone.now() + timedelta(days=days))


@pytest.mark.parametrize("state", ["draft", "scheduled", "withdrawn"])
def test_who_has_the_link_reads_what_is_saved(client, blog, author, state):
    fields = {"state": "published", "days_old": -3} if state == "scheduled" else {"state": state}
    entry = factories.entry("Marrow", source=f"<p>{SECRET}</p>", **fields)
    response = client.get(link_to(entry).get_absolute_url())
    page = response.content.decode()
    assert SECRET in page and "Not published" in page
    assert '<meta name="robots" content="noindex, nofollow">' in page and 'rel="canonical"' not in page
    assert "application/ld+json" not in page
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "same-origin"
    assert not response.cookies and "Set-Cookie" not in response


def test_a_link_to_what_is_published_leads_to_its_page(client, blog, entry):
    response = client.get(link_to(entry).get_absolute_url())
    assert (response.status_code, response["Location"]) == (302, entry.get_absolute_url())
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("end", ["time", "hand", "trash"])
def test_an_ended_link_shows_nothing_and_says_so(client, draft, end):
    link = link_to(draft, days=-0.001 if end == "time" else 7)
    if end == "hand":
        link.revoke()
    if end == "trash":
        draft.trash()
    response = client.get(link.get_absolute_url())
    assert response.status_code == 410
    page = response.content.decode()
    assert "This preview has ended" in page and SECRET not in page and "Marrow" not in page
    assert "no-store" in response["Cache-Control"] and "noindex" in response["X-Robots-Tag"]


def test_a_thousand_forged_tokens_open_nothing(client, draft):
    real = link_to(draft).token
    changed = [real[:place] + ("A" if real[place] != "A" else "B") + real[place + 1 :] for place in range(len(real))]
    cut = [real[:-1], real[1:], real + "A", real.swapcase(), real[::-1], f"{real}%00", f"{real}.", draft.pk, "%25", "0"]
    made_up = [secrets.token_urlsafe(24) for _number in range(1_000)]
    for token in [*changed, *cut, *made_up]:
        response = client.get(f"/preview/{token}/")
        assert response.status_code == 404, token
        assert SECRET not in response.content.decode()


def test_links_are_made_and_ended_at_the_desk(client, desk, draft):
    page = f"/admin/blog/entry/{draft.pk}/previews/"
    assert "works until" in told(desk.post(page, {"days": "1"}, follow=True))[0]
    link = PreviewLink.objects.get()
    assert timedelta(hours=23) < link.ends_at - timezone.now() <= timedelta(days=1)
    assert link.get_absolute_url() in desk.get(page).content.decode()
    assert told(desk.post(page, {"end": link.pk}, follow=True)) == ["The link shows nothing any more."]
    assert link.get_absolute_url() not in desk.get(page).content.decode()
    assert client.get(link.get_absolute_url()).status_code == 410


def test_a_link_is_ended_from_its_own_entry_alone(desk, draft):
    link = link_to(factories.entry("Other", state="draft", published_at=None))
    assert desk.post(f"/admin/blog/entry/{draft.pk}/previews/", {"end": link.pk}).status_code == 404
    link.refresh_from_db()
    assert link.is_valid()


def test_preview_is_no_address_for_an_entry(blog, author):
    assert factories.entry("Preview").slug == "preview-2"
