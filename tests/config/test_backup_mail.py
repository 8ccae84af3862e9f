"""An owner whose backups have stopped hears of it, and hears nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from comments.models import Mail
from config.backup_mail import tell_when_old
from config.backup_record import BackupRecord
from tests import factories

MADE = datetime(2013, 4, 11, 12, tzinfo=UTC)


@pytest.fixture
def owner(author, settings, tmp_path):
    settings.DATA_DIR, settings.MAIL_CONFIGURED = tmp_path, True
    author.email = "steve@example.org"
    author.save()
    factories.blog(owner=author)
    return author


def told() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("subject", flat=True))


def test_an_old_backup_is_told_after_two_days_and_then_once_a_week(owner):
    BackupRecord(made_at=MADE.isoformat()).save()
    for hours in range(0, 48, 6):
        tell_when_old(MADE + timedelta(hours=hours))
    assert told() == []
    for hours in range(48, 24 * 16, 6):
        tell_when_old(MADE + timedelta(hours=hours))
    assert told() == ["Your backup is 2 days old", "Your backup is 9 days old"]
    assert "manage.py backup FILE" in Mail.objects.first().text and "April 11, 2013" in Mail.objects.first().text
    BackupRecord(made_at=(MADE + timedelta(days=16)).isoformat()).save()
    tell_when_old(MADE + timedelta(days=17))
    tell_when_old(MADE + timedelta(days=18))
    assert told()[2:] == ["Your backup is 2 days old"]


def test_who_never_made_one_or_can_not_be_reached_gets_no_mail(owner):
    tell_when_old(MADE)
    owner.email = ""
    owner.save()
    BackupRecord(made_at=MADE.isoformat()).save()
    tell_when_old(MADE + timedelta(days=5))
    assert told() == []
