"""Conditions on comments, as adjectives and prepositions."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from blog.models import Entry

# What a page of a discussion asks of its comments (comments/shown.py).
ON_PAGES = """
    pk parent_id root_id kind status thread_count is_locked is_folded is_after_closing name website created_at anchor
    body_html user_id user__name user__username
""".split()


class CommentQuerySet(models.QuerySet):
    def approved(self):
        return self.filter(status="approved")

    def pending(self):
        return self.filter(status="pending")

    def spam(self):
        return self.filter(status="spam")

    def trashed(self):
        return self.filter(status="trash")

    def comments(self):
        """What people wrote, without what other systems sent."""
        return self.filter(kind="comment")

    def pings(self):
        return self.filter(kind__in=["pingback", "trackback"])

    def by_readers(self):
        return self.filter(user=None)

    def by_authors(self):
        """By accounts of the site."""
        return self.filter(user__isnull=False)

    def answers(self):
        """What authors said below comments and readers see; by its gist, which is indexed."""
        return self.approved().filter(gist__in=["own", "promise"]).exclude(parent=None)

    def unread(self):
        """What the worker has not read yet (see `comments/gist.py`)."""
        return self.comments().filter(gist="", status__in=["approved", "pending"])

    def roots(self):
        return self.filter(root=None)

    def on(self, entry):
        return self.filter(discussion__entry=entry)

    def moderated_by(self, user):
        """All of them for who may change comments; for other staff those under their own entries."""
        return self if user.has_perm("comments.change_comment") else self.filter(discussion__entry__author=user)

    def on_published_entries(self, moment):
        """Asked of each comment, along whatever index finds them: a database that sees a join here may begin at its other
        end, and sort all comments there are.
        """
        return self.filter(Exists(Entry.objects.published(moment).filter(discussion=OuterRef("discussion"))))

    def shown(self):
        """All that readers may see, pings too, and what was removed and may have something beneath it."""
        return self.filter(Q(status="approved") | Q(was_shown=True) | Q(thread_count__gt=0))

    def shown_roots(self):
        """Roots of threads that readers see: approved, or removed with approved replies beneath."""
        return self.comments().roots().filter(Q(status="approved") | Q(thread_count__gt=0))

    def shown_replies(self):
        """Approved replies, and removed ones that may have replies beneath."""
        return self.comments().exclude(root=None).filter(Q(status="approved") | Q(was_shown=True))

    def oldest_first(self):
        return self.order_by("created_at", "pk")

    def newest_first(self):
        return self.order_by("-created_at", "-pk")

    def before(self, comment):
        return self.filter(created_at__lte=comment.created_at).filter(
            Q(created_at__lt=comment.created_at) | Q(pk__lt=comment.pk)
        )

    def for_pages(self):
        """The rows that `comments.shown.Shown` is made of."""
        return self.values_list(*ON_PAGES)


class MailQuerySet(models.QuerySet):
    def in_trouble(self):
        """What did not go out: given up, or tried again and again."""
        return self.filter(Q(given_up_at__isnull=False) | Q(sent_at=None, tries__gte=3))
