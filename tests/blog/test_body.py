"""Clean texts as pages show them."""

import pytest

from blog.body import known_sizes, laid_out, with_pictures
from blog.models import Picture, Rendition

SIZES = {
    "pictures/a.webp": {"srcset": "/media/pictures/a-480w.webp 480w", "sizes": "100vw", "width": 900, "height": 600}
}


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        (
            '<img src="/media/pictures/a.webp" alt="x > y">',
            '<img src="/media/pictures/a.webp" alt="x > y" srcset="/media/pictures/a-480w.webp 480w" sizes="100vw" '
            'width="900" height="600" loading="lazy">',
        ),
        (
            '<img alt="" width="300" src="/media/pictures/a.webp">',
            '<img alt="" width="300" src="/media/pictures/a.webp" srcset="/media/pictures/a-480w.webp 480w" '
            'sizes="100vw" loading="lazy">',
        ),
        ('<img src="/media/other.webp" alt="">', '<img src="/media/other.webp" alt="" loading="lazy">'),
        (
            '<h2 id="text-soaking">So<em>ak</em>ing</h2>',
            '<h2 id="text-soaking"><a class="self" href="#text-soaking">So<em>ak</em>ing</a></h2>',
        ),
        ('<h3 id="x" lang="de">x</h3>', '<h3 id="x" lang="de"><a class="self" href="#x">x</a></h3>'),
        ('<h2 id="x"><a href="/y/">y</a></h2>', '<h2 id="x"><a href="/y/">y</a></h2>'),
        ("<h2>no name</h2><p>x</p>", "<h2>no name</h2><p>x</p>"),
        ('<p>&lt;img src="x"&gt;</p>', '<p>&lt;img src="x"&gt;</p>'),
    ],
)
def test_text_is_laid_out(html, shown):
    assert laid_out(html, SIZES) == shown


def test_the_first_picture_of_a_page_is_fetched_at_once():
    shown = with_pictures('<img src="/media/pictures/a.webp" alt="">', SIZES, eager=True)
    assert 'fetchpriority="high"' in shown and "loading" not in shown


@pytest.mark.django_db
def test_sizes_of_all_pictures_cost_one_query(django_assert_num_queries):
    one = Picture.objects.create(file="pictures/a.webp", digest="a", width=900, height=600)
    Rendition.objects.create(picture=one, width=480, height=320, file="pictures/a-480w.webp")
    two = Picture.objects.create(file="pictures/b.webp", digest="b", width=90, height=60)
    with django_assert_num_queries(1):
        sizes = known_sizes(['<p><img alt="" src="/media/pictures/a.webp"></p>', "<p>none</p>"], [two])
    assert set(sizes) == {"pictures/a.webp", "pictures/b.webp"}
    assert sizes["pictures/a.webp"]["srcset"] == "/media/pictures/a-480w.webp 480w, /media/pictures/a.webp 900w"
    with django_assert_num_queries(0):
        assert known_sizes(["<p>none</p>"]) == {}
