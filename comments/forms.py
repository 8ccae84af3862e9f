"""The form a reader fills in; it turns every "no" of the models into a sentence beside the field."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog import html
from comments.models import Comment, Discussion, DiscussionRule

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


class CommentForm(forms.Form):
    """`discussion` and `parent` say where the comment would stand; both come from the address, not from the fields."""

    text = forms.CharField(
        label=gettext_lazy("Comment"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write something first: the comment is empty.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Name, if you like"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
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
    website = WebsiteField(
        label=gettext_lazy("Website, if you like"),
        required=False,
        max_length=LONGEST_WEBSITE,
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url"}),
    )
    # People don't see this field; programs that fill in everything give themselves away.
    subject = forms.CharField(required=False, max_length=500)
    # Filled in by a script: a random key of this very form, and the seconds since it was shown.
    nonce = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    seconds = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, discussion: Discussion, rule: DiscussionRule, parent: Comment | None = None, **kwargs):
        super().__init__(*args, auto_id="f-%s", label_suffix="", **kwargs)
        self.discussion, self.rule, self.parent = discussion, rule, parent
        self._describe_fields()

    def clean_text(self):
        text = self.cleaned_data["text"].replace("\r\n", "\n").strip("\n")
        if not text.strip():
            raise ValidationError(_("Write something first: the comment is empty."))
        if len(text) > self.rule.max_length:
            raise ValidationError(
                ngettext(
                    "The comment is %(count)d character too long. Please shorten it: at most %(most)d fit.",
                    "The comment is %(count)d characters too long. Please shorten it: at most %(most)d fit.",
                    len(text) - self.rule.max_length,
                )
                % {"count": len(text) - self.rule.max_length, "most": self.rule.max_length}
            )
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
        return super().clean()

    def comment(self) -> Comment:
        """The comment as it would stand, unsaved."""
        typed = self.cleaned_data
        comment = Comment(
            name=typed["name"].strip(),
            email=typed["email"],
            website=typed["website"],
            source=typed["text"],
            format="markdown",
            signals={"seconds": typed["seconds"], "script": bool(typed["nonce"]), "trap": bool(typed["subject"])},
        )
        comment.discussion = self.discussion
        comment.reply_to(self.parent)
        return comment

    def _describe_fields(self) -> None:
        """Ties each field to its help and its error for those who hear the page."""
        self.fields["text"].widget.attrs |= {"aria-describedby": "f-text-help", "dir": "auto"}
        self.fields["name"].widget.attrs["dir"] = "auto"
        if not self.is_bound:
            return
        for name in self.errors:
            if name in self.fields:
                widget = self.fields[name].widget
                described = widget.attrs.get("aria-describedby", "")
                widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"f-{name}-error {described}".strip()}
