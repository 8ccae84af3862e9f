"""What somebody typed, taken apart once: words with their places, links, letters."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from urllib.parse import urlsplit

# Nobody types these; they hide a word from filters. Joiners inside emoji and Persian words are not among them.
HIDDEN = "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\uffa0"
JOINERS = "\u200c\u200d\ufe0e\ufe0f"
_UNSEEN = re.compile(f"[{HIDDEN}{JOINERS}]+")
_WORD = re.compile(rf"[^\W_](?:[\w{HIDDEN}{JOINERS}]|['’ʼ](?=[^\W_]))*")
_ASCII_WORD = re.compile(r"[a-z0-9]\w*(?:'[a-z0-9]\w*)*", re.ASCII)  # the same, in lower case, and quicker
_TAG = re.compile(r"<[/!a-zA-Z][^<>]{0,1000}>|\[/?(?:url|link|img|b|i)(?:=[^\[\]]{0,500})?\]", re.I)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"'\[\]|]{1,500}", re.I)
_BARE = re.compile(
    r"(?<![\w@.\-/])(?:[a-z0-9][a-z0-9\-]{0,62}\.){1,4}"
    r"(?:com|net|org|info|biz|ru|cn|co|io|me|tv|us|uk|de|fr|es|it|pl|nl|eu|in|br|ca|au|jp|xyz|top|site|online|club"
    r"|shop|store|icu|vip|win|bid|loan|pro|ly|gl|tk|ml|ga|cf|pw|cc|ws|website|space|live|link|click|blog|app|dev|edu"
    r"|gov)(?![\w\-.]*[\w\-])(?:/[^\s<>\"'\[\]|]{0,500})?",
    re.I,
)
# “example . com”, “example dot com”, “example(dot)com”: an address written so that no filter sees it.
_DISGUISED = re.compile(
    r"(?<=[a-z0-9]{2})(?:(?:\s+\.\s*|\.\s+)com"
    r"|(?:\s*[\[({<]\s*(?:dot|\.)\s*[\])}>]\s*|\s+dot\s+)(?:com|net|org|info|ru|tk))\b",
    re.I,
)
# Runs without spaces between words (Chinese, Japanese, Thai, …) are taken in pairs of letters.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_END_OF_ADDRESS = ".,;:!?)*_\u2026'"
LONGEST_WORD = 40
# Of a very long text the opening and the end are read, and of their words and letters so many.
FIRST_LETTERS, LAST_LETTERS = 5_000, 1_000
FIRST_WORDS, LAST_WORDS = 300, 100
MOST_LETTERS = 2_000


def folded(text: str) -> str:
    """The same for everything that looks the same to a reader: width, case, hidden characters, apostrophes."""
    if text.isascii():
        return text.lower().replace("'", "")
    return re.sub("['’ʼ]", "", unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold())


@dataclass(frozen=True)
class Link:
    address: str
    host: str

    @property
    def target(self) -> str:
        """The same for an address with and without scheme, www and closing slash."""
        return re.sub(r"^(?:https?://)?(?:www\.)?", "", self.address.lower()).rstrip("/")

    @classmethod
    def to(cls, address: str) -> "Link | None":
        full = address if "://" in address[:10] else f"http://{address}"
        try:
            host = urlsplit(full).hostname or ""
        except ValueError:
            return None
        host = folded(host).removeprefix("www.").strip(".")
        return cls(address, host[:100]) if host else None


@dataclass(frozen=True)
class Text:
    """`words` are folded; `places` says where each stands in what was typed."""

    typed: str

    @classmethod
    @lru_cache(maxsize=16)
    def of(cls, typed: str) -> "Text":
        """The same Text for the checks, the features and the wording of one comment, in each thread that judges one."""
        if len(typed) > FIRST_LETTERS + LAST_LETTERS:
            typed = f"{typed[:FIRST_LETTERS]} {typed[-LAST_LETTERS:]}"
        return cls(typed)

    @cached_property
    def without_tags(self) -> str:
        """As long as what was typed, so that places stay true."""
        text = _TAG.sub(_blank, self.typed) if "<" in self.typed or "[" in self.typed else self.typed
        return _ADDRESS.sub(_blank, text) if _has_address(text) else text

    @cached_property
    def _pieces(self) -> list[tuple[str, int, int]]:
        """The words with their places; of a long text those of its opening and of its end."""
        opening = list(islice(self._words_from(0), FIRST_WORDS))
        if len(opening) < FIRST_WORDS:
            return opening
        rest = max(opening[-1][2], len(self.typed) - LAST_LETTERS)
        return opening + list(self._words_from(rest))[-LAST_WORDS:]

    def _words_from(self, place: int) -> Iterator[tuple[str, int, int]]:
        text = self.without_tags
        if text.isascii():
            for match in _ASCII_WORD.finditer(text.lower(), place):
                yield match[0].replace("'", "")[:LONGEST_WORD], match.start(), match.end()
            return
        for match in _WORD.finditer(text, place):
            if match[0].isascii():
                yield match[0].lower().replace("'", "")[:LONGEST_WORD], match.start(), match.end()
                continue
            word = folded(match[0])
            if word.isascii() or not _UNSPACED.search(word):
                yield word[:LONGEST_WORD], match.start(), match.end()
            else:
                yield from ((word[at : at + 2], match.start(), match.end()) for at in range(0, len(word), 2))

    @cached_property
    def words(self) -> list[str]:
        return [word for word, _, _ in self._pieces]

    def opening(self, most: int) -> list[str]:
        """The first words, found more quickly than with their places."""
        if "_pieces" in self.__dict__ and most <= FIRST_WORDS:
            return [word for word, _, _ in self._pieces[:most]]
        text = self.without_tags
        if text.isascii():
            return [word.replace("'", "")[:LONGEST_WORD] for word in _ASCII_WORD.findall(text.lower())[:most]]
        return [word for word, _, _ in islice(self._words_from(0), most)]

    @cached_property
    def places_of(self) -> dict[str, list[int]]:
        """Where in the list of words each word stands."""
        places: dict[str, list[int]] = {}
        for at, word in enumerate(self.words):
            places.setdefault(word, []).append(at)
        return places

    @cached_property
    def joined(self) -> str:
        return " ".join(self.words)

    def part(self, first: int, last: int) -> str:
        """What was typed from one word to another (that one included), on one line."""
        return " ".join(self.typed[self._pieces[first][1] : self._pieces[last][2]].split())[:80]

    @cached_property
    def links(self) -> list[Link]:
        """Each address once, bare ones (“example.com”) too."""
        addresses, rest = [], self.typed
        if _has_address(self.typed):
            addresses, rest = _ADDRESS.findall(self.typed), _ADDRESS.sub(_blank, self.typed)
        for piece in rest.split():
            if "." in piece[1:-1]:
                addresses += _BARE.findall(piece)
        links = filter(None, (Link.to(address.rstrip(_END_OF_ADDRESS)) for address in addresses))
        return list({link.target: link for link in links}.values())

    @cached_property
    def disguised_link(self) -> str:
        match = _DISGUISED.search(self.typed)
        if not match:
            return ""
        before = self.typed[max(0, match.start() - LONGEST_WORD) : match.start()].split()[-1]
        return f"{before}{match[0]}"

    @cached_property
    def letters(self) -> str:
        return "".join(filter(str.isalpha, self.without_tags[:MOST_LETTERS]))


def _has_address(text: str) -> bool:
    return "://" in text or "www." in text.lower()


def _blank(match: re.Match) -> str:
    return " " * len(match[0])
