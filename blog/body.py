"""Lays a clean text out for its page: pictures with their sizes, and headings that lead to themselves."""

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
HEADING = re.compile(r'(<(h[2-4]) id="([^"]+)"(?:[^">]|"[^"]*")*>)(.*?)(</\2>)', re.S)


def known_sizes(texts: Iterable[str], pictures: Iterable[Picture] = ()) -> dict[str, dict[str, str | int]]:
    """What an <img> says besides src and alt, by stored name, of every picture of ours in clean HTML and of others given.

    One query; none where there is no picture.
    """
    names = {name for text in texts for name in OWN.findall(text)} | {picture.file.name for picture in pictures}
    return images.attributes(names) if names else {}


def laid_out(html: str, sizes: dict[str, dict]) -> str:
    """Clean HTML as a page shows it; `sizes` is what is known of its pictures."""
    return with_pictures(HEADING.sub(_leading_to_itself, html), sizes)


def with_pictures(html: str, sizes: dict[str, dict], eager: bool = False) -> str:
    """Each picture with what is known of it. It is fetched when it comes near, or at once if `eager`."""

    def image(found: re.Match) -> str:
        # Names and values in clean HTML are escaped already.
        attributes = dict(ATTRIBUTE.findall(found[1]))
        more = dict(sizes.get(attributes.get("src", "").removeprefix(settings.MEDIA_URL), {}))
        if "width" in attributes or "height" in attributes:
            # The author chose a size: the narrower copies still help.
            more = {name: value for name, value in more.items() if name in {"srcset", "sizes"}}
        more |= {"fetchpriority": "high"} if eager else {"loading": "lazy"}
        attributes |= {name: escape(value) for name, value in more.items()}
        written = " ".join(f'{name}="{value}"' for name, value in attributes.items())
        return f"<img {written}>"

    return IMAGE.sub(image, html)


def _leading_to_itself(heading: re.Match) -> str:
    opening, _tag, name, words, closing = heading.groups()
    if "<a " in words:
        return heading[0]
    return f'{opening}<a class="self" href="#{name}">{words}</a>{closing}'
