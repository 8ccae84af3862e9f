"""The tags of an entry: whatever somebody calls one, it has an address."""

from django.utils.text import slugify
from taggit.managers import _TaggableManager
from taggit.models import Tag

from blog.slugs import free_slug


class Tags(_TaggableManager):
    def _to_tag_model_instances(self, tags, tag_kwargs):
        """A tag of signs alone gets an address made up, since taggit would give it none and no page could link it."""
        tags = list(tags)
        for name in tags:
            if isinstance(name, str) and not slugify(name, allow_unicode=True):
                slug = free_slug("", Tag.objects.all(), fallback="tag")
                Tag.objects.get_or_create(name=name, defaults={"slug": slug})
        return super()._to_tag_model_instances(tags, tag_kwargs)
