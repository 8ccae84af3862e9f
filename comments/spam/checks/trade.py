"""Words of the trades that live on comment spam."""

from django.utils.translation import gettext as _

from comments.spam.finding import Finding, quoted
from comments.spam.phrases import Phrases
from comments.spam.submission import Submission
from comments.spam.vocabulary import stem

CODE = "trade"
POINTS = {"trade:1": 0.8, "trade:2": 1.8, "trade:3": 2.8}
# In texts, in names and in the hosts of websites (checks/name.py, checks/website.py).
WORDS = frozenset(
    """
    acai adderall affiliate affiliates airmax ambien amoxil anabolic ativan autoblog baccarat backlinks
    bankruptcy betting bingo bitcoin blackjack bodybuilding bookmaker botox bulova burberry cannabis cartier
    casino casinos cbd celebrex chanel cheapest cialis cigarettes clenbuterol coupon coupons crypto
    cryptocurrency dating debt diazepam dietpills discount dofollow ecig ephedra erectile escort escorts essay
    essays eyelash fioricet forex fragrance freebies gambling garcinia gucci handbag handbags hemorrhoids
    herbalife hgh hydrocodone hydroxychloroquine ivermectin jackpot jerseys keno keto levitra lingerie lipitor
    loan loans locksmith lorazepam lottery louboutin lyrica meds meridia mlm moncler mortgage mortgages naked
    nfl nude oakley oxycodone oxycontin payday payout penis percocet pharma pharmacy phentermine pills plumbing
    poker pokies porn porno pornstar prednisone propecia prozac quickbooks rayban refinance rehab replica
    replicas roulette scholarship scrapebox seo sex sexy slot slots smm sneakers sportsbook steroid steroids
    swarovski timeshare tramadol uggs ultram valium viagra vicodin vpn vuitton wager webcam webcams weightloss
    wholesale xanax xxx yeezy zithromax zoloft zolpidem
    """.split()
)
# Honest people use these too: they count in a name or a host, and not in a text.
NAME_WORDS = WORDS | frozenset(
    """
    carpet cash cheap clinic contractor credit dentist detox divorce download ebay electrician estate flooring
    homework hosting insurance invest investment jewelry keyword lawyer lawyers lending marketing massage online
    outlet pandora plumber prescription realtor resume roofing shoes shopping soma sunglasses supplement
    supplements tattoo traffic travel wallpaper watches wedding wow
    """.split()
)
PHRASES = Phrases(
    (
        "weight|fat loss|burner|burning",
        "lose|losing weight|pounds fast|quick|quickly|easily|with",
        "make|making|earn|earning|earned|made … money|dollars|cash|bucks|income",
        "earn|make extra|easy|quick|real|free money|cash|income",
        "work|working|job|jobs from|at home",
        "payday|pay day loan|loans|advance",
        "cash|loan|bad advance|advances|loans|credit",
        "free|get … gift|iphone|ipad|itunes|trial|shipping|traffic|followers|backlinks card|cards|now|here|free",
        "gift card|cards|code|codes",
        "buy|order|purchase|shop … online|cheap|now|here|generic|cheapest",
        "cheap|discount|discounted|replica|fake|authentic|designer @goods",
        "best|lowest|low|cheap|affordable|great|reasonable price|prices|deal|deals|rates",
        "michael kors",
        "louis vuitton",
        "ray ban|bans",
        "air max|jordan|jordans",
        "real estate",
        "no prescription",
        "search engine optimization|optimisation|ranking|rankings|results",
        "increase|boost|improve|more|drive|generate … traffic|ranking|rankings|sales|followers|conversions|leads",
        "web hosting|design company|service|services",
        "social media marketing|management",
        "online casino|pharmacy|poker|dating|shop|store|drugstore|betting|gambling|slots|game|games|loans|degree|marketing",
        "spell caster|casters|casting",
        "love|magic spell|spells",
        "binary options|option|trading",
        "bring|brought back my ex|lover|husband|wife",
        "sugar daddy|mummy|momma",
        "hack|hacked|hacker|hackers … account|whatsapp|phone|facebook|bank|cards",
        "penis|male|breast|natural enlargement|enhancement",
        "hot|sexy|horny|single girls|women|ladies|chicks|girl|babes",
        "skin|wrinkle care|cream|serum products|product|cream|reviews",
        "diet|slimming|weight pill|pills|loss",
        "credit|debit card|cards|score|repair",
        "personal|injury|dui|accident injury|attorney|lawyer|lawyers|loan|loans",
        "essay|paper|assignment|thesis|dissertation writing|writer|writers|help|service",
        "limited time|offer offer|only|now",
        "money back guarantee",
        "make|making passive|residual income",
        "home business|based",
    ),
    {
        "goods": """bag bags bracelet bracelets cigarettes clothes clothing dress dresses drugs flights handbag handbags hat hats
        jersey jerseys jewelry meds purse purses ring rings shoe shoes sneakers sunglasses tickets tshirt tshirts watch
        watches wallet wallets insurance viagra hotels hosting"""
    },
)


def found(submission: Submission) -> Finding | None:
    """Words of the entry's own subject don't count: under an entry on loans everybody speaks of loans."""
    words = submission.words
    spans = PHRASES.found(submission.said)
    inside = {at for first, last in spans for at in range(first, last + 1)}
    spans += [(at, at) for at, word in enumerate(words) if word in WORDS and at not in inside]
    said = {}
    for first, last in spans:
        if submission.entry_words.isdisjoint(stem(word) for word in words[first : last + 1]):
            said.setdefault(tuple(words[first : last + 1]), (first, last))
    if not said:
        return None
    return Finding(
        f"trade:{min(len(said), 3)}", {"phrases": [submission.said.part(*span) for span in list(said.values())[:3]]}
    )


def sentence(params: dict) -> str:
    return _("Sells something: %(phrases)s.") % {"phrases": quoted(params["phrases"])}
