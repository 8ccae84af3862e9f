"""Who writes: the account model of the site."""

from django.contrib.auth.models import AbstractUser
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from blog import page_cache
from blog.slugs import free_slug

SHOWN = ("username", "name", "slug", "biography")


class Author(AbstractUser):
    """An account. A byline imported without one has an unusable password."""

    first_name = None
    last_name = None

    name = models.CharField(_("name"), max_length=120, help_text=_("As it stands in bylines."))
    slug = models.SlugField(
        _("address"),
        max_length=120,
        unique=True,
        blank=True,
        allow_unicode=True,
        help_text=_("Empty: made from the name."),
    )
    biography = models.TextField(_("short biography"), blank=True, help_text=_("Plain text, for the author's page."))
    must_change_password = models.BooleanField(_("must choose a new password"), default=False)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def __str__(self):
        return self.name or self.username

    def get_absolute_url(self):
        return reverse("blog:author", args=[self.slug])

    def save(self, *args, **kwargs):
        if not self.name:
            self.name = self.username
        if not self.slug:
            self.slug = free_slug(self.name, Author.objects.exclude(pk=self.pk), fallback="author")
        with transaction.atomic():
            before = Author.objects.filter(pk=self.pk).values(*SHOWN).first() if self.pk else None
            super().save(*args, **kwargs)
            # A sign-in or a new password is nothing that a page shows.
            if before != {name: getattr(self, name) for name in SHOWN}:
                page_cache.touch("site")

    def delete(self, *args, **kwargs):
        with transaction.atomic():
            page_cache.touch("site")
            return super().delete(*args, **kwargs)

    def get_full_name(self):
        return str(self)

    get_short_name = get_full_name
