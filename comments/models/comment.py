"""What somebody said under an entry, in reply to what, and what became of it."""

import hashlib
import secrets
import unicodedata
from copy import copy

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog import html
from blog.html.characters import visible
from blog.models import Passage
from blog.models.text import WrittenText
from blog.prepared import Insert, Prepared
from comments.markup import unlinked
from comments.models.decision import Decision
from comments.models.discussion import Discussion
from comments.querysets import CommentQuerySet
from comments.spam.wording import wording_of

# What a change of state looks at, whatever it changes.
READ_AFRESH = ("source", "body_html", "cleaned_with", "status", "status_before", "was_shown", "gist")


def new_anchor() -> str:
    return f"comment-{secrets.token_hex(6)}"


def fingerprint(parent_pk: int | None, name: str, text: str) -> str:
    """The same for the same words by the same name in the same place, however they were spaced or cased."""
    plain = (" ".join(unicodedata.normalize("NFKC", part).casefold().split()) for part in (name, text))
    return hashlib.sha256("\x00".join((str(parent_pk or ""), *plain)).encode("utf-8", "surrogatepass")).hexdigest()


def initial_of(name: str) -> str:
    return next((letter.upper() for letter in name if letter.isalnum()), "?")


def hue_of(name: str) -> int:
    return sum(name.encode()) % 4 + 1


def author_name(typed: str, account: str) -> str:
    """What its writer is called: as was typed, else as the account is called, if it is an account's."""
    return visible(typed) or account or str(_("Anonymous"))


class Told:
    """What pages ask of a comment, be it an object or a row that was read (`comments.shown`)."""

    __slots__ = ()

    @property
    def is_comment(self) -> bool:
        return self.kind == "comment"

    @property
    def is_approved(self) -> bool:
        return self.status == "approved"

    @property
    def initial(self) -> str:
        """The letter of its writer's avatar."""
        return initial_of(self.author_name)

    @property
    def hue(self) -> int:
        """One of four pale colours of the avatar, the same for the same name."""
        return hue_of(self.author_name)

    def is_by(self, account_pk: int) -> bool:
        """By this account, whatever name was typed."""
        return self.user_id is not None and self.user_id == account_pk

    def takes_replies_under(self, root) -> bool:
        """Whether readers may answer it, given what its thread begins with (None: itself)."""
        return self.is_comment and self.is_approved and not self.is_locked and not (root and root.is_locked)


class Comment(Told, WrittenText):
    class Kind(models.TextChoices):
        COMMENT = "comment", _("comment")
        PINGBACK = "pingback", _("pingback")
        TRACKBACK = "trackback", _("trackback")

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting")
        APPROVED = "approved", _("approved")
        SPAM = "spam", _("spam")
        TRASH = "trash", _("in the trash")

    class Gist(models.TextChoices):
        """What a comment comes down to, as `comments/gist.py` reads it; nothing is decided by it."""

        ASKS = "asks", _("asks about the subject")
        BLOGGING = "blogging", _("asks about blogging")
        EXCHANGE = "exchange", _("offers something for a link")
        TRADE = "trade", _("sells something")
        NAME = "name", _("has a search for a name")
        TWINS = "twins", _("says what others say")
        PRAISE = "praise", _("only praises")
        TALK = "talk", _("says something")
        # What authors write.
        PROMISE = "promise", _("promises something")
        OWN = "own", _("is an author’s")

    # Each new comment has to be written into every index, so foreign keys have those of Meta alone.
    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="comments", db_index=False)
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replies", editable=False, db_index=False
    )
    root = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="thread", editable=False, db_index=False
    )
    depth = models.PositiveIntegerField(default=0, editable=False)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices, default=Kind.COMMENT, editable=False)
    status = models.CharField(_("state"), max_length=8, choices=Status.choices, default=Status.PENDING, editable=False)
    status_before = models.CharField(max_length=8, choices=Status.choices, blank=True, editable=False)
    # Since when it has its state: spam and trash go 30 days later.
    turned_at = models.DateTimeField(default=timezone.now, editable=False)
    # Readers saw it once: when it goes, replies beneath keep its place.
    was_shown = models.BooleanField(default=False, editable=False)
    # Of a root: how many approved replies its thread has.
    thread_count = models.PositiveIntegerField(default=0, editable=False)
    is_locked = models.BooleanField(_("takes no replies"), default=False, editable=False)
    is_after_closing = models.BooleanField(default=False, editable=False)
    # Published without its links; the source keeps them.
    links_removed = models.BooleanField(default=False, editable=False)
    # Stands with its neighbours in one line that opens, as long as nobody has replied to it.
    is_folded = models.BooleanField(default=False, editable=False)

    # Empty until the worker has read it.
    gist = models.CharField(max_length=8, choices=Gist.choices, blank=True, editable=False)
    # The author said that it needs no answer.
    is_answer_waived = models.BooleanField(default=False, editable=False)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="comments",
        db_index=False,
    )
    name = models.CharField(_("name"), max_length=245, blank=True)
    email = models.EmailField(_("email"), max_length=254, blank=True)
    website = models.CharField(_("website"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    anchor = models.CharField(max_length=60, default=new_anchor, editable=False)
    fingerprint = models.CharField(max_length=64, editable=False)

    # What judged it, and what a person decided: points, and (code, parameters) of each reason.
    score = models.FloatField(null=True, editable=False)
    reasons = models.JSONField(default=list, blank=True, editable=False)
    # How it came: seconds spent, with or without a script, …
    signals = models.JSONField(default=dict, blank=True, editable=False)
    # Two keys by which others with nearly the same words are found; empty for a few words.
    wording_low = models.BigIntegerField(null=True, editable=False)
    wording_high = models.BigIntegerField(null=True, editable=False)
    # Somebody may want to hear of it by mail; the worker asks who, and empties this.
    news_due_at = models.DateTimeField(null=True, editable=False)
    # Who may see it while it waits, and who is known here: hashes of random keys, never of an address.
    nonce_hash = models.CharField(max_length=64, blank=True, editable=False)
    writer_hash = models.CharField(max_length=64, blank=True, editable=False)
    # The sender's /24 or /48, blanked after 30 days.
    network = models.CharField(max_length=50, blank=True, editable=False)

    objects = CommentQuerySet.as_manager()
    # The words it was made ready with, until it is saved.
    _made_ready: tuple | None = None

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["discussion", "created_at", "id"], condition=Q(root=None), name="comment_roots"),
            models.Index(fields=["root", "created_at", "id"], condition=Q(root__isnull=False), name="comment_thread"),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="comment_replies"),
            models.Index(fields=["user"], condition=Q(user__isnull=False), name="comment_by_account"),
            models.Index(fields=["discussion", "kind", "status", "-created_at"], name="comment_newest"),
            models.Index(fields=["status", "-created_at"], name="comment_queue"),
            models.Index(fields=["gist", "status", "is_folded"], name="comment_gist"),
            models.Index(fields=["news_due_at"], condition=Q(news_due_at__isnull=False), name="comment_news"),
            models.Index(fields=["writer_hash"], condition=~Q(writer_hash=""), name="comment_writer"),
            models.Index(fields=["name"], condition=Q(user__isnull=False), name="comment_signed"),
            models.Index(fields=["network", "created_at"], condition=~Q(network=""), name="comment_network"),
            models.Index(fields=["wording_low"], condition=Q(wording_low__isnull=False), name="comment_wording_low"),
            models.Index(fields=["wording_high"], condition=Q(wording_high__isnull=False), name="comment_wording_high"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["discussion", "anchor"], name="comment_anchor_once_a_discussion"),
            models.UniqueConstraint(fields=["discussion", "fingerprint"], name="comment_once_a_discussion"),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "approved", "spam", "trash"]), name="comment_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["comment", "pingback", "trackback"]), name="comment_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(website="") | Q(website__startswith="http://") | Q(website__startswith="https://"),
                name="comment_website_is_on_the_web",
            ),
            models.CheckConstraint(condition=Q(depth=0) | Q(kind="comment"), name="only_comments_are_replies"),
        ]

    def __str__(self):
        return f"{self.author_name}: {self.excerpt}"

    def get_absolute_url(self):
        """The entry's first page with the fragment; `threads.permalink` finds the right page of a long discussion."""
        return f"{self.discussion.entry.get_absolute_url()}#{self.anchor}"

    def save(self, *args, force_insert=False, **kwargs):
        if self._made_ready != self._words():
            self.make_ready()
        self._made_ready = None
        self.was_shown = self.was_shown or self.is_approved
        is_new = self._state.adding
        with transaction.atomic(savepoint=False):
            if force_insert and self.pk is None:
                NEW(self)
            else:
                super().save(*args, force_insert=force_insert, **kwargs)
            if self.is_approved or not is_new:
                self.make_findable()
            if self.was_shown:
                self.discussion.expire_pages()

    def delete(self, *args, **kwargs):
        with transaction.atomic():
            if self.was_shown:
                self.discussion.expire_pages()
            return super().delete(*args, **kwargs)

    def make_ready(self) -> None:
        """Computes all that is made of its words, before a lock is taken: then nobody waits for it inside."""
        self.fingerprint = self.fingerprint or self.own_fingerprint()
        self.wording_low, self.wording_high = wording_of(self.source)
        self.render()
        self._made_ready = self._words()

    def _words(self) -> tuple:
        return self.source, self.format, self.links_removed

    def render(self) -> None:
        clean = html.clean_comment(self.source, self.format)
        self.body_html = unlinked(clean) if self.links_removed else clean
        self.cleaned_with = html.RULES_VERSION

    def make_findable(self) -> None:
        """Keeps its words where readers search for them, while it is approved."""
        if self.is_findable:
            self.passage().keep()
        else:
            Passage.forget(Passage.Kind.COMMENT, self.pk)

    def passage(self) -> Passage:
        return Passage.of(
            Passage.Kind.COMMENT,
            self.pk,
            entry_id=self.discussion.entry_id,
            html=self.body_html,
            name=self.author_name,
            said_at=self.created_at,
            place=reverse("comments:comment", args=[self.pk]),
        )

    def said_already_in(self, discussion: Discussion) -> "Comment | None":
        """The comment that says the same by the same name in the same place."""
        same = SAME.first(discussion=discussion.pk, fingerprint=self.fingerprint or self.own_fingerprint())
        if same:
            same.discussion = discussion
        return same

    def own_fingerprint(self) -> str:
        return fingerprint(self.parent_id, self.name, self.source)

    def reply_to(self, parent: "Comment | None") -> None:
        """Takes its place in the thread."""
        self.parent = parent
        self.root_id = (parent.root_id or parent.pk) if parent else None
        self.depth = parent.depth + 1 if parent else 0

    # Questions

    @property
    def is_findable(self) -> bool:
        return self.is_comment and self.is_approved

    @property
    def is_pending(self) -> bool:
        return self.status == self.Status.PENDING

    @property
    def is_unwanted(self) -> bool:
        return self.status in {self.Status.SPAM, self.Status.TRASH}

    @property
    def author_name(self) -> str:
        return author_name(self.name, str(self.user) if self.user_id else "")

    @property
    def signature(self) -> tuple:
        """All that its writer's name is made of."""
        return (self.name, self.user_id, self.user and str(self.user))

    @property
    def is_by_author(self) -> bool:
        return self.is_by(self.discussion.entry.author_id)

    @property
    def is_by_staff(self) -> bool:
        return self.user_id is not None and not self.is_by_author

    @property
    def excerpt(self) -> str:
        words = html.plain_text(self.body_html).split()
        return " ".join(words[:12]) + (" …" if len(words) > 12 else "")

    @property
    def takes_replies(self) -> bool:
        return self.takes_replies_under(self.root)

    # Changes of state

    def approve(self, by=None, batch=None) -> None:
        self._turn(self.Status.APPROVED, by, batch)

    def approve_without_links(self, by=None, batch=None) -> None:
        """Approved, its website forgotten and its links taken out; an undo brings both back."""
        changes = {"status": self.Status.APPROVED, "website": "", "links_removed": True}
        self._change("approved_without_links", by, batch, changes)

    def remove_links(self, by=None, batch=None) -> None:
        """Its words stay where they are, without its website and its links; an undo brings both back."""
        self._change("unlinked", by, batch, {"website": "", "links_removed": True})

    def fold(self, by=None, batch=None) -> None:
        """Its words stay where they are, in one line with those of its neighbours that are folded too."""
        self._change("folded", by, batch, {"is_folded": True})

    def unfold(self, by=None, batch=None) -> None:
        self._change("unfolded", by, batch, {"is_folded": False})

    def mark_as_spam(self, by=None, batch=None) -> None:
        self._turn(self.Status.SPAM, by, batch)

    def trash(self, by=None, batch=None) -> None:
        self._turn(self.Status.TRASH, by, batch)

    def take_back(self) -> None:
        """Its own writer removes it."""
        self._turn(self.Status.TRASH, by=None, batch=None)

    def hold(self, by=None, batch=None) -> None:
        self._turn(self.Status.PENDING, by, batch)

    def restore(self, by=None, batch=None) -> None:
        """Out of spam or trash, to where it was before."""
        if self.is_unwanted:
            self._turn(self.status_before or self.Status.PENDING, by, batch)

    def claim(self, by, batch=None) -> None:
        """Its writer turns out to be an author: it is theirs by account, and published."""
        self._change("claimed", by, batch, {"user_id": by.pk, "status": self.Status.APPROVED})

    def lock(self, by=None, batch=None) -> None:
        """Nobody replies below it any more."""
        self._change("locked", by, batch, {"is_locked": True})

    def unlock(self, by=None, batch=None) -> None:
        self._change("unlocked", by, batch, {"is_locked": False})

    def waive_answer(self, by=None, batch=None) -> None:
        """Whatever it asks, no answer is needed."""
        self._change("waived", by, batch, {"is_answer_waived": True})

    def reword(self, source: str, by=None, batch=None) -> None:
        """Other words in place of the writer's; the fingerprint stays that of what was sent."""
        self._change("reworded", by, batch, {"source": source})

    def put_back(self, fields: dict, by=None, batch=None) -> None:
        """Returns to what a Decision says was before it."""
        self._change("undone", by, batch, fields)

    def _turn(self, status: str, by, batch) -> None:
        self._change(status, by, batch, {"status": status})

    def _change(self, verb: str, by, batch, changes: dict) -> None:
        """Sets the fields inside the discussion's lock, keeps its counters right and leaves a Decision."""
        with self.discussion.locked():
            self.refresh_from_db(fields=[*{*changes, *READ_AFRESH}])
            before = {name: getattr(self, name) for name in changes}
            if before == changes:
                return
            old = copy(self)
            for name, value in changes.items():
                setattr(self, name, value)
            if self.status != old.status:
                self.status_before, self.turned_at = old.status, timezone.now()
                self.news_due_at = self.turned_at if self.is_approved else None
            self.was_shown = self.was_shown or self.is_approved
            if self.source != old.source:
                self.gist = ""
            if {"source", "links_removed"} & changes.keys():
                self.render()
            stored = ("status_before", "turned_at", "news_due_at", "was_shown", "gist", "body_html", "cleaned_with")
            with self.discussion.changing(self.was_shown):
                self._store(*changes, *stored)
                self.discussion.count(old, -1)
                self.discussion.count(self, 1)
            self.make_findable()
            Decision.record(
                by, verb, comment=self, discussion=self.discussion, before=before, after=changes, batch=batch
            )

    def _store(self, *names: str) -> None:
        """Writes these fields and no others: counters and scores may have changed meanwhile."""
        type(self).objects.filter(pk=self.pk).update(**{name: getattr(self, name) for name in names})


SAME = Prepared(
    lambda discussion, fingerprint: Comment.objects.filter(discussion=discussion, fingerprint=fingerprint).order_by()
)
NEW = Insert(Comment)
