"""Which comments stand on which page: threads counted from the oldest, long threads on pages of their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property, reduce
from operator import or_

from django.db.models import F, Q, Subquery, Value, Window
from django.db.models.functions import Coalesce, RowNumber
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from blog import page_cache
from blog.asked import BEFORE_ALL
from blog.models import Entry
from blog.models import Place as Shelved
from blog.prepared import Prepared
from comments import threads
from comments.models import Comment, Discussion, DiscussionRule, DiscussionState, State, with_state_by
from comments.querysets import CommentQuerySet
from comments.shown import Shown

REPLIES_IN_PLACE = 200
FAR = 10  # posts of a tag are looked at for one to talk under

UNDER = Prepared(lambda entry: Discussion.objects.filter(entry=entry).select_related("chosen_by"))
WHOLE = Prepared(
    lambda discussion: Comment.objects.filter(discussion=discussion).shown().oldest_first().for_pages(), Shown._make
)
# In no order: SQLite would rather go through all comments of the blog in their order than sort these few.
PINGS = Prepared(
    lambda discussion: Comment.objects.filter(discussion=discussion).pings().approved().order_by().for_pages(),
    Shown._make,
)


@cache
def discussions_under(entries: int) -> Prepared:
    """Those of so many entries."""
    return Prepared(
        lambda entries: Discussion.objects.filter(entry__pk__in=entries).select_related("chosen_by"), entries=entries
    )


@cache
def _open_on(tags: int, restarts: bool, holds: bool, closes: bool) -> Prepared:
    """On each of so many tags the newest post whose discussion is open, found along the tag's shelf."""

    def build(tags, entry, moment, held_before, closed_before):
        nearest = []
        for tag in tags:
            places = Shelved.objects.filter(shelf__kind="tag", shelf__key=tag).order_by("-published_at")
            farthest = Coalesce(Subquery(places.values("published_at")[FAR : FAR + 1]), Value(BEFORE_ALL))
            on_tag = Entry.objects.filter(
                places__shelf__kind="tag",
                places__shelf__key=tag,
                places__published_at__lte=moment,
                places__published_at__gte=farthest,
            ).exclude(pk=entry)
            limits = (held_before if holds else None, closed_before if closes else None)
            open_ones = with_state_by(on_tag, moment, restarts, *limits).filter(discussion_state=State.OPEN)
            nearest.append(open_ones.order_by("-places__published_at", "-places__entry_id").values("pk")[:1])
        found = Entry.objects.filter(reduce(or_, (Q(pk=Subquery(one)) for one in nearest))).select_related("discussion")
        return found.defer("source", "body_html")

    return Prepared(build, tags=tags)


def newest_open(tags: list[int], entry: Entry, rule: DiscussionRule, moment: datetime) -> Entry | None:
    """The newest other post with one of the tags whose discussion is open, of the newest few on each."""
    if not tags or rule.is_paused(moment):
        return None
    held_before, closed_before = rule.ran_out_before(moment)
    ask = _open_on(len(tags), rule.restarts_at_comment, held_before is not None, closed_before is not None)
    found = ask(tags=tags, entry=entry.pk, moment=moment, held_before=held_before, closed_before=closed_before)
    return max(found, key=lambda one: (one.published_at, one.pk), default=None)


def _roots_of(discussion) -> CommentQuerySet:
    return Comment.objects.filter(discussion=discussion).shown_roots()


ROOTS = Prepared(lambda discussion: _roots_of(discussion).oldest_first().for_pages(), Shown._make)
KEYS = Prepared(lambda discussion: _roots_of(discussion).oldest_first().values_list("pk"))
KEYS_FROM_THE_END = Prepared(lambda discussion: _roots_of(discussion).newest_first().values_list("pk"))


@cache
def roots_by_key(most: int) -> Prepared:
    return Prepared(lambda keys: Comment.objects.filter(pk__in=keys).for_pages(), Shown._make, keys=most)


@cache
def replies_to(roots: int) -> Prepared:
    """All replies in so many threads."""

    def build(roots):
        return Comment.objects.shown_replies().filter(root__pk__in=roots).oldest_first().for_pages()

    return Prepared(build, Shown._make, roots=roots)


@dataclass(frozen=True)
class Place:
    """A page of a discussion: of its threads (`number`, None: the entry's own page) or of one thread's replies."""

    number: int | None = None
    thread: str | None = None
    part: int = 1


class DiscussionPage:
    """What one page shows of a discussion, with a number of queries that does not grow with the comments."""

    def __init__(self, entry: Entry, place: Place | None = None):
        self.entry = entry
        self.place = place or Place()

    @cached_property
    def rule(self) -> DiscussionRule:
        return DiscussionRule.load()

    @cached_property
    def discussion(self) -> Discussion:
        found = UNDER.first(entry=self.entry.pk) or Discussion()
        found.entry = self.entry
        page_cache.shows(f"discussion {self.entry.pk}")
        return found

    @cached_property
    def state(self) -> DiscussionState:
        state = self.discussion.state_at(rule=self.rule)
        page_cache.until(state.until)
        return state

    @property
    def is_shown(self) -> bool:
        """A standing page has no discussion unless the author asked for one or comments came with it."""
        return self.state.reason != "page" or self.discussion.approved_count > 0

    @property
    def count(self) -> int:
        return self.discussion.approved_count

    @cached_property
    def rows(self) -> list[threads.Row]:
        if not self.discussion.pk:
            return []
        return self._rows_of_thread() if self.place.thread else self._rows_of_page()

    @cached_property
    def pings(self) -> list[Shown]:
        if self._is_small:
            return [one for one in self._whole if not one.is_comment and one.is_approved]
        if not self.discussion.pk:
            return []
        return sorted(PINGS(discussion=self.discussion.pk), key=lambda ping: (ping.created_at, ping.pk))

    @cached_property
    def open_elsewhere(self) -> Entry | None:
        """The newest other entry with one of the same tags whose discussion is open."""
        tags = [tag.pk for tag in self.entry.tags.all()]
        page_cache.shows(*(f"open on tag {tag}" for tag in tags))
        found = newest_open(tags, self.entry, self.rule, timezone.now())
        if found:
            page_cache.until(Discussion.under(found).state_at(rule=self.rule).until)
        return found

    @cached_property
    def pages(self) -> int:
        """How many pages the threads fill, at least one."""
        if self._is_small:
            return 1
        return max(1, -(-self.discussion.thread_count // self.rule.threads_per_page))

    @property
    def first_shown(self) -> int:
        """The page that the entry's own address shows."""
        return self.pages if self.rule.newest_first else 1

    @cached_property
    def number(self) -> int:
        return self.place.number or self.first_shown

    @property
    def older(self) -> str:
        """The address of the page of threads before this one, in time."""
        return self._address(self.number - 1) if self.number > 1 else ""

    @property
    def newer(self) -> str:
        return self._address(self.number + 1) if self.number < self.pages else ""

    @property
    def thread_parts(self) -> int:
        return -(-self._root.thread_count // REPLIES_IN_PLACE)

    @property
    def next_part(self) -> str:
        return self._part_address(self.place.part + 1) if self.place.part < self.thread_parts else ""

    @property
    def previous_part(self) -> str:
        return self._part_address(self.place.part - 1) if self.place.part > 1 else ""

    @property
    def _comments(self) -> CommentQuerySet:
        return self.discussion.comments.all()

    @property
    def _is_small(self) -> bool:
        """Whether all of it fits on one page, so that one query may bring it."""
        return self.count <= min(self.rule.threads_per_page, REPLIES_IN_PLACE)

    @cached_property
    def _whole(self) -> list[Shown]:
        """Everything of a small discussion that may be shown, the oldest first."""
        if not self.discussion.pk:
            return []
        return WHOLE(discussion=self.discussion.pk)

    @cached_property
    def _root(self) -> Shown:
        root = self._comments.shown_roots().filter(anchor=self.place.thread).for_pages().first()
        if not root:
            raise Http404
        return Shown._make(root)

    def _rows_of_page(self) -> list[threads.Row]:
        if self.number > self.pages:
            raise Http404
        roots = self._roots()
        replies = self._replies_of_whole() if self._is_small else self._first_replies(roots)
        if self.rule.newest_first:
            roots.reverse()
        return self._rows(roots, replies)

    def _roots(self) -> list[Shown]:
        if self._is_small:
            said = [one for one in self._whole if one.is_comment and not one.root_id]
            return [one for one in said if one.is_approved or one.thread_count]
        most = self.rule.threads_per_page
        if self.number == 1:
            return ROOTS.part(0, most, discussion=self.discussion.pk)
        keys = self._keys_of_roots((self.number - 1) * most, most)
        found = roots_by_key(most)(keys=keys) if keys else []
        return sorted(found, key=lambda root: (root.created_at, root.pk))

    def _keys_of_roots(self, first: int, most: int) -> list[int]:
        """Counted from the end that is nearer: what is passed over is gone through."""
        discussion, threads = self.discussion.pk, self.discussion.thread_count
        if first < threads // 2:
            found = KEYS.part(first, most, discussion=discussion)
        else:
            after = max(threads - first - most, 0)
            found = KEYS_FROM_THE_END.part(after, threads - first - after, discussion=discussion)
        return [key for (key,) in found]

    def _replies_of_whole(self) -> list[Shown]:
        return [one for one in self._whole if one.is_comment and one.root_id]

    def _first_replies(self, roots: list[Shown]) -> list[Shown]:
        """The oldest replies of each thread, as many as stand in place."""
        if all(root.thread_count <= REPLIES_IN_PLACE for root in roots):
            return replies_to(self.rule.threads_per_page)(roots=[root.pk for root in roots]) if roots else []
        numbered = Window(RowNumber(), partition_by=[F("root")], order_by=[F("created_at").asc(), F("pk").asc()])
        replies = self._comments.shown_replies().filter(root__in=[root.pk for root in roots])
        in_place = replies.annotate(number=numbered).filter(number__lte=REPLIES_IN_PLACE)
        return list(map(Shown._make, in_place.for_pages().order_by("created_at", "pk")))

    def _rows_of_thread(self) -> list[threads.Row]:
        first = (self.place.part - 1) * REPLIES_IN_PLACE
        replies = self._comments.shown_replies().filter(root=self._root.pk).oldest_first().for_pages()
        part = list(map(Shown._make, replies[first : first + REPLIES_IN_PLACE]))
        if not part and self.place.part > 1:
            raise Http404
        # On the page of its thread a root says nothing of a page of its thread.
        return self._rows([self._root._replace(thread_count=0)], part)

    def _rows(self, roots: list[Shown], replies: list[Shown]) -> list[threads.Row]:
        here = {comment.pk for comment in (*roots, *replies)}
        elsewhere = self._elsewhere({reply.parent_id for reply in replies} - here - {None})
        return threads.rows(roots, replies, self.rule.max_depth, elsewhere)

    def _elsewhere(self, keys: Iterable[int]) -> dict[int, Shown]:
        """Comments that are answered here and stand on no row of this page."""
        found = map(Shown._make, Comment.objects.filter(pk__in=keys).for_pages()) if keys else ()
        return {comment.pk: comment for comment in found}

    def _part_address(self, part: int) -> str:
        return thread_address(self.entry.path, self._root.anchor, part)

    def _address(self, number: int) -> str:
        if number == self.first_shown:
            return f"{self.entry.get_absolute_url()}#comments"
        return reverse("comments:page", args=[self.entry.path, number]) + "#comments"


def thread_address(path: str, anchor: str, part: int = 1) -> str:
    """Of a page of one thread, by the path of its entry and the anchor of its root."""
    if part == 1:
        return reverse("comments:thread", args=[path, anchor])
    return reverse("comments:thread_part", args=[path, anchor, part])


def permalink(comment: Comment) -> str:
    """Where a comment stands: the right page of a long discussion, and the fragment."""
    entry, rule = comment.discussion.entry, DiscussionRule.load()
    root = comment.root or comment
    if comment.root_id:
        earlier = root.discussion.comments.all().shown_replies().filter(root=root).before(comment).count()
        if earlier >= REPLIES_IN_PLACE:
            part = earlier // REPLIES_IN_PLACE + 1
            return f"{thread_address(entry.path, root.anchor, part)}#{comment.anchor}"
    older = comment.discussion.comments.all().shown_roots().before(root).count()
    number = older // rule.threads_per_page + 1
    page = DiscussionPage(entry)
    if number == page.first_shown:
        return f"{entry.get_absolute_url()}#{comment.anchor}"
    return reverse("comments:page", args=[entry.path, number]) + f"#{comment.anchor}"
