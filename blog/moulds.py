"""Templates of ours as moulds: rendered once with stand-ins, then filled with values as often as needed.

A template takes a hundred times longer than a string that is filled in; and so the template stays the one source of the
markup. An owner's own template may do anything with its values, so it is never made a mould: it is rendered each time.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template

OURS = Path(settings.BASE_DIR, "templates")


@cache
def are_ours(*names: str) -> bool:
    """Whether none of the templates was replaced by one of the owner's; templates are read once, when a process starts."""
    return all(Path(get_template(name).origin.name).is_relative_to(OURS) for name in names)


def mould(rendered: str, stand_ins: Mapping[str, str]) -> str:
    """What was rendered, as a format for `%`: each stand-in is a place for the value of its name, in HTML."""
    names = {printed: name for name, printed in stand_ins.items()}
    # The longest first, should one begin with another.
    places = re.compile("|".join(re.escape(printed) for printed in sorted(names, key=len, reverse=True)))
    return places.sub(lambda found: f"%({names[found[0]]})s", rendered.replace("%", "%%"))
