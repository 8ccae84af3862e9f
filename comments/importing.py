"""Comments of an old blog into rows: threads, states and counters, many at a time."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from blog import html
from blog.importers.bylines import Bylines
from blog.importers.ledger import Ledger
from blog.importers.records import CommentRecord, EntryRecord
from blog.importers.report import Report
from blog.models import Entry, Format, Passage
from blog.prepared import Insert
from comments.models import Comment, Discussion
from comments.models.comment import fingerprint, new_anchor
from comments.spam.wording import wording_of

# Small enough that nobody who wants to comment meanwhile waits long for the turn to write.
BATCH = 100
COMMENTS, PASSAGES = Insert(Comment), Insert(Passage)
# Words in paragraphs come out of the cleaning as they went in (the tests hold that), and it is what takes longest.
MARK = r"\w.,;:!?'\"()…–—“”‘’/%$€£+=*#@•©\-"
LINE = f"[{MARK}](?:[{MARK} ]*[{MARK}])?"
PARAGRAPH = f"<p>{LINE}(?:<br>\n{LINE}){{0,9}}</p>"
PLAIN = re.compile(f"{PARAGRAPH}(?:\n{PARAGRAPH}){{0,9}}")


@dataclass(frozen=True, slots=True)
class Placed:
    """A comment in its thread: what it answers, and the beginning of the thread, by old numbers (empty: it is one)."""

    record: CommentRecord
    parent_id: str
    root_id: str
    depth: int


class CommentSaver:
    """Makes the comments of one entry after the other; what the ledger knows is left as it is."""

    def __init__(self, ledger: Ledger, bylines: Bylines, report: Report):
        self.ledger = ledger
        self.bylines = bylines
        self.report = report

    def new_among(
        self, entry: EntryRecord, comments: list[CommentRecord], is_new: bool, is_gone: bool = False
    ) -> list[Placed]:
        """The comments that are not here yet, in their threads, parents first; and puts all of them on the report.

        `is_new` spares the look into the ledger; of an entry that is gone from here, nothing is brought back.
        """
        known = {} if is_new else self.ledger.among("comment", (_key(record) for record in comments))
        new = {_key(record) for record in comments} - known.keys()
        for record in comments:
            if _key(record) not in new:
                self.report.known[record.kind] += 1
            elif is_gone:
                self.report.skip(record.kind, record.label, _("Its entry came by an earlier import and is gone."))
            else:
                self.report.take(record.kind, record.status)
        if is_gone or not new:
            return []
        return [placed for placed in place(comments, entry.label, self.report) if _key(placed.record) in new]

    def batches(self, new: list[Placed]) -> Iterator[list[tuple[Placed, Comment]]]:
        """Comments made and rendered, which takes longer than storing them and needs no transaction."""
        for start in range(0, len(new), BATCH):
            yield [(placed, self._made(placed.record)) for placed in new[start : start + BATCH]]

    def save(self, entry: Entry, batch: list[tuple[Placed, Comment]]) -> None:
        """Stores a batch and counts it; batches come in their order."""
        with Discussion(entry=entry).locked() as discussion, discussion.changing():
            rows = self._rows_above(batch)
            for depth in sorted({placed.depth for placed, _comment in batch}):
                level = [pair for pair in batch if pair[0].depth == depth]
                for placed, comment in level:
                    comment.discussion = discussion
                    comment.reply_to(rows.get(placed.parent_id))
                COMMENTS.all(comment for _placed, comment in level)
                rows |= {placed.record.old_id: comment for placed, comment in level}
            PASSAGES.all(comment.passage() for _placed, comment in batch if comment.is_findable)
            _count(discussion, [comment for _placed, comment in batch])
            self.ledger.write("comment", {_key(placed.record): comment.pk for placed, comment in batch})

    def _rows_above(self, batch: list[tuple[Placed, Comment]]) -> dict[str, Comment]:
        """By old number, the comments of earlier batches and runs that this batch answers and that are still here."""
        entry_id = batch[0][0].record.entry_id
        within = {placed.record.old_id for placed, _comment in batch}
        above = {placed.parent_id for placed, _comment in batch} - within - {""}
        targets = self.ledger.among("comment", (f"{entry_id}/{old_id}" for old_id in above))
        rows = Comment.objects.only("pk", "root_id", "depth").in_bulk([pk for pk in targets.values() if pk])
        return {key.removeprefix(f"{entry_id}/"): rows[pk] for key, pk in targets.items() if pk in rows}

    def _made(self, record: CommentRecord) -> Comment:
        author = self.bylines.by_login(record.login)
        comment = Comment(
            kind=record.kind,
            status=record.status,
            was_shown=record.status == Comment.Status.APPROVED,
            user=author,
            name=record.name[: Comment._meta.get_field("name").max_length],
            email=self._email(record),
            website=self._website(record),
            source=record.body,
            format=Format.HTML,
            created_at=record.created_at or timezone.now(),
            anchor=f"comment-{record.old_id}" if re.fullmatch(r"\d{1,20}", record.old_id) else new_anchor(),
            # Readers of the old blog may have said the same twice; both stay.
            fingerprint=fingerprint(None, "imported", f"{self.ledger.source} {_key(record)}"),
        )
        comment.wording_low, comment.wording_high = wording_of(comment.source)
        if is_plain(comment.source):
            comment.body_html, comment.cleaned_with = comment.source, html.RULES_VERSION
        else:
            comment.render()
        return comment

    def _email(self, record: CommentRecord) -> str:
        if not record.email:
            return ""
        try:
            validate_email(record.email)
        except ValidationError:
            self.report.remark(_("Its e-mail address is none; it was left out"), record.label)
            return ""
        return record.email

    def _website(self, record: CommentRecord) -> str:
        address = website(record.website)
        if record.website and not address and record.website not in {"http://", "https://"}:
            self.report.remark(_("Its writer's website is no address on the web; it was left out"), record.label)
        return address


def is_plain(body: str) -> bool:
    """Whether it is nothing but words and marks in a few paragraphs."""
    return len(body) <= html.COMMENT.length and "//" not in body and bool(PLAIN.fullmatch(body))


def website(typed: str) -> str:
    """A web address as typed, with http:// in front where only that is missing; empty when it is none."""
    address = (
        typed if "://" in typed else f"http://{typed}" if re.fullmatch(r"[\w-]+(\.[\w-]+)+([/?#].*)?", typed) else ""
    )
    fits = len(address) <= Comment._meta.get_field("website").max_length and not re.search(r"[\s<>\"]", address)
    return address if fits and html.is_web_address(address) else ""


def place(comments: list[CommentRecord], entry: str, report: Report) -> list[Placed]:
    """Each comment in its thread, parents before replies, whatever order they came in.

    What answers a comment that is missing, is no reader's, or answers in a circle begins a thread of its own.
    """
    records = {record.old_id: record for record in comments}
    parents = {old_id: _parent(record, records, entry, report) for old_id, record in records.items()}
    children: dict[str, list[str]] = defaultdict(list)
    for old_id, parent in parents.items():
        children[parent].append(old_id)
    placed: dict[str, Placed] = {}
    level = children[""]
    while len(placed) < len(records):
        if not level:
            level = [_one_of_a_circle(next(old_id for old_id in records if old_id not in placed), parents)]
            parents[level[0]] = ""
            report.remark(_("Comments answer each other in a circle; one of them begins a thread"), entry)
        for old_id in level:
            above = placed.get(parents[old_id])
            placed[old_id] = Placed(
                records[old_id],
                parent_id=parents[old_id],
                root_id=(above.root_id or above.record.old_id) if above else "",
                depth=above.depth + 1 if above else 0,
            )
        level = [child for old_id in level for child in children[old_id] if child not in placed]
    return sorted(placed.values(), key=lambda comment: comment.depth)


def _one_of_a_circle(old_id: str, parents: dict[str, str]) -> str:
    """Where going from comment to parent ends up a second time."""
    seen = set()
    while old_id not in seen:
        seen.add(old_id)
        old_id = parents[old_id]
    return old_id


def _parent(record: CommentRecord, records: dict[str, CommentRecord], entry: str, report: Report) -> str:
    if not record.parent_id or record.kind != Comment.Kind.COMMENT:
        return ""
    above = records.get(record.parent_id)
    if not above or above is record:
        report.remark(_("Answers a comment that is not in the export; it begins a thread"), f"{record.label}: {entry}")
        return ""
    if above.kind != Comment.Kind.COMMENT:
        report.remark(_("Answers a ping, which takes no replies here; it begins a thread"), f"{record.label}: {entry}")
        return ""
    return record.parent_id


def _count(discussion: Discussion, comments: list[Comment]) -> None:
    """Adds new comments to the counters of their threads and of their discussion, inside its lock."""
    said = [comment for comment in comments if comment.is_comment]
    approved = [comment for comment in said if comment.is_approved]
    replies = Counter(comment.root_id for comment in approved if comment.root_id)
    for number in set(replies.values()):
        roots = [root for root, count in replies.items() if count == number]
        Comment.objects.filter(pk__in=roots).update(thread_count=F("thread_count") + number)
    moments = [comment.created_at for comment in approved]
    discussion.approved_count += len(approved)
    discussion.pending_count += sum(comment.is_pending for comment in said)
    discussion.thread_count = discussion.comments.shown_roots().count()
    discussion.last_comment_at = max(filter(None, [discussion.last_comment_at, *moments]), default=None)
    discussion.save(update_fields=["approved_count", "pending_count", "thread_count", "last_comment_at"])


def _key(record: CommentRecord) -> str:
    """Comments are numbered within their entry, for exports that begin anew under each."""
    return f"{record.entry_id}/{record.old_id}"[:200]
