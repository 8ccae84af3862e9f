"""What an entry's page keeps while somebody types, and how it brings that back: mixed into the entry's ModelAdmin."""

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from blog import dates
from blog.admin import autosave, versions, warnings
from blog.admin.rescue import rescued
from blog.models import Entry


class KeepsWords:
    def get_urls(self):
        guarded = self.admin_site.admin_view
        return [
            path("add/", rescued(guarded(self.add_view)), name="blog_entry_add"),
            path("<path:object_id>/change/", rescued(guarded(self.change_view)), name="blog_entry_change"),
            path("autosave/", self.autosave, name="blog_entry_autosave_new"),
            path("<int:pk>/autosave/", self.autosave, name="blog_entry_autosave"),
            path("<int:pk>/forget/", guarded(self.forget), name="blog_entry_forget"),
            *super().get_urls(),
        ]

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

    def about_words(self, request, form) -> dict:
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
