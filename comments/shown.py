"""A comment as a page shows it: a row as it was read, and no object to be changed and saved."""

from collections import namedtuple

from comments.models.comment import Comment, author_name, hue_of, initial_of
from comments.querysets import ON_PAGES


class Shown(namedtuple("Shown", [column.replace("__", "_") for column in ON_PAGES])):
    """What `for_pages` reads; equal to another when everything that is shown of them is."""

    __slots__ = ()

    @property
    def is_comment(self) -> bool:
        return self.kind == Comment.Kind.COMMENT

    @property
    def is_approved(self) -> bool:
        return self.status == Comment.Status.APPROVED

    @property
    def author_name(self) -> str:
        return author_name(self.name, self.user_name or self.user_username or "")

    @property
    def signature(self) -> tuple:
        """All that its writer's name is made of."""
        return (self.name, self.user_id, self.user_name, self.user_username)

    @property
    def initial(self) -> str:
        """The letter of its writer's avatar."""
        return initial_of(self.author_name)

    @property
    def hue(self) -> int:
        return hue_of(self.author_name)
