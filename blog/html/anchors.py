"""Names of places in a text, none of which meets one of the site's; and the levels of its headings."""

import re
from collections.abc import Iterator
from itertools import count
from urllib.parse import unquote

from blog.html.tree import Element
from blog.html.values import place_name
from blog.slugs import slug_of

# Site anchors (main, comments, respond, comment-101, addendum-7) never begin so.
PREFIX = "text-"
NAMED_HEADINGS = {"h2", "h3", "h4"}


class Names:
    """The names given in one text: each once, and with the prefix."""

    def __init__(self, prefix: str):
        self.prefix = prefix
        self.given: dict[str, str] = {}
        self.taken: set[str] = set()
        self.numbers: dict[str, Iterator[int]] = {}

    def take(self, written: str) -> str | None:
        """The form in which an author's name is printed; of two alike, the first stays."""
        name = self.prefix + written.removeprefix(self.prefix)
        if name in self.taken:
            return None
        self.taken.add(name)
        self.given.setdefault(written, name)
        return name

    def name_headings(self, root: Element) -> None:
        for heading in root.elements():
            if heading.tag in NAMED_HEADINGS and "id" not in heading.attributes:
                slug = slug_of(heading.words(), fallback="section")
                name = self._free(self.prefix + slug)
                heading.attributes = {"id": name} | heading.attributes
                self.taken.add(name)
                self.given.setdefault(slug, name)

    def lead_links(self, root: Element) -> None:
        """Leads links within the text to the names as they are now. Others, as to #comments, stay."""
        for link in root.elements():
            address = link.attributes.get("href", "")
            name = self.given.get(place_name(unquote(address[1:])))
            if address.startswith("#") and name:
                link.attributes["href"] = f"#{name}"

    def _free(self, name: str) -> str:
        if name not in self.taken:
            return name
        numbers = self.numbers.setdefault(name, count(2))
        return next(free for number in numbers if (free := f"{name}-{number}") not in self.taken)


def level_headings(root: Element) -> int:
    """Makes the highest headings h2, since the page has the h1, and leaves no level out; how many it changed."""
    above: list[str] = []
    changed = 0
    for heading in root.elements():
        if re.fullmatch("h[1-6]", heading.tag):
            while above and above[-1] >= heading.tag:
                above.pop()
            above.append(heading.tag)
            level = f"h{min(len(above) + 1, 6)}"
            changed += level != heading.tag
            heading.tag = level
    return changed
