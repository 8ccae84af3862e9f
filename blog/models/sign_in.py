"""Attempts to sign in, counted for some minutes so that nobody guesses passwords by the thousand."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

COUNTED_FOR = timedelta(minutes=15)


class SignInAttempt(models.Model):
    """`key` stands for whose attempts are counted together; what it was made of can't be read from it."""

    key = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["key", "made_at"], name="sign_in_attempt_key")]

    def __str__(self):
        return f"{self.key[:8]} ({self.made_at:%Y-%m-%d %H:%M})"

    @staticmethod
    def key_of(*parts: str) -> str:
        return salted_hmac("blog.sign_in", "\x00".join(parts), algorithm="sha256").hexdigest()

    @classmethod
    def begin(cls, limits: dict[str, int], moment: datetime | None = None) -> int:
        """Notes an attempt under each key; seconds to wait where one has had as many as its limit, and then notes none.

        Noted before the password is looked at: of many at the same moment no more get through than of one by one.
        """
        moment = moment or timezone.now()
        cls.objects.filter(made_at__lt=moment - COUNTED_FOR).delete()
        noted = [cls.objects.create(key=key, made_at=moment) for key in limits]
        waits = [_seconds_to_wait(cls.objects.filter(key=key), most, moment) for key, most in limits.items()]
        if max(waits, default=0):
            cls.objects.filter(pk__in=[one.pk for one in noted]).delete()
        return max(waits, default=0)

    @classmethod
    def take_back(cls, key: str) -> None:
        """The newest attempt under the key was no guess."""
        cls.objects.filter(
            pk__in=list(cls.objects.filter(key=key).order_by("-pk").values_list("pk", flat=True)[:1])
        ).delete()

    @classmethod
    def forget(cls, key: str) -> None:
        """It was the right password: what went before counts no more."""
        cls.objects.filter(key=key).delete()


def _seconds_to_wait(attempts, most: int, moment: datetime) -> int:
    """0 unless there are more than `most`; else until the oldest of those that count is no longer counted."""
    earlier = list(attempts.order_by("-made_at", "-pk").values_list("made_at", flat=True)[: most + 1])
    if len(earlier) <= most:
        return 0
    return max(1, int((earlier[-1] + COUNTED_FOR - moment).total_seconds()))
