"""Signing in: who may try how often, and what somebody learns who only guesses."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.utils import timezone

from blog.models import SignInAttempt
from config.sign_in import FOR_ALL_ACCOUNTS, FOR_ONE_ACCOUNT
from tests import factories

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
RIGHT = "a long enough password"


class CountedHasher(MD5PasswordHasher):
    """Counts how often a password is hashed: that is what takes the time of a sign-in."""

    count = 0

    def encode(self, *args, **kwargs):
        type(self).count += 1
        return super().encode(*args, **kwargs)


@pytest.fixture
def owner(blog):
    return factories.author("Olga", username="olga", is_superuser=True)


def sign_in(client, name="olga", password="wrong", place="192.0.2.1", **headers):
    return client.post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=place, **headers)


def said(response) -> list[str]:
    return [str(error) for error in response.context["form"].non_field_errors()] if response.context else []


def test_a_few_attempts_then_a_pause_that_ends(client, owner):
    for _attempt in range(FOR_ONE_ACCOUNT):
        assert "Please enter the correct username" in said(sign_in(client))[0]
    assert said(sign_in(client, password=RIGHT)) == ["Too many attempts. Please try again in 15 minutes."]
    assert "_auth_user_id" not in client.session
    SignInAttempt.objects.update(made_at=timezone.now() - timedelta(minutes=15, seconds=1))
    assert sign_in(client, password=RIGHT).status_code == 302
    assert client.session["_auth_user_id"] == str(owner.pk)


def test_nobody_shuts_the_owner_out_from_elsewhere(client, owner):
    for place in ("192.0.2.1", "192.0.2.2", "2001:db8::1"):
        for _attempt in range(FOR_ONE_ACCOUNT * 3):
            sign_in(client, place=place)
    assert sign_in(client, password=RIGHT, place="198.51.100.7").status_code == 302


def test_moving_about_in_one_s_own_network_and_claiming_to_be_elsewhere_helps_nobody(client, owner):
    for number in range(FOR_ONE_ACCOUNT):
        sign_in(client, place=f"2001:db8::{number}", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert "Too many" in said(sign_in(client, place="2001:db8::ffff", HTTP_X_FORWARDED_FOR="203.0.113.99"))[0]
    assert "Too many" not in said(sign_in(client, place="2001:db8:0:1::1"))[0]


def test_behind_a_trusted_proxy_the_sender_counts(client, owner, settings):
    settings.TRUSTED_PROXIES = (ip_network("10.0.0.1/32"),)
    for _attempt in range(FOR_ONE_ACCOUNT + 1):
        last = sign_in(client, place="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.1")
    assert "Too many" in said(last)[0]
    assert "Too many" not in said(sign_in(client, place="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.2"))[0]


def test_one_password_on_many_names_ends_too(client, owner):
    for number in range(FOR_ALL_ACCOUNTS):
        assert "Too many" not in said(sign_in(client, name=f"name{number}"))[0]
    assert "Too many" in said(sign_in(client, name="another"))[0]


def test_the_right_password_wipes_the_slate(client, owner):
    for _round in range(3):
        for _attempt in range(FOR_ONE_ACCOUNT - 1):
            sign_in(client)
        assert sign_in(client, password=RIGHT).status_code == 302
        client.logout()


def test_case_and_width_of_the_name_are_no_way_round(client, owner):
    for name in ("olga", "OLGA", "Olga", "oLGA", "olgA"):
        sign_in(client, name=name)
    assert "Too many" in said(sign_in(client, name="OlGa"))[0]


@pytest.mark.parametrize("name", ["olga", "nobody", "asleep", "byline", "reader"])
def test_every_name_is_refused_in_the_same_words_after_the_same_work(client, owner, settings, name):
    factories.author("Asleep", username="asleep", is_active=False)
    factories.author("Reader", username="reader", is_staff=False)
    byline = factories.author("Byline", username="byline")
    byline.set_unusable_password()
    byline.save()
    settings.PASSWORD_HASHERS = [f"{__name__}.CountedHasher"]
    for _attempt in range(FOR_ONE_ACCOUNT):
        CountedHasher.count = 0
        assert said(sign_in(client, name)) == [
            "Please enter the correct username and password for a staff account. Note that both fields may be "
            "case-sensitive."
        ]
        assert CountedHasher.count == 1
    CountedHasher.count = 0
    assert "Too many" in said(sign_in(client, name))[0]
    assert CountedHasher.count == 0


def test_limits_can_be_lifted_for_benchmarks(client, owner, settings):
    settings.RATE_LIMITS = False
    for _attempt in range(FOR_ONE_ACCOUNT * 2):
        assert "Too many" not in said(sign_in(client))[0]


def test_what_is_kept_names_nobody_and_goes_after_a_quarter_of_an_hour(client, owner):
    sign_in(client)
    kept = " ".join(SignInAttempt.objects.values_list("key", flat=True))
    assert "olga" not in kept and "192.0.2" not in kept
    SignInAttempt.objects.update(made_at=timezone.now() - timedelta(minutes=16))
    sign_in(client, name="other")
    assert SignInAttempt.objects.count() == 2


def test_refused_attempts_do_not_lengthen_the_pause(client, owner):
    for _attempt in range(FOR_ONE_ACCOUNT * 4):
        sign_in(client)
    assert SignInAttempt.objects.filter(key=SignInAttempt.key_of("account", "olga", "192.0.2.1/32")).count() == 5


def test_however_often_somebody_signs_in_with_the_right_password_nobody_waits(client, owner):
    for _time in range(FOR_ALL_ACCOUNTS + 5):
        assert sign_in(client, password=RIGHT).status_code == 302
    assert not SignInAttempt.objects.exists()
