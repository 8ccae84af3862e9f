"""Pictures in a bucket: taken in, shown, sized, deleted, backed up and brought back as from a folder, by real requests."""

import io
import json
import logging
import os
import re
import subprocess
import sys
import tarfile
import time
from http.cookiejar import CookieJar
from importlib.util import find_spec
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError
from django.urls import reverse
from PIL import Image

from blog.images import due_renditions, ingest
from blog.models import Picture
from config import first_start
from config.backups import backup
from config.data_folder import prepared
from config.env import Env
from tests import factories
from tests.run import ROOT
from tests.services import bucket, free_port
from tests.sites import PASSWORD, database, environment, site

pytestmark = pytest.mark.skipif(
    find_spec("moto") is None,
    reason="wants moto, a server of S3-type storage (python -m config.bootstrap install .venv)",
)


def photo(colour: str = "green", width: int = 900) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (width, width // 2), colour).save(content, "PNG")
    return content.getvalue()


@pytest.fixture(scope="module")
def server():
    """The address of a bucket; its keys are in the environment, as they are for a site."""
    keys = {"AWS_ACCESS_KEY_ID": "a key", "AWS_SECRET_ACCESS_KEY": "a secret"}
    with pytest.MonkeyPatch.context() as patch, bucket() as address:
        for name, value in keys.items():
            patch.setenv(name, value)
        yield address


@pytest.fixture
def use(settings, tmp_path):
    """Puts the site's pictures into the bucket of an address."""

    def use(address: str) -> None:
        settings.STORAGE_URL = Env({"STORAGE_URL": address}).bucket("STORAGE_URL")
        storage = {"BACKEND": "config.bucket.Bucket", "OPTIONS": {"place": settings.STORAGE_URL}}
        settings.STORAGES = settings.STORAGES | {"default": storage}

    settings.DATA_DIR = prepared(tmp_path / "site")
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    return use


@pytest.fixture
def in_bucket(server, use):
    use(server)


@pytest.fixture
def out_of_reach(use, server):
    use(re.sub(r":\d+$", f":{free_port()}", server))


def test_a_picture_is_taken_in_shown_sized_and_taken_out(desk, blog, in_bucket, settings):
    file = SimpleUploadedFile("leaf.png", photo(), "image/png")
    told = desk.post(reverse("admin:blog_picture_upload"), {"file": file}).json()
    assert due_renditions() == 1
    picture = Picture.objects.get()
    assert told["src"] == f"/media/{picture.file.name}"
    addresses = [f"/media/{one.file.name}" for one in (picture, *picture.renditions.all())]
    assert len(addresses) == 3
    for address, width in zip(addresses, (900, 480, 800), strict=True):
        answer = desk.get(address)
        assert answer.headers["Content-Type"] == "image/webp" and "immutable" in answer.headers["Cache-Control"]
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert Image.open(io.BytesIO(answer.content)).width == width
        assert desk.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert not any(settings.MEDIA_ROOT.rglob("*.*"))

    entry = factories.entry(source=f'<p><img src="{told["src"]}" alt="A leaf"></p>')
    assert f'src="{told["src"]}"' in desk.get(entry.get_absolute_url()).content.decode()
    delete = reverse("admin:blog_picture_delete", args=[picture.pk])
    assert "Deleting" in desk.post(delete, {"post": "yes"}).content.decode() and Picture.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_deleted_picture_takes_its_files_along(client, blog, in_bucket):
    picture = ingest(io.BytesIO(photo("red")), alt="A beet")
    due_renditions()
    names = [picture.file.name, *picture.renditions.values_list("file", flat=True)]
    assert all(default_storage.exists(name) for name in names)
    picture.delete()
    assert not any(default_storage.exists(name) for name in names)
    assert {client.get(f"/media/{name}").status_code for name in names} == {404}


@pytest.mark.parametrize("name", ["pictures/none.webp", "backup.tar.gz", "pictures/../backup.tar.gz", "pictures/%00"])
def test_nothing_but_pictures_can_be_asked_for(client, blog, in_bucket, name):
    client_of_bucket = default_storage._client
    client_of_bucket.put_object(Bucket="pictures-of-ours", Key="blog/backup.tar.gz", Body=b"everything")
    assert client.get(f"/media/{name}").status_code == 404


def test_out_of_reach_an_upload_is_refused_and_a_reader_asked_to_come_back(desk, blog, out_of_reach):
    file = SimpleUploadedFile("leaf.png", photo("blue"), "image/png")
    answer = desk.post(reverse("admin:blog_picture_upload"), {"file": file})
    assert "can't be stored for the moment" in answer.content.decode() and not Picture.objects.exists()
    desk.raise_request_exception = False
    answer = desk.get("/media/pictures/a.webp")
    assert answer.status_code == 503 and answer.headers["Retry-After"] and "Cache-Control" not in answer.headers


def test_sizes_wait_for_a_bucket_that_is_out_of_reach_for_minutes_and_not_for_a_day(blog, out_of_reach, use, server):
    use(server)
    picture = ingest(io.BytesIO(photo("white")), alt="Salt")
    due_at = picture.renditions_due_at
    use(re.sub(r":\d+$", f":{free_port()}", server))
    assert due_renditions() == 0
    picture.refresh_from_db()
    assert 0 < (picture.renditions_due_at - due_at).total_seconds() < 3600


def test_a_start_refuses_a_bucket_that_is_not_there(db, use, server):
    use(server.replace("pictures-of-ours", "of-nobody"))
    with pytest.raises(CommandError, match="The bucket of-nobody can't be used: NoSuchBucket.*Look at STORAGE_URL"):
        first_start.try_bucket()
    use(server)
    first_start.try_bucket()
    assert not default_storage.exists("pictures/can-be-written")


def test_a_start_without_keys_says_which(db, use, server, monkeypatch, tmp_path):
    use(server)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(CommandError, match="AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"):
        first_start.try_bucket()


def test_a_blog_that_runs_starts_again_while_its_bucket_is_out_of_reach(blog, author, out_of_reach, caplog):
    with caplog.at_level(logging.WARNING):
        first_start.try_bucket()
    assert "readers see no pictures" in caplog.text
    author.delete()
    with pytest.raises(CommandError, match="can't be used"):
        first_start.try_bucket()


def test_of_two_processes_each_has_a_connection_of_its_own(in_bucket):
    default_storage.save("pictures/shared.webp", ContentFile(b"a picture"))
    before = default_storage._client
    child = os.fork()
    if not child:
        is_own = default_storage._client is not before and default_storage.exists("pictures/shared.webp")
        os._exit(0 if is_own else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert default_storage._client is before


# Backups


@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_the_pictures_of_the_bucket(blog, in_bucket, tmp_path, caplog):
    picture, lost = (ingest(io.BytesIO(photo(colour)), alt=colour) for colour in ("orange", "pink"))
    due_renditions()
    default_storage.delete(lost.file.name)
    backup(tmp_path / "blog.tar.gz")
    with tarfile.open(tmp_path / "blog.tar.gz") as archive:
        held = {name.removeprefix("media/"): archive.extractfile(name).read() for name in files(archive)}
    assert len(held) == 5 and lost.file.name not in held and lost.file.name in caplog.text
    assert all(content == default_storage.open(name).read() for name, content in held.items())
    assert picture.file.name in held


def files(archive: tarfile.TarFile) -> list[str]:
    return [member.name for member in archive if member.isfile() and member.name.startswith("media/")]


TAKE_IN = """
import io
import sys
from PIL import Image
from blog.images import ingest
from config.first_start import prepare
prepare()
content = io.BytesIO()
Image.new("RGB", (100, 50), "brown").save(content, "PNG")
content.seek(0)
print(ingest(content, alt="Bread").file.name)
assert "botocore" not in sys.modules  # which takes 40 MB of memory, where no bucket is used
"""
SHOW = """
from django.test import Client
answer = Client(SERVER_NAME="localhost").get("/media/%s")
print(answer.status_code, answer.headers["Content-Type"])
"""


def test_a_backup_of_a_folder_is_restored_into_a_bucket_and_one_of_the_bucket_into_a_folder(server, tmp_path):
    """Which is how a blog moves; by commands, since where pictures lie is settled for as long as a process runs."""
    folder, second, third = (tmp_path / name for name in ("one", "two", "three"))
    moved = {"STORAGE_URL": server.replace("/blog?", "/moved?")}
    name = python(folder, "-c", f"import django; django.setup(){TAKE_IN}")
    python(folder, "manage.py", "backup", tmp_path / "of-folder.tar.gz")
    python(second, "manage.py", "restore", tmp_path / "of-folder.tar.gz", **moved)
    assert not any(second.rglob("*.webp"))
    assert python(second, "-c", f"import django; django.setup(){SHOW % name}", **moved) == "200 image/webp"
    python(second, "manage.py", "backup", tmp_path / "of-bucket.tar.gz", **moved)
    python(third, "manage.py", "restore", tmp_path / "of-bucket.tar.gz")
    assert (third / "media" / name).read_bytes() == (folder / "media" / name).read_bytes()


def python(folder: Path, *words, **variables: str) -> str:
    """What a command of the site in the folder prints."""
    own = environment(folder, 1, "", **variables)
    done = subprocess.run([sys.executable, *map(str, words)], cwd=ROOT, env=own, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# Two servers


class Desk:
    """The owner, signed in on the server with this port."""

    def __init__(self, port: int):
        self.site = f"http://127.0.0.1:{port}"
        self.cookies = CookieJar()
        self.browser = build_opener(HTTPCookieProcessor(self.cookies))
        self.browser.open(f"{self.site}/admin/login/")
        self.post("/admin/login/", urlencode({"username": "owner", "password": PASSWORD, "next": "/admin/"}).encode())

    def post(self, address: str, data: bytes, kind: str = "application/x-www-form-urlencoded") -> bytes:
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrf")
        headers = {"X-CSRFToken": token, "Origin": self.site, "Content-Type": kind}
        with self.browser.open(Request(self.site + address, data, headers)) as answer:
            return answer.read()

    def upload(self, content: bytes) -> dict:
        head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="plum.png"\r\n\r\n'
        body = head + content + b"\r\n--edge--\r\n"
        return json.loads(self.post("/admin/blog/picture/upload/", body, "multipart/form-data; boundary=edge"))


def fetched(port: int, path: str) -> tuple[int, bytes]:
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}") as answer:
            return answer.status, answer.read()
    except HTTPError as refusal:
        return refusal.code, b""


def fetched_soon(port: int, path: str) -> tuple[int, bytes]:
    """What is there as soon as a worker has made it."""
    until = time.monotonic() + 60
    while (found := fetched(port, path))[0] == 404 and time.monotonic() < until:
        time.sleep(0.2)
    return found


@pytest.mark.postgres
def test_two_servers_on_one_database_share_what_was_uploaded_to_either(server, tmp_path):
    variables = {"STORAGE_URL": server, "SECRET_KEY": "k" * 40}
    with (
        database() as address,
        site(tmp_path / "one", address, **variables) as one,
        site(tmp_path / "two", address, **variables) as two,
    ):
        desk = Desk(one)
        told = desk.upload(photo("purple", 1000))
        addresses = [told["src"], *(told["src"].replace("-1000w", f"-{width}w") for width in (480, 800))]
        for path in addresses:
            status, content = fetched_soon(two, path)
            assert status == 200 and fetched(one, path) == (200, content)
        desk.post(f"/admin/blog/picture/{told['pk']}/delete/", b"post=yes")
        assert {fetched(port, path)[0] for port in (one, two) for path in addresses} == {404}
    assert not list(tmp_path.glob("*/media/**/*.webp"))
