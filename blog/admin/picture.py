"""Pictures: taken in here, described here, never edited."""

from django import forms
from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from blog import dates
from blog.images import PictureRefused, ingest
from blog.models import Picture

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


@admin.register(Picture)
class PictureAdmin(admin.ModelAdmin):
    form = WordsForm
    list_display = ("called", "size", "added", "uploaded_by")
    list_per_page = 50
    list_select_related = ("uploaded_by",)
    search_fields = ("title", "alt", "caption")
    date_hierarchy = "created_at"
    readonly_fields = ("shown", "size", "added", "uploaded_by")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("renditions")

    def has_change_permission(self, request, obj=None):
        """Everybody chooses from all pictures; what is said of one is changed by an owner, or by who brought it."""
        is_theirs = obj is None or request.user.is_superuser or obj.uploaded_by_id == request.user.pk
        return is_theirs and super().has_change_permission(request, obj)

    def get_fieldsets(self, request, obj=None):
        return [(None, {"fields": ("shown", *WORDS, "size", "added", "uploaded_by") if obj else ("file", *WORDS)})]

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

    @admin.display(description=_("picture"), ordering="title")
    def called(self, picture):
        smallest = min(picture.renditions.all(), key=lambda rendition: rendition.width, default=picture)
        return format_html('<img class="thumbnail" src="{}" alt="" loading="lazy">{}', smallest.file.url, str(picture))

    @admin.display(description=_("added"), ordering="created_at")
    def added(self, picture):
        return dates.moment(picture.created_at)

    @admin.display(description=_("picture"))
    def shown(self, picture):
        return format_html('<img class="picture" src="{}" alt="{}">', picture.file.url, picture.alt)

    @admin.display(description=_("size"))
    def size(self, picture):
        return f"{picture.width} × {picture.height}"
