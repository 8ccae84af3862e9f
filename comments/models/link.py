"""A way to decide on one waiting comment without signing in: sent by mail, to the one who may decide on it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.addresses import absolute
from comments.models.comment import Comment

GOOD_FOR = timedelta(days=7)
signer = signing.Signer(salt="comments.decide", sep=".")


def week_from_now() -> datetime:
    return timezone.now() + GOOD_FOR


class DecisionLink(models.Model):
    """Good for one decision, until a day: for `person`, in whose name it is made."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # The comment as it stood in the mail.
    seen = models.CharField(max_length=40)
    ends_at = models.DateTimeField(default=week_from_now, db_index=True)
    # The press it was used for, until that is taken back.
    batch = models.UUIDField(null=True, blank=True)

    class Meta:
        verbose_name = _("link to decide by")
        verbose_name_plural = _("links to decide by")

    def __str__(self):
        return f"{self.person}: {self.comment_id}"

    @classmethod
    def of(cls, token: str) -> "DecisionLink | None":
        """The link whose token this is, if its person may still decide on its comment."""
        try:
            pk = int(signer.unsign(token))
        except (signing.BadSignature, ValueError):
            return None
        link = cls.objects.filter(pk=pk).select_related("person").first()
        return link if link and link.is_for_one_who_may() else None

    def get_absolute_url(self):
        return reverse("comments:decide", args=[self.token])

    @property
    def token(self) -> str:
        return signer.sign(self.pk)

    @property
    def address(self) -> str:
        return absolute(self.get_absolute_url())

    def is_over(self, moment: datetime | None = None) -> bool:
        return self.ends_at <= (moment or timezone.now())

    def is_for_one_who_may(self) -> bool:
        person = self.person
        if not (person.is_active and person.is_staff):
            return False
        return Comment.objects.moderated_by(person).filter(pk=self.comment_id).exists()

    def use_for(self, batch) -> None:
        """For this press, or (None) for none, as it was taken back."""
        self.batch = batch
        self.save(update_fields=["batch"])
