"""What the owner of a site should know before it goes public (`manage.py check --deploy`)."""

from django.core.checks import Info, Tags, register
from django.db import connection

FIXED_IN = (3, 51, 3)
ALSO_FIXED_IN = ((3, 50, 7), (3, 44, 6))


@register(Tags.security, deploy=True)
def sqlite_has_its_log_bug_fixed(**options) -> list[Info]:
    if connection.vendor != "sqlite":
        return []
    version = connection.Database.sqlite_version_info
    if version >= FIXED_IN or any(version[:2] == fixed[:2] and version >= fixed for fixed in ALSO_FIXED_IN):
        return []
    return [
        Info(
            f"SQLite {connection.Database.sqlite_version} can lose a commit that meets a checkpoint "
            "(https://sqlite.org/wal.html#walresetbug).",
            hint="This site keeps the two apart (config/sqlite), so nothing need be done. Other programs should not "
            "write to its database while it runs. SQLite 3.51.3 has it fixed.",
            id="config.I001",
        )
    ]
