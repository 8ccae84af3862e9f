"""What the filter has learnt, in words: the things that speak most for spam, and those that speak most for readers."""

import math
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import SpamFeature
from comments.spam.checks import POINTS
from comments.spam.model import BIAS, CHECK_STRENGTH, MOST_FOR_A_READER, WORD_STRENGTH

# A comment of middle length has so many words and pairs, which share their strength.
USUAL_FEATURES = 50
SEEN_AT_LEAST = 2
CHECKS = {
    "age:0": gettext_lazy("within 13 days of publishing"),
    "age:14": gettext_lazy("14 to 89 days after publishing"),
    "age:90": gettext_lazy("90 to 364 days after publishing"),
    "age:365": gettext_lazy("a year or more after publishing"),
    "calls:1": gettext_lazy("calls readers elsewhere"),
    "calls:2": gettext_lazy("calls readers elsewhere, twice or more"),
    "capitals:many": gettext_lazy("written in capitals"),
    "contact:yes": gettext_lazy("gives an address or number to write to"),
    "disguise:address": gettext_lazy("an address that no filter should see"),
    "disguise:letters": gettext_lazy("hides letters inside its words"),
    "emoji:1": gettext_lazy("1 to 3 emoji"),
    "emoji:4": gettext_lazy("4 emoji or more"),
    "exchange:yes": gettext_lazy("asks for a link back"),
    "exclamations:3": gettext_lazy("3 exclamation marks or more"),
    "gibberish:keys": gettext_lazy("no real words"),
    "gibberish:repeats": gettext_lazy("the same over and over"),
    "honeypot:filled": gettext_lazy("filled in the hidden field"),
    "impostor:yes": gettext_lazy("a name like yours"),
    "known:yes": gettext_lazy("an earlier comment you approved"),
    "length:0": gettext_lazy("fewer than 4 words"),
    "length:4": gettext_lazy("4 to 11 words"),
    "length:12": gettext_lazy("12 to 29 words"),
    "length:30": gettext_lazy("30 to 79 words"),
    "length:80": gettext_lazy("80 to 199 words"),
    "length:200": gettext_lazy("200 words or more"),
    "letters:foreign": gettext_lazy("the letters of another language"),
    "links:1": gettext_lazy("1 link"),
    "links:2": gettext_lazy("2 links"),
    "links:3": gettext_lazy("3 links"),
    "links:4": gettext_lazy("4 to 9 links"),
    "links:10": gettext_lazy("10 links or more"),
    "markup:forum": gettext_lazy("links typed as a forum's code"),
    "markup:html": gettext_lazy("links typed as code"),
    "mostly-links:yes": gettext_lazy("more addresses than words"),
    "name:address": gettext_lazy("the name is an address"),
    "name:digits": gettext_lazy("a number in the name"),
    "name:none": gettext_lazy("no name"),
    "name:ordinary": gettext_lazy("a name"),
    "name:sentence": gettext_lazy("the name is a sentence"),
    "name:trade": gettext_lazy("the name is a trade"),
    "praise:mostly": gettext_lazy("mostly praise"),
    "praise:only": gettext_lazy("only praise, nothing of the entry"),
    "praise:some": gettext_lazy("some praise"),
    "question:yes": gettext_lazy("asks a question"),
    "reply:yes": gettext_lazy("answers somebody"),
    "rule:hold": gettext_lazy("held by a rule of yours"),
    "rule:spam": gettext_lazy("filed by a rule of yours"),
    "script:no": gettext_lazy("sent without the form's script"),
    "script:yes": gettext_lazy("sent with the form's script"),
    "speed:fast": gettext_lazy("sent quickly"),
    "speed:faster-than-typing": gettext_lazy("sent faster than anyone types"),
    "speed:slow": gettext_lazy("took its time"),
    "topic:0": gettext_lazy("no word of the entry"),
    "topic:1": gettext_lazy("one word of the entry"),
    "topic:2": gettext_lazy("two words of the entry"),
    "topic:3": gettext_lazy("three words of the entry"),
    "trade:1": gettext_lazy("sells something"),
    "trade:2": gettext_lazy("sells two things"),
    "trade:3": gettext_lazy("sells three things"),
    "twins:1": gettext_lazy("same wording as another comment"),
    "twins:2": gettext_lazy("same wording as two others"),
    "twins:3": gettext_lazy("same wording as three others"),
    "twins:spam": gettext_lazy("same wording as spam"),
    "website:none": gettext_lazy("no website"),
    "website:page": gettext_lazy("a website deep in another site"),
    "website:plain": gettext_lazy("a website"),
    "website:trade": gettext_lazy("the website's name is a trade"),
}
KINDS = {
    "w": gettext_lazy("“%(value)s”"),
    "b": gettext_lazy("“%(value)s”"),
    "o": gettext_lazy("opens with “%(value)s”"),
    "u": gettext_lazy("links to %(value)s"),
    "hu": gettext_lazy("the website's name has “%(value)s”"),
    "n": gettext_lazy("the name has “%(value)s”"),
    "e": gettext_lazy("email at %(value)s"),
}


@dataclass(frozen=True)
class Thing:
    """Something a comment can have. `points` are those of a comment of middle length."""

    key: str
    spam: int
    readers: int
    points: float
    is_pinned: bool = False

    def __str__(self):
        return label(self.key)


def label(key: str) -> str:
    if key in CHECKS:
        return str(CHECKS[key])
    kind, _colon, value = key.partition(":")
    return str(KINDS[kind]) % {"value": value} if kind in KINDS else _("something no longer looked at")


def strongest(most: int) -> tuple[list[Thing], list[Thing]]:
    """What speaks for spam and what speaks for readers, the strongest first; only what verdicts have shown."""
    seen = SpamFeature.objects.annotate(seen=F("spam_count") + F("reader_count")).filter(seen__gte=SEEN_AT_LEAST)
    learnt = seen.exclude(key=BIAS).exclude(key__startswith="line:").exclude(is_pinned=True)
    words = learnt.exclude(key__in=POINTS)
    rows = [*learnt.filter(key__in=POINTS), *words.order_by("-weight")[:most], *words.order_by("weight")[:most]]
    things = {row.key: _thing(row) for row in rows}.values()
    spam = sorted((one for one in things if one.points > 0), key=lambda one: -one.points)
    readers = sorted((one for one in things if one.points < 0), key=lambda one: one.points)
    return spam[:most], readers[:most]


def forgotten() -> list[Thing]:
    """What the author told the filter to leave aside."""
    return [_thing(row) for row in SpamFeature.objects.filter(is_pinned=True).order_by("key")]


def _thing(row: SpamFeature) -> Thing:
    if row.key in POINTS:
        points = row.weight * CHECK_STRENGTH
    else:
        points = max(row.weight, MOST_FOR_A_READER) * WORD_STRENGTH / math.sqrt(USUAL_FEATURES)
    return Thing(row.key, row.spam_count, row.reader_count, points, row.is_pinned)
