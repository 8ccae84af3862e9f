"""The tags of an entry: whatever somebody calls one, it has an address, and a change of them is seen on many pages."""

from django.db import transaction
from django.utils.text import slugify
from taggit.managers import _TaggableManager
from taggit.models import Tag

from blog import page_cache
from blog.slugs import free_slug


class Tags(_TaggableManager):
    def add(self, *tags, **options):
        with transaction.atomic():
            super().add(*tags, **options)
            self._changed(bool(tags))

    def remove(self, *tags):
        with transaction.atomic():
            super().remove(*tags)
            self._changed(bool(tags))

    def clear(self):
        with transaction.atomic():
            super().clear()
            self._changed(True)

    def _changed(self, has_changed: bool) -> None:
        """The entry takes its places in the lists of its tags."""
        if has_changed:
            self.instance.take_places()
        if has_changed and self.instance.state == "published":
            page_cache.touch("site")

    def _to_tag_model_instances(self, tags, tag_kwargs):
        """A tag of signs alone gets an address made up, since taggit would give it none and no page could link it."""
        tags = list(tags)
        for name in tags:
            if isinstance(name, str) and not slugify(name, allow_unicode=True):
                slug = free_slug("", Tag.objects.all(), fallback="tag")
                Tag.objects.get_or_create(name=name, defaults={"slug": slug})
        return super()._to_tag_model_instances(tags, tag_kwargs)
