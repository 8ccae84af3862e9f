"""A word to the owner when backups that used to be made are made no more."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from comments import author_mail, letters
from config.backup_record import BackupRecord

OLD_AFTER_DAYS, AGAIN_AFTER_DAYS = 2, 7


def tell_when_old(moment: datetime | None = None) -> None:
    """For the worker: one mail when the last backup is old, and one a week while it stays the last.

    Who never made one by our command may have another way, and is told on the start page alone.
    """
    made = BackupRecord.load().made
    days = ((moment or timezone.now()) - made).days if made else 0
    person = author_mail.owner_to_tell() if days >= OLD_AFTER_DAYS else None
    if person:
        weeks = (days - OLD_AFTER_DAYS) // AGAIN_AFTER_DAYS
        subject = _("Your backup is %(days)d days old") % {"days": days}
        letters.write("backup", f"backup-{made:%Y%m%d%H%M%S}-{weeks}", person.email, {"made": made}, subject=subject)
