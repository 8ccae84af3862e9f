"""Pictures in a text: which are ours, and what an image says about itself."""

import re
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from blog.html.allowed import PICTURE_ADDRESSES, PICTURE_ATTRIBUTES, allowed
from blog.html.links import followable
from blog.html.tree import Element
from blog.html.values import in_attribute, own_picture

# From the names of our pictures, and the addresses of those elsewhere, to what is known of them: srcset, sizes, width
# and height; an `alt` for where the text has none; and for one elsewhere that we have by now, its `name` with us.
Library = Callable[[set[str]], dict[str, dict[str, str | int]]]

PICTURE_FILE = re.compile(r"\.(?:avif|bmp|gif|jpe?g|png|svg|tiff?|webp)$", re.IGNORECASE)
SMILEY = re.compile(r"/(?:emoji|smilies)/")


def wanted(nodes: list[Element | str]) -> set[str]:
    """What a library is asked for."""
    images = (element for element in Element("", {}, nodes).elements() if element.tag == "img")
    addresses = {address_of(image) for image in images} - {""}
    return {own_picture(address) or address for address in addresses}


def address_of(image: Element) -> str:
    """Where the picture is; plugins that load pictures late keep it under names of their own."""
    addresses = (followable(image.attributes.get(name, "")) for name in PICTURE_ADDRESSES)
    return next((address for address in addresses if address and not address.startswith("#")), "")


def is_counter(image: Element) -> bool:
    """Whether it is there to count readers and not to be seen."""
    return any(image.attributes.get(name) in ("0", "1") for name in ("width", "height"))


def leads_to_picture(address: str) -> bool:
    return bool(PICTURE_FILE.search(urlsplit(address).path))


def own_image(image: Element, name: str, known: dict[str, str | int]) -> Element:
    said = {key: str(value) for key, value in known.items()}
    source = {key: image.attributes[key] for key in ("width", "height") if key in image.attributes}
    size = allowed("img", source | said, {"img": PICTURE_ATTRIBUTES})
    alt = in_attribute(image.attributes.get("alt", said.get("alt", "")))
    place = {"src": settings.MEDIA_URL + name, "alt": alt}
    return Element("img", place | size | {"loading": "lazy", "decoding": "async"})


def words_for(image: Element, address: str) -> str:
    """What stands in a text for a picture that can't be shown: its description, or the name of its file."""
    words = image.attributes.get("alt", "").strip() or unquote(urlsplit(address).path.rpartition("/")[2])
    return _("Picture: %(words)s") % {"words": words} if words else _("Picture")
