"""After changes past the site, one command lets every page be rendered anew."""

from django.core.management import call_command

from blog.models import Blog
from tests import factories


def test_all_pages_go(reader, capsys):
    factories.blog()
    reader.get("/archive/")
    Blog.objects.update(title="Changed by SQL")
    assert b"Changed by SQL" not in reader.get("/archive/").body
    call_command("expire_pages")
    assert b"Changed by SQL" in reader.get("/archive/").body
