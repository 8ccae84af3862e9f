"""The form a reader fills in; it turns every "no" of the models into a sentence beside the field."""

import hashlib

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog import html
from blog.html.characters import visible
from comments.models import Comment, Discussion, DiscussionRule, Note

LONGEST_NAME, LONGEST_EMAIL, LONGEST_WEBSITE = 245, 254, 500


class WebsiteField(forms.CharField):
    """An address as people type it: with or without http:// in front."""

    def to_python(self, value):
        value = super().to_python(value)
        if value and "://" not in value and ":" not in value.split("/")[0]:
            value = f"https://{value}"
        return value

    def validate(self, value):
        super().validate(value)
        if value and (not html.is_web_address(value) or any(character.isspace() for character in value)):
            raise ValidationError(_("Write the address of a website, as in https://example.org, or leave this empty."))


class ReaderForm(forms.Form):
    """What a stranger fills in: who they are if they like, their words, and a trap for programs."""

    text = forms.CharField(
        label=gettext_lazy("Comment"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write something first: there are no words yet.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Name, if you like"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Email, never shown"),
        required=False,
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": gettext_lazy("Write the whole address, as in joleen@example.org, or leave this empty.")
        },
    )
    # People don't see this field; programs that fill in everything give themselves away.
    subject = forms.CharField(required=False, max_length=500)

    longest_text = 5000

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="f-%s", label_suffix="", **kwargs)
        self.fields["text"].widget.attrs |= {"dir": "auto", "aria-describedby": "f-text-help"}

    def full_clean(self):
        super().full_clean()
        for name in self._errors or ():
            if name in self.fields:
                self._tie_to_its_error(self.fields[name].widget.attrs, f"f-{name}-error")

    def clean_text(self):
        text = self.cleaned_data["text"].replace("\r\n", "\n").strip("\n")
        if not text.strip():
            raise ValidationError(_("Write something first: there are no words yet."))
        too_many = len(text) - self.longest_text
        if too_many > 0:
            raise ValidationError(
                ngettext(
                    "The text is %(count)d character too long. Please shorten it: at most %(most)d fit.",
                    "The text is %(count)d characters too long. Please shorten it: at most %(most)d fit.",
                    too_many,
                )
                % {"count": too_many, "most": self.longest_text}
            )
        return text

    def clean_name(self):
        return " ".join(visible(self.cleaned_data["name"]).split())

    def _tie_to_its_error(self, attrs: dict, error: str) -> None:
        """For those who hear the page."""
        described = " ".join(filter(None, [error, attrs.get("aria-describedby")]))
        attrs |= {"aria-invalid": "true", "aria-describedby": described}


class CommentForm(ReaderForm):
    """`discussion` and `parent` say where the comment would stand; both come from the address, not from the fields."""

    website = WebsiteField(
        label=gettext_lazy("Website, if you like"),
        required=False,
        max_length=LONGEST_WEBSITE,
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url"}),
    )
    follow = forms.BooleanField(label=gettext_lazy("Email me when somebody answers"), required=False)
    # Filled in by a script: a random key of this very form, the seconds since it was shown, and the key that a reader
    # who asked to be remembered keeps in the browser.
    nonce = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    seconds = forms.CharField(required=False, widget=forms.HiddenInput)
    writer = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, discussion: Discussion, rule: DiscussionRule, parent: Comment | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.discussion, self.rule, self.parent = discussion, rule, parent
        self.longest_text = rule.max_length
        if not settings.MAIL_CONFIGURED:
            del self.fields["follow"]

    def clean_text(self):
        """What is too tangled to be shown as written is said now, not shown otherwise later."""
        text = super().clean_text()
        fault = html.fault(text, "markdown")
        if fault:
            raise ValidationError(fault)
        return text

    def clean_seconds(self):
        """A whole number or nothing: what a script sends is a sign, never a reason to refuse."""
        typed = self.cleaned_data["seconds"]
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 8 else None

    def clean(self):
        if self.parent and not self.parent.takes_replies:
            raise ValidationError(
                _("The comment you answer takes no replies (any more). You can post yours as a new comment.")
            )
        if self.wants_mail and not self.cleaned_data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write your email address too, or don't ask for mail."))
        return super().clean()

    @property
    def wants_mail(self) -> bool:
        return bool(self.cleaned_data.get("follow"))

    def comment(self) -> Comment:
        """The comment as it would stand, unsaved."""
        typed = self.cleaned_data
        comment = Comment(
            name=typed["name"],
            email=typed["email"],
            website=typed["website"],
            source=typed["text"],
            format="markdown",
            nonce_hash=secret_hash(typed["nonce"]),
            writer_hash=secret_hash(typed["writer"]),
            signals={"seconds": typed["seconds"], "script": bool(typed["nonce"]), "trap": bool(typed["subject"])},
        )
        comment.discussion = self.discussion
        comment.reply_to(self.parent)
        return comment


class NoteForm(ReaderForm):
    """A private word to the author."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your note")
        self.fields["email"].label = _("Email, if you want an answer")

    def note(self, entry) -> Note:
        typed = self.cleaned_data
        return Note(entry=entry, name=typed["name"], email=typed["email"], text=typed["text"])


class AdditionsForm(forms.Form):
    """Where to tell a reader of what is added to an entry; and the trap."""

    email = forms.EmailField(
        label=gettext_lazy("Your email, never shown"),
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Write your address first."),
            "invalid": gettext_lazy("Write the whole address, as in joleen@example.org."),
        },
    )
    subject = forms.CharField(required=False, max_length=500)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="f-%s", label_suffix="", **kwargs)


def secret_hash(key: str) -> str:
    """What is kept of a random key that a browser holds; of none, nothing."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest() if key else ""
