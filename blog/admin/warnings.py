"""What readers would stumble over in an entry, said before it goes out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.html.markdown import entry_markdown
from blog.models import Format

HEADING = re.compile("h[1-6]")
NOWHERE = {"", "#", "http://", "https://"}


@dataclass(frozen=True)
class Warning:
    kind: str
    sentence: str


def of(title: str, summary: str, source: str, format: str) -> list[Warning]:
    """What there is to say about these words. Read as written: what readers are shown has been mended already."""
    read = _Reader(is_empty_alt_meant=format == Format.HTML)
    read.feed(entry_markdown(source) if format == Format.MARKDOWN else source)
    read.close()
    found = [
        _title(title),
        _summary(summary),
        _pictures(read.undescribed),
        _headings(read.headings),
        _links(read.links),
    ]
    return [warning for warning in found if warning]


def kinds(found: Iterable[Warning]) -> str:
    return " ".join(warning.kind for warning in found)


def _title(title: str) -> Warning | None:
    return None if title.strip() else Warning("title", _("It has no title: lists and feeds call it “Untitled”."))


def _summary(summary: str) -> Warning | None:
    if summary.strip():
        return None
    return Warning("summary", _("It has no summary: lists, feeds and search engines show its first words."))


def _pictures(count: int) -> Warning | None:
    if not count:
        return None
    sentence = ngettext(
        "%d picture has no description for people who don't see it.",
        "%d pictures have no description for people who don't see them.",
        count,
    )
    return Warning("alt", sentence % count)


def _headings(headings: list[tuple[int, str]]) -> Warning | None:
    """The first heading that stands more than one level below the one before it."""
    for (above, _words), (level, words) in pairwise(headings):
        if level > above + 1:
            return Warning("headings", _("The heading “%(words)s” skips a level.") % {"words": words[:80]})
    return None


def _links(count: int) -> Warning | None:
    if not count:
        return None
    sentence = ngettext("%d link is empty or leads nowhere.", "%d links are empty or lead nowhere.", count)
    return Warning("links", sentence % count)


class _Reader(HTMLParser):
    """Counts pictures without words and links without words or place, and notes the headings with their levels."""

    def __init__(self, is_empty_alt_meant: bool):
        super().__init__(convert_charrefs=True)
        # In HTML an empty description says that a picture is there for decoration.
        self.is_empty_alt_meant = is_empty_alt_meant
        self.headings: list[tuple[int, str]] = []
        self.undescribed = self.links = 0
        # The words of the heading and of the link under way.
        self.open: dict[str, list[str]] = {}
        self.is_dead = False

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if HEADING.fullmatch(tag):
            self.open[tag] = []
        elif tag == "a" and "href" in attributes:
            self.open["a"] = []
            self.is_dead = (attributes["href"] or "").strip() in NOWHERE
            self.links += self.is_dead
        elif tag == "img":
            self._see_picture(attributes)

    def handle_endtag(self, tag):
        words = " ".join("".join(self.open.pop(tag, [])).split()) if tag in self.open else None
        if words is None:
            return
        if tag == "a":
            self.links += not words and not self.is_dead
        else:
            self.headings.append((int(tag[1]), words))

    def handle_data(self, data):
        for words in self.open.values():
            words.append(data)

    def _see_picture(self, attributes: dict) -> None:
        alt = attributes.get("alt")
        self.undescribed += not (alt or "").strip() and not (alt is not None and self.is_empty_alt_meant)
        self.handle_data(alt or "picture")
