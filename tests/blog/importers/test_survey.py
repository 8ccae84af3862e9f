"""A first look at an export finds the site, its zone, its kind of addresses and its size."""

import pytest

from blog.importers.survey import survey
from blog.models import Permalink
from tests.blog.importers.wxr import item, saved, wxr


@pytest.fixture
def look(tmp_path):
    """Surveys an export of these items."""
    return lambda *items, **fields: survey(saved(tmp_path, wxr(*items, **fields)))


@pytest.mark.parametrize(
    ("fields", "origin"),
    [
        ({"wp:base_blog_url": "https://www.Old.example/blog/"}, "old.example/blog"),
        ({"wp:base_blog_url": "http://old.example"}, "old.example"),
        ({"wp:base_blog_url": "", "link": ""}, "wordpress"),
    ],
)
def test_the_origin_is_the_same_by_any_scheme(look, fields, origin):
    assert look(item(), **fields).site.origin == origin


def test_the_survey_finds_the_zone_the_pattern_and_the_size(look):
    dates = [("2012-07-05 09:00:00", "2012-07-05 16:00:00"), ("2012-12-05 09:00:00", "2012-12-05 17:00:00")]
    found = look(
        *(
            item(
                wp__post_id=str(number),
                wp__post_date=local,
                wp__post_date_gmt=gmt,
                link=f"http://old.example/{local[:10].replace('-', '/')}/bones/",
            )
            for number, (local, gmt) in enumerate(dates)
        ),
        item(wp__post_type="attachment"),
    )
    assert (found.zone.name, found.permalink, found.items) == ("America/Los_Angeles", Permalink.DAY, 3)


@pytest.mark.parametrize(
    ("link", "pattern"),
    [
        ("http://old.example/bones/", Permalink.SLUG),
        ("http://old.example/2012/07/bones/", Permalink.MONTH),
        ("http://old.example/2012/07/05/bones/", Permalink.DAY),
        ("http://old.example/archives/12", None),
    ],
)
def test_patterns_of_addresses(look, link, pattern):
    assert look(item(link=link)).permalink == pattern


def test_the_pattern_is_seen_below_the_blogs_folder(look):
    found = look(item(link="http://old.example/blog/bones/"), **{"wp:base_blog_url": "http://old.example/blog"})
    assert found.permalink == Permalink.SLUG
