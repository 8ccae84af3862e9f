"""Words that are kept while somebody types."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from blog.admin import autosave
from blog.models import Addendum, Entry, Revision
from tests import factories
from tests.blog.admin.forms import filled

NEW = "/admin/blog/entry/add/"
NEW_WORDS = "/admin/blog/entry/autosave/"


@pytest.fixture
def entry(blog, author):
    return factories.entry("Bones", source="<p>One.</p>")


def page_of(entry) -> str:
    return f"/admin/blog/entry/{entry.pk}/change/"


def typed_in(desk, entry, **changes) -> dict:
    return filled(desk.get(page_of(entry)), "entry_form", **changes)


def keep(desk, entry, data: dict):
    return desk.post(f"/admin/blog/entry/{entry.pk}/autosave/", data)


def test_what_is_typed_is_kept_apart_from_what_readers_see(desk, entry):
    answer = keep(desk, entry, typed_in(desk, entry, source="<p>Two.</p>")).json()
    assert answer["told"].startswith("Saved at ") and "once you press “Save changes”" in answer["told"]
    entry.refresh_from_db()
    assert entry.source == "<p>One.</p>"
    assert Revision.objects.get().source == "<p>Two.</p>"


def test_a_window_writes_over_its_own_row(desk, entry):
    data = typed_in(desk, entry, source="<p>Two.</p>")
    keep(desk, entry, data)
    keep(desk, entry, data | {"source": "<p>Three.</p>"})
    assert Revision.objects.get().source == "<p>Three.</p>"


def test_the_page_opens_with_every_field_as_it_was_typed(desk, entry):
    Addendum.objects.create(entry=entry, source="<p>More.</p>")
    typed = {"source": "<p>Two.</p>", "tags": "bones, new", "addenda-0-source": "<p>Much more.</p>"}
    typed |= {"addenda-1-source": "<p>Begun", "moment": "2012-07-05T09:00", "slug": "not a slug"}
    keep(desk, entry, typed_in(desk, entry, **typed))
    page = desk.get(page_of(entry))
    again = filled(page, "entry_form")
    assert {name: "".join(again[name]) for name in typed} == typed
    assert "and did not save" in page.content.decode()


def test_the_preview_shows_what_is_typed_and_readers_go_on_seeing_what_is_saved(desk, client, entry):
    keep(desk, entry, typed_in(desk, entry, source="<p>Two.</p>"))
    preview = desk.get(f"/admin/blog/entry/{entry.pk}/page/").content.decode()
    assert "<p>Two.</p>" in preview and "did not save yet" in preview
    assert "<p>One.</p>" in client.get(entry.get_absolute_url()).content.decode()


def test_saving_takes_the_words_over_and_forgets_the_window(desk, entry):
    keep(desk, entry, typed_in(desk, entry, source="<p>Two.</p>"))
    desk.post(page_of(entry), typed_in(desk, entry, _save="1"))
    entry.refresh_from_db()
    assert entry.source == "<p>Two.</p>"
    assert not Revision.objects.autosaved().exists()
    assert "and did not save" not in desk.get(page_of(entry)).content.decode()


def test_typed_words_can_be_thrown_away(desk, entry):
    keep(desk, entry, typed_in(desk, entry, source="<p>Two.</p>"))
    page = desk.get(page_of(entry))
    desk.post(f"/admin/blog/entry/{entry.pk}/forget/", filled(page, "forget"))
    assert not Revision.objects.exists()
    assert "".join(typed_in(desk, entry)["source"]) == "<p>One.</p>"


def test_typing_back_to_what_is_saved_leaves_nothing_unsaved(desk, entry):
    data = typed_in(desk, entry)
    keep(desk, entry, data | {"source": "<p>Two.</p>"})
    assert keep(desk, entry, data).json()["told"] == "All is saved."
    assert not Revision.objects.exists()


def test_the_first_words_of_a_new_entry_make_its_draft(desk, blog, author):
    data = filled(desk.get(NEW), "entry_form")
    assert desk.post(NEW_WORDS, data).json()["told"] == ""
    assert not Entry.objects.exists()
    answer = desk.post(NEW_WORDS, data | {"title": "On Zi"}).json()
    draft = Entry.objects.get()
    assert (draft.state, draft.author, answer["page"]) == ("draft", author, page_of(draft))
    assert answer["told"].startswith("Saved at ")
    # The next words go to the same draft, whichever address the window still has.
    desk.post(NEW_WORDS, data | {"title": "On Zinc", "source": "<p>Zinc."})
    draft.refresh_from_db()
    assert (Entry.objects.count(), draft.title) == (1, "On Zinc")
    assert "".join(typed_in(desk, draft)["source"]) == "<p>Zinc."


def test_saving_a_new_entry_saves_the_draft_its_window_made(desk, blog, author):
    data = filled(desk.get(NEW), "entry_form", title="On Zinc", source="<p>Zinc.</p>")
    desk.post(NEW_WORDS, data | {"title": "On"})
    desk.post(NEW, data | {"_save": "1"})
    entry = Entry.objects.get()
    assert (entry.title, entry.slug, entry.source) == ("On Zinc", "on-zinc", "<p>Zinc.</p>")
    assert [revision.source for revision in Revision.objects.all()] == ["<p>Zinc.</p>"]


def test_a_double_press_makes_one_entry(desk, blog, author):
    data = filled(desk.get(NEW), "entry_form", title="On Zinc", source="<p>Zinc.</p>", _publish="1")
    desk.post(NEW, data)
    desk.post(NEW, data)
    assert Entry.objects.get().is_published()


def test_a_new_entry_s_page_gone_back_to_overwrites_nothing_unseen(desk, blog, author):
    data = filled(desk.get(NEW), "entry_form", title="On Zinc", source="<p>Zinc.</p>", _save="1")
    desk.post(NEW, data)
    answer = desk.post(NEW, data | {"title": "On Copper"})
    assert "Nothing was saved yet" in answer.content.decode()
    assert Entry.objects.get().title == "On Zinc"


def test_words_that_come_late_and_are_known_are_not_kept_again(desk, entry):
    data = typed_in(desk, entry, source="<p>Two.</p>")
    desk.post(page_of(entry), data | {"_save": "1"})
    assert keep(desk, entry, data | {"_brought": "1"}).json() == {"told": "", "kept": False}
    late = keep(desk, entry, data | {"source": "<p>Three.</p>", "_brought": "1"}).json()
    assert late["kept"]
    assert "What you typed until" in desk.get(page_of(entry)).content.decode()


def test_words_that_come_after_the_state_was_changed_are_no_news(desk, entry):
    data = typed_in(desk, entry)
    desk.post(page_of(entry), data | {"_withdraw": "1"})
    assert not keep(desk, entry, data | {"window": "another", "_brought": "1"}).json()["kept"]


def test_an_addendum_that_comes_late_is_news(desk, entry):
    data = typed_in(desk, entry, _brought="1", **{"addenda-0-source": "<p>Late.</p>"})
    assert keep(desk, entry, data).json()["kept"]


def test_two_windows_of_one_person_are_told_and_neither_is_lost(desk, entry):
    first, second = typed_in(desk, entry, source="<p>Two.</p>"), typed_in(desk, entry, source="<p>Three.</p>")
    assert keep(desk, entry, first).json()["alert"] == ""
    assert keep(desk, entry, second).json()["alert"] == "You are writing in this entry in another window too."
    assert {revision.source for revision in Revision.objects.all()} == {"<p>Two.</p>", "<p>Three.</p>"}


def test_two_people_are_told_of_each_other(desk, entry):
    ann = factories.author("Ann", is_superuser=True)
    hers = Client()
    hers.force_login(ann)
    keep(hers, entry, typed_in(hers, entry, source="<p>Two.</p>"))
    assert keep(desk, entry, typed_in(desk, entry, source="<p>Three.</p>")).json()["alert"] == (
        "Ann is writing in this entry too."
    )
    assert "Ann is writing in this entry too." in desk.get(page_of(entry)).content.decode()
    later = timezone.now() + timedelta(minutes=3)
    assert autosave.others(entry, ann, "", later) == ""


def test_who_types_on_is_told_that_the_entry_was_saved_meanwhile(desk, entry):
    data = typed_in(desk, entry, source="<p>Two.</p>")
    Entry.objects.get(pk=entry.pk).save()
    assert "When you save you can compare both" in keep(desk, entry, data).json()["alert"]


def test_going_on_from_kept_words_leaves_one_row(desk, entry):
    keep(desk, entry, typed_in(desk, entry, source="<p>Two.</p>"))
    keep(desk, entry, typed_in(desk, entry, source="<p>Two, three.</p>"))
    assert Revision.objects.get().source == "<p>Two, three.</p>"


def test_kept_words_of_a_window_that_writes_on_stay(desk, entry):
    first = typed_in(desk, entry, source="<p>Two.</p>")
    keep(desk, entry, first)
    second = typed_in(desk, entry, source="<p>Three.</p>")
    keep(desk, entry, first | {"source": "<p>Two, too.</p>"})
    keep(desk, entry, second)
    assert {revision.source for revision in Revision.objects.all()} == {"<p>Two, too.</p>", "<p>Three.</p>"}


def test_a_person_keeps_the_newest_windows_only(desk, entry, author):
    data = typed_in(desk, entry, source="<p>Two.</p>")
    for number in range(autosave.MOST_WINDOWS + 3):
        keep(desk, entry, data | {"window": f"w{number}"})
    assert Revision.objects.count() == autosave.MOST_WINDOWS


def test_characters_that_databases_refuse_are_left_out(desk, entry):
    keep(desk, entry, typed_in(desk, entry, source="<p>T\0wo.</p>\r\n"))
    assert Revision.objects.get().source == "<p>Two.</p>\n"


def test_the_answer_says_what_readers_would_stumble_over(desk, entry):
    answer = keep(desk, entry, typed_in(desk, entry, source='<img src="/media/x.webp">')).json()
    assert answer["warned"] == "summary alt"
    assert len(answer["warnings"]) == 2


def test_who_is_signed_out_or_may_not_write_keeps_nothing(client, desk, entry):
    data = typed_in(desk, entry, source="<p>Two.</p>")
    client.logout()
    answer = keep(client, entry, data)
    assert (answer.status_code, answer.json()["told"]) == (401, "Not saved: you are signed out.")
    assert client.post(NEW_WORDS, data).status_code == 401
    guest = factories.author("Guest")
    guest.user_permissions.set(Permission.objects.filter(codename="view_entry"))
    client.force_login(guest)
    assert keep(client, entry, data).status_code == 403
    assert client.post(NEW_WORDS, data).status_code == 403
    assert client.post(f"/admin/blog/entry/{entry.pk}/forget/", data).status_code == 403
    assert not Revision.objects.exists()


def test_a_forged_save_is_refused_and_a_fresh_proof_is_for_the_signed_in_alone(entry, author):
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(NEW_WORDS).status_code == 401
    strict.force_login(author)
    data = {"source": "<p>Forged.</p>", "window": "w"}
    assert strict.post(f"/admin/blog/entry/{entry.pk}/autosave/", data).status_code == 403
    token = strict.get(NEW_WORDS).json()["token"]
    assert strict.post(f"/admin/blog/entry/{entry.pk}/autosave/", data | {"csrfmiddlewaretoken": token}).json()["kept"]
