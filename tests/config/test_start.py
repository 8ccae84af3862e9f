"""The first start makes a blog and its owner; a later one changes nothing."""

import io

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from blog.models import Author, Blog, Entry
from comments.models import DiscussionRule
from config import first_start
from config.first_start import NewOwner, begin
from config.management.commands.start import Command
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def wishes(settings):
    """What the owner of an empty blog sets."""
    settings.DEMO = False
    settings.OWNER_NAME, settings.OWNER_PASSWORD = "steven", ""
    return settings


@pytest.fixture
def called(monkeypatch):
    """The commands that would have been called."""
    calls = []
    monkeypatch.setattr(first_start, "call_command", lambda *words, **options: calls.append((words, options)))
    return calls


def test_the_first_start_makes_a_blog_its_rule_and_its_owner():
    made = begin()
    owner = authenticate(username="steven", password=made.one_time_password)
    assert owner.is_staff and owner.is_superuser and owner.must_change_password
    assert Blog.objects.get().owner == owner
    assert DiscussionRule.objects.count() == 1
    assert not Entry.objects.exists()


def test_a_blog_that_was_imported_first_gets_its_owner_and_keeps_its_settings():
    factories.blog(title="From the old blog")
    assert begin().one_time_password
    blog = Blog.objects.get()
    assert (blog.title, blog.owner.username) == ("From the old blog", "steven")


def test_no_two_blogs_have_the_same_first_password():
    first = begin().one_time_password
    Blog.objects.all().delete()
    Author.objects.all().delete()
    assert len(first) >= 16
    assert begin().one_time_password != first


def test_a_password_that_the_owner_chose_need_not_be_changed(wishes):
    wishes.OWNER_PASSWORD = "seven quiet bowls"
    assert begin() == NewOwner("steven", None)
    assert not authenticate(username="steven", password="seven quiet bowls").must_change_password


@pytest.mark.parametrize("weak", ["tiny", "password1234", "0123456789", "steven1234"])
def test_a_weak_password_is_refused_by_its_variables_name_and_nothing_is_made(wishes, weak):
    wishes.OWNER_PASSWORD = weak
    with pytest.raises(CommandError, match="OWNER_PASSWORD") as refused:
        begin()
    assert weak not in str(refused.value)
    assert not Blog.objects.exists() and not Author.objects.exists()


def test_a_second_start_changes_nothing(wishes, called):
    begin()
    wishes.DEMO, wishes.OWNER_NAME, wishes.OWNER_PASSWORD = True, "another", "another long password"
    before = list(Author.objects.values()), list(Blog.objects.values())
    assert begin() is None
    assert (list(Author.objects.values()), list(Blog.objects.values())) == before
    assert called == []


def test_an_account_that_may_do_everything_already_becomes_the_owner():
    ada = factories.author("Ada", is_superuser=True)
    assert begin() is None
    assert Blog.objects.get().owner == ada
    assert Author.objects.count() == 1


def test_the_demo_is_loaded_into_an_empty_blog_and_belongs_to_its_owner(wishes, called):
    wishes.DEMO = True
    begin()
    assert called == [(("demo",), {"owner": "steven"})]


def test_no_demo_is_mixed_with_entries_that_were_there_before(wishes, called):
    wishes.DEMO = True
    factories.entry()
    begin()
    assert called == []


def test_a_demo_that_breaks_off_leaves_nothing_behind(wishes, monkeypatch):
    wishes.DEMO = True

    def fails(*words, **options):
        raise OSError("the disk is full")

    monkeypatch.setattr(first_start, "call_command", fails)
    with pytest.raises(OSError):
        begin()
    assert not Blog.objects.exists() and not Author.objects.exists()


def test_tables_that_are_up_to_date_are_left_alone(called):
    first_start.migrate()
    assert called == []


def announced(owner: NewOwner | None) -> str:
    out = io.StringIO()
    Command(stdout=out).announce(owner)
    return out.getvalue()


def test_the_start_says_where_the_blog_is_and_the_password_once(settings):
    settings.SITE_URL = "https://blog.example.org"
    words = announced(NewOwner("steven", "abcd-efgh"))
    assert "https://blog.example.org/ " in words and "https://blog.example.org/admin/" in words
    assert "steven" in words and "abcd-efgh" in words
    assert "steven" not in announced(None)


def test_a_chosen_password_is_not_repeated(wishes):
    wishes.OWNER_PASSWORD = "seven quiet bowls"
    assert "seven quiet bowls" not in announced(NewOwner("steven", None))


def test_the_start_says_loudly_that_limits_are_off(settings):
    assert "RATE_LIMITS" not in announced(None)
    settings.RATE_LIMITS = False
    assert "RATE_LIMITS is off" in announced(None)


def test_a_refusal_is_a_sentence_without_a_programmers_word(monkeypatch):
    monkeypatch.setattr("config.management.commands.start.check_address", refuse)
    with pytest.raises(CommandError):
        call_command("start")
    with pytest.raises(SystemExit, match="^Port 8000 is taken.$"):
        Command().run_from_argv(["manage.py", "start"])


def refuse(*address):
    raise CommandError("Port 8000 is taken.")
