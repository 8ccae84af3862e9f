"""Pages as data for machines, in the words of schema.org."""

import json

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from blog.addresses import absolute
from blog.models import Blog, Entry

# Nothing in the data may end the script element that it stands in, or begin a comment there.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def blog_posting(entry: Entry, blog: Blog, comment_count: int) -> dict:
    """The entry, without what is not known of it."""
    address = absolute(entry.get_absolute_url())
    data = {
        "@context": "https://schema.org",
        "@type": "BlogPosting" if entry.is_post else "WebPage",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": str(entry),
        "description": entry.description,
        "inLanguage": entry.language or blog.language,
        "datePublished": _moment(entry.published_at),
        "dateModified": _moment(entry.updated_at),
        "author": {
            "@type": "Person",
            "name": str(entry.author),
            "url": absolute(entry.author.get_absolute_url()),
        },
        "image": _image(entry),
        "wordCount": entry.word_count,
        "isPartOf": {"@type": "Blog" if entry.is_post else "WebSite", "name": blog.title, "url": absolute("/")},
    }
    if entry.is_post:
        data |= {
            "keywords": [tag.name for tag in entry.tags.all()],
            "commentCount": comment_count,
            "discussionUrl": f"{address}#comments" if comment_count else None,
        }
    return {name: value for name, value in data.items() if value not in (None, "", [])}


def script(data: dict):
    """A script element of data: never run, so no policy needs to allow it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  (escaped above)


def _moment(moment) -> str | None:
    return moment.isoformat() if moment else None


def _image(entry: Entry) -> dict | None:
    if not entry.picture:
        return None
    picture = entry.picture
    return {
        "@type": "ImageObject",
        "url": absolute(picture.file.url),
        "width": picture.width,
        "height": picture.height,
    }
