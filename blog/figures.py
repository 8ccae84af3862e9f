"""Fits the blog's own pictures into the text they stand in: their size, so that nothing jumps, and narrower copies."""

import re
from collections.abc import Iterable

from django.conf import settings
from django.utils.html import escape

from blog import images
from blog.models import Picture

# Quoted values are stepped over whole, since a description may hold a “>”.
IMAGE = re.compile(r'<img((?:[^">]|"[^"]*")*)>')
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
OWN = re.compile(rf'<img(?:[^">]|"[^"]*")*? src="{re.escape(settings.MEDIA_URL)}([^"]+)"')


def known(texts: Iterable[str], pictures: Iterable[Picture] = ()) -> dict[str, dict[str, str | int]]:
    """What an <img> says besides src and alt, by stored name, of every picture of ours in clean HTML and of others given.

    One query; none where there is no picture.
    """
    names = {name for text in texts for name in OWN.findall(text)} | {picture.file.name for picture in pictures}
    return images.attributes(names) if names else {}


def fitted(html: str, sizes: dict[str, dict], eager: bool = False) -> str:
    """The clean HTML with what is known of its pictures. All are fetched when they come near, but for the first if `eager`."""
    waits = not eager

    def image(found: re.Match) -> str:
        nonlocal waits
        # Names and values in clean HTML are escaped already.
        attributes = dict(ATTRIBUTE.findall(found[1]))
        more = dict(sizes.get(attributes.get("src", "").removeprefix(settings.MEDIA_URL), {}))
        if "width" in attributes or "height" in attributes:
            # The author chose a size: the narrower copies still help.
            more = {name: value for name, value in more.items() if name in {"srcset", "sizes"}}
        if waits:
            more["loading"] = "lazy"
        waits = True
        attributes |= {name: escape(value) for name, value in more.items()}
        written = " ".join(f'{name}="{value}"' for name, value in attributes.items())
        return f"<img {written}>"

    return IMAGE.sub(image, html)
