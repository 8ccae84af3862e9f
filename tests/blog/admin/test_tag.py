"""Tags in the admin."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from taggit.models import Tag

from tests import factories

LIST = "/admin/taggit/tag/"


def test_the_list_says_how_many_entries_each_tag_has(desk, blog, author):
    factories.entry(tags=["bones"])
    factories.entry(tags=["bones", "heart"])
    counts = {tag.name: tag.entry_count for tag in desk.get(LIST).context["cl"].result_list}
    assert counts == {"bones": 2, "heart": 1}


def test_a_tag_s_page_shows_the_tag_and_not_each_use_of_it(desk, blog, author):
    factories.entry(tags=["bones"])
    page = desk.get(f"{LIST}{Tag.objects.get().pk}/change/")
    assert not page.context["inline_admin_formsets"]


def test_more_tags_ask_no_more_queries(desk, blog, author):
    def queries(name: str) -> int:
        factories.entry(tags=[f"{name} {number}" for number in range(5)])
        with CaptureQueriesContext(connection) as captured:
            desk.get(LIST)
        return len(captured)

    desk.get(LIST)
    assert queries("one") == queries("two")
