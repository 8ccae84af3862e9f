"""Looks whether a page, read by a parser other than ours, holds anything that would run or lead where it should not."""

import json
from urllib.parse import urlsplit

import html5lib

from blog.html.allowed import COMMENT_TAGS, ENTRY_TAGS, PRINTED_IN_COMMENTS, PRINTED_IN_ENTRIES
from blog.html.tree import parsed
from tests.blog.test_html_hostile import check_tree, tree_by_html5lib, tree_of

RUNS = {"iframe", "object", "embed", "applet", "base", "frame", "frameset", "portal", "noembed", "plaintext", "xmp"}
ADDRESSES = {"href", "src", "action", "formaction", "poster", "data", "cite", "background", "xlink:href", "srcset"}
SCHEMES = {"", "http", "https", "mailto"}
# Templates leave these as they are, whatever somebody typed: what is computed would show.
COMPUTED = ("7*7=49", "14SECRET")


def faults(page: str) -> list[str]:
    """What is wrong with a page of HTML; nothing, if it is as its templates have it."""
    found = []
    for element in html5lib.parse(page, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.rpartition("}")[2].lower()
        if tag in RUNS:
            found.append(f"<{tag}>")
        if tag == "script":
            found += _faults_of_script(element)
        for name, value in element.attrib.items():
            name = (name if isinstance(name, str) else name[-1]).lower()
            if name.startswith("on") or name == "srcdoc" or (name == "style" and tag not in {"html"}):
                found.append(f"<{tag} {name}={value!r}>")
            if name in ADDRESSES and not _is_harmless(value, tag):
                found.append(f"<{tag} {name}={value!r}>")
    return found


def faults_of_comment(html: str) -> list[str]:
    return _faults_of_fragment(html, COMMENT_TAGS, PRINTED_IN_COMMENTS)


def faults_of_entry(html: str) -> list[str]:
    return _faults_of_fragment(html, ENTRY_TAGS, PRINTED_IN_ENTRIES)


def _faults_of_fragment(html: str, tags: set[str], attributes: dict) -> list[str]:
    """Two parsers find the same in it, and nothing but what is listed."""
    tree = tree_by_html5lib(html5lib.parseFragment(html, namespaceHTMLElements=False))
    if tree != tree_of(parsed(html, 1_000)):
        return ["two parsers find different things"]
    try:
        check_tree(tree, tags, attributes)
    except (AssertionError, KeyError) as fault:
        return [f"not on the list: {fault}"]
    return []


def _faults_of_script(element) -> list[str]:
    kind, source = element.get("type", ""), element.get("src", "")
    if kind == "application/ld+json":
        json.loads(element.text)
        return []
    if kind == "application/json":
        return []
    if element.text and element.text.strip():
        return [f"<script>{element.text[:60]!r}"]
    return [] if source.startswith(("/static/", "/admin/jsi18n/")) else [f"<script src={source!r}>"]


def _is_harmless(value: str, tag: str) -> bool:
    plain = "".join(letter for letter in value if letter > " " and letter not in "\u200b\u00ad\ufeff\x7f")
    try:
        parts = urlsplit(plain)
    except ValueError:
        return False
    if parts.scheme.lower() == "data":
        return tag in {"link", "img"} and plain.lower().startswith("data:image/svg+xml,%3csvg") or plain == "data:,"
    if plain.startswith(("//", "\\", "/\\")):
        return False
    return parts.scheme.lower() in SCHEMES
