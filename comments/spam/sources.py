"""Where an example came from, as keyed hashes, so that no one source teaches too much in a day."""

from django.utils.crypto import salted_hmac

from comments.spam.submission import Submission
from comments.spam.text import Link
from comments.spam.wording import wording_of

MOST_A_DAY = 5


def sources_of(submission: Submission) -> list[str]:
    """Network, email, website and wording: whoever repeats one of them is the same source."""
    site = Link.to(submission.website) if submission.website else None
    low, high = wording_of(submission.text)
    named = {
        "network": submission.network,
        "email": submission.email.lower(),
        "host": site.host if site else "",
        "low": low or "",
        "high": high or "",
    }
    return [
        salted_hmac("comments.spam.sources", f"{kind}:{value}", algorithm="sha256").hexdigest()[:16]
        for kind, value in named.items()
        if value
    ]
