"""What one check found in a submission."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Finding:
    """`key` names what was found, and how much of it: “links:3”. `params` are the words and numbers of its sentence.

    `outcome` is set by the few findings that decide by themselves: "hold" or "spam".
    """

    key: str
    params: dict = field(default_factory=dict)
    outcome: str = ""

    @property
    def code(self) -> str:
        return self.key.partition(":")[0]


def quoted(words: Iterable[str]) -> str:
    """“one”, “two”"""
    return ", ".join(_("“%(words)s”") % {"words": word} for word in words)
