"""Plain functions that make rows for tests, with only what a test names set by hand."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from blog.models import Author, Blog, Entry
from comments.models import Comment, Discussion

number = count(1)


def blog(**fields) -> Blog:
    made = Blog(**{"title": "End Sickness Now", "tagline": "Nutrition"} | fields)
    made.save()
    return made


def author(name: str = "Ada Lindqvist", **fields) -> Author:
    fields = {"username": f"author{next(number)}", "name": name, "is_staff": True} | fields
    made = Author(**fields)
    made.set_password("a long enough password")
    made.save()
    return made


def entry(title: str = "Want Bone and Heart Health?", days_old: float = 1, **fields) -> Entry:
    """A published post; `published_at=None` with `state="draft"` gives a draft."""
    fields = {
        "title": title,
        "source": "<p>Vitamin K2 helps calcium to bind to bones.</p>",
        "state": Entry.State.PUBLISHED,
        "published_at": timezone.now() - timedelta(days=days_old),
    } | fields
    if "author" not in fields:
        fields["author"] = Author.objects.first() or author()
    tags = fields.pop("tags", [])
    made = Entry(**fields)
    made.save()
    made.tags.set(tags)
    return made


def comment(
    entry: Entry, text: str | None = None, parent: Comment | None = None, status: str = "approved", **fields
) -> Comment:
    """A reader's comment, counted as the verbs count."""
    place = Discussion.on(entry)
    made = Comment(
        **{"name": "wendy", "source": text or f"Words number {next(number)}.", "format": "markdown", "status": status}
        | fields
    )
    made.reply_to(parent)
    with place.locked():
        made.discussion = place
        made.save()
        place.count(made, 1)
    return made


def accept(discussion: Discussion, comment: Comment, **how) -> Comment:
    """As a view or a moderator does."""
    with discussion.locked():
        return discussion.accept(comment, **how)
