"""Takes in pictures: re-encoded without metadata by a child process within limits, stored once, and in several sizes.

Nothing of an upload is ever served or decoded in this process; images_child.py does that, and only what it drew anew
is kept. Of an animation the first frame is kept.
"""

import hashlib
import json
import logging
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blog import page_cache
from blog.models import Author, Picture, Rendition

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
WIDEST = 2000
RENDITION_WIDTHS = (480, 800, 1200, 1600)
# The column of text, and on narrow screens all but the margins.
SIZES = "(min-width: 62rem) 32rem, calc(100vw - 2rem)"

CHILD = Path(__file__).with_name("images_child.py")
CHILD_MEMORY = 400 * 1024 * 1024
CHILD_SECONDS, CHILD_SECONDS_IN_ALL = 8, 30

# How long a worker has for one picture before another may try, and when to come back to one that could not be made.
LEASE, REST = timedelta(minutes=5), timedelta(days=1)

log = logging.getLogger(__name__)


class PictureRefused(ValueError):
    """The file can't be taken as a picture; its text is a sentence for the person who sent it."""


@dataclass(frozen=True)
class Encoded:
    """A picture as the child made it: WebP."""

    width: int
    height: int
    content: bytes


def ingest(
    file: BinaryIO,
    *,
    title: str = "",
    alt: str = "",
    decorative: bool = False,
    caption: str = "",
    by: Author | None = None,
) -> Picture:
    """The picture made of a file; the same bytes give the same picture, whose missing words are filled in.

    Raises PictureRefused. What the file is called plays no part.
    """
    words = {"title": title, "alt": "" if decorative else alt, "is_decorative": decorative, "caption": caption}
    data = _content(file)
    digest = hashlib.sha256(data).hexdigest()
    known = Picture.objects.filter(digest=digest).first()
    if known:
        return tell(known, **words)
    own = _encoded(data, [WIDEST])[0]
    picture = Picture(digest=digest, width=own.width, height=own.height, uploaded_by=by, **words)
    picture.renditions_due_at = timezone.now()
    try:
        picture.file.name = _stored(picture.file.storage, _name(digest, own.width), own.content)
    except OSError as trouble:
        log.warning("A picture could not be stored: %s", trouble)
        raise PictureRefused(_refusal("storage")) from None
    try:
        with transaction.atomic():
            picture.save()
    except IntegrityError:
        # Somebody sent the same bytes at the same time, and was first.
        return tell(Picture.objects.get(digest=digest), **words)
    return picture


def tell(picture: Picture, **words) -> Picture:
    """Gives the picture words for what nobody has said of it yet."""
    if picture.alt or picture.is_decorative:
        words = words | {"alt": picture.alt, "is_decorative": picture.is_decorative}
    missing = {name: value for name, value in words.items() if value and not getattr(picture, name)}
    for name, value in missing.items():
        setattr(picture, name, value)
    if missing:
        picture.save(update_fields=list(missing))
    return picture


def renditions(picture: Picture) -> list[Rendition]:
    """Makes the smaller sizes that are still missing; all that there are, narrowest first."""
    there = set(picture.renditions.values_list("width", flat=True))
    missing = [width for width in RENDITION_WIDTHS if width < picture.width and width not in there]
    if missing:
        with picture.file.storage.open(picture.file.name) as file:
            made = _encoded(file.read(), missing)
        names = [_stored(picture.file.storage, _name(picture.digest, size.width), size.content) for size in made]
        with transaction.atomic():
            for size, name in zip(made, names, strict=True):
                Rendition.objects.get_or_create(
                    picture=picture, width=size.width, defaults={"height": size.height, "file": name}
                )
            picture.expire_pages()
    return list(picture.renditions.order_by("width"))


def due_renditions(limit: int = 3, moment: datetime | None = None) -> int:
    """Makes the sizes of up to `limit` pictures that wait for them; how many pictures were done.

    Each is leased first, so two workers never make the same one, and one that died is followed by another.
    """
    moment = moment or timezone.now()
    waiting = Picture.objects.filter(renditions_due_at__lte=moment).order_by("renditions_due_at", "pk")
    done = 0
    for picture in waiting[:limit]:
        leased = Picture.objects.filter(pk=picture.pk, renditions_due_at=picture.renditions_due_at)
        if not leased.update(renditions_due_at=moment + LEASE):
            continue
        try:
            renditions(picture)
        except ConnectionError as trouble:
            # The lease stands: storage that can't be reached may be back by its end.
            log.warning("The sizes of picture %s have to wait: %s", picture.pk, trouble)
        except (PictureRefused, OSError) as trouble:
            log.warning("The sizes of picture %s could not be made: %s", picture.pk, trouble)
            Picture.objects.filter(pk=picture.pk).update(renditions_due_at=moment + REST)
        else:
            Picture.objects.filter(pk=picture.pk).update(renditions_due_at=None)
            done += 1
    return done


def attributes(names) -> dict[str, dict[str, str | int]]:
    """For each stored name of a picture that is known: what an <img> says besides src and alt. One query."""
    rows = (
        Picture.objects.filter(file__in=list(names))
        .order_by("renditions__width")
        .values_list("file", "width", "height", "renditions__file", "renditions__width")
    )
    page_cache.shows(*(f"picture {name}" for name in names))
    found: dict[str, dict] = {}
    address = Picture._meta.get_field("file").storage.url
    for name, width, height, file, narrower in rows:
        known = found.setdefault(name, {"srcset": [], "sizes": SIZES, "width": width, "height": height})
        if file:
            known["srcset"].append(f"{address(file)} {narrower}w")
    for name, known in found.items():
        known["srcset"] = ", ".join([*known["srcset"], f"{address(name)} {known['width']}w"])
    return found


def _content(file: BinaryIO) -> bytes:
    """What the file holds, unless its size or its first letters already say no."""
    data = file.read(MOST_BYTES + 1)
    if not data:
        raise PictureRefused(_("The file is empty. Choose the picture again."))
    if len(data) > MOST_BYTES:
        raise PictureRefused(
            _("The file is larger than %(size)s MB. Save the picture smaller and try again.")
            % {"size": MOST_BYTES // 1024**2}
        )
    if b"<svg" in data[:4096].lower():
        raise PictureRefused(
            _("SVG pictures can't be taken, since they can carry scripts. Save it as PNG and try again.")
        )
    return data


def _encoded(data: bytes, widths: list[int]) -> list[Encoded]:
    """The picture in each of the widths (or its own, where that is narrower), decoded within limits."""
    task = {"widths": widths, "pixels": MOST_PIXELS, "memory": CHILD_MEMORY, "seconds": CHILD_SECONDS}
    try:
        # Without our environment, and without the folder of this file on its path.
        child = subprocess.run(
            [sys.executable, "-I", str(CHILD), json.dumps(task)],
            input=data,
            capture_output=True,
            timeout=CHILD_SECONDS_IN_ALL,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PictureRefused(_refusal("time")) from None
    line, _newline, contents = child.stdout.partition(b"\n")
    if -child.returncode in {signal.SIGXCPU, signal.SIGKILL}:
        raise PictureRefused(_refusal("time"))
    if child.returncode:
        log.info("A picture could not be decoded: %r", child.stderr[-200:])
        raise PictureRefused(_refusal("damaged"))
    answer = json.loads(line)
    if "refused" in answer:
        raise PictureRefused(_refusal(answer["refused"]))
    pictures, start = [], 0
    for made in answer["made"]:
        end = start + made["length"]
        pictures.append(Encoded(made["width"], made["height"], contents[start:end]))
        start = end
    return pictures


def _refusal(reason: str) -> str:
    return {
        "unknown": _(
            "Only JPEG, PNG, WebP and GIF pictures can be taken, and this file is none of them. "
            "Save it as one of these and try again."
        ),
        "pixels": _("The picture has more than %(pixels)s million pixels. Save it smaller and try again.")
        % {"pixels": MOST_PIXELS // 1_000_000},
        "memory": _("The picture is too large to be read here. Save it smaller, or as JPEG, and try again."),
        "time": _("The picture takes too long to read. Save it smaller, or as JPEG, and try again."),
        "storage": _("The picture can't be stored for the moment. Try again in a few minutes."),
        "damaged": _("The picture can't be read: the file is damaged or not complete. Save it anew and try again."),
    }[reason]


def _name(digest: str, width: int) -> str:
    return f"pictures/{digest[:16]}-{width}w.webp"


def _stored(storage: Storage, name: str, content: bytes) -> str:
    """Stores under exactly this name; what a broken-off try left there goes first."""
    storage.delete(name)
    return storage.save(name, ContentFile(content))
