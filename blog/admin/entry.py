"""Entries: the list, the page one is written on, and the acts that change a state."""

from datetime import datetime

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.views.main import ChangeList
from django.db.models import F
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from blog import dates
from blog.admin import acts, autosave, editor, found_notes, previews, versions
from blog.admin.addendum_form import AddendumForm
from blog.admin.choices import PlainChoices
from blog.admin.entry_form import EntryForm, LinesField
from blog.admin.filters import StateFilter, TagFilter
from blog.admin.kept_words import KeepsWords
from blog.models import Addendum, Entry


class AddendumInline(admin.StackedInline):
    model = Addendum
    form = AddendumForm
    # One empty form stands ready, because without JavaScript nothing can add one.
    extra = 1

    def get_fields(self, request, obj=None):
        """Without mail nobody is promised any."""
        tells = ["tells"] if settings.MAIL_CONFIGURED else []
        return [("noted_on", "precision", "position"), "source", "format", "sources", *tells]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "source":
            return LinesField(label=_("Text"), rows=8, css="writing__text", widget=editor.EditorInput)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class EntryList(ChangeList):
    def get_queryset(self, *args, **kwargs):
        return super().get_queryset(*args, **kwargs).in_lists().prefetch_related("tags")

    def get_results(self, request):
        """What lies in the trash is not counted among all where nothing was asked for."""
        super().get_results(request)
        if not self.query and not self.has_active_filters:
            self.full_result_count = self.result_count


class EntryActionForm(ActionForm):
    tag = forms.CharField(label=_("Tag:"), required=False, max_length=100)


@admin.register(Entry)
class EntryAdmin(KeepsWords, PlainChoices, admin.ModelAdmin):
    form = EntryForm
    fieldsets = (
        (None, {"fields": ("title", "source", "format")}),
        (_("Details"), {"fields": ("tags", "summary", "picture", "slug")}),
        (_("More details"), {"fields": ("kind", "author", "language", "copyright_line"), "classes": ["collapse"]}),
    )
    raw_id_fields = ("picture",)
    inlines = (AddendumInline,)
    change_form_template = "admin/blog/entry/change_form.html"
    # Templates drawn below the form's own fields, before the last save button.
    panels = ()

    list_display = ("heading", "state_shown", "published", "author", "tag_names")
    list_filter = (StateFilter, TagFilter, "kind", ("author", admin.RelatedOnlyFieldListFilter))
    list_per_page = 50
    search_fields = ("title", "slug", "summary", "source")
    date_hierarchy = "published_at"
    # What has no date yet is what is being worked on, so it stands first.
    ordering = (F("published_at").desc(nulls_first=True), "-pk")
    actions = ("publish", "withdraw", "return_to_draft", "trash", "restore", "add_tag")
    action_form = EntryActionForm

    def get_urls(self):
        guarded, own = self.admin_site.admin_view, {"model_admin": self}
        return [
            path("<int:pk>/notes/", guarded(found_notes.found_notes), own, name="blog_entry_notes"),
            path("<int:pk>/previews/", guarded(previews.previews), own, name="blog_entry_previews"),
            path("<int:pk>/versions/", guarded(versions.versions), own, name="blog_entry_versions"),
            path("<int:pk>/versions/<int:version_pk>/", guarded(versions.version), own, name="blog_entry_version"),
            *editor.urls(self),
            *super().get_urls(),
        ]

    # Whose entries these are

    def get_queryset(self, request):
        return super().get_queryset(request).editable_by(request.user)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.is_editable_by(request.user))

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and (obj is None or obj.is_editable_by(request.user))

    def get_readonly_fields(self, request, obj=None):
        """Only an owner writes in another's name."""
        own = super().get_readonly_fields(request, obj)
        return own if request.user.is_superuser else (*own, "author")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """The picture's number, which static/js/picture-field.js lets one choose by sight."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and db_field.name == "picture":
            field.widget.attrs |= editor.EditorInput.addresses | {"data-picture-field": ""}
        return field

    # The list

    def get_changelist(self, request, **kwargs):
        return EntryList

    @admin.display(description=_("entry"), ordering="title")
    def heading(self, entry):
        return str(entry)

    @admin.display(description=_("state"), ordering="state")
    def state_shown(self, entry):
        if entry.is_scheduled():
            return _("Scheduled for %(moment)s") % {"moment": dates.moment(entry.published_at)}
        return capfirst(entry.get_state_display())

    @admin.display(description=_("published"), ordering="published_at")
    def published(self, entry):
        return "" if entry.state == Entry.State.DRAFT or not entry.published_at else dates.day(entry.published_at)

    @admin.display(description=_("tags"))
    def tag_names(self, entry):
        return ", ".join(sorted(tag.name for tag in entry.tags.all()))

    # Acts on many

    @admin.action(description=_("Publish now"), permissions=["change"])
    def publish(self, request, queryset):
        self.act_on_each(request, queryset, acts.PUBLISH)

    @admin.action(description=_("Withdraw"), permissions=["change"])
    def withdraw(self, request, queryset):
        self.act_on_each(request, queryset, acts.WITHDRAW)

    @admin.action(description=_("Put back to draft"), permissions=["change"])
    def return_to_draft(self, request, queryset):
        self.act_on_each(request, queryset, acts.RETURN_TO_DRAFT)

    @admin.action(description=_("Move to the trash"), permissions=["change"])
    def trash(self, request, queryset):
        self.act_on_each(request, queryset, acts.TRASH)

    @admin.action(description=_("Restore from the trash"), permissions=["change"])
    def restore(self, request, queryset):
        self.act_on_each(request, queryset, acts.RESTORE)

    def act_on_each(self, request, queryset, wanted: acts.Act) -> None:
        """Does the act with each entry it is offered for, and says how many it was not."""
        done = left = 0
        for entry in queryset.defer(None):
            act = acts.named(wanted.name, entry)
            if not act or not act.suits(entry):
                left += 1
                continue
            act.verb(entry, {})
            self.log_change(request, entry, strip_tags(act.result(entry)))
            done += 1
        if done:
            self.message_user(request, wanted.tally % done, messages.SUCCESS)
        if left:
            self.message_user(
                request, ngettext("%d was left as it is.", "%d were left as they are.", left) % left, messages.WARNING
            )

    @admin.action(description=_("Add the tag"), permissions=["change"])
    def add_tag(self, request, queryset):
        name = request.POST.get("tag", "").strip()
        if not name:
            self.message_user(request, _("Write the tag in the field beside the actions first."), messages.WARNING)
            return
        count = 0
        for entry in queryset:
            entry.tags.add(name)
            count += 1
        sentence = ngettext(
            "%(count)d entry has the tag “%(tag)s” now.", "%(count)d entries have the tag “%(tag)s” now.", count
        )
        self.message_user(request, sentence % {"count": count, "tag": name}, messages.SUCCESS)

    # The page of one entry

    def get_changeform_initial_data(self, request):
        return {"author": request.user.pk} | super().get_changeform_initial_data(request)

    def get_inlines(self, request, obj):
        """Something can be added to an entry once it has been published."""
        return self.inlines if obj and obj.published_at else ()

    def view_on_site(self, obj):
        return obj.get_absolute_url() if obj.is_published() else None

    def render_change_form(self, request, context, *args, **kwargs):
        form = context["adminform"].form
        entry = form.instance
        offered = acts.offered(entry)
        may_act = self.has_change_permission(request, entry) if entry.pk else self.has_add_permission(request)
        context |= {
            "title": _("Edit entry") if entry.pk else _("New entry"),
            "where_it_stands": acts.where_it_stands(entry),
            "common_acts": [act for act in offered if not act.is_rare],
            "rare_acts": [act for act in offered if act.is_rare],
            "may_act": may_act,
            "panels": self.panels,
            "can_preview": self.preview_address(entry) is not None,
        }
        if may_act:
            context |= self.about_words(request, form)
        return super().render_change_form(request, context, *args, **kwargs)

    # Saving

    def save_model(self, request, obj, form, change):
        if not obj.author_id:
            obj.author = request.user
        if change:
            obj.before = (form.words_before, versions.addenda_of(obj))
        form.act.verb(obj, form.cleaned_data)
        if form.cleaned_data["counts"] and obj.is_published():
            obj.count_as_update()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        autosave.forget_window(request.POST, form.instance, request.user)
        if set(versions.WORDS) & set(form.changed_data) or any(formset.has_changed() for formset in formsets):
            self.keep_version(form, request.user)
        self.message_user(request, form.act.result(form.instance), messages.SUCCESS)
        if form.act is acts.SAVE_DRAFT and form.cleaned_data["moment"]:
            self.message_user(request, _("To have it go out by itself, press “Schedule”."), messages.WARNING)

    def keep_version(self, form, by) -> None:
        """The new words, and before the first change the ones that were there already."""
        entry = form.instance
        words, addenda = getattr(entry, "before", ({}, []))
        if words.get("source") and not entry.revisions.saved().exists():
            versions.keep(entry, entry.author, datetime.fromisoformat(form.initial["seen"]), words, addenda)
        versions.keep(entry, by, window=form.cleaned_data["window"])

    def construct_change_message(self, request, form, formsets, add=False):
        """What the history says: an act that changes the state in its own words."""
        if form.act.name == "_save":
            return super().construct_change_message(request, form, formsets, add)
        return strip_tags(form.act.result(form.instance))

    def response_add(self, request, obj, post_url_continue=None):
        return self.response_change(request, obj)

    def response_change(self, request, obj):
        """Back to the page, whose first words are the result; to the list from the trash."""
        if obj.state == Entry.State.TRASHED or not self.has_view_or_change_permission(request, obj):
            return self.response_post_save_change(request, obj)
        filters = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return redirect(add_preserved_filters(filters, reverse("admin:blog_entry_change", args=[obj.pk])))

    def has_delete_permission(self, request, obj=None):
        """For good, one at a time, by the owner alone, and only from the trash."""
        in_trash = obj is not None and obj.state == Entry.State.TRASHED
        return in_trash and request.user.is_superuser and super().has_delete_permission(request, obj)
