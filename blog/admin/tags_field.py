"""Tags as an author types them: divided by commas, so that a tag may be of several words."""

import json

from django.db.models import Count
from taggit.forms import TagField, TagWidget
from taggit.models import Tag
from taggit.utils import edit_string_for_tags, parse_tags

MOST_OFFERED = 500


class CommaTagsWidget(TagWidget):
    """With the names there are at hand, the most used first, for a script that completes them."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-tags"] = json.dumps(known_names(), ensure_ascii=False)
        return context

    def format_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return words_of(value)


class CommaTagsField(TagField):
    widget = CommaTagsWidget

    def clean(self, value):
        typed = super(TagField, self).clean(value)
        return tags_in(typed)


def known_names() -> list[str]:
    used = Tag.objects.annotate(uses=Count("taggit_taggeditem_items")).order_by("-uses", "name")
    return list(used.values_list("name", flat=True)[:MOST_OFFERED])


def words_of(tags: list[Tag]) -> str:
    """The names with commas between them; in quotation marks only where a name has a comma itself."""
    names = sorted(tag.name for tag in tags)
    return edit_string_for_tags(tags) if any(mark in name for name in names for mark in ',"') else ", ".join(names)


def tags_in(words: str) -> list[str]:
    """The names, sorted, each once."""
    if '"' in words:
        return parse_tags(words)
    return sorted(set(filter(None, map(str.strip, words.split(",")))))
