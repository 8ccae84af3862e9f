"""Pictures while somebody writes: taken in, chosen again, described."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.models import Picture
from tests import factories
from tests.blog.admin.test_picture import png

UPLOAD, LIBRARY = "/admin/blog/picture/upload/", "/admin/blog/picture/library/"


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def sent(desk, colour: str = "green") -> dict:
    return desk.post(UPLOAD, {"file": png(colour)}).json()


def test_a_picture_is_taken_in_at_once_and_not_described_yet(desk, blog, author):
    answer = sent(desk)
    picture = Picture.objects.get()
    assert (answer["src"], answer["alt"], answer["isDecorative"]) == (picture.file.url, "", False)
    assert (picture.title, picture.uploaded_by) == ("leaf", author)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("a.png", b""), "empty"),
        (SimpleUploadedFile("a.png", b"no picture"), "Only JPEG"),
        (SimpleUploadedFile("a.svg", b"<svg/>"), "SVG"),
        (None, "No file came along"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(desk, blog, file, words):
    answer = desk.post(UPLOAD, {"file": file} if file else {})
    assert answer.status_code == 400
    assert words in answer.json()["sentence"]
    assert not Picture.objects.exists()


def test_words_of_the_text_are_kept_where_the_library_has_none(desk, blog):
    address = sent(desk)["wordsAddress"]
    for words in ({"alt": "A leaf", "caption": "In May"}, {"alt": "Another", "decorative": True, "caption": "In June"}):
        assert desk.post(address, json.dumps(words), content_type="application/json").status_code == 200
    picture = Picture.objects.get()
    assert (picture.alt, picture.is_decorative, picture.caption) == ("A leaf", False, "In May")


def test_the_library_is_searched_by_all_words_newest_first(desk, blog):
    for colour, alt in (("green", "A leaf in May"), ("red", "A leaf in fall"), ("blue", "The sky in May")):
        Picture.objects.filter(pk=sent(desk, colour)["pk"]).update(alt=alt)
    found = desk.get(LIBRARY, {"q": "may"}).json()["pictures"]
    assert [picture["alt"] for picture in found] == ["The sky in May", "A leaf in May"]
    assert len(desk.get(LIBRARY, {"q": "sky may"}).json()["pictures"]) == 1
    assert desk.get(LIBRARY, {"q": "nothing"}).json() == {"pictures": [], "more": False}


def test_one_picture_is_found_by_its_number(desk, blog):
    first, _second = sent(desk), sent(desk, "red")
    assert [one["pk"] for one in desk.get(LIBRARY, {"pk": first["pk"]}).json()["pictures"]] == [first["pk"]]
    assert desk.get(LIBRARY, {"pk": "9" * 30}).json()["pictures"] == []


def test_a_page_of_the_library_is_bounded_and_asks_no_more_queries(desk, blog):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get(LIBRARY)
        return len(captured)

    sent(desk)
    before = queries()
    Picture.objects.bulk_create(
        Picture(digest=f"{number:064}", file=f"pictures/{number}.webp", width=9, height=9) for number in range(60)
    )
    assert queries() == before
    first = desk.get(LIBRARY).json()
    assert (len(first["pictures"]), first["more"]) == (24, True)
    assert not desk.get(LIBRARY, {"page": 3}).json()["more"]


def test_who_may_not_add_pictures_is_refused(client, blog):
    assert client.post(UPLOAD, {"file": png()}).status_code == 302
    reader = factories.author()
    reader.user_permissions.add(Permission.objects.get(codename="view_picture"))
    client.force_login(reader)
    assert client.post(UPLOAD, {"file": png()}).status_code == 403
    assert client.get(LIBRARY).status_code == 200
    assert not Picture.objects.exists()
