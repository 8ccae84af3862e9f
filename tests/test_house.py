"""The plan of the house, held by reading the code: who imports whom, and where imports stand."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "blog": {"blog"},
    "comments": {"comments", "blog"},
    "config": {"config", "comments", "blog"},
}
# One owner for each third-party concern.
OWNERS = {"bleach": "blog/html", "nh3": "blog/html", "PIL": "blog/images", "botocore": "config/bucket"}
TOP = {
    *"manage.py pyproject.toml blog comments config templates static tests".split(),
    *"README.md CHANGELOG.md LICENSE SECURITY.md Makefile requirements.lock docs deploy".split(),
}


def modules(folder: str):
    return [path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts]


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or "." * node.level]
    return []


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_imports_point_one_way(app):
    wrong = []
    for path in modules(app):
        for node in ast.walk(ast.parse(path.read_text())):
            for name in imported(node):
                first = name.split(".")[0]
                if first in MAY_IMPORT and first not in MAY_IMPORT[app]:
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} imports {name}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_imports_are_absolute_and_stand_at_the_top(app):
    wrong = []
    for path in modules(app):
        tree = ast.parse(path.read_text())
        inside = [
            inner
            for outer in ast.walk(tree)
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
            for inner in ast.walk(outer)
            if isinstance(inner, ast.Import | ast.ImportFrom)
        ]
        relative = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]
        wrong += [f"{path.relative_to(ROOT)}:{node.lineno}" for node in (*inside, *relative)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_every_module_opens_with_a_sentence_saying_what_it_is_for(app):
    silent = [
        str(path.relative_to(ROOT))
        for path in modules(app)
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not silent, "\n".join(silent)


@pytest.mark.parametrize(("package", "owner"), OWNERS.items())
def test_each_third_party_concern_has_one_owner(package, owner):
    users = [
        str(path.relative_to(ROOT))
        for app in MAY_IMPORT
        for path in modules(app)
        for node in ast.walk(ast.parse(path.read_text()))
        if any(name.split(".")[0] == package for name in imported(node))
    ]
    assert users and all(path.startswith(owner) for path in users), users


def test_nothing_else_stands_at_the_top():
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    # What a site makes while it runs is not part of the project.
    assert found - TOP - {"var", "__pycache__"} == set()
