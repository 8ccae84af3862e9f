"""The form of the admin's door: a few attempts for one account from one place, then a pause.

Attempts are counted by account and place together, so that nobody can shut an owner out from elsewhere; and by place
alone, with more room, against trying one password on many names. A small table does it: the libraries there are bring
middleware, signals and a log of names and addresses, and lock by account or by address.
"""

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from blog.models import SignInAttempt
from comments import senders

FOR_ONE_ACCOUNT, FOR_ALL_ACCOUNTS = 5, 30


class SignInForm(AdminAuthenticationForm):
    def clean(self):
        name, place = self.cleaned_data.get("username"), senders.place_of(self.request)
        if not (settings.RATE_LIMITS and name and self.cleaned_data.get("password")):
            return super().clean()
        # Whether there is such an account plays no part in this.
        account, anyone = SignInAttempt.key_of("account", name.casefold(), place), SignInAttempt.key_of("place", place)
        wait = SignInAttempt.begin({account: FOR_ONE_ACCOUNT, anyone: FOR_ALL_ACCOUNTS})
        if wait:
            raise ValidationError(_sentence(wait), code="too_many")
        typed = super().clean()
        SignInAttempt.forget(account)
        SignInAttempt.take_back(anyone)
        return typed


def _sentence(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return ngettext(
        "Too many attempts. Please try again in %(count)d minute.",
        "Too many attempts. Please try again in %(count)d minutes.",
        minutes,
    ) % {"count": minutes}
