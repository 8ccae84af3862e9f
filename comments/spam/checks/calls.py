"""Calls away from here: to a channel, a page, a profile, a mailbox."""

from django.utils.translation import gettext as _

from comments.spam.finding import Finding, quoted
from comments.spam.phrases import Phrases
from comments.spam.submission import Submission

CODE = "calls"
POINTS = {"calls:1": 1.5, "calls:2": 2.4}
SETS = {
    "own": "my our mine me us",
    "place": """account app band blog book business channel channels company content course cover covers ebook etsy
        facebook forum group homepage insta instagram link links mixtape music page patreon petition playlist podcast
        portfolio post profile project service services shop site snapchat song songs soundcloud spotify store telegram
        tiktok track tracks tumblr tutorial twitter vid video videos vids vlog web webpage website whatsapp youtube""",
}
PHRASES = Phrases(
    (
        "check|checkout|chek|cheak … @own|this|these|out|the … @place|site|page",
        "check|cheak @own|this|it|us out",
        "check out @own|this|the|these|www|http",
        "check it out",
        "check @own … @place",
        "visit|see|view|watch|follow|like|join|try|read|hear|add|support|share|buy|download @own|the|this … @place",
        "visit|follow|add|join|message|contact|text|email|call|whatsapp|dm|pm @own|us",
        "look|listen|listening|go|head|come … to|at|over … @own … @place",
        "subscribe|subcribe|sub|subscribers|subscribed to? @own|please|pls|plz|back|and|for",
        "subscribe|subcribe|subscribers",
        "sub|follow|like for sub|follow|like",
        "click|press|tap here|this|on|the|below|my|link",
        "feel free to … visit|check|surf|look|stop|browse|contact",
        "here is|are my|our",
        "heres my|our",
        "also visit my|our",
        "@own @place|youtube|new|own|first … channel|page|website|site|blog|video|song|profile",
        "@own channel|profile|page|store|shop|video|videos|song|songs|music",
        "sign up|now … free|at|for|today|here",
        "give @own|this|it a look|listen|try|chance|visit|like|thumbs",
        "thumbs up so|if|to",
        "vote|donate|sign for|to|this|the|my|our … @place|petition|me|us",
        "for more info|information|details … visit|click|contact|see|call|go",
        "more info|information|details here|at|on|visit",
        "copy and? paste",
        "pass it on",
        "send|repost|post|paste|share this to",
    ),
    SETS,
)


def found(submission: Submission) -> Finding | None:
    spans = PHRASES.found(submission.said)
    if not spans:
        return None
    return Finding(f"calls:{min(len(spans), 2)}", {"phrases": [submission.said.part(*span) for span in spans[:3]]})


def sentence(params: dict) -> str:
    return _("Calls readers elsewhere: %(phrases)s.") % {"phrases": quoted(params["phrases"])}
