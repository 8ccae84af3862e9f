"""Who has turned the desk's keys on."""

from django.conf import settings
from django.db import models


class Keys(models.Model):
    """A row means on; off, as everybody begins, leaves none."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")

    def __str__(self):
        return str(self.user)

    @classmethod
    def are_on(cls, user) -> bool:
        return cls.objects.filter(user=user).exists()

    @classmethod
    def turn(cls, user, on: bool) -> None:
        if on:
            cls.objects.get_or_create(user=user)
        else:
            cls.objects.filter(user=user).delete()
