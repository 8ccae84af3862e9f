"""What an account may do beside the owner's "everything": roles, as groups of permissions.

Which entries and comments are meant is not said here but by the rows themselves: `EntryQuerySet.editable_by` and
`CommentQuerySet.moderated_by`.
"""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

ROLES = {
    # Own entries with their discussions, and the comments under them.
    "Author": {
        "blog": {
            *("add_entry", "change_entry", "view_entry"),
            *("add_addendum", "change_addendum", "delete_addendum", "view_addendum"),
            *("add_picture", "change_picture", "view_picture"),
        },
    },
    # All comments, and nothing else.
    "Moderator": {"comments": {"change_comment", "view_comment", "add_rule"}},
}


def establish() -> None:
    """Makes the roles that are missing, and lets each mean what it means here; what one account has besides stays."""
    with transaction.atomic():
        for name, wanted in ROLES.items():
            role, _is_new = Group.objects.get_or_create(name=name)
            permissions = Permission.objects.none()
            for app, codenames in wanted.items():
                permissions |= Permission.objects.filter(content_type__app_label=app, codename__in=codenames)
            role.permissions.set(permissions)
