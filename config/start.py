"""What the start page says about the site itself: its backups."""

from datetime import datetime, timedelta

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from blog import dates
from blog.admin.start import Group, StartRow
from blog.models import Author, Entry
from config.backup_record import BackupRecord

IS_OLD_AFTER = timedelta(hours=26)


def rows(request) -> list[StartRow]:
    row = _backup() if request.user.is_superuser else None
    return [row] if row else []


def _backup(moment: datetime | None = None) -> StartRow | None:
    """How old the last backup is; one that is too old, or was never made, waits for the owner."""
    moment, record = moment or timezone.now(), BackupRecord.load()
    if not record.made:
        return _never(moment)
    age = timesince(record.made, moment, depth=1)
    if moment - record.made > IS_OLD_AFTER:
        return StartRow(
            Group.WAITS,
            _("Make a backup"),
            detail=_("The last one is %(age)s old: manage.py backup FILE") % {"age": age},
        )
    parts = (
        [_("%(age)s old, %(size)s") % {"age": age, "size": filesizeformat(record.size)}]
        if record.size
        else [_("%(age)s old") % {"age": age}]
    )
    if record.tried:
        parts.append(_("Taken apart as a test on %(day)s") % {"day": dates.day(record.tried)})
    else:
        parts.append(_("Never tested: manage.py restore FILE --test"))
    return StartRow(Group.QUIETLY, _("Backup"), detail=". ".join(parts))


def _never(moment: datetime) -> StartRow | None:
    """A young site is left in peace, and so is an empty one."""
    first = Author.objects.order_by("date_joined").first()
    if not first or moment - first.date_joined < IS_OLD_AFTER or not Entry.objects.exists():
        return None
    return StartRow(Group.WAITS, _("Make a first backup"), detail=_("There is none yet: manage.py backup FILE"))
