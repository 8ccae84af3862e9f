"""Pictures: taken in here, described here, never edited; deleted only where nothing shows them."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from blog import dates
from blog.admin import library
from blog.images import PictureRefused, ingest
from blog.models import Entry, Picture

WORDS = ("alt", "is_decorative", "caption", "title")


class WordsForm(forms.ModelForm):
    def clean(self):
        """What is decorative has no description; anything else needs one."""
        data = super().clean()
        if data.get("is_decorative"):
            data["alt"] = ""
        elif not data.get("alt"):
            self.add_error("alt", _("Describe the picture, or tick that it is decorative."))
        return data


class UploadForm(WordsForm):
    """A new picture is made by `ingest`, which is given the file and the words and may refuse."""

    by = None

    class Meta:
        model = Picture
        fields = ("file", *WORDS)
        widgets = {"file": forms.ClearableFileInput(attrs={"accept": "image/*"})}

    def _post_clean(self):
        if self.errors:
            return
        words = self.cleaned_data
        try:
            self.instance = ingest(
                words["file"],
                title=words["title"],
                alt=words["alt"],
                decorative=words["is_decorative"],
                caption=words["caption"],
                by=self.by,
            )
        except PictureRefused as refusal:
            self.add_error("file", str(refusal))

    def save(self, commit=True):
        self.save_m2m = lambda: None
        return self.instance


class DescriptionFilter(admin.SimpleListFilter):
    title = _("description")
    parameter_name = "described"

    def lookups(self, request, model_admin):
        return [("no", _("Not described yet")), ("yes", _("Described")), ("decorative", _("Decorative"))]

    def queryset(self, request, queryset):
        match self.value():
            case "no":
                return queryset.filter(alt="", is_decorative=False)
            case "yes":
                return queryset.exclude(alt="")
            case "decorative":
                return queryset.filter(is_decorative=True)
        return queryset


@admin.register(Picture)
class PictureAdmin(admin.ModelAdmin):
    form = WordsForm
    list_display = ("called", "size", "added", "uploaded_by")
    list_per_page = 50
    list_select_related = ("uploaded_by",)
    list_filter = (DescriptionFilter,)
    search_fields = ("title", "alt", "caption")
    date_hierarchy = "created_at"
    readonly_fields = ("shown", "used", "size", "added", "uploaded_by")

    def get_urls(self):
        return [*library.urls(self), *super().get_urls()]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("renditions")

    def has_change_permission(self, request, obj=None):
        """Everybody chooses from all pictures; what is said of one is changed by an owner, or by who brought it."""
        is_theirs = obj is None or request.user.is_superuser or obj.uploaded_by_id == request.user.pk
        return is_theirs and super().has_change_permission(request, obj)

    def get_fieldsets(self, request, obj=None):
        return [
            (None, {"fields": ("shown", *WORDS, "used", "size", "added", "uploaded_by") if obj else ("file", *WORDS)})
        ]

    def get_form(self, request, obj=None, **kwargs):
        if obj:
            return super().get_form(request, obj, **kwargs)
        form = super().get_form(request, obj, **kwargs | {"form": UploadForm})
        form.by = request.user
        return form

    def save_model(self, request, obj, form, change):
        """`ingest` has saved a new one."""
        if change:
            super().save_model(request, obj, form, change)

    # Deleting

    def get_deleted_objects(self, objs, request):
        """What shows a picture protects it."""
        to_delete, counts, missing, protected = super().get_deleted_objects(objs, request)
        uses = [entry for picture in objs for entry in Entry.objects.showing(picture)]
        return to_delete, counts, missing, [*protected, *map(_linked, dict.fromkeys(uses))]

    def delete_queryset(self, request, queryset):
        for picture in queryset:
            picture.delete()

    # What is shown

    @admin.display(description=_("where it is used"))
    def used(self, picture):
        uses = Entry.objects.showing(picture).newest_first()
        lines = format_html_join("", "<li>{}</li>", ((_linked(entry),) for entry in uses))
        return format_html("<ul>{}</ul>", lines) if lines else _("Nowhere")

    @admin.display(description=_("picture"), ordering="title")
    def called(self, picture):
        image = picture.smallest.file.url
        return format_html('<img class="thumbnail" src="{}" alt="" loading="lazy">{}', image, str(picture))

    @admin.display(description=_("added"), ordering="created_at")
    def added(self, picture):
        return dates.moment(picture.created_at)

    @admin.display(description=_("picture"))
    def shown(self, picture):
        return format_html('<img class="picture" src="{}" alt="{}">', picture.file.url, picture.alt)

    @admin.display(description=_("size"))
    def size(self, picture):
        return f"{picture.width} × {picture.height}"


def _linked(entry: Entry):
    return format_html('<a href="{}">{}</a>', reverse("admin:blog_entry_change", args=[entry.pk]), entry)
