"""Whose account stands behind each login of an old blog."""

import re

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.importers.ledger import Ledger
from blog.importers.records import AuthorRecord
from blog.importers.report import Report
from blog.models import Author, Blog

NOT_IN_USERNAMES = re.compile(r"[^\w.@+-]+")
LONGEST_USERNAME = 150
NEW_ACCOUNT = gettext_lazy("Has a new account that nobody can sign in to")


class UnknownAccount(Exception):
    """--author names an account that is not here; the message says which."""


class Bylines:
    """Finds or makes the accounts. Without `writes`, it says what would become of each."""

    def __init__(self, ledger: Ledger, report: Report, usernames: dict[str, str], writes: bool = True):
        self.ledger = ledger
        self.report = report
        self.writes = writes
        self.chosen = {folded(login): account(username) for login, username in usernames.items()}
        self._known = ledger.all("author")
        self._accounts: dict[str, Author] = {}
        self._logins: list[str] = []

    def take(self, record: AuthorRecord) -> Author:
        """The account behind an author; in a rehearsal a new one is not saved."""
        key = folded(record.login)
        if key in self._accounts:
            return self._accounts[key]
        found = self.chosen.get(key) or Author.objects.filter(pk=self._known.get(key)).first()
        if found and key in self._known:
            self.report.known["author"] += 1
        else:
            found = found or self._match(record)
            self.report.take("author", "matched" if found else "new")
            if found:
                self.report.remark(_("Is the account that was here"), f"{record.login} = {found.username}")
            else:
                self.report.remark(str(NEW_ACCOUNT), record.login)
            found = self._written(key, record, found)
        self._accounts[key] = found
        self._logins.append(record.login)
        return found

    def of(self, login: str) -> Author:
        """The account behind a byline; a byline that the export does not declare gets one too."""
        if not login:
            return self._owner()
        return self._accounts.get(folded(login)) or self.take(AuthorRecord(login, login, ""))

    def by_login(self, login: str) -> Author | None:
        """The account that wrote a comment, if it is one of the blog's authors."""
        return self._accounts.get(folded(login)) if login else None

    def authors(self) -> dict[str, Author]:
        """The old blog's authors by login, as far as they came by; unsaved ones would be made."""
        return {login: self._accounts[folded(login)] for login in self._logins}

    def _owner(self) -> Author:
        if len(self._accounts) == 1:
            return next(iter(self._accounts.values()))
        owner = Blog.load().owner or Author.objects.filter(is_superuser=True).order_by("pk").first()
        return owner or self.take(AuthorRecord("author", _("The author"), ""))

    def _match(self, record: AuthorRecord) -> Author | None:
        """By address, by login, by name, if exactly one account has it."""
        wanted = {"email": record.email, "username": record.login, "name": record.name}
        for field, value in wanted.items():
            if value and (found := Author.objects.filter(**{f"{field}__iexact": value})[:2]) and len(found) == 1:
                return found[0]
        return None

    def _written(self, key: str, record: AuthorRecord, found: Author | None) -> Author:
        author = found or Author(
            username=self._free_username(record.login), name=record.name[:120], email=record.email[:254]
        )
        if self.writes:
            with transaction.atomic():
                if not found:
                    author.set_unusable_password()
                    author.save()
                elif author.name == author.username and record.name:
                    # Nobody has said yet how this account's byline reads; the old blog has.
                    author.name = record.name[:120]
                    author.save(update_fields=["name"])
                if key in self._known:
                    self.ledger.move("author", key, author.pk)
                else:
                    self.ledger.write("author", {key: author.pk})
        return author

    def _free_username(self, login: str) -> str:
        wanted = NOT_IN_USERNAMES.sub("-", login).strip("-")[: LONGEST_USERNAME - 10] or "author"
        username, number = wanted, 1
        while Author.objects.filter(username__iexact=username).exists():
            number += 1
            username = f"{wanted}-{number}"
        return username


def folded(login: str) -> str:
    """Logins that differ in case or in stray characters are one."""
    return NOT_IN_USERNAMES.sub("", login).lower()[:200] or login


def account(username: str) -> Author:
    found = Author.objects.filter(username__iexact=username).first()
    if not found:
        raise UnknownAccount(_("There is no account “%s” here to take the place of an author.") % username)
    return found
