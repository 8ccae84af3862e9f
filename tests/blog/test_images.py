import io
import random
import struct
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageCms, PngImagePlugin

from blog import images
from blog.images import PictureRefused, attributes, due_renditions, ingest, renditions
from blog.models import Picture, Rendition

pytestmark = pytest.mark.django_db

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)
ORIENTATION, GPS = 0x0112, 0x8825


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def encoded(image: Image.Image, format: str = "PNG", **options) -> bytes:
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def photo(width: int = 300, height: int = 200) -> Image.Image:
    """Many colours, the same at every call."""
    across, down = Image.linear_gradient("L").rotate(90), Image.linear_gradient("L")
    return Image.merge("RGB", [band.resize((width, height)) for band in (across, down, Image.radial_gradient("L"))])


def sent(data: bytes, name: str = "picture.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def taken(data: bytes, **words) -> Picture:
    return ingest(sent(data), **words)


def stored(picture: Picture | Rendition) -> Image.Image:
    with picture.file.open() as file:
        return Image.open(io.BytesIO(file.read()))


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def with_chunk(png: bytes, kind: bytes, content: bytes) -> bytes:
    """The PNG with one more chunk right behind its header."""
    return png[:33] + chunk(kind, content) + png[33:]


def close_to(colour, wanted, by: int = 12) -> bool:
    return all(abs(have - want) <= by for have, want in zip(colour, wanted, strict=True))


# What is kept


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_each_format_is_kept_as_webp_under_a_name_of_its_digest(format, author):
    picture = taken(encoded(photo(), format), title="Beans", alt="A pot of beans.", caption="Beans.", by=author)
    assert picture.file.name == f"pictures/{picture.digest[:16]}-300w.webp"
    assert (picture.width, picture.height) == stored(picture).size == (300, 200)
    assert stored(picture).format == "WEBP"
    assert (picture.title, picture.alt, picture.caption, picture.uploaded_by) == (
        "Beans",
        "A pot of beans.",
        "Beans.",
        author,
    )
    picture.full_clean()


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd.png", "a\x00b.png", "x" * 300 + ".png", "evil\u202egnp.exe", "shell.php", "photo.jpg.svg"],
)
def test_what_the_file_is_called_plays_no_part(name, media):
    file = io.BytesIO(encoded(photo()))
    file.name = name
    picture = ingest(file)
    assert [path.relative_to(media).as_posix() for path in media.rglob("*.*")] == [picture.file.name]


def test_same_bytes_are_one_picture_and_one_file(media):
    first, second = taken(encoded(photo()), alt="A photo."), taken(encoded(photo()), alt="Another word for it.")
    assert first == second
    assert second.alt == "A photo."
    assert len(list(media.rglob("*.webp"))) == 1


def test_sending_it_again_fills_in_the_words_that_were_missing():
    taken(encoded(photo()))
    picture = taken(encoded(photo()), title="Beans", alt="A pot of beans.")
    assert (Picture.objects.get().title, Picture.objects.get().alt) == (picture.title, picture.alt)
    assert picture.alt == "A pot of beans."


def test_a_described_picture_does_not_become_decorative():
    taken(encoded(photo()), alt="A pot of beans.")
    assert not taken(encoded(photo()), decorative=True).is_decorative


def test_decorative_picture_has_no_description():
    picture = taken(encoded(photo()), alt="Nothing", decorative=True)
    assert (picture.alt, picture.is_decorative) == ("", True)


def test_two_senders_of_the_same_bytes_at_once_get_one_picture(monkeypatch, media):
    encode, others = images._encoded, []

    def encode_while_another_is_first(*task):
        monkeypatch.setattr(images, "_encoded", encode)
        others.append(taken(encoded(photo()), alt="First."))
        return encode(*task)

    monkeypatch.setattr(images, "_encoded", encode_while_another_is_first)
    picture = taken(encoded(photo()), alt="Second.")
    assert [picture] == others
    assert stored(picture).size == (300, 200)
    assert len(list(media.rglob("*.webp"))) == 1


def test_what_a_broken_off_try_left_behind_is_replaced(media):
    picture = taken(encoded(photo()))
    name = picture.file.name
    picture.delete()
    (media / name).write_bytes(b"half a pic")
    assert taken(encoded(photo())).file.name == name
    assert stored(Picture.objects.get()).size == (300, 200)


def test_wide_picture_is_scaled_to_two_thousand_pixels():
    picture = taken(encoded(photo(3000, 1500), "JPEG"))
    assert (picture.width, picture.height) == stored(picture).size == (2000, 1000)


def test_tall_picture_keeps_its_width_as_long_as_its_pixels_are_few():
    picture = taken(encoded(Image.new("RGB", (300, 18_000), RED)))
    assert picture.height == 16_000
    assert picture.width == 267
    assert taken(encoded(Image.new("RGB", (2000, 6000), RED))).height < 4300


def test_thin_picture_never_loses_its_last_pixel():
    assert taken(encoded(Image.new("RGB", (1, 20_000), RED))).width == 1


# Colours and metadata


def test_place_and_camera_are_gone_and_the_picture_stands_upright():
    image = photo(400, 200)
    image.paste(RED, (0, 0, 60, 60))
    exif = Image.Exif()
    exif[ORIENTATION], exif[0x0110] = 6, "Secret Camera"
    exif[GPS] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
    data = encoded(image, "JPEG", exif=exif, quality=95, comment=b"taken at home")
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(GPS)
    picture = taken(data)
    result = stored(picture)
    assert (picture.width, picture.height) == result.size == (200, 400)
    # Turned clockwise: what was on the upper left is on the upper right.
    assert close_to(result.convert("RGB").getpixel((180, 20)), RED, by=40)
    assert not dict(result.getexif())
    assert not {"exif", "xmp", "icc_profile"} & set(result.info)
    raw = picture.file.open().read()
    assert not [secret for secret in (b"Secret Camera", b"taken at home", b"EXIF", b"Exif") if secret in raw]


def test_text_beside_the_pixels_is_gone():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "<script>alert(1)</script>")
    notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>secret</x:xmpmeta>")
    raw = taken(encoded(photo(), pnginfo=notes)).file.open().read()
    assert b"script" not in raw
    assert b"secret" not in raw


def test_colours_follow_their_profile():
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # Red and green change places in this profile: what it calls red is green.
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    picture = taken(encoded(Image.new("RGB", (40, 40), RED), icc_profile=bytes(profile)))
    assert close_to(stored(picture).convert("RGB").getpixel((20, 20)), GREEN)
    assert "icc_profile" not in stored(picture).info


def test_broken_profile_is_passed_over():
    picture = taken(encoded(Image.new("RGB", (40, 40), RED), icc_profile=b"no profile at all" * 20))
    assert close_to(stored(picture).convert("RGB").getpixel((20, 20)), RED)


def test_printers_colours_become_the_screens():
    red = Image.new("CMYK", (40, 40), (0, 255, 255, 0))
    assert close_to(stored(taken(encoded(red, "JPEG", quality=95))).convert("RGB").getpixel((20, 20)), RED)


def test_sixteen_bits_of_grey_are_divided_and_not_cut_off():
    grey = Image.new("I;16", (40, 40), 0x8000)
    assert close_to(stored(taken(encoded(grey))).convert("RGB").getpixel((20, 20)), (128, 128, 128), by=3)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_kind_of_pixels_is_taken(mode):
    white = Image.new("RGB", (2400, 30), "white").convert(mode)
    result = stored(taken(encoded(white))).convert("RGB")
    assert result.size == (2000, 25)
    assert close_to(result.getpixel((10, 10)), (255, 255, 255), by=2)


def test_transparency_is_kept():
    clear = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    clear.paste(BLUE, (30, 0, 60, 40))
    result = stored(taken(encoded(clear))).convert("RGBA")
    assert result.getpixel((5, 20))[3] == 0
    assert result.getpixel((50, 20))[3] == 255


def test_transparent_colour_of_a_palette_is_kept():
    drawing = Image.new("P", (60, 40), 0)
    drawing.putpalette([0, 0, 0, 255, 0, 0])
    drawing.paste(1, (30, 0, 60, 40))
    result = stored(taken(encoded(drawing, "GIF", transparency=0))).convert("RGBA")
    assert result.getpixel((5, 20))[3] == 0
    assert close_to(result.getpixel((50, 20))[:3], RED)


def test_drawing_of_few_colours_keeps_every_pixel():
    drawing = Image.new("RGB", (200, 200), "white")
    for number in range(0, 200, 4):
        drawing.putpixel((number, (number * 7) % 200), (number, 10, 200))
    assert stored(taken(encoded(drawing))).convert("RGB").tobytes() == drawing.tobytes()


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_first_frame_of_an_animation_is_kept(format):
    frames = [Image.new("RGB", (40, 40), colour) for colour in (RED, GREEN, BLUE)]
    data = encoded(frames[0], format, save_all=True, append_images=frames[1:], duration=100)
    assert Image.open(io.BytesIO(data)).n_frames == 3
    result = stored(taken(data))
    assert getattr(result, "n_frames", 1) == 1
    assert close_to(result.convert("RGB").getpixel((20, 20)), RED)


# Files that are two things at once: only the pixels are kept

SCRIPT = b"<script>alert(document.domain)</script>"
POLYGLOTS = {
    "GIF with a page behind it": lambda: encoded(photo(), "GIF") + b"<html>" + SCRIPT,
    "GIF with an archive behind it": lambda: encoded(photo(), "GIF") + b"PK\x03\x04" + SCRIPT,
    "GIF with a comment": lambda: encoded(photo(), "GIF", comment=SCRIPT),
    "JPEG with a comment": lambda: encoded(photo(), "JPEG", comment=b"*/=1;" + SCRIPT),
    "JPEG with a document behind it": lambda: encoded(photo(), "JPEG") + b"%PDF-1.7\n" + SCRIPT,
    "PNG with text": lambda: with_chunk(encoded(photo()), b"tEXt", b"Comment\x00" + SCRIPT),
    "PNG with a chunk of its own": lambda: with_chunk(encoded(photo()), b"evIl", SCRIPT),
    "PNG with a page behind it": lambda: encoded(photo()) + SCRIPT,
    "WebP with metadata": lambda: encoded(photo(), "WEBP", xmp=SCRIPT),
}


@pytest.mark.parametrize("make", POLYGLOTS.values(), ids=POLYGLOTS.keys())
def test_of_a_polyglot_only_the_pixels_are_kept(make):
    data = make()
    assert SCRIPT in data
    picture = taken(data)
    assert b"script" not in picture.file.open().read().lower()
    assert stored(picture).size == (300, 200)


# What is refused, and in which words


def bomb_png(width: int, height: int) -> bytes:
    """A PNG whose header promises more than its few bytes hold."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def bomb_gif(width: int, height: int) -> bytes:
    small = bytearray(encoded(Image.new("P", (1, 1)), "GIF"))
    small[6:10] = struct.pack("<HH", width, height)
    return bytes(small)


def bomb_webp(width: int, height: int) -> bytes:
    """An extended WebP whose canvas is large."""
    body = chunk_of_riff(b"VP8X", bytes(4) + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3])
    body += encoded(Image.new("RGB", (8, 8)), "WEBP", lossless=True)[12:]
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def chunk_of_riff(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content + b"\x00" * (len(content) % 2)


BOMBS = {
    "17 kB of 144 million pixels": lambda: encoded(Image.new("1", (12_000, 12_000))),
    "PNG just above the limit": lambda: encoded(Image.new("1", (8001, 5000))),
    "PNG header of four thousand million": lambda: bomb_png(65_535, 65_535),
    "PNG header that overflows": lambda: bomb_png(2**31 - 1, 2**31 - 1),
    "GIF header": lambda: bomb_gif(65_535, 65_535),
}


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS.keys())
def test_too_many_pixels_are_refused_before_they_are_decoded(make):
    with pytest.raises(PictureRefused, match="more than 40 million pixels"):
        taken(make())


def test_canvas_of_a_webp_is_bounded_too():
    with pytest.raises(PictureRefused):
        taken(bomb_webp(16_383, 16_383))


HIDDEN_BOMBS = {
    "text": lambda: with_chunk(encoded(photo()), b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(50_000_000))),
    "profile": lambda: with_chunk(encoded(photo()), b"iCCP", b"icc\x00\x00" + zlib.compress(bytes(50_000_000))),
}


@pytest.mark.parametrize("make", HIDDEN_BOMBS.values(), ids=HIDDEN_BOMBS.keys())
def test_bomb_beside_the_pixels_does_no_harm(make):
    try:
        picture = taken(make())
    except PictureRefused:
        assert not Picture.objects.exists()
    else:
        assert picture.file.size < 20_000


def test_ten_thousand_frames_cost_no_more_than_one():
    frame = encoded(Image.new("P", (8, 8)), "GIF")
    # Behind the global palette stands one frame; it is repeated.
    start = frame.index(b",\x00")
    data = frame[:start] + frame[start:-1] * 10_000 + b";"
    assert stored(taken(data)).size == (8, 8)


NOT_PICTURES = {
    "page": b"<!doctype html><title>x</title><script>alert(1)</script>",
    "text": b"just words " * 30,
    "document": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
    "archive": b"PK\x03\x04" + bytes(200),
    "program": b"\x7fELF" + bytes(200),
    "zeros": bytes(5000),
    "BMP": encoded(Image.new("RGB", (9, 9)), "BMP"),
    "TIFF": encoded(Image.new("RGB", (9, 9)), "TIFF"),
    "PPM": encoded(Image.new("RGB", (9, 9)), "PPM"),
    "ICO": encoded(Image.new("RGB", (16, 16)), "ICO"),
    "PCX": encoded(Image.new("RGB", (9, 9)), "PCX"),
    "PostScript": encoded(Image.new("RGB", (9, 9)), "EPS"),
}


@pytest.mark.parametrize("data", NOT_PICTURES.values(), ids=NOT_PICTURES.keys())
def test_other_files_are_refused_whatever_they_are_called(data):
    with pytest.raises(PictureRefused, match="Only JPEG, PNG, WebP and GIF"):
        ingest(sent(data, "photo.jpg"))
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b'\xef\xbb\xbf<?xml version="1.0"?>\n<!DOCTYPE svg>\n<SVG onload="alert(1)"/>',
        b"<!-- a drawing -->\n<svg/>",
    ],
)
def test_svg_is_refused_by_name(data):
    with pytest.raises(PictureRefused, match="SVG pictures can't be taken"):
        ingest(sent(data, "drawing.png"))


def test_empty_file_is_refused():
    with pytest.raises(PictureRefused, match="empty"):
        taken(b"")


def test_large_file_is_refused_before_all_of_it_is_read():
    file = io.BytesIO(encoded(photo()) + bytes(30 * 1024 * 1024))
    with pytest.raises(PictureRefused, match="larger than 10 MB"):
        ingest(file)
    assert file.tell() == images.MOST_BYTES + 1


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_truncated_file_is_refused(format, share):
    data = encoded(photo(), format)
    with pytest.raises(PictureRefused):
        taken(data[: int(len(data) * share)])
    assert not Picture.objects.exists()


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_damaged_file_gives_a_whole_picture_or_a_refusal(format):
    chance = random.Random(format)
    data = encoded(photo(), format)
    for _try in range(5):
        damaged = bytearray(data)
        for _spot in range(chance.randint(1, 12)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            picture = taken(bytes(damaged))
        except PictureRefused as refused:
            assert str(refused).endswith(".")
        else:
            stored(picture).load()
            assert stored(picture).size == (picture.width, picture.height)


# The child and its limits


def test_picture_that_needs_more_memory_than_allowed_is_refused(monkeypatch):
    monkeypatch.setattr(images, "CHILD_MEMORY", 120 * 1024 * 1024)
    with pytest.raises(PictureRefused, match="too large to be read"):
        taken(encoded(Image.new("RGB", (8000, 5000), RED)))


@pytest.fixture
def child(monkeypatch, tmp_path):
    """A stand-in for the child, to be written by the test."""
    script = tmp_path / "child.py"
    monkeypatch.setattr(images, "CHILD", script)
    return script


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "takes too long"),
        ("import os; os.abort()", "damaged"),
        ("raise SystemExit(1)", "damaged"),
    ],
    ids=["out of processor time", "crashed", "failed"],
)
def test_whatever_becomes_of_the_child_ends_in_a_sentence(script, words, child):
    child.write_text(script)
    with pytest.raises(PictureRefused, match=words):
        taken(encoded(photo()))
    assert not Picture.objects.exists()


def test_child_that_hangs_is_given_up(child, monkeypatch):
    child.write_text("import time; time.sleep(600)")
    monkeypatch.setattr(images, "CHILD_SECONDS_IN_ALL", 1)
    with pytest.raises(PictureRefused, match="takes too long"):
        taken(encoded(photo()))


def test_child_sees_nothing_of_the_environment(child, monkeypatch):
    child.write_text("import json, os; print(json.dumps({'refused': ' '.join(os.environ)}))")
    monkeypatch.setenv("SECRET_KEY", "not for the child")
    monkeypatch.setattr(images, "_refusal", str)
    with pytest.raises(PictureRefused) as refused:
        taken(encoded(photo()))
    assert "SECRET_KEY" not in str(refused.value)


def test_child_can_write_nothing_to_a_file(child, media):
    source, written = Path(images.__file__).with_name("images_child.py"), media / "written"
    child.write_text(
        f"import pathlib, runpy; runpy.run_path({str(source)!r})['keep_within'](2**29, 5)\n"
        f"pathlib.Path({str(written)!r}).write_text('something')"
    )
    with pytest.raises(PictureRefused, match="damaged"):
        taken(encoded(photo()))
    assert not written.read_text()


# Sizes


def test_sizes_below_the_own_width_are_made_once():
    picture = taken(encoded(photo(1300, 650), "JPEG"))
    made = renditions(picture)
    assert [(size.width, size.height) for size in made] == [(480, 240), (800, 400), (1200, 600)]
    for size in made:
        assert stored(size).size == (size.width, size.height)
        assert size.file.name == f"pictures/{picture.digest[:16]}-{size.width}w.webp"
        assert size.file.size < picture.file.size
    assert renditions(picture) == made


def test_missing_size_is_made_again():
    picture = taken(encoded(photo(900, 90)))
    renditions(picture)[0].delete()
    assert [size.width for size in renditions(picture)] == [480, 800]


def test_small_picture_needs_no_sizes(media):
    assert renditions(taken(encoded(photo(480, 200)))) == []
    assert len(list(media.rglob("*.webp"))) == 1


def test_sizes_are_due_from_the_start_and_done_once():
    picture = taken(encoded(photo(600, 300)))
    assert due_renditions() == 1
    picture.refresh_from_db()
    assert picture.renditions_due_at is None
    assert picture.renditions.count() == 1
    assert due_renditions() == 0


def test_no_more_than_the_limit_are_made_at_once():
    for width in (500, 510, 520):
        taken(encoded(photo(width, 10)))
    assert due_renditions(limit=2) == 2
    assert Picture.objects.filter(renditions_due_at=None).count() == 2


def test_two_workers_do_not_make_the_same_sizes(monkeypatch):
    taken(encoded(photo(600, 300)))
    make, counts = images.renditions, []

    def make_while_another_worker_looks(picture):
        counts.append(due_renditions())
        return make(picture)

    monkeypatch.setattr(images, "renditions", make_while_another_worker_looks)
    assert due_renditions() == 1
    assert counts == [0]


def test_picture_of_a_worker_that_died_is_taken_up_later(monkeypatch):
    class Killed(BaseException):
        pass

    def die(picture):
        raise Killed

    picture = taken(encoded(photo(600, 300)))
    monkeypatch.setattr(images, "renditions", die)
    with pytest.raises(Killed):
        due_renditions()
    monkeypatch.undo()
    assert due_renditions() == 0
    assert due_renditions(moment=timezone.now() + images.LEASE + timedelta(seconds=1)) == 1
    assert picture.renditions.count() == 1


def test_picture_that_cannot_be_read_waits_a_day_and_holds_nobody_up(media, caplog):
    lost, sound = taken(encoded(photo(600, 300))), taken(encoded(photo(600, 301)))
    (media / lost.file.name).unlink()
    assert due_renditions() == 1
    assert sound.renditions.exists()
    lost.refresh_from_db()
    assert lost.renditions_due_at > timezone.now() + timedelta(hours=23)
    assert f"picture {lost.pk}" in caplog.text


# What an <img> says


def test_attributes_name_every_size_for_any_number_of_pictures_in_one_query(django_assert_num_queries):
    wide, narrow = taken(encoded(photo(900, 450))), taken(encoded(photo(100, 50)))
    renditions(wide)
    stem = f"/media/pictures/{wide.digest[:16]}"
    with django_assert_num_queries(1):
        found = attributes([wide.file.name, narrow.file.name, "pictures/unknown-1w.webp"])
    assert found == {
        wide.file.name: {
            "srcset": f"{stem}-480w.webp 480w, {stem}-800w.webp 800w, {stem}-900w.webp 900w",
            "sizes": "(min-width: 62rem) 32rem, calc(100vw - 2rem)",
            "width": 900,
            "height": 450,
        },
        narrow.file.name: {
            "srcset": f"/media/{narrow.file.name} 100w",
            "sizes": "(min-width: 62rem) 32rem, calc(100vw - 2rem)",
            "width": 100,
            "height": 50,
        },
    }
