"""The form an entry is written in; which button was pressed decides what it asks for."""

import re
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from blog import dates
from blog.admin import acts, autosave, warnings
from blog.admin.editor import EditorInput
from blog.admin.tags_field import CommaTagsField
from blog.models import Entry, Revision
from blog.slugs import slug_of


class LocalMomentInput(forms.DateTimeInput):
    """The browser's own picker of a day and a time, which needs no script of ours."""

    input_type = "datetime-local"

    def __init__(self):
        super().__init__(format="%Y-%m-%dT%H:%M")


def to_the_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


class LinesField(forms.CharField):
    """Text of several lines: browsers send a line's end as two characters, of which one is kept."""

    def __init__(self, *, rows: int, css: str = "", widget=forms.Textarea, **kwargs):
        attributes = {"class": f"vLargeTextField {css}".strip(), "rows": rows, "dir": "auto"}
        super().__init__(required=False, strip=False, widget=widget(attrs=attributes), **kwargs)

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class QuietField(forms.CharField):
    """Travels with the form and says nothing of the entry."""

    widget = forms.HiddenInput

    def __init__(self, max_length: int = 200):
        super().__init__(required=False, max_length=max_length)

    def has_changed(self, initial, data):
        return False


class EntryForm(forms.ModelForm):
    source = LinesField(label=_("Text"), rows=24, css="writing__text", widget=EditorInput)
    summary = LinesField(
        label=_("Summary"), rows=4, max_length=1000, help_text=_("Plain text, for lists, feeds and search engines.")
    )
    tags = CommaTagsField(label=_("Tags"), required=False, help_text=_("Divided by commas."))
    moment = forms.DateTimeField(label=_("Goes out on"), required=False, widget=LocalMomentInput)
    note = LinesField(label=_("Note to readers"), rows=3, max_length=500)
    # When the text was last changed as the page was opened, so that nobody's words are lost unseen.
    seen = QuietField()
    # Names the window, for what is kept while somebody types; and what it went on from.
    window = QuietField(max_length=40)
    continues = QuietField()
    # The kinds of warnings that stood on the page.
    warned = QuietField()
    counts = forms.BooleanField(
        label=_("This change counts as an update"),
        required=False,
        help_text=_("The byline, feeds and search engines then hear of it. Leave it unticked for a corrected typo."),
    )
    # Words that were typed and not saved, with which the page opens.
    kept: Revision | None = None

    class Meta:
        model = Entry
        fields = ()
        widgets = {
            "title": forms.TextInput(
                attrs={"class": "vTextField writing__title", "autocomplete": "off", "dir": "auto"}
            ),
        }

    def __init__(self, data=None, *args, **kwargs):
        if data is None and self.kept:
            data = autosave.as_form_data(self.kept)
        super().__init__(data, *args, **kwargs)
        seen = self.instance.modified_at.isoformat() if self.instance.pk else ""
        self.initial |= {"note": self.instance.withdrawn_note, "seen": seen, "window": autosave.new_window()}
        # What the entry said before the form changes it.
        self.words_before = {name: getattr(self.instance, name) for name in ("title", "summary", "source", "format")}
        # Whether somebody has saved the entry since the page was opened.
        self.conflict = False
        published_at = self.instance.published_at
        if self.instance.state == Entry.State.PUBLISHED or self._is_ahead(published_at):
            self.initial["moment"] = to_the_minute(published_at)
        if self.instance.is_published():
            self.fields["moment"].label = _("Published on")
        self.fields["moment"].help_text = _("Time zone: %(zone)s") % {"zone": timezone.get_current_timezone_name()}

    @cached_property
    def act(self) -> acts.Act:
        """The button that was pressed; the first one when Enter was."""
        offered = acts.offered(self.instance)
        return next((act for act in offered if act.name in self.data), offered[0])

    def clean_moment(self):
        """The moment as typed; one that was not touched keeps the seconds the field does not show."""
        moment, kept = self.cleaned_data["moment"], self.instance.published_at
        if moment and kept and to_the_minute(kept) == moment:
            return kept
        return moment

    def clean(self):
        super().clean()
        self._check_nothing_happened_meanwhile()
        self._check_moment()
        if self.act.needs_words and not (self.cleaned_data.get("title") or self.cleaned_data.get("source")):
            raise ValidationError(_("There is nothing to publish yet: write a title or a text first."))
        if self._slug_follows_title():
            self.cleaned_data["slug"] = ""
        self._check_warnings()
        return self.cleaned_data

    def _check_nothing_happened_meanwhile(self) -> None:
        if not self.instance.pk:
            return
        pressed = acts.EVERY_NAME & self.data.keys()
        if pressed and self.act.name not in pressed:
            raise ValidationError(_("This entry has changed its state since you opened the page. Nothing was done."))
        known, current = self.cleaned_data.get("seen"), self.instance.modified_at
        if known != current.isoformat() and (known or self.instance.revisions.saved().exists()):
            self.data = self.data.copy()
            self.data["seen"] = current.isoformat()
            self.conflict = True
            raise ValidationError(
                _(
                    "This entry was changed on %(moment)s, after you opened the page. Nothing was saved yet: choose between the two texts."
                ),
                params={"moment": dates.moment(current)},
            )

    def _check_moment(self) -> None:
        if "moment" not in self.cleaned_data:
            return
        moment = self.cleaned_data["moment"]
        if self.act is acts.SCHEDULE and not moment:
            self.add_error("moment", _("Choose the day and the time it should go out."))
        elif self.act is acts.SCHEDULE and not self._is_ahead(moment):
            self.add_error("moment", _("That moment is past. Choose one that is still ahead, or publish it now."))
        elif self.act in (acts.SAVE, acts.SAVE_PUBLISHED) and not moment:
            self.add_error("moment", _("A published entry needs its moment. To take it down, withdraw it."))

    def _check_warnings(self) -> None:
        """What readers would stumble over is shown once before it goes out; whoever presses again has decided."""
        if not (self.act.is_publication and not self.errors):
            return
        found = warnings.of(
            title=self.cleaned_data.get("title", ""),
            summary=self.cleaned_data.get("summary", ""),
            source=self.cleaned_data.get("source", ""),
            format=self.cleaned_data.get("format", ""),
        )
        unseen = {one.kind for one in found} - set((self.cleaned_data.get("warned") or "").split())
        if unseen:
            self.data = self.data.copy()
            self.data["warned"] = warnings.kinds(found)
            raise ValidationError(
                _("Please look at the remarks beside the button first. Press again to publish as it is.")
            )

    def _slug_follows_title(self) -> bool:
        """A draft's address is made from its title until somebody types one or readers have seen it."""
        has_new_title_only = "title" in self.changed_data and "slug" not in self.changed_data
        if not self.instance.pk or self.instance.published_at or not has_new_title_only:
            return False
        made = slug_of(self.initial["title"], fallback=self.instance.kind)
        return bool(re.fullmatch(rf"{re.escape(made)}(-\d+)?", self.initial["slug"]))

    @staticmethod
    def _is_ahead(moment) -> bool:
        return bool(moment and moment > timezone.now())
