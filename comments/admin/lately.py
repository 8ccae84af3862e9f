"""What this person decided lately, for the start page."""

from django.db.models import Max

from comments import decisions as log
from comments.admin.decisions import with_subjects
from comments.models import Decision

MOST = 5


def presses(user) -> list[tuple[str, str]]:
    """(what was done, when) of the last presses, the newest first."""
    mine = Decision.objects.filter(actor=user)
    last = list(mine.order_by().values("batch").annotate(last=Max("pk")).order_by("-last")[:MOST])
    made = {press["batch"]: [] for press in last}
    for decision in with_subjects(mine.filter(batch__in=made)).order_by("made_at", "pk"):
        made[decision.batch].append(decision)
    return [(log.brief(decisions), log.when(decisions[-1].made_at)) for decisions in made.values()]
