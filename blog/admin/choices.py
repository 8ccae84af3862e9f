"""Choices of one among other objects, without buttons beside them that change or delete those objects."""

from django.contrib.admin.widgets import RelatedFieldWidgetWrapper


class PlainChoices:
    """Mixed into a ModelAdmin."""

    def formfield_for_dbfield(self, *args, **kwargs):
        field = super().formfield_for_dbfield(*args, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field
