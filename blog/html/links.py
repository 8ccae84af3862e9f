"""Which addresses may be followed from a text, and where addresses stand in plain words."""

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from blog.html.characters import ESCAPE
from blog.html.cleaners import keeps_link

# What browsers take out of an address before they read it.
LINE_ENDS = re.compile(r"[\t\n\r]")
BLANKS = "".join(map(chr, range(33)))
# No name before the host: https://bank.example@elsewhere.example/ is nobody's honest address.
WEB = re.compile(r"https?://(?:[\w-][\w.-]*|\[[0-9a-f:.]+\])(?::\d{1,5})?(?=[/?#]|$)", re.IGNORECASE)
MAIL = re.compile(r"mailto:[^\s@/]+@[\w.-]+", re.IGNORECASE)
OWN = re.compile(r"/(?![/\\])")
FRAGMENT = re.compile(r"#.")
# Characters that are written in an address by their number: blanks, quotes, and those that nobody can see.
NUMBERED = re.compile(
    r"""[\s"'<>\\^`{|}\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"""
    r"""\u2028-\u202f\u205f-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"""
)

# Only what begins with http:// or https:// is taken for an address; words like read.me are left alone.
BARE = re.compile(r"(?<!\w)https?://[^\s<>\[\]\"`“”„«»‹›。，、；！？「」『』（）【】《》]+", re.IGNORECASE)
TRAILING = ".,:;!?'’‘…*_~|\\"
BRACKETS = {")": "(", "}": "{"}


def followable(text: str) -> str | None:
    """The address as a browser reads it, or nothing when it must not be followed.

    http, https and mailto, paths of this site (/about/) and places on the page (#notes). What leaves the scheme out
    (//example.org) gets https.
    """
    address = LINE_ENDS.sub("", text).strip(BLANKS)
    if address.startswith("//"):
        address = f"https:{address}"
    # bleach reads &lt; and its like in an attribute once more than it should, so nothing may look like one.
    address = ESCAPE.sub(lambda escape: f"{escape[0][:-1]}%3B", address)
    address = NUMBERED.sub(lambda character: quote(character[0], errors="replace"), address)
    is_known = any(kind.match(address) for kind in (WEB, MAIL, OWN, FRAGMENT))
    return address if is_known and _is_parsable(address) and keeps_link(address) else None


def absolute(text: str) -> str | None:
    """The same, for words of strangers: the web and mail only."""
    address = followable(text)
    return address if address and (WEB.match(address) or MAIL.match(address)) else None


def is_web_address(text: str) -> bool:
    """Whether the text is, as it stands, an address on the web that may be followed."""
    return bool(WEB.match(text)) and followable(text) == text


def end_of(match: re.Match) -> int:
    """Where a typed address ends: before the full stop or bracket that belongs to the sentence."""
    address = match[0]
    surplus = {closing: address.count(closing) - address.count(opening) for closing, opening in BRACKETS.items()}
    end = len(address)
    while end and (address[end - 1] in TRAILING or surplus.get(address[end - 1], 0) > 0):
        end -= 1
        if address[end] in surplus:
            surplus[address[end]] -= 1
    return match.start() + end


def split_at_addresses(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with the address it stands for or with nothing."""
    position = 0
    for match in BARE.finditer(text):
        end = end_of(match)
        address = absolute(text[match.start() : end])
        if address:
            yield text[position : match.start()], ""
            yield text[match.start() : end], address
            position = end
    yield text[position:], ""


def place_of(address: str) -> str:
    """What to call the place an address leads to: its host, or the last part of its path."""
    parts = urlsplit(address)
    return parts.hostname or parts.path.rstrip("/").rpartition("/")[2]


def _is_parsable(address: str) -> bool:
    try:
        port = urlsplit(address).port
    except ValueError:
        return False
    return port != 0
