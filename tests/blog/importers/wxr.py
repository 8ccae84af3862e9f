"""Small WordPress exports for tests, with only what a test names set by hand."""

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

AUTHOR = {"author_id": "1", "author_login": "steve", "author_email": "steve@example.org"}
AUTHOR |= {"author_display_name": "Steven Carney"}


def wxr(*items: str, scheme: str = "http", version: str = "1.2", authors=(AUTHOR,), head: str = "", **fields) -> str:
    """A whole export; `fields` are the channel's own elements."""
    fields = {
        "title": "An Old Blog",
        "link": "http://old.example",
        "description": "About bones",
        "language": "en-US",
        "wp:wxr_version": version,
        "wp:base_blog_url": "http://old.example",
    } | fields
    people = "".join(f"<wp:author>{elements(author, 'wp:')}</wp:author>" for author in authors)
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n'
        f'<rss version="2.0" xmlns:excerpt="{scheme}://wordpress.org/export/{version}/excerpt/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:wp="{scheme}://wordpress.org/export/{version}/">\n'
        f"<channel>\n{elements(fields)}{people}{head}\n" + "\n".join(items) + "\n</channel>\n</rss>\n"
    )


def item(*inside: str, **fields) -> str:
    """A published post number 12; `inside` are comments, terms and such."""
    fields = {
        "title": "Bones",
        "link": "http://old.example/bones/",
        "dc:creator": "steve",
        "content:encoded": "Text.",
        "excerpt:encoded": "",
        "wp:post_id": "12",
        "wp:post_date": "2012-07-05 09:00:00",
        "wp:post_date_gmt": "2012-07-05 16:00:00",
        "wp:comment_status": "open",
        "wp:post_name": "bones",
        "wp:status": "publish",
        "wp:post_type": "post",
        "wp:post_password": "",
    } | {name.replace("__", ":"): value for name, value in fields.items()}
    return f"<item>{elements(fields)}{''.join(inside)}</item>"


def comment(number: int | str = 101, parent: int | str = 0, **fields) -> str:
    """An approved comment by a reader."""
    fields = {
        "id": str(number),
        "author": "wendy",
        "author_email": "wendy@example.org",
        "author_url": "",
        "author_IP": "192.0.2.1",
        "date": "2012-07-09 22:39:00",
        "date_gmt": "2012-07-10 05:39:00",
        "content": f"Comment {number}.",
        "approved": "1",
        "type": "comment",
        "parent": str(parent),
        "user_id": "0",
    } | fields
    return f"<wp:comment>{elements(fields, 'wp:comment_')}</wp:comment>"


def term(name: str, nicename: str, domain: str = "post_tag") -> str:
    return f"<category domain={quoteattr(domain)} nicename={quoteattr(nicename)}>{escape(name)}</category>"


def meta(key: str, value: str) -> str:
    return f"<wp:postmeta><wp:meta_key>{escape(key)}</wp:meta_key><wp:meta_value>{escape(value)}</wp:meta_value></wp:postmeta>"


def elements(fields: dict[str, str], prefix: str = "") -> str:
    return "".join(f"<{prefix}{name}>{escape(value)}</{prefix}{name}>" for name, value in fields.items())


def saved(folder: Path, text: str | bytes, name: str = "export.xml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
