"""What every template of the site may name."""

from django.utils.functional import SimpleLazyObject

from blog import asked


def site(request):
    """The settings, and the blog's own links: asked for once a page, and only where a page shows them."""
    return {"blog": request.blog, "site_links": SimpleLazyObject(asked.links)}
