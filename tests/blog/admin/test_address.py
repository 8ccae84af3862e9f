"""Old addresses in the admin."""

import pytest

from blog.models import OldAddress
from tests import factories
from tests.blog.admin.forms import errors, filled

LIST = "/admin/blog/oldaddress/"
NEW = f"{LIST}add/"


def add(desk, **fields):
    return desk.post(NEW, filled(desk.get(NEW), "oldaddress_form", **fields))


def test_an_address_leads_to_an_entry(desk, blog, entry):
    add(desk, path="/2009/05/bones/", entry=entry.pk)
    old = OldAddress.objects.get()
    assert (old.path, old.entry) == ("2009/05/bones/", entry)
    assert str(entry) in desk.get(LIST).content.decode()


def test_an_address_that_leads_nowhere_says_that_it_is_gone(desk, blog):
    add(desk, path="2009/05/bones/")
    assert "nowhere: it says that it is gone" in desk.get(LIST).content.decode()


def test_an_address_somebody_lives_at_is_refused(desk, blog, entry):
    assert "lives at this address" in errors(add(desk, path=entry.path))


@pytest.mark.parametrize("path", ["", "/", " / "])
def test_the_home_page_is_no_old_address(desk, blog, path):
    assert errors(add(desk, path=path))
    assert not OldAddress.objects.exists()


def test_an_old_address_leads_to_one_place(desk, blog, entry):
    entry.tags.add("bones")
    assert errors(add(desk, path="old/", entry=entry.pk, tag=entry.tags.get().pk))


def test_an_old_address_is_taken_back_but_not_rewritten(desk, blog, author):
    old = OldAddress.objects.create(path="old/", entry=factories.entry())
    assert desk.post(f"{LIST}{old.pk}/change/", {"path": "other/"}).status_code == 403
    desk.post(f"{LIST}{old.pk}/delete/", {"post": "yes"})
    assert not OldAddress.objects.exists()
