"""A first look at a whole export: what reading its records needs to know before it begins."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from django.utils.translation import gettext as _

from blog.importers.exports import BrokenExport
from blog.importers.records import SiteRecord
from blog.importers.wxr import Channel, Export, Item, account_number, address_path, date
from blog.importers.zones import ZoneEvidence, ZoneFinding
from blog.models import Permalink


@dataclass(frozen=True)
class Survey:
    """What a first look at the whole file finds, which reading its records needs to know."""

    site: SiteRecord
    zone: ZoneFinding
    # The pattern that most published posts' addresses follow; None when they follow none of ours.
    permalink: Permalink | None
    items: int
    # Logins by the numbers that comments carry, for exports whose authors come without numbers.
    numbers: dict[str, str]


def survey(path: Path) -> Survey:
    """Reads the file once for its zone, its kind of addresses and its size; a break in it ends the look there."""
    look = _Look()
    try:
        for item in Export(path, look.channel).items():
            look.take(item)
    except BrokenExport:
        pass
    return look.survey()


class _Look:
    """Gathers the survey, item by item."""

    def __init__(self):
        self.channel = Channel()
        self.evidence = ZoneEvidence()
        self.patterns: Counter[Permalink | None] = Counter()
        self.items = 0
        self.numbers: dict[str, str] = {}

    def take(self, item: Item) -> None:
        self.items += 1
        local, gmt = date(item["wp:post_date"]), date(item["wp:post_date_gmt"])
        if local and gmt:
            self.evidence.add(local, gmt, item.label)
        if local and item["wp:post_type"] in {"", "post"} and item["wp:status"] in {"", "publish"}:
            self.patterns[self._pattern(item, local)] += 1
        for comment in item.comments:
            self._take_comment(comment)

    def _take_comment(self, comment: dict[str, str]) -> None:
        local, gmt = date(comment.get("date", "")), date(comment.get("date_gmt", ""))
        if local and gmt:
            self.evidence.add(local, gmt, _("comment %s") % comment.get("id", ""))
        number, email = account_number(comment), comment.get("author_email", "").lower()
        for author in self.channel.authors if number and email else ():
            if author.get("email", "").lower() == email:
                self.numbers.setdefault(number, author.get("login", ""))

    def survey(self) -> Survey:
        pattern, votes = self.patterns.most_common(1)[0] if self.patterns else (None, 0)
        return Survey(
            site=self.channel.site(),
            zone=self.evidence.finding(),
            permalink=pattern if votes * 2 > self.patterns.total() else None,
            items=self.items,
            numbers=self.numbers,
        )

    def _pattern(self, item: Item, local: datetime) -> Permalink | None:
        folder = address_path(self.channel.address).strip("/")
        path = address_path(item["link"]).removeprefix(f"{folder}/" if folder else "")
        slug = unquote(item["wp:post_name"])
        return next((pattern for pattern in Permalink if pattern.path(slug, local) == path), None)
