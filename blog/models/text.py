"""Text that is kept as written beside its cleaned rendering."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Format(models.TextChoices):
    HTML = "html", _("HTML")
    MARKDOWN = "markdown", _("Markdown")


class WrittenText(models.Model):
    """`source` is what was typed; `body_html` is what pages print, made by the rules of version `cleaned_with`."""

    source = models.TextField(_("text"), blank=True)
    format = models.CharField(_("written in"), max_length=10, choices=Format.choices, default=Format.HTML)
    body_html = models.TextField(editable=False, blank=True)
    cleaned_with = models.PositiveSmallIntegerField(editable=False, default=0)

    class Meta:
        abstract = True

    def render(self) -> None:
        """Makes the rendering anew from the source."""
        raise NotImplementedError
