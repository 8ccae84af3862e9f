"""The blog as RSS 2.0 and Atom, with absolute addresses from SITE_URL."""

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed

from blog.addresses import absolute
from blog.models import Entry

LENGTH = 20


class AbsoluteFeed(Feed):
    """Django's feed with every address taken from SITE_URL, whatever host the request named."""

    def __call__(self, request, *args, **kwargs):
        self.blog = request.blog
        response = super().__call__(request, *args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
        return response

    def link(self, *_):
        return absolute(reverse("blog:home"))


class BlogFeed(AbsoluteFeed):
    def title(self, *_):
        return self.blog.title

    def description(self, *_):
        return self.blog.tagline

    def language(self, *_):
        return self.blog.language

    def items(self, *_):
        return Entry.objects.posts().published().newest_first().with_details()[:LENGTH]

    def item_title(self, entry):
        return str(entry)

    def item_link(self, entry):
        return absolute(entry.get_absolute_url())

    def item_guid(self, entry):
        """Stays when the address changes."""
        return f"{absolute('/')}#entry-{entry.pk}"

    item_guid_is_permalink = False

    def item_description(self, entry):
        return absolute_links(entry.body_html if self.blog.feed_full_text else entry.summary_html)

    def item_author_name(self, entry):
        return str(entry.author)

    def item_author_link(self, entry):
        return absolute(entry.author.get_absolute_url())

    def item_pubdate(self, entry):
        return entry.published_at

    def item_updateddate(self, entry):
        return entry.updated_at

    def item_categories(self, entry):
        return [tag.name for tag in entry.tags.all()]


class RssFeed(BlogFeed):
    feed_type = Rss201rev2Feed

    def feed_url(self, *_):
        return absolute(reverse("blog:rss"))


class AtomFeed(BlogFeed):
    feed_type = Atom1Feed

    def feed_url(self, *_):
        return absolute(reverse("blog:atom"))

    def subtitle(self, *_):
        return self.blog.tagline

    def feed_guid(self, *_):
        return absolute("/")


def absolute_links(html: str) -> str:
    """The addresses within the site made whole, since a feed is read elsewhere."""
    return html.replace('="/', f'="{absolute("/")}')
