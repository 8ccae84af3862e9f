"""Every hostile file there is, sent through the front door: each is drawn anew or refused with a sentence, within limits."""

import io
import resource
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from blog.models import Picture
from tests.blog.test_images import (
    BOMBS,
    HIDDEN_BOMBS,
    NOT_PICTURES,
    POLYGLOTS,
    SCRIPT,
    bomb_webp,
    encoded,
    photo,
    with_chunk,
)

# Of processor time, for one file.
MOST_SECONDS = 5


def frames(count: int) -> bytes:
    frame = encoded(Image.new("P", (8, 8)), "GIF")
    start = frame.index(b",\x00")
    return frame[:start] + frame[start:-1] * count + b";"


def animation(format: str) -> bytes:
    shown = [Image.new("RGB", (300, 200), (number, 0, 0)) for number in range(60)]
    return encoded(shown[0], format, save_all=True, append_images=shown[1:])


def located() -> bytes:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
    exif[0x010E] = SCRIPT.decode()
    return encoded(photo(), "JPEG", exif=exif)


def ztxt(size: int) -> bytes:
    return with_chunk(encoded(photo()), b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(size)))


def itxt(size: int) -> bytes:
    return with_chunk(encoded(photo()), b"iTXt", b"XML\x00\x01\x00\x00\x00" + zlib.compress(bytes(size)))


# As large as is accepted: forty million pixels, in few bytes.
LARGEST = {
    "PNG with transparency": lambda: encoded(Image.new("RGBA", (8000, 5000), (9, 9, 9, 9))),
    "PNG of sixteen bits": lambda: encoded(Image.new("I;16", (8000, 5000), 900)),
    "PNG, one pixel high": lambda: encoded(Image.new("RGB", (400_000, 1))),
    "progressive JPEG": lambda: encoded(Image.new("RGB", (8000, 5000), "green"), "JPEG", progressive=True),
    "CMYK": lambda: encoded(Image.new("CMYK", (8000, 5000)), "JPEG"),
    "GIF": lambda: encoded(Image.new("P", (8000, 5000)), "GIF"),
    "WebP": lambda: encoded(Image.new("RGB", (16_383, 2441)), "WEBP", lossless=True, method=0),
}
TRUNCATED = {
    f"{format} cut off at {share:.0%}": lambda format=format, share=share: encoded(photo(), format)[
        : int(len(encoded(photo(), format)) * share)
    ]
    for format in ("JPEG", "PNG", "WEBP", "GIF")
    for share in (0.01, 0.1, 0.5, 0.9)
}
OTHERS = {
    "empty": lambda: b"",
    "one byte": lambda: b"\x89",
    "more than ten megabytes": lambda: encoded(photo()) + bytes(11 * 1024 * 1024),
    "place and words of a camera": located,
    "printers' colours": lambda: encoded(Image.new("CMYK", (40, 40), (0, 255, 255, 0)), "JPEG"),
    "ten thousand frames": lambda: frames(10_000),
    "sixty frames of WebP": lambda: animation("WEBP"),
    "sixty frames of PNG": lambda: animation("PNG"),
    "canvas of a WebP": lambda: bomb_webp(16_383, 16_383),
    "bomb of zTXt": lambda: ztxt(200_000_000),
    "bomb of iTXt": lambda: itxt(200_000_000),
    "a hundred profiles": lambda: with_chunk(
        encoded(photo()), b"iCCP", b"icc\x00\x00" + zlib.compress(b"\xff" * 3_000_000)
    ),
    "SVG": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "SVG behind white space": lambda: b"\n" * 2000 + b"<svg/>",
    "SVG, compressed": lambda: b"\x1f\x8b\x08\x00" + zlib.compress(b"<svg/>"),
    "AVIF": lambda: b"\x00\x00\x00\x20ftypavif" + bytes(500),
    "HEIC": lambda: b"\x00\x00\x00\x20ftypheic" + bytes(500),
    "JPEG 2000": lambda: b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(500),
    "Photoshop": lambda: b"8BPS\x00\x01" + bytes(500),
    "Flash": lambda: b"FWS\x05" + bytes(500),
    "page called JPEG": lambda: b"\xff\xd8\xff\xe0" + b"<html>" + SCRIPT,
    "page called GIF": lambda: b"GIF89a/*" + SCRIPT + b"*/=1;",
    "PDF before a JPEG": lambda: b"%PDF-1.7\n" + encoded(photo(), "JPEG"),
}
NAMES = [
    "../../../etc/passwd.png", "..\\..\\boot.ini.png", "/etc/cron.d/x.png", "a\x00b.png", "x" * 300 + ".png",
    "\u202egnp.exe", "صورة.png", "photo.php.png", "photo.png.html", "%2e%2e%2fx.png", "con.png", ".htaccess", "a\r\nb.png",
]  # fmt: skip
FILES = {
    **POLYGLOTS,
    **BOMBS,
    **{f"bomb in the {name}": make for name, make in HIDDEN_BOMBS.items()},
    **{f"{name} of other kinds": lambda data=data: data for name, data in NOT_PICTURES.items()},
    **LARGEST,
    **TRUNCATED,
    **OTHERS,
}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def send(desk, data: bytes, name: str = "photo.jpg"):
    return desk.post(reverse("admin:blog_picture_upload"), {"file": SimpleUploadedFile(name, data, "image/jpeg")})


@pytest.mark.parametrize("name", FILES)
def test_file_is_drawn_anew_or_refused_within_limits(desk, blog, media, name):
    before = processor_seconds()
    answer = send(desk, FILES[name]())
    assert processor_seconds() - before < MOST_SECONDS
    files = [path for path in media.rglob("*") if path.is_file()]
    if answer.status_code != 200:
        assert answer.status_code == 400
        assert answer.json()["sentence"].endswith(".")
        assert files == [] and not Picture.objects.exists()
        return
    (file,) = files
    data = file.read_bytes()
    assert data[:4] + data[8:12] == b"RIFFWEBP"
    assert b"script" not in data.lower() and b"Exif" not in data and b"EXIF" not in data
    with Image.open(io.BytesIO(data)) as image:
        assert image.width * image.height <= 6_100_000
        assert not image.getexif()


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_leads_nowhere(desk, blog, media, name):
    assert send(desk, encoded(photo()), name).status_code == 200
    picture = Picture.objects.get()
    assert [path.relative_to(media).as_posix() for path in media.rglob("*.*")] == [picture.file.name]
    assert picture.file.name == f"pictures/{picture.digest[:16]}-300w.webp"
    assert picture.title.isprintable() and len(picture.title) <= 200


def test_what_is_served_can_do_nothing(desk, blog, client):
    address = send(desk, POLYGLOTS["GIF with a page behind it"]()).json()["src"]
    answer = client.get(address)
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "immutable" in answer["Cache-Control"]
