"""A comment as a page shows it: a row as it was read, and no object to be changed and saved."""

from collections import namedtuple

from comments.models.comment import Told, author_name
from comments.querysets import ON_PAGES


class Shown(Told, namedtuple("Shown", [column.replace("__", "_") for column in ON_PAGES])):
    """What `for_pages` reads; equal to another when everything that is shown of them is."""

    __slots__ = ()

    @property
    def author_name(self) -> str:
        return author_name(self.name, self.user_name or self.user_username or "")

    @property
    def signature(self) -> tuple:
        """All that its writer's name is made of."""
        return (self.name, self.user_id, self.user_name, self.user_username)
