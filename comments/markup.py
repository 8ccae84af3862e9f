"""Small changes to the cleaned HTML of a comment: its links taken out, its telling words marked."""

import re
from html import escape
from html.parser import HTMLParser

VOID = {"br", "hr", "img"}


def unlinked(html: str) -> str:
    """The same without links; their words stay."""
    return _Unlinked.of(html)


def with_visible_links(html: str) -> str:
    """Links as text with their address behind them, so that nothing can be followed by mistake."""
    return _WithVisibleLinks.of(html)


def has_links(html: str) -> bool:
    return "<a " in html


def marked(html: str, from_spam: list[str] = (), from_entry: list[str] = ()) -> str:
    """The same with the words that counted inside <mark>; the entry's own words carry the class `ours`."""
    kinds = {phrase.casefold(): "" for phrase in from_spam if phrase.strip()}
    kinds |= {phrase.casefold(): ' class="ours"' for phrase in from_entry if phrase.strip()}
    return _Marked(kinds).run(html) if kinds else html


class _Copy(HTMLParser):
    """Writes down what it reads; subclasses change one kind of thing."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []

    @classmethod
    def of(cls, html: str) -> str:
        return cls().run(html)

    def run(self, html: str) -> str:
        self.feed(html)
        self.close()
        return "".join(self.out)

    def handle_starttag(self, tag, attrs):
        written = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs)
        self.out.append(f"<{tag}{written}>")

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.out.append(f"</{tag}>")

    def handle_data(self, data):
        self.out.append(escape(data, quote=False))


class _Unlinked(_Copy):
    def handle_starttag(self, tag, attrs):
        if tag != "a":
            super().handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag != "a":
            super().handle_endtag(tag)


class _WithVisibleLinks(_Unlinked):
    def __init__(self):
        super().__init__()
        self.address = ""

    def handle_starttag(self, tag, attrs):
        super().handle_starttag(tag, attrs)
        if tag == "a":
            self.address = dict(attrs).get("href") or ""

    def handle_endtag(self, tag):
        super().handle_endtag(tag)
        if tag == "a" and self.address:
            self.out.append(f' <code class="address">{escape(self.address)}</code>')
            self.address = ""


class _Marked(_Copy):
    def __init__(self, kinds: dict[str, str]):
        super().__init__()
        self.kinds = kinds
        longest_first = sorted(kinds, key=len, reverse=True)
        # Whole words, however they are spaced.
        spaced = (r"\s+".join(map(re.escape, phrase.split())) for phrase in longest_first)
        self.pattern = re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)", re.IGNORECASE)

    def handle_data(self, data):
        position = 0
        for found in self.pattern.finditer(data):
            super().handle_data(data[position : found.start()])
            kind = self.kinds.get(" ".join(found[0].casefold().split()), "")
            self.out.append(f"<mark{kind}>{escape(found[0], quote=False)}</mark>")
            position = found.end()
        super().handle_data(data[position:])
