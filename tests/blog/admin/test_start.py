"""What the start page says about the blog."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Permission

from blog.admin.start import Group, rows
from tests import factories


@pytest.fixture
def owner(blog, author):
    return author


def rows_for(person):
    return rows(SimpleNamespace(user=person))


def said(owner, group: Group) -> list[str]:
    return [row.sentence for row in rows_for(owner) if row.group == group]


def test_an_empty_blog_leads_to_the_first_entry(owner):
    assert [(row.sentence, row.url) for row in rows_for(owner)] == [
        ("Write your first entry", "/admin/blog/entry/add/")
    ]


def test_one_draft_leads_to_its_page_and_many_to_the_list(owner):
    draft = factories.entry("Idea", state="draft", published_at=None)
    first = rows_for(owner)[0]
    assert (first.sentence, first.url) == ("Finish 1 draft", f"/admin/blog/entry/{draft.pk}/change/")
    factories.entry("Other", state="draft", published_at=None)
    first = rows_for(owner)[0]
    assert (first.sentence, first.url) == ("Finish 2 drafts", "/admin/blog/entry/?state=draft")
    assert first.detail.startswith("“Other”, saved on ")


def test_what_goes_out_by_itself_is_told_with_its_moment(owner):
    factories.entry("Later", published_at=datetime(2099, 7, 6, 9, tzinfo=UTC))
    assert said(owner, Group.BY_ITSELF) == ["1 entry goes out on July 6, 2099 at 9:00 AM"]
    factories.entry("Sooner", published_at=datetime(2099, 7, 5, 9, tzinfo=UTC))
    assert said(owner, Group.BY_ITSELF) == ["2 entries go out, the first on July 5, 2099 at 9:00 AM"]


def test_nothing_is_said_where_nothing_is_to_say(owner):
    factories.entry()
    assert rows_for(owner) == []


def test_an_author_is_told_of_own_drafts_alone(owner):
    author = factories.author("Ann")
    author.user_permissions.set(Permission.objects.filter(codename="change_entry"))
    factories.entry("Of the owner", author=owner, state="draft", published_at=None)
    assert rows_for(author) == []
    factories.entry("Hers", author=author, state="draft", published_at=None)
    assert [row.sentence for row in rows_for(author)] == ["Finish 1 draft"]
    assert [row.sentence for row in rows_for(owner)] == ["Finish 2 drafts"]


def test_who_may_not_write_is_told_of_no_drafts(owner):
    factories.entry("Idea", state="draft", published_at=None)
    assert rows_for(factories.author("Moderator")) == []
