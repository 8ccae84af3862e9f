"""What the desk costs the server with very many comments in the database:

    DATA_DIR=/tmp/desk-costs python manage.py shell -v 0 -c "from tests import desk_costs; desk_costs.show(100_000)"

Prints the processor's time of every page and press, then how fast the worker is. The folder is filled
the first time, and found filled again.
"""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from statistics import median

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from blog.models import Author, Passage
from comments import arrivals, gist, moderation, sweeps
from comments.models import Comment, Discussion, Sweep
from comments.models.comment import fingerprint
from comments.spam.wording import wording_of
from tests import factories

TIMES = 20
ENTRIES = 200
UNREAD = 2_000
AT_ONCE = 5_000
DESK = "/admin/comments/comment/"
# (state, gist, words): what a drowned blog is full of, and what it is for.
KINDS = (
    ("approved", "praise", "Great article number {0}! Thanks for sharing, keep up the good work."),
    ("approved", "asks", "Does the vitamin in story {0} survive cooking, and how much calcium is in it?"),
    ("approved", "talk", "I tried it for {0} days and slept better, though my sister {0} did not."),
    ("approved", "trade", "Cheap pills, order number {0} today at http://pills{0}.example/buy"),
    ("spam", "", "I would love to write a guest post for your blog in exchange for a link, offer {0}."),
    ("spam", "", "Nice site {0}, I will definitely come back, see http://site{0}.example/"),
    ("approved", "talk", "My grandmother left the lid off for {0} hours, uncle {0} never did."),
    ("approved", "praise", "Awesome blog. I have bookmarked it and will tell my {0} friends."),
    ("approved", "talk", "You are wrong about bone broth: station {0} measured it in {0} kitchens."),
    ("pending", "praise", "What a wonderful post {0}, thank you so much."),
)


def show(comments: int) -> None:
    call_command("migrate", verbosity=0)
    if not Comment.objects.exists():
        fill(comments)
    for line in measured():
        print(line, flush=True)


def fill(comments: int) -> None:
    author = factories.author("Steven Carney", is_superuser=True)
    entries = [factories.entry(f"Vitamin story {one}", days_old=one, author=author) for one in range(ENTRIES)]
    rooms = [Discussion.objects.create(entry=entry) for entry in entries]
    for start in range(0, comments, AT_ONCE):
        made = [_comment(number, rooms) for number in range(start, min(start + AT_ONCE, comments))]
        Comment.objects.bulk_create(made)
        Passage.objects.bulk_create(one.passage() for one in made if one.is_findable)
    for room in rooms:
        room.recount()


def _comment(number: int, rooms: list[Discussion]) -> Comment:
    status, gist_of_it, words = KINDS[number % len(KINDS)]
    comment = Comment(
        discussion=rooms[number % ENTRIES],
        name=f"reader {number % 7_000}",
        email=f"reader{number % 7_000}@example.org",
        source=words.format(number),
        format="markdown",
        status=status,
        # The rest is left for the worker, to see how long it takes.
        gist=gist_of_it if number >= UNREAD else "",
        was_shown=status == "approved",
        body_html=f"<p>{words.format(number)}</p>",
        created_at=timezone.now() - timedelta(minutes=number),
        score=number % 7 - 3.0,
        reasons=[["praise", {"share": "only", "phrases": ["Great article"]}, 1.6], ["topic", {"words": []}, 0.9]],
    )
    comment.fingerprint = fingerprint(None, comment.name, comment.source)
    comment.wording_low, comment.wording_high = wording_of(comment.source)
    return comment


def measured() -> Iterator[str]:
    yield f"{Comment.objects.count()} comments, {Comment.objects.pending().count()} of them waiting"
    yield from _reading()
    browser = Client(headers={"host": "localhost"})
    browser.force_login(Author.objects.get(is_superuser=True))
    numbers = count(1)
    for name in ("waiting", "answers", "clean-up", "filter", "decisions", ""):
        yield _cost(f"page {name or 'all comments'}", lambda name=name: browser.get(f"{DESK}{name and name + '/'}"), 5)
    waiting = iter(list(Comment.objects.pending().order_by("pk")[: 10 * TIMES]))

    def press(act: str) -> Callable:
        def pressed():
            comment, answer = next(waiting), f"Thank you {next(numbers)}." if act == "answer" else ""
            seen = f"{comment.pk}.{moderation.version(comment)}"
            return browser.post(f"{DESK}waiting/", {"comment": seen, "do": act, "answer": answer, "sure": "yes"})

        return pressed

    for act in ("approve", "approve-plain", "answer", "spam", "trash", "lock"):
        yield _cost(f"press {act}", press(act))
    yield _cost("page ban", lambda: browser.get(f"{DESK}{next(waiting).pk}/ban/"), 5)
    yield _cost("press ban, 14 waiting", lambda: browser.post(f"{DESK}{next(waiting).pk}/ban/", {"by": "email"}))
    yield _cost("page close", lambda: browser.get(f"{DESK}{next(waiting).pk}/close/"), 5)
    yield _cost("press close", lambda: browser.post(f"{DESK}{next(waiting).pk}/close/"))
    last = iter(list(moderation.Decision.objects.presses().order_by("-pk").values_list("batch", flat=True)[:400]))
    yield _cost("press undo", lambda: browser.post(f"{DESK}waiting/", {"undo": str(next(last))}))
    yield from _sweeping()


def _reading() -> Iterator[str]:
    began, busy, read = time.perf_counter(), time.process_time(), gist.read_unread(seconds=3600)
    if read:
        spent = time.process_time() - busy
        yield f"reading {read} comments: {time.perf_counter() - began:.0f} s, {spent / read * 1000:.2f} ms each"
    judged, busy = 0, time.process_time()
    while judged < 500 and (some := arrivals.judge_waiting()):
        judged += some
    if judged:
        yield f"judging {judged} comments: {(time.process_time() - busy) / judged * 1000:.2f} ms each"


def _sweeping() -> Iterator[str]:
    author = Author.objects.get(is_superuser=True)
    Sweep.objects.under_way().update(state=Sweep.State.DONE)
    chosen = Comment.objects.approved().filter(gist__in=[Comment.Gist.PRAISE, Comment.Gist.TRADE, Comment.Gist.TWINS])
    busy = time.process_time()
    sweep = sweeps.begin(chosen, "spam", author)
    yield f"beginning a sweep of {sweep.total}: {(time.process_time() - busy) * 1000:.0f} ms"
    for label in ("done", "put back"):
        began, busy = time.perf_counter(), time.process_time()
        sweeps.go_on(seconds=10)
        sweep = Sweep.objects.get(pk=sweep.pk)
        number = sweep.returned if label == "put back" else sweep.changed
        spent = (time.perf_counter() - began) / max(1, number)
        yield (
            f"{number} {label}: {(time.process_time() - busy) / max(1, number) * 1000:.2f} ms of processor each, "
            f"100,000 in {spent * 100_000 / 60:.0f} minutes of the clock"
        )
        sweep.put_back()


def _cost(what: str, act: Callable, times: int = TIMES) -> str:
    act()
    spent = []
    for _ in range(times):
        busy = time.process_time()
        response = act()
        spent.append((time.process_time() - busy) * 1000)
        if response.status_code >= 400:
            raise AssertionError(f"{what}: {response.status_code}")
    return f"{what:22} {median(spent):6.1f} ms, at most {max(spent):6.1f} ms"
