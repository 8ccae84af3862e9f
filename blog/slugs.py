"""Slugs: the part of an address that is made from words."""

from django.db.models import QuerySet
from django.utils.text import slugify

LONGEST = 100


def slug_of(words: str, fallback: str) -> str:
    """A slug in any script, at most LONGEST characters, never empty and never only digits.

    A number alone could be taken for a year of the archive.
    """
    slug = slugify(words, allow_unicode=True)[:LONGEST].strip("-_")
    return f"{fallback}-{slug}" if slug.isdigit() else slug or fallback


def free_slug(words: str, others: QuerySet, fallback: str, field: str = "slug") -> str:
    """The slug of the words, with the lowest number behind it that none of the others has."""
    slug = slug_of(words, fallback)
    taken = set(others.filter(**{f"{field}__startswith": slug}).values_list(field, flat=True))
    if slug not in taken:
        return slug
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"
