"""The form of an addendum on its entry's page."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.models import Addendum

# So that a slip can be mended, or the addendum taken back, before anybody is told.
GRACE = timedelta(minutes=5)


class AddendumForm(forms.ModelForm):
    tells = forms.BooleanField(
        label=_("Tell the readers who asked to hear of additions"),
        required=False,
        initial=True,
        help_text=_("By mail, in five minutes. Nobody is told of it twice."),
    )

    class Meta:
        model = Addendum
        fields = ()
        widgets = {"noted_on": forms.DateInput(attrs={"type": "date", "class": "vDateField"}, format="%Y-%m-%d")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not settings.MAIL_CONFIGURED:
            del self.fields["tells"]
        if self.instance.pk:
            self.initial["tells"] = False
        else:
            self.initial.setdefault("noted_on", timezone.localdate())

    def clean(self):
        super().clean()
        if not self.cleaned_data.get("source", "").strip() and not self.cleaned_data.get("DELETE"):
            raise ValidationError(_("Write what there is to add."))
        return self.cleaned_data

    def save(self, commit=True):
        if self.cleaned_data.get("tells"):
            self.instance.news_due_at = timezone.now() + GRACE
        return super().save(commit)
