"""Asks for a link back, or offers texts for one."""

from django.utils.translation import gettext as _

from comments.spam.finding import Finding, quoted
from comments.spam.phrases import Phrases
from comments.spam.submission import Submission

CODE = "exchange"
POINTS = {"exchange:yes": 2.2}
SETS = {"text": "article articles content post posts piece pieces blogpost column columns"}
PHRASES = Phrases(
    (
        "link|links back to",
        "backlink|backlinks",
        "exchange|trade|swap|exchanging|trading|swapping … link|links|post|posts|blogroll",
        "link|links exchange|exchanges|swap|trade",
        "in exchange|return for a? link|mention|backlink",
        "guest post|posts|author|posting|blogging|article|articles|writer|blogger|contribution",
        "write|writing|contribute|submit|publish|author … @text for|on|to your|you",
        "looking|searching for … article|content|guest|blog writer|writers|author|authors|blogger|bloggers|contributor",
        "sponsored|paid @text|link|links|review",
        "placing|place|add|buy|sell … link|links on|to|from your|my",
        "link to my|our|me",
        "advertise|advertising on|with|opportunity",
    ),
    SETS,
)


def found(submission: Submission) -> Finding | None:
    spans = PHRASES.found(submission.said)
    if not spans:
        return None
    return Finding("exchange:yes", {"phrases": [submission.said.part(*span) for span in spans[:3]]})


def sentence(params: dict) -> str:
    return _("Asks for a link back or offers texts: %(phrases)s.") % {"phrases": quoted(params["phrases"])}
