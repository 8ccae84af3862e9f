"""Conditions on entries, as adjectives and prepositions."""

from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.db.models import Q, Subquery
from django.utils import timezone

from blog import page_cache

# What makes an author an account, which no page shows.
_OF_ACCOUNT = "password last_login is_superuser email is_staff is_active date_joined must_change_password".split()
# What only the desk asks of an entry.
_OF_DESK = "format cleaned_with notes_found withdrawn_note created_at".split()


class EntryQuerySet(models.QuerySet):
    def delete(self):
        with transaction.atomic():
            page_cache.touch("site")
            for entry in self:
                entry.leave_lists()
            return super().delete()

    def posts(self):
        return self.filter(kind="post")

    def pages(self):
        return self.filter(kind="page")

    def published(self, moment: datetime | None = None):
        """What readers see at the moment (now); a scheduled entry appears by this query alone."""
        return self.filter(state="published", published_at__lte=moment or timezone.now())

    def scheduled(self, moment: datetime | None = None):
        return self.filter(state="published", published_at__gt=moment or timezone.now())

    def next_ones(self, moment: datetime):
        """The post and the page that come out first of those still ahead; one row of the index for each kind."""
        nearest = [Q(pk=Subquery(self._ahead(kind, moment))) for kind in ("post", "page")]
        return self.filter(nearest[0] | nearest[1])

    def _ahead(self, kind: str, moment: datetime):
        return self.filter(kind=kind).scheduled(moment).order_by("published_at", "pk").values("pk")[:1]

    def drafts(self):
        return self.filter(state="draft")

    def editable_by(self, user):
        """All of them for an owner; for others what they write themselves."""
        return self if user.is_superuser else self.filter(author=user)

    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def tagged(self, tag):
        return self.filter(tags=tag)

    def by(self, author):
        return self.filter(author=author)

    def within(self, first: date, after: date, zone):
        """Published on a day from `first` up to, not including, `after`, in the zone."""
        start, end = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (first, after))
        return self.filter(published_at__gte=start, published_at__lt=end)

    def before(self, entry):
        """Published earlier, the nearest first; equal moments are told apart by key."""
        earlier = Q(published_at__lt=entry.published_at) | Q(published_at=entry.published_at, pk__lt=entry.pk)
        # The first condition is implied by the second and lets the index find its place.
        return self.filter(published_at__lte=entry.published_at).filter(earlier).order_by("-published_at", "-pk")

    def after(self, entry):
        later = Q(published_at__gt=entry.published_at) | Q(published_at=entry.published_at, pk__gt=entry.pk)
        return self.filter(published_at__gte=entry.published_at).filter(later).order_by("published_at", "pk")

    def nearest(self, place, moment, sooner):
        """Of those that are published at the moment, the one before and the one after a place in time; one query.

        `sooner` is the moment or that of the place, whichever comes first: of two ends a database looks up one, and goes
        through all that lies between it and the other.
        """
        near = (self.published(sooner).before(place), self.published(moment).after(place))
        before, after = (Q(pk=Subquery(one.values("pk")[:1])) for one in near)
        found = self.model.objects.filter(before | after)
        return found.only("title", "slug", "path", "language", "published_at")

    def showing(self, picture):
        """Those in whose text, addenda or place of honour the picture stands, in whatever state."""
        name = picture.file.name
        in_addenda = Q(pk__in=self.model.objects.filter(addenda__body_html__contains=name).values("pk"))
        return self.filter(Q(picture=picture) | Q(body_html__contains=name) | in_addenda)

    def in_lists(self):
        """With what a row of a list shows, and without the long texts it does not."""
        return self.for_readers().defer("body_html", *_OF_DESK)

    def for_readers(self):
        """With its author and picture."""
        unseen = [f"author__{name}" for name in _OF_ACCOUNT]
        return self.select_related("author", "picture").defer("source", *unseen)

    def with_details(self):
        """With what an entry's own page shows beside its text."""
        return self.select_related("author", "picture").prefetch_related("tags", "addenda")


def month_after(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


class PassageQuerySet(models.QuerySet):
    def visible(self, moment: datetime | None = None):
        """Of entries that readers see at the moment (now)."""
        return self.filter(entry__state="published", entry__published_at__lte=moment or timezone.now())

    def newest_first(self):
        return self.order_by("-entry__published_at", "-entry_id", "-pk")


class PictureQuerySet(models.QuerySet):
    def delete(self):
        with transaction.atomic():
            page_cache.touch(*(f"picture {name}" for name in self.values_list("file", flat=True)))
            return super().delete()

    def named_in(self, names):
        """The pictures whose own file, or one of whose renditions, has one of the names."""
        return self.filter(Q(file__in=names) | Q(renditions__file__in=names)).distinct()


class RevisionQuerySet(models.QuerySet):
    def saved(self):
        """By hand: the versions of an entry."""
        return self.filter(is_autosave=False)

    def autosaved(self):
        """While somebody typed what was not saved yet."""
        return self.filter(is_autosave=True)

    def newest_first(self):
        return self.order_by("-saved_at", "-pk")


class PreviewLinkQuerySet(models.QuerySet):
    def valid(self, moment: datetime | None = None):
        return self.filter(revoked_at=None, ends_at__gt=moment or timezone.now())
