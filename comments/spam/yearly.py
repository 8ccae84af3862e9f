"""How the filter did, as the author's verdicts tell: what was held, what was rescued, what slipped through."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from comments.models import Comment, Decision

Status = Comment.Status
VERDICTS = ("approved", "approved_without_links", "spam", "trash", "pending")


@dataclass(frozen=True)
class Tally:
    """`held` waited and was decided on; `rescued` lay in spam and was none; `slipped` was published and was spam."""

    held: int = 0
    rescued: int = 0
    slipped: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.held or self.rescued or self.slipped)


def tally(since: datetime) -> Tally:
    """Of all verdicts by people since then that were not taken back; one query."""
    verdicts = Decision.objects.presses().filter(
        made_at__gte=since, undone_at=None, actor__isnull=False, verb__in=VERDICTS
    )
    rescued = Q(before__status=Status.SPAM, after__status__in=[Status.APPROVED, Status.PENDING])
    counts = verdicts.order_by().aggregate(
        held=Count("pk", Q(before__status=Status.PENDING)),
        rescued=Count("pk", rescued),
        slipped=Count("pk", Q(before__status=Status.APPROVED, after__status=Status.SPAM)),
    )
    return Tally(**counts)
