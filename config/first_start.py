"""What stands between a bare machine and a site: tables, static files and, once, a blog with its owner."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from blog.models import Author, Blog, Entry
from comments.models import DiscussionRule
from config import roles
from config.data_folder import locked
from config.staticfiles import collect

log = logging.getLogger(__name__)

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
            try_bucket()
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


def try_bucket() -> None:
    """Refuses a bucket that refuses us; one that is out of reach for the moment keeps no running blog away."""
    if not settings.STORAGE_URL.bucket:
        return
    try:
        default_storage.try_out()
    except OSError as trouble:
        sentence = (
            f"The bucket {settings.STORAGE_URL.bucket} can't be used: {str(trouble).rstrip('.')}. "
            "Look at STORAGE_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        )
        if isinstance(trouble, PermissionError | FileNotFoundError) or not is_begun():
            raise CommandError(sentence) from None
        log.warning("%s Until then readers see no pictures.", sentence)


def is_begun() -> bool:
    """An import into bare tables makes the settings, but nobody who may sign in."""
    return Blog.objects.exists() and Author.objects.filter(is_superuser=True).exists()


def begin() -> NewOwner | None:
    """The blog, its rule for discussions and its owner, with a demo if one is wanted: all of them or nothing."""
    if is_begun():
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
