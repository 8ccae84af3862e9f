"""Praise and thanks that would fit any page."""

from django.utils.translation import gettext as _

from comments.spam.checks.topic import words_of_the_entry
from comments.spam.finding import Finding, quoted
from comments.spam.phrases import Phrases
from comments.spam.submission import Submission
from comments.spam.vocabulary import is_of_a_subject, stem

CODE = "praise"
# "some" is praise beside something to say: what it weighs is left to the author's own verdicts.
POINTS = {"praise:only": 1.6, "praise:mostly": 0.7, "praise:some": 0.0}
LONGEST_PRAISE_WORDS = 90
MOST_SHOWN = 3

SETS = {
    "good": """amazing awesome beautiful best brilliant cool excellent exceptional fantastic fine good great helpful high
        impressive incredible informative insightful inspiring interesting lovely magnificent marvellous marvelous nice
        outstanding perfect pleasant precious quality remarkable smart solid splendid stunning super superb terrific top
        tremendous useful valuable wonderful wonderfull""",
    "piece": """article articles blog blogs content contents design discussion explanation idea ideas info information
        insight insights job layout page piece post posting postings posts read resource resources share site sites stuff
        style subject thoughts topic topics tips tutorial web weblog webpage website websites work write writing writings
        writeup""",
    "page": "article blog content info page paragraph piece post posting posts site stuff web weblog webpage website work",
    "very": """absolutely actually certainly definitely extremely genuinely honestly highly just quite pretty really
        seriously simply so sure surely thoroughly totally truly very""",
    "this": "a all an any for of on such that the these this those upon with your youre ur",
    "like": "admire adore appreciate appreciated enjoy enjoyed enjoying like liked love loved loving",
    "read": "reading read visiting browsing seeing exploring following",
}
PHRASES = Phrases(
    (
        "@good … @piece",
        "@piece is|was|are @very? @good",
        "@good and|& @good",
        "@very? @like … @page",
        "@very? @like @read",
        "@like what you guys|all? are|r? do|doing|have|wrote|said",
        "@like the way you",
        "@like it|this|that @very? much|lot",
        "thanks|thank|thx|kudos|props|cheers you|u? so|very? much|lot? for|on … @piece|sharing|posting|this|that|providing|writing|all|everything|it",
        "thanks|thx a|you lot|bunch|million|ton|much",
        "thank you so|very much",
        "thanks again|@good",
        "many|much thanks",
        "keep up|on|it|posting|writing|sharing the|this|your? @good|it|going? @piece|up|going?",
        "keep it up",
        "keep them coming",
        "well done|said|written|explained|put|spoken",
        "way to go",
        "hats off",
        "two thumbs up",
        "thumbs up",
        "spot on",
        "put it so|very well",
        "look|looking|looks forward to … more|new|next|read|reading|your|seeing|future|updates",
        "hope to see|read more",
        "more posts|articles|of like|such|this|these|your",
        "please|pls do|write|post|keep more|writing|posting|up",
        "will|ill|going|gonna to? @very? be? … bookmark|bookmarking|digg|share|recommend|suggest|return|back|revisit|subscribe",
        "plan|want|going to … bookmark|share|revisit|follow|return",
        "bookmarked|bookmarking|bookmark|faved|saved @this … @page|it|you|u",
        "ive|have bookmarked|subscribed|signed",
        "be|come|coming|check|checking|visit back soon|again|often|later|frequently|regularly|for|in",
        "signed|subscribed up? for|to your|the rss|feed|newsletter|blog|site",
        "stumbled|stumble|came|happened upon|on|across … @page|@this",
        "found|discovered|find … @page by|on|via|through|while|whilst|when|from",
        "first|1st time|visit … here|@page|visitor|commenting|visiting",
        "help|helped|benefit|useful … lots|lot|many|people|others|everyone|all",
        "helped|helps|help me a|out? lot|much|out",
        "exactly|just|precisely what i … looking|searching|needed|wanted|need|after",
        "been looking|searching for … this|information|info|such|something",
        "all of? the info|information i",
        "learned|learnt|learn|learning a|so lot|much|many|something|more",
        "lot|lots|plenty of|to … to? learn|experience|@good|information|info",
        "spend some|more time",
        "you|u @very? know what youre|you|your|ur about|are|talking|doing",
        "you really|have|are make|made|making|know|hit|nailed|covered some? … sense|point|points|it|head|subject|topic|stuff",
        "made some … points|point",
        "some @good points|point|remarks",
        "even a? newbie|beginner|novice|child|rookie",
        "new|newbie to|in … blog|blogging|blogs|website|blogosphere",
        "@good sense|taste|luck|day|afternoon|evening|weekend|one|going|man|points|effort|efforts|experience|knowledge|writer|author|blogger",
        "have a @very? @good day|afternoon|evening|weekend|one|week",
        "god bless",
        "i|me want|wanted|wish|like|have|had|just|must|can|need to? just? say|tell|add|thank|mention|express",
        "just want|wanted|wish|had to say|tell|thank|add|mention",
        "suggest|recommend|share|pass|send|forward|tell|digg @this? … to|with my … friends|friend|colleagues|followers|family",
        "to my friends",
        "for sharing … us|me|this|it|your",
        "agree with you|everything|every|all|your",
        "couldnt|cannot|cant agree|believe|have … more|better|you|well",
        "i|am|im @very? impressed|amazed|delighted|pleased|happy|glad|grateful|thankful|hooked|surprised",
        "@very @good|impressed|amazed|enjoyed|liked|loved",
        "favorite|favourite|favorites|favourites blog|blogs|site|sites|list|posts|page",
        "one of my favorite|favourite|favorites|favourites",
        "follow you|ur|your? on? twitter|facebook|blog|instagram|if",
        "do you use|have … twitter|facebook|instagram|newsletter|feed|rss|forum",
        "what a @good|@piece … @piece|read",
        "big|huge fan of",
        "worth|worthy of? reading|read|sharing|bookmarking|the|enough",
        "as @good|surprising as|and it|@good",
        "cant wait to|for",
    ),
    SETS,
)


def found(submission: Submission) -> Finding | None:
    words = submission.words
    spans = PHRASES.found(submission.said)
    if not spans:
        return None
    phrases = [submission.said.part(first, last) for first, last in sorted(spans, key=_length)[:MOST_SHOWN]]
    covered = {at for first, last in spans for at in range(first, last + 1)}
    beside = {stem(word) for at, word in enumerate(words) if at not in covered and is_of_a_subject(word)}
    share = _share(len(beside), len(words), submission)
    return Finding(f"praise:{share}", {"share": share, "phrases": phrases})


def _length(span: tuple[int, int]) -> int:
    return span[0] - span[1]


def _share(beside: int, words: int, submission: Submission) -> str:
    """How much of it is praise, by the words of any subject that stand beside it."""
    if words > LONGEST_PRAISE_WORDS:
        return "some"
    of_the_entry = len(words_of_the_entry(submission))
    if of_the_entry:
        return "mostly" if of_the_entry == 1 and beside == 1 else "some"
    return "only" if beside <= 1 else "mostly" if beside <= 3 else "some"


def sentence(params: dict) -> str:
    phrases = {"phrases": quoted(params["phrases"])}
    match params["share"]:
        case "only":
            return _("Only praise, as it would fit any page: %(phrases)s.") % phrases
        case "mostly":
            return _("Mostly praise: %(phrases)s.") % phrases
    return _("Some praise: %(phrases)s.") % phrases
