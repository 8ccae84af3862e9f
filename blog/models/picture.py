"""An uploaded image, re-encoded, with its sizes and its words."""

import logging

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog import page_cache
from blog.querysets import PictureQuerySet

log = logging.getLogger(__name__)


class Picture(models.Model):
    """`file` holds our own re-encoding; its name is the hash of its bytes, so it never changes under a name."""

    file = models.FileField(_("file"), upload_to="pictures/", max_length=200)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    title = models.CharField(_("name"), max_length=200, blank=True)
    alt = models.CharField(
        _("description"), max_length=1000, blank=True, help_text=_("For readers who can't see the picture.")
    )
    is_decorative = models.BooleanField(_("decorative: needs no description"), default=False)
    caption = models.CharField(_("caption"), max_length=1000, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    renditions_due_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(width__gt=0, height__gt=0), name="picture_has_a_size"),
            models.CheckConstraint(
                condition=models.Q(is_decorative=False) | models.Q(alt=""), name="decorative_picture_has_no_alt"
            ),
        ]

    def __str__(self):
        return self.title or self.alt or self.file.name

    def save(self, *args, **kwargs):
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.expire_pages()

    def expire_pages(self) -> None:
        """Pages know pictures by the names of their files, which stand in the texts."""
        page_cache.touch(f"picture {self.file.name}")

    def clean(self):
        if not self.alt and not self.is_decorative:
            raise ValidationError({"alt": _("Describe the picture, or tick that it is decorative.")})

    def delete(self, *args, **kwargs):
        """Its files go with it, once it is certain that it is gone."""
        names = [self.file.name, *self.renditions.values_list("file", flat=True)]
        with transaction.atomic():
            self.expire_pages()
            gone = super().delete(*args, **kwargs)
            transaction.on_commit(lambda: self._delete_files(names))
            return gone

    @property
    def smallest(self) -> "Picture | Rendition":
        """The narrowest copy there is, for lists."""
        return min(self.renditions.all(), key=lambda rendition: rendition.width, default=self)

    def _delete_files(self, names: list[str]) -> None:
        # Somebody may have sent the same picture again meanwhile: then the names are that one's.
        if not Picture.objects.filter(digest=self.digest).exists():
            for name in names:
                self._delete_file(name)

    def _delete_file(self, name: str) -> None:
        try:
            self.file.storage.delete(name)
        except OSError as trouble:
            log.error("The file %s of a deleted picture is still there, delete it by hand: %s", name, trouble)


class Rendition(models.Model):
    """A smaller copy of a picture for screens that need no more."""

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    file = models.FileField(upload_to="pictures/", max_length=200)

    class Meta:
        ordering = ["picture", "width"]
        constraints = [models.UniqueConstraint(fields=["picture", "width"], name="one_rendition_a_width")]

    def __str__(self):
        return self.file.name
