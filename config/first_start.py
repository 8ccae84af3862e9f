"""What stands between a bare machine and a site: tables, static files and, once, a blog with its owner."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from blog.models import Author, Blog, Entry
from comments.models import DiscussionRule
from config import roles
from config.data_folder import locked
from config.staticfiles import collect

LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that looks like another


@dataclass(frozen=True)
class NewOwner:
    """The account made by the first start; the password is known only when it was made up here."""

    name: str
    one_time_password: str | None


def prepare() -> NewOwner | None:
    """Brings the site up to date; a second call changes nothing. Says whom the first one made the owner."""
    try:
        with alone():
            migrate()
            roles.establish()
            collect()
            return begin()
    except OperationalError as trouble:
        words = " ".join(str(trouble).split()).rstrip(".?")
        raise CommandError(f"The database can't be used: {words}. Look at DATABASE_URL and DATA_DIR.") from None


@contextmanager
def alone() -> Iterator[None]:
    """Of several starts, on one data folder or on one PostgreSQL database, one at a time gets through."""
    with locked(settings.DATA_DIR):
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('first start'))")
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('first start'))")


def migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def begin() -> NewOwner | None:
    """The blog, its rule for discussions and its owner, with a demo if one is wanted: all of them or nothing."""
    # An import into bare tables makes the settings, but nobody who may sign in.
    if Blog.objects.exists() and Author.objects.filter(is_superuser=True).exists():
        return None
    with transaction.atomic():
        is_empty = not Entry.objects.exists()
        owner, made = owner_account()
        blog = Blog.load()
        blog.owner = blog.owner or owner
        blog.save()
        DiscussionRule.load().save()
        if settings.DEMO and is_empty:
            call_command("demo", owner=owner.username)
    return made


def owner_account() -> tuple[Author, NewOwner | None]:
    """The first account that may do everything, or a new one."""
    if owner := Author.objects.filter(is_superuser=True).order_by("pk").first():
        return owner, None
    owner = Author.objects.filter(username=settings.OWNER_NAME).first() or Author(username=settings.OWNER_NAME)
    owner.is_active = owner.is_staff = owner.is_superuser = True
    password = settings.OWNER_PASSWORD
    if password:
        check_strength(password, owner)
    else:
        password = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
        owner.must_change_password = True
    owner.set_password(password)
    owner.save()
    return owner, NewOwner(owner.username, password if owner.must_change_password else None)


def check_strength(password: str, owner: Author) -> None:
    try:
        validate_password(password, owner)
    except ValidationError as trouble:
        raise CommandError(f"The variable OWNER_PASSWORD can't be used. {' '.join(trouble.messages)}") from None
