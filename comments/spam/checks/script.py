"""Whether the form's script ran, as it does in nearly every browser and in few programs."""

from django.utils.translation import gettext as _

from comments.spam.finding import Finding
from comments.spam.submission import Submission

CODE = "script"
POINTS = {"script:no": 0.4, "script:yes": -0.2}


def found(submission: Submission) -> Finding | None:
    if submission.has_script is None:
        return None
    ran = "yes" if submission.has_script else "no"
    return Finding(f"script:{ran}", {"ran": ran})


def sentence(params: dict) -> str:
    return _("Its browser ran the form's script.") if params["ran"] == "yes" else _("The form's script did not run.")
