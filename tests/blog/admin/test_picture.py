"""Pictures in the admin."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from blog.models import Picture
from tests.blog.admin.forms import errors, filled, told

LIST = "/admin/blog/picture/"
NEW = f"{LIST}add/"


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def png(colour: str = "green") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(content, "PNG")
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
