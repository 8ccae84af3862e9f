"""What public pages and mails say, as the source code has it: every text that a translation has to know."""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ["base.html", "404.html", "500.html", "blog/*", "comments/*", "mail/*"]
CODE = ["blog/*.py", "blog/html/*.py", "blog/templatetags/*.py", "comments/*.py", "comments/templatetags/*.py"]
# What only authors read, at the desk and in their mails, which speak English.
OF_THE_DESK = {
    "blog/apps.py",
    "blog/compare.py",
    "blog/html/editable.py",
    "blog/images.py",
    "comments/answers.py",
    "comments/apps.py",
    "comments/author_mail.py",
    "comments/bans.py",
    "comments/cleaning.py",
    "comments/decide.py",
    "comments/decisions.py",
    "comments/gist.py",
    "comments/importing.py",
    "comments/moderation.py",
    "comments/own_rules.py",
    "comments/senders.py",
    "comments/surprise.py",
    "comments/sweeps.py",
    "comments/undo.py",
    "templates/mail/backup.txt",
    "templates/mail/digest.txt",
    "templates/mail/note.txt",
    "templates/mail/pending.txt",
    "templates/mail/returned.txt",
}
# What models, whose other words belong to the desk, say on pages.
OF_MODELS = {("Untitled (%(slug)s)",), ("Anonymous",), ("Added to “%(entry)s”",)}

ONE = {"_", "gettext", "gettext_lazy"}
SEVERAL = {"ngettext", "ngettext_lazy"}
# What a template becomes for programs that collect texts: calls among words that are no code.
CALL = re.compile(r"\b(_|gettext|ngettext)\(u?(?=['\"])")
LITERAL = re.compile(r"""\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*,?""", re.S)


def messages() -> set[tuple[str, ...]]:
    """(text,) or (text of one, text of several)."""
    templates = [
        path for pattern in TEMPLATES for path in (ROOT / "templates").glob(pattern) if not is_of_the_desk(path)
    ]
    modules = [path for pattern in CODE for path in ROOT.glob(pattern) if not is_of_the_desk(path)]
    said = {*chain.from_iterable(map(in_template, templates)), *chain.from_iterable(map(in_module, modules))}
    return said | OF_MODELS


def is_of_the_desk(path: Path) -> bool:
    return path.relative_to(ROOT).as_posix() in OF_THE_DESK


def in_module(path: Path) -> Iterator[tuple[str, ...]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ONE | SEVERAL:
            texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            yield tuple(texts[: 2 if node.func.id in SEVERAL else 1])


def in_template(path: Path) -> Iterator[tuple[str, ...]]:
    code = templatize(path.read_text())
    for call in CALL.finditer(code):
        yield tuple(_literals(code, call.end()))[: 2 if call[1] == "ngettext" else 1]


def _literals(code: str, at: int) -> Iterator[str]:
    while found := LITERAL.match(code, at):
        yield ast.literal_eval(found[1].replace("\n", "\\n"))
        at = found.end()
