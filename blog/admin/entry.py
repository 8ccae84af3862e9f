"""Entries: the list, the page one is written on, and the acts that change a state."""

from datetime import datetime

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import F
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from blog import dates
from blog.admin import acts, autosave, editor, found_notes, previews, versions, warnings
from blog.admin.addendum_form import AddendumForm
from blog.admin.choices import PlainChoices
from blog.admin.entry_form import EntryForm, LinesField
from blog.admin.filters import StateFilter, TagFilter
from blog.admin.rescue import rescued
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
        return super().get_queryset(*args, **kwargs).in_lists()

    def get_results(self, request):
        """What lies in the trash is not counted among all where nothing was asked for."""
        super().get_results(request)
        if not self.query and not self.has_active_filters:
            self.full_result_count = self.result_count


class EntryActionForm(ActionForm):
    tag = forms.CharField(label=_("Tag:"), required=False, max_length=100)


@admin.register(Entry)
class EntryAdmin(PlainChoices, admin.ModelAdmin):
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
            path("add/", rescued(guarded(self.add_view)), name="blog_entry_add"),
            path("<path:object_id>/change/", rescued(guarded(self.change_view)), name="blog_entry_change"),
            path("autosave/", self.autosave, name="blog_entry_autosave_new"),
            path("<int:pk>/autosave/", self.autosave, name="blog_entry_autosave"),
            path("<int:pk>/forget/", guarded(self.forget), name="blog_entry_forget"),
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

    def get_object(self, request, object_id, from_field=None):
        """Whoever saves holds the row, so that of two saves at once the second sees the first."""
        if request.method == "POST" and object_id.isdecimal() and connection.in_atomic_block:
            Entry.objects.select_for_update().filter(pk=object_id).first()
        return super().get_object(request, object_id, from_field)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST":
            # The window of a new entry may have made its draft meanwhile.
            draft = None if object_id else autosave.draft_of(request.POST, request.user)
            if draft and self._is_sent_again(request, draft):
                return redirect("admin:blog_entry_change", draft.pk)
            object_id = str(draft.pk) if draft else object_id
            if "_preview" in request.POST:
                return self._preview(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _is_sent_again(self, request, entry: Entry) -> bool:
        """Whether a new entry's form comes a second time, as after a double press."""
        return entry.revisions.saved().exists() and autosave.is_known(request.POST, entry)

    def get_form(self, request, obj=None, **kwargs):
        """The page opens with what was typed and not saved."""
        form = super().get_form(request, obj, **kwargs)
        if obj and request.method == "GET" and self.has_change_permission(request, obj):
            form.kept = request.kept = autosave.unsaved(obj, request.user)
        return form

    def get_formset_kwargs(self, request, obj, inline, prefix):
        wanted = super().get_formset_kwargs(request, obj, inline, prefix)
        kept = getattr(request, "kept", None)
        if kept and f"{prefix}-TOTAL_FORMS" in kept.typed:
            wanted["data"] = autosave.as_form_data(kept)
        return wanted

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
            context |= self._about_words(request, form)
        return super().render_change_form(request, context, *args, **kwargs)

    def _about_words(self, request, form) -> dict:
        """What the page says of words that are not saved, of who else is at it, and of what readers would stumble over."""
        entry = form.instance
        found = warnings.of(*(form[name].value() or "" for name in versions.WORDS))
        form.data, form.initial = form.data.copy(), form.initial | {"warned": warnings.kinds(found)}
        form.data["warned"] = warnings.kinds(found)
        about = {"warnings": found, "autosave_address": reverse("admin:blog_entry_autosave_new")}
        if not entry.pk:
            return about
        window = form["window"].value() or ""
        return about | {
            "autosave_address": reverse("admin:blog_entry_autosave", args=[entry.pk]),
            "kept": getattr(request, "kept", None),
            "left_behind": autosave.left_behind(entry, request.user),
            "others": autosave.others(entry, request.user, window if request.method == "POST" else ""),
            "conflict": self._conflict(request, form),
        }

    def _conflict(self, request, form) -> dict | None:
        """Both texts, where the entry was saved after the page was opened; what was typed is kept meanwhile."""
        if not form.conflict:
            return None
        saved = Entry.objects.get(pk=form.instance.pk)
        mine = autosave.keep(request.POST, saved, request.user)
        by = saved.revisions.saved().newest_first().select_related("author").first()
        return {"by": by and by.author, "lines": versions.difference(saved, mine), "moment": saved.modified_at}

    # What is kept while somebody types

    @method_decorator(never_cache)
    def autosave(self, request, pk: int | None = None):
        """Keeps the form as it stands; asked by GET, a fresh proof for a page that was open while somebody signed in."""
        if not self.admin_site.has_permission(request):
            return JsonResponse({"told": _("Not saved: you are signed out.")}, status=401)
        entry = Entry.objects.filter(pk=pk).first() if pk else autosave.draft_of(request.POST, request.user)
        may = self.has_change_permission(request, entry) if entry else not pk and self.has_add_permission(request)
        if not may:
            return JsonResponse({"told": _("Not saved: you may not change this entry.")}, status=403)
        if request.method != "POST":
            return JsonResponse({"token": get_token(request)})
        with transaction.atomic():
            return JsonResponse(self._kept(request, entry))

    def _kept(self, request, entry: Entry | None) -> dict:
        typed, alert = request.POST.copy(), ""
        if "_brought" in typed and entry and autosave.is_known(typed, entry):
            return {"told": "", "kept": False}
        if not entry and not (entry := autosave.begun(typed, request.user)):
            return {"told": "", "kept": False}
        typed["seen"] = typed.get("seen") or entry.modified_at.isoformat()
        is_changed = self._is_changed(request, entry)
        if is_changed:
            kept = autosave.keep(typed, entry, request.user)
            autosave.name_after(kept)
            told = _("Saved at %(time)s.") % {"time": dates.time(kept.saved_at)}
            if entry.is_published():
                told += " " + _("Readers see it once you press “Save changes”.")
            alert = autosave.changed_since(entry, typed["seen"]) or autosave.others(
                entry, request.user, typed.get("window", "")
            )
        else:
            autosave.forget_window(typed, entry, request.user)
            told = _("All is saved.")
        found = warnings.of(*(typed.get(name, "") for name in versions.WORDS))
        return {
            "told": told,
            "kept": is_changed,
            "alert": alert,
            "seen": typed["seen"],
            "page": reverse("admin:blog_entry_change", args=[entry.pk]),
            "address": reverse("admin:blog_entry_autosave", args=[entry.pk]),
            "warnings": [warning.sentence for warning in found],
            "warned": warnings.kinds(found),
        }

    def _is_changed(self, request, entry: Entry) -> bool:
        """Whether the form says anything that is not saved."""
        fields = flatten_fieldsets(self.get_fieldsets(request, entry))
        form = self.get_form(request, entry, change=True, fields=fields)(request.POST, instance=entry)
        formsets, _inlines = self._create_formsets(request, entry, change=True)
        return form.has_changed() or any(formset.has_changed() for formset in formsets)

    @method_decorator(require_POST)
    def forget(self, request, pk: int):
        """Throws away what was typed and not saved."""
        entry = get_object_or_404(Entry, pk=pk)
        if not self.has_change_permission(request, entry):
            raise PermissionDenied
        autosave.forget(request.POST.get("continues", ""), entry, request.user)
        return redirect("admin:blog_entry_change", pk)

    def preview_address(self, entry) -> str | None:
        """Where the page is shown as readers will see it, in the words of the person signed in; None where nowhere."""
        return None

    def _preview(self, request, object_id: str | None):
        """Keeps what was typed, and leads to the page in these words."""
        entry = self.get_object(request, object_id) if object_id else None
        if not (self.has_change_permission(request, entry) if entry else self.has_add_permission(request)):
            raise PermissionDenied
        with transaction.atomic():
            kept = self._kept(request, entry)
        if not kept["told"]:
            self.message_user(request, _("Write something first: there is nothing to show yet."), messages.WARNING)
            return redirect("admin:blog_entry_add")
        entry = entry or autosave.draft_of(request.POST, request.user)
        return redirect(self.preview_address(entry))

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
