"""The blog's rule for the life of its discussions, in one row."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog import page_cache
from blog.prepared import Prepared
from comments.models.decision import Decision


class AuthorMail(models.TextChoices):
    """When the author is told of comments that wait."""

    AT_ONCE = "at_once", _("a mail for each")
    DIGEST = "digest", _("one mail a day, or when ten wait")
    NEVER = "never", _("never")


class DiscussionRule(models.Model):
    """Open for some days, then moderated, then closed; nothing of it is written to a discussion's row."""

    moderate_after_days = models.PositiveSmallIntegerField(
        _("hold new comments after (days)"), null=True, blank=True, default=30, help_text=_("Empty: never.")
    )
    close_after_days = models.PositiveSmallIntegerField(
        _("close after (days)"), null=True, blank=True, default=90, help_text=_("Empty: never.")
    )
    restarts_at_comment = models.BooleanField(
        _("count again from the newest comment"),
        default=True,
        help_text=_("Each approved comment gives a discussion the whole time again."),
    )
    paused_at = models.DateTimeField(_("no comments on the whole blog since"), null=True, blank=True)
    paused_words = models.CharField(_("words for readers"), max_length=300, blank=True)
    hold_first_comments = models.BooleanField(_("hold a reader's first comment"), default=True)
    author_mail = models.CharField(
        _("mail about waiting comments"), max_length=7, choices=AuthorMail.choices, default=AuthorMail.DIGEST
    )
    max_depth = models.PositiveSmallIntegerField(_("levels of replies"), default=5)
    threads_per_page = models.PositiveSmallIntegerField(_("threads on a page"), default=50)
    newest_first = models.BooleanField(_("newest threads first"), default=False)
    max_length = models.PositiveIntegerField(_("longest comment (characters)"), default=5000)
    links_to_wait_at = models.PositiveSmallIntegerField(
        _("so many links wait for you"),
        null=True,
        blank=True,
        default=3,
        help_text=_("Empty: links alone hold nothing."),
    )
    # Of one network: whoever sends more is asked to come back later.
    flood_ten_minutes = models.PositiveSmallIntegerField(
        _("comments from one network in 10 minutes"), default=15, validators=[MinValueValidator(1)]
    )
    flood_day = models.PositiveSmallIntegerField(
        _("comments from one network in a day"), default=60, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = _("rule for discussions")
        verbose_name_plural = _("rule for discussions")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="rule_is_one_row"),
            models.CheckConstraint(
                condition=models.Q(moderate_after_days__isnull=True)
                | models.Q(close_after_days__isnull=True)
                | models.Q(moderate_after_days__lte=models.F("close_after_days")),
                name="rule_holds_before_it_closes",
                violation_error_message=_(
                    "A discussion can't be held only after it has closed: make the first number the smaller one."
                ),
            ),
            models.CheckConstraint(condition=models.Q(max_depth__range=(1, 10)), name="rule_depth_1_to_10"),
            models.CheckConstraint(condition=models.Q(threads_per_page__range=(1, 200)), name="rule_threads_1_to_200"),
            models.CheckConstraint(condition=models.Q(max_length__range=(100, 20000)), name="rule_length_100_to_20000"),
        ]

    def __str__(self):
        return str(_("Rule for discussions"))

    def save(self, *args, **kwargs):
        self.pk = 1
        with transaction.atomic():
            super().save(*args, **kwargs)
            page_cache.touch("site")

    def clean(self):
        if self.paused_at and self.paused_at > timezone.now():
            raise ValidationError({"paused_at": _("A pause begins now or has begun; it can't begin in the future.")})

    @classmethod
    def load(cls) -> "DiscussionRule":
        """The rule in force; the default one, unsaved, before the first start has made the row."""
        return IN_FORCE.first() or cls(pk=1)

    def moderates_at(self, clock: datetime) -> datetime | None:
        """When a discussion whose clock started then is moderated; never: None."""
        return clock + timedelta(days=self.moderate_after_days) if self.moderate_after_days is not None else None

    def closes_at(self, clock: datetime) -> datetime | None:
        return clock + timedelta(days=self.close_after_days) if self.close_after_days is not None else None

    def ran_out_before(self, moment: datetime) -> tuple[datetime | None, datetime | None]:
        """Discussions whose clock started by then are held at the moment, and those by then are closed; never: None."""
        days = (self.moderate_after_days, self.close_after_days)
        return tuple(moment - timedelta(days=one) if one is not None else None for one in days)

    def is_paused(self, moment: datetime | None = None) -> bool:
        return self.paused_at is not None and self.paused_at <= (moment or timezone.now())

    # Changes

    def put_in_force(self, by=None, batch=None, verb: str = "rule_changed") -> None:
        """Saves it and leaves a Decision, unless nothing is different."""
        with transaction.atomic():
            before = type(self).objects.select_for_update().filter(pk=1).first() or type(self)(pk=1)
            if before.settings() == self.settings() and not before._state.adding:
                return
            self.save()
            Decision.record(by, verb, before=before.settings(), after=self.settings(), batch=batch)

    def pause(self, words: str = "", by=None) -> None:
        """No comments anywhere, until `resume`."""
        self.paused_at, self.paused_words = self.paused_at or timezone.now(), words
        self.put_in_force(by, verb="paused")

    def resume(self, by=None) -> None:
        self.paused_at, self.paused_words = None, ""
        self.put_in_force(by, verb="resumed")

    def settings(self) -> dict:
        """What a Decision keeps, and `put_back` restores."""
        values = {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields[1:]}
        return values | {"paused_at": self.paused_at and self.paused_at.isoformat()}

    def put_back(self, settings: dict, by=None, batch=None) -> None:
        for name, value in settings.items():
            setattr(self, name, datetime.fromisoformat(value) if name == "paused_at" and value else value)
        self.put_in_force(by, batch, verb="undone")


IN_FORCE = Prepared(lambda: DiscussionRule.objects.filter(pk=1))
