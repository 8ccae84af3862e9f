"""Authors of the old blog become accounts, or are matched with those that are here."""

import pytest

from blog.importers.bylines import NEW_ACCOUNT, Bylines, UnknownAccount, folded
from blog.importers.ledger import Ledger
from blog.importers.records import AuthorRecord
from blog.importers.report import Report
from blog.models import Author, ImportedRecord
from tests import factories

pytestmark = pytest.mark.django_db
STEVE = AuthorRecord("steve", "Steven Carney", "steve@example.org")


def bylines(usernames=None, **options) -> Bylines:
    return Bylines(Ledger("old.example"), Report(), usernames or {}, **options)


def test_an_author_gets_an_account_nobody_can_sign_in_to_and_the_report_says_so():
    names = bylines()
    found = names.take(STEVE)
    assert [(remark.words, remark.label) for remark in names.report.remarks] == [(NEW_ACCOUNT, "steve")]
    assert (found.username, found.name, found.email) == ("steve", "Steven Carney", "steve@example.org")
    assert not found.has_usable_password()
    assert not (found.is_staff or found.is_superuser)
    assert ImportedRecord.objects.get().target_pk == found.pk


@pytest.mark.parametrize(
    "fields",
    [{"email": "Steve@Example.org"}, {"username": "STEVE"}, {"name": "steven carney"}],
    ids=["address", "login", "name"],
)
def test_an_account_with_the_same_address_login_or_name_is_taken(fields):
    account = factories.author(**({"name": "Somebody"} | fields))
    names = bylines()
    assert names.take(STEVE) == account
    assert names.report.taken == {("author", "matched"): 1}
    assert [remark.label for remark in names.report.remarks] == [f"steve = {account.username}"]


def test_a_name_that_two_accounts_have_matches_neither():
    others = [factories.author(name="Steven Carney"), factories.author(name="Steven Carney")]
    assert bylines().take(STEVE) not in others


def test_the_account_can_be_chosen():
    factories.author(name="Steven Carney")
    chosen = factories.author(name="Ada", username="ada")
    assert bylines({"Steve": "Ada"}).take(STEVE) == chosen


def test_an_account_that_is_not_here_cannot_be_chosen():
    with pytest.raises(UnknownAccount, match="“nobody”"):
        bylines({"steve": "nobody"})


def test_a_second_run_finds_the_account_whatever_it_is_called_now():
    first = bylines().take(STEVE)
    Author.objects.filter(pk=first.pk).update(username="carney", name="S. C.", email="")
    again = bylines()
    assert again.take(STEVE) == first
    assert (again.report.known, Author.objects.count()) == ({"author": 1}, 1)


def test_an_account_deleted_since_is_made_again():
    bylines().take(STEVE)
    Author.objects.all().delete()
    made = bylines().take(STEVE)
    assert ImportedRecord.objects.get().target_pk == made.pk


def test_taken_usernames_get_a_number():
    factories.author(name="Another", username="Big_Steve", email="other@example.org")
    found = bylines().take(AuthorRecord("big steve!", "Steve", ""))
    assert found.username == "big-steve"
    found = bylines({"a": "Big_Steve"}).take(AuthorRecord("Big_Steve", "Big", "x@example.org"))
    assert found.username == "Big_Steve"


def test_a_byline_that_was_never_declared_gets_an_account():
    names = bylines()
    assert names.of("wendy").name == "wendy"
    assert names.of("wendy") == names.of(">Wendy")


def test_what_names_no_author_is_given_to_the_only_one_or_to_the_owner():
    names = bylines()
    steve = names.take(STEVE)
    assert names.of("") == steve
    owner = factories.author("Ada", is_superuser=True)
    names.take(AuthorRecord("wendy", "Wendy", ""))
    assert names.of("") == owner


def test_what_names_no_author_gets_one_where_there_is_nobody():
    assert bylines().of("").name == "The author"


def test_a_comments_writer_is_found_but_never_made():
    names = bylines()
    steve = names.take(STEVE)
    assert (names.by_login("Steve"), names.by_login("wendy"), names.by_login("")) == (steve, None, None)


def test_a_rehearsal_writes_nothing():
    names = bylines(writes=False)
    assert names.take(STEVE).pk is None
    assert not Author.objects.exists() and not ImportedRecord.objects.exists()
    assert names.report.taken == {("author", "new"): 1}


@pytest.mark.parametrize(("login", "key"), [("Steve", "steve"), (">steve ", "steve"), ("a b", "ab"), ("!!", "!!")])
def test_logins_that_differ_in_stray_characters_are_one(login, key):
    assert folded(login) == key
