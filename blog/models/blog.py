"""The one row of settings: what the blog is called, whose it is and how it speaks."""

import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from blog import page_cache
from blog.models.shelf import turn_months
from blog.prepared import Prepared


def check_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(name)s” is no time zone. Write one such as Europe/Berlin or America/New_York."), params={"name": name}
        )


class Permalink(models.TextChoices):
    """Where an entry lives; every pattern ends in the slug and a slash."""

    SLUG = "{slug}/", _("/the-title/")
    MONTH = "{year}/{month}/{slug}/", _("/2012/07/the-title/")
    DAY = "{year}/{month}/{day}/{slug}/", _("/2012/07/05/the-title/")

    def path(self, slug: str, day) -> str:
        """The path for a slug and the day of publication in the blog's zone (or none: a draft)."""
        if day is None:
            return f"{slug}/"
        return self.value.format(slug=slug, year=f"{day:%Y}", month=f"{day:%m}", day=f"{day:%d}")


class Blog(models.Model):
    title = models.CharField(_("title"), max_length=200, default=_("A new blog"))
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    about = models.TextField(_("about"), blank=True, help_text=_("A few plain words for the sidebar."))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    language = models.CharField(_("language"), max_length=20, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[check_time_zone])
    permalink = models.CharField(
        _("addresses of entries"), max_length=60, choices=Permalink.choices, default=Permalink.SLUG
    )
    copyright_line = models.CharField(
        _("copyright line"),
        max_length=200,
        default="© {years} by {author}",
        help_text=_("{years}, {author} and {blog} are filled in."),
    )
    entries_per_page = models.PositiveSmallIntegerField(_("entries on a page"), default=10)
    search_comments = models.BooleanField(
        _("comments in the search"), default=True, help_text=_("Readers then find what other readers said, too.")
    )
    feed_full_text = models.BooleanField(_("whole entries in feeds"), default=True, help_text=_("Otherwise summaries."))

    class Meta:
        verbose_name = _("blog settings")
        verbose_name_plural = _("blog settings")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="blog_is_one_row"),
            models.CheckConstraint(
                condition=models.Q(entries_per_page__range=(1, 100)), name="blog_entries_per_page_1_to_100"
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.pk = 1
        with transaction.atomic():
            zone = Blog.objects.filter(pk=1).values_list("time_zone", flat=True).first()
            super().save(*args, **kwargs)
            if zone not in {None, self.time_zone}:
                turn_months(self.zone)
            page_cache.touch("site")

    @classmethod
    def load(cls) -> "Blog":
        """The settings in force; the defaults, unsaved, before the first start has made the row."""
        return IN_FORCE.first() or cls(pk=1)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)


IN_FORCE = Prepared(lambda: Blog.objects.select_related("owner").filter(pk=1))


class SiteLink(models.Model):
    """A link of the blog's own: in its navigation, or to the owner elsewhere."""

    class Place(models.TextChoices):
        NAVIGATION = "navigation", _("navigation")
        SOCIAL = "social", _("find the author")

    blog = models.ForeignKey(Blog, models.CASCADE, related_name="links")
    place = models.CharField(_("place"), max_length=12, choices=Place.choices)
    label = models.CharField(_("text"), max_length=60)
    address = models.CharField(_("address"), max_length=500)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["place", "position", "pk"]
        constraints = [
            # Only what a browser can follow without running anything.
            models.CheckConstraint(
                condition=models.Q(address__startswith="https://")
                | models.Q(address__startswith="http://")
                | models.Q(address__startswith="mailto:")
                | (models.Q(address__startswith="/") & ~models.Q(address__startswith="//")),
                name="site_link_address_is_safe",
                violation_error_message=_("Begin the address with https://, http://, mailto: or a single slash."),
            )
        ]

    def __str__(self):
        return self.label

    def save(self, *args, **kwargs):
        with transaction.atomic():
            super().save(*args, **kwargs)
            page_cache.touch("site")

    def delete(self, *args, **kwargs):
        with transaction.atomic():
            page_cache.touch("site")
            return super().delete(*args, **kwargs)
