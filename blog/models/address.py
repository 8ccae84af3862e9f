"""Where something used to live. Rows point at objects, so there are no chains to follow."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag


class OldAddress(models.Model):
    """A path that answers with a redirect to the entry or tag, or says that it is gone when it points at neither."""

    path = models.CharField(_("old address"), max_length=300, unique=True, help_text=_("Without the slash in front."))
    entry = models.ForeignKey(
        "blog.Entry", models.CASCADE, null=True, blank=True, related_name="old_addresses", verbose_name=_("entry")
    )
    tag = models.ForeignKey(Tag, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("tag"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(entry__isnull=True) | models.Q(tag__isnull=True),
                name="old_address_leads_to_one_place",
            )
        ]

    def __str__(self):
        return self.path
