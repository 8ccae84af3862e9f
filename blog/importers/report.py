"""What an import took, what it skipped and why, and what a person should look at."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from blog.importers.records import Remark, Skipped

# In the order in which a report speaks of them.
KINDS = {
    "author": ngettext_lazy("%d author", "%d authors"),
    "tag": ngettext_lazy("%d tag", "%d tags"),
    "post": ngettext_lazy("%d post", "%d posts"),
    "page": ngettext_lazy("%d page", "%d pages"),
    "comment": ngettext_lazy("%d comment", "%d comments"),
    "pingback": ngettext_lazy("%d pingback", "%d pingbacks"),
    "trackback": ngettext_lazy("%d trackback", "%d trackbacks"),
    "address": ngettext_lazy("%d old address", "%d old addresses"),
    "attachment": ngettext_lazy("%d file of the media library", "%d files of the media library"),
    "nav_menu_item": ngettext_lazy("%d menu item", "%d menu items"),
}
STATES = {
    "published": gettext_lazy("published"),
    "scheduled": gettext_lazy("scheduled"),
    "draft": gettext_lazy("drafts"),
    "trashed": gettext_lazy("in the trash"),
    "approved": gettext_lazy("approved"),
    "pending": gettext_lazy("waiting"),
    "spam": gettext_lazy("spam"),
    "trash": gettext_lazy("in the trash"),
    "new": gettext_lazy("new"),
    "matched": gettext_lazy("accounts that were here"),
}
# More are named in the JSON report only.
NAMED = 10


@dataclass
class Report:
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    # Taken by an earlier run, by kind.
    known: Counter[str] = field(default_factory=Counter)
    skipped: list[Skipped] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    # Where the file broke off, as a sentence.
    broken: str = ""

    def take(self, kind: str, state: str, number: int = 1) -> None:
        self.taken[kind, state] += number

    def skip(self, kind: str, label: str, reason: str) -> None:
        self.skipped.append(Skipped(kind, label, reason))

    def remark(self, words: str, label: str = "") -> None:
        self.remarks.append(Remark(words, label))

    def by_kind(self) -> dict[str, dict[str, int]]:
        """How many were taken, by kind and state, in the order of KINDS."""
        counts: dict[str, dict[str, int]] = {}
        for kind, state in sorted(self.taken, key=lambda taken: (_place(taken[0]), list(STATES).index(taken[1]))):
            counts.setdefault(kind, {})[state] = self.taken[kind, state]
        return counts

    def lines(self) -> Iterator[str]:
        """The report for people."""
        yield _("Taken over")
        for kind, states in self.by_kind().items():
            yield f"  {counted(kind, sum(states.values()))}: {_in_words(states)}"
        if not self.taken:
            yield "  " + _("nothing new")
        if self.known:
            yield _("Here already, left as they are")
            for kind in sorted(self.known, key=_place):
                yield f"  {counted(kind, self.known[kind])}"
        if self.skipped:
            yield _("Skipped")
            groups = _grouped(((found.kind, found.reason), found.label) for found in self.skipped)
            for (kind, reason), labels in groups.items():
                name = f" ({labels[0]})" if len(labels) == 1 and labels[0] else ""
                yield f"  {counted(kind, len(labels))}{name}: {reason}"
                yield from _named(labels)
        if self.remarks:
            yield _("To look at")
            for words, labels in _grouped((found.words, found.label) for found in self.remarks).items():
                name = f": {labels[0]}" if labels[0] else ""
                yield f"  {words}{name}" if len(labels) == 1 else f"  {words} ({len(labels)})"
                yield from _named(labels)
        if self.broken:
            yield self.broken

    def summary(self) -> dict:
        """The report for a page: what many things have in common once, with the names of the first."""
        skipped = _grouped(((found.kind, found.reason), found.label) for found in self.skipped)
        remarks = _grouped((found.words, found.label) for found in self.remarks)
        return {
            "taken": [
                {"kind": kind, "what": counted(kind, sum(states.values())), "words": _in_words(states)}
                for kind, states in self.by_kind().items()
            ],
            "known": [{"what": counted(kind, self.known[kind])} for kind in sorted(self.known, key=_place)],
            "skipped": [
                {"what": counted(kind, len(labels)), "words": reason} | _first(labels)
                for (kind, reason), labels in skipped.items()
            ],
            "to_look_at": [{"words": words} | _first(labels) for words, labels in remarks.items()],
            "broken": self.broken,
        }

    def as_json(self) -> dict:
        return {
            "taken": self.by_kind(),
            "known": dict(self.known),
            "skipped": [asdict(found) for found in self.skipped],
            "to_look_at": [asdict(found) for found in self.remarks],
            "broken": self.broken,
        }


def counted(kind: str, number: int) -> str:
    """ "3 posts"; a kind without words of its own is named as the old system does."""
    return str(KINDS[kind] % number) if kind in KINDS else f"{number} × {kind}"


def _in_words(states: dict[str, int]) -> str:
    return ", ".join(f"{number} {STATES[state]}" for state, number in states.items())


def _place(kind: str) -> int:
    return list(KINDS).index(kind) if kind in KINDS else len(KINDS)


def _first(labels: list[str]) -> dict:
    named = [label for label in labels[:NAMED] if label]
    return {"count": len(labels), "names": named, "more": len(labels) - NAMED if len(labels) > NAMED else 0}


def _grouped(pairs) -> dict:
    groups = defaultdict(list)
    for head, label in pairs:
        groups[head].append(label)
    return groups


def _named(labels: list[str]) -> Iterator[str]:
    """A line for each of the first members of a group that has several."""
    if len(labels) == 1:
        return
    for label in filter(None, labels[:NAMED]):
        yield f"    {label}"
    if len(labels) > NAMED:
        yield "    " + _("… and %d more, all in the report that --report writes") % (len(labels) - NAMED)
