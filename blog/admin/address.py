"""Old addresses: where entries and tags used to live, and what is gone."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from blog import dates
from blog.models import Entry, OldAddress


class OldAddressForm(forms.ModelForm):
    def clean_path(self):
        path = self.cleaned_data["path"].strip().lstrip("/")
        if not path:
            raise forms.ValidationError(_("Write the address without the site's name, such as 2009/05/old-title/."))
        living = Entry.objects.filter(path=path).first()
        if living:
            raise forms.ValidationError(_("“%(entry)s” lives at this address."), params={"entry": living})
        return path


@admin.register(OldAddress)
class OldAddressAdmin(admin.ModelAdmin):
    form = OldAddressForm
    list_display = ("path", "leads_to", "noted")
    list_per_page = 100
    list_select_related = ("entry", "tag")
    search_fields = ("path", "entry__title", "tag__name")
    raw_id_fields = ("entry", "tag")

    @admin.display(description=_("leads to"))
    def leads_to(self, old):
        return old.entry or old.tag or _("nowhere: it says that it is gone")

    @admin.display(description=_("since"), ordering="created_at")
    def noted(self, old):
        return dates.day(old.created_at)

    def has_change_permission(self, request, obj=None):
        return False
