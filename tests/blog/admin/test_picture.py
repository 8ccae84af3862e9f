"""Pictures in the admin."""

import contextlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from PIL import Image

from blog import images
from blog.models import Picture
from tests import factories
from tests.blog.admin.forms import errors, filled, told

LIST = "/admin/blog/picture/"
NEW = f"{LIST}add/"


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def png(colour: str = "green", size: tuple[int, int] = (40, 30)) -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, "PNG")
    return SimpleUploadedFile("leaf.png", content.getvalue(), "image/png")


def upload(desk, file=None, **words):
    return desk.post(NEW, filled(desk.get(NEW), "picture_form", **words) | {"file": file or png()}, follow=True)


def test_an_uploaded_picture_keeps_its_words_and_who_sent_it(desk, blog, author):
    upload(desk, alt="A green leaf", caption="In my garden")
    picture = Picture.objects.get()
    assert (picture.alt, picture.caption, picture.uploaded_by) == ("A green leaf", "In my garden", author)
    assert (picture.width, picture.height) == (40, 30)


def test_a_picture_without_a_description_is_refused_and_not_kept(desk, blog):
    assert "Describe the picture" in errors(upload(desk))
    assert not Picture.objects.exists()


def test_a_decorative_picture_needs_no_description(desk, blog):
    upload(desk, is_decorative="on")
    assert Picture.objects.get().is_decorative


def test_a_file_that_is_no_picture_is_refused_with_a_sentence(desk, blog):
    answer = upload(desk, SimpleUploadedFile("leaf.png", b"no picture", "image/png"), alt="A leaf")
    assert errors(answer)
    assert not Picture.objects.exists()


def test_the_same_picture_sent_twice_is_one(desk, blog):
    upload(desk, alt="A leaf")
    upload(desk, alt="A leaf")
    assert Picture.objects.count() == 1


def test_words_can_be_changed_and_the_file_can_not(desk, blog):
    upload(desk, alt="A leaf")
    picture = Picture.objects.get()
    page = desk.get(f"{LIST}{picture.pk}/change/")
    assert 'type="file"' not in page.content.decode()
    desk.post(f"{LIST}{picture.pk}/change/", filled(page, "picture_form", alt="A green leaf"))
    picture.refresh_from_db()
    assert picture.alt == "A green leaf"


def test_what_becomes_decorative_loses_its_description(desk, blog):
    upload(desk, alt="A leaf")
    picture = Picture.objects.get()
    page = f"{LIST}{picture.pk}/change/"
    desk.post(page, filled(desk.get(page), "picture_form", is_decorative="on"))
    picture.refresh_from_db()
    assert (picture.is_decorative, picture.alt) == (True, "")


def test_more_pictures_ask_no_more_queries(desk, blog):
    def queries(colour: str) -> int:
        assert told(upload(desk, png(colour), alt=colour))
        with CaptureQueriesContext(connection) as captured:
            desk.get(LIST)
        return len(captured)

    assert queries("red") == queries("blue")


# Where it is used, and what becomes of its files


def uploaded(desk) -> Picture:
    upload(desk, alt="A leaf")
    return Picture.objects.get()


def test_its_page_says_where_it_is_used(desk, blog):
    picture = uploaded(desk)
    page = f"{LIST}{picture.pk}/change/"
    assert "Nowhere" in desk.get(page).content.decode()
    factories.entry("In the text", source=f'<p><img src="{picture.file.url}" alt="A leaf"></p>', state="draft")
    factories.entry("On top", picture=picture)
    added = factories.entry("Added to")
    added.addenda.create(source=f'<img src="{picture.file.url}" alt="">')
    factories.entry("Elsewhere")
    shown = desk.get(page).content.decode()
    assert [title in shown for title in ("In the text", "On top", "Added to", "Elsewhere")] == [True, True, True, False]


def test_a_picture_in_use_is_not_deleted_and_its_uses_are_named(desk, blog, django_capture_on_commit_callbacks):
    picture = uploaded(desk)
    entry = factories.entry("On top", picture=picture)
    for address, data in (
        (f"{LIST}{picture.pk}/delete/", {"post": "yes"}),
        (LIST, {"action": "delete_selected", "_selected_action": picture.pk, "post": "yes"}),
    ):
        with django_capture_on_commit_callbacks(execute=True):
            answer = desk.post(address, data, follow=True)
        assert "On top" in answer.content.decode()
        assert Picture.objects.exists()
    entry.refresh_from_db()
    assert entry.picture == picture
    assert picture.file.storage.exists(picture.file.name)


@pytest.mark.parametrize("is_bulk", [False, True])
def test_files_go_with_the_picture_once_it_is_gone(desk, blog, tmp_path, is_bulk, django_capture_on_commit_callbacks):
    upload(desk, png(size=(900, 600)), alt="A leaf")
    picture = Picture.objects.get()
    images.renditions(picture)
    assert len(list(tmp_path.rglob("*.webp"))) == 3
    with django_capture_on_commit_callbacks(execute=True):
        if is_bulk:
            desk.post(LIST, {"action": "delete_selected", "_selected_action": picture.pk, "post": "yes"})
        else:
            desk.post(f"{LIST}{picture.pk}/delete/", {"post": "yes"})
    assert not Picture.objects.exists()
    assert list(tmp_path.rglob("*.webp")) == []


def test_files_stay_when_the_deletion_is_taken_back(desk, blog, tmp_path, django_capture_on_commit_callbacks):
    picture = uploaded(desk)
    with django_capture_on_commit_callbacks(execute=True), contextlib.suppress(ValueError), transaction.atomic():
        picture.delete()
        raise ValueError
    assert Picture.objects.exists()
    assert len(list(tmp_path.rglob("*.webp"))) == 1


def test_files_of_a_picture_sent_again_meanwhile_stay(desk, blog, tmp_path, django_capture_on_commit_callbacks):
    picture = uploaded(desk)
    with django_capture_on_commit_callbacks(execute=True):
        picture.delete()
        upload(desk, alt="A leaf")
    assert Picture.objects.count() == len(list(tmp_path.rglob("*.webp"))) == 1


def test_those_without_a_description_are_found(desk, blog):
    uploaded(desk)
    Picture.objects.update(alt="")
    upload(desk, png("red"), alt="A red leaf")
    assert [one.alt for one in desk.get(LIST, {"described": "no"}).context["cl"].result_list] == [""]
    assert [one.alt for one in desk.get(LIST, {"described": "yes"}).context["cl"].result_list] == ["A red leaf"]
