"""Words of the trades that live on comment spam."""

from django.utils.translation import gettext as _

from comments.spam.finding import Finding, quoted
from comments.spam.phrases import Phrases
from comments.spam.submission import Submission
from comments.spam.vocabulary import stem

CODE = "trade"
POINTS = {"trade:1": 0.8, "trade:2": 1.8, "trade:3": 2.8}
# Also looked for in names and in the hosts of websites (checks/name.py, checks/website.py).
WORDS = frozenset(
    """
    acai adderall affiliate affiliates airmax ambien amoxil anabolic ativan autoblog backlinks baccarat bail bankruptcy
    betting bingo bitcoin blackjack bodybuilding bookmaker botox bulova burberry cannabis carpet cartier cash casino
    casinos cbd celebrex cheap cheapest chanel cialis cigarettes clenbuterol clinic coach contractor coupon coupons
    credit crypto cryptocurrency dating debt dentist detox diazepam dietpills discount divorce dofollow download ebay
    ecig electrician ephedra erectile escort escorts essay essays estate eyelash fioricet flooring forex fragrance
    freebies gambling garcinia gucci handbag handbags hemorrhoids hermes herbalife hgh homework hosting hydrocodone
    hydroxychloroquine insurance investment invest ivermectin jackpot jerseys jewelry jordans keno keto keyword lawyer
    lawyers levitra lending lipitor loan loans locksmith lottery louboutin louis lingerie lorazepam lyrica marketing
    massage meds meridia michael moncler mortgage mortgages moving movers mlm naked nfl nike nude online oakley
    outlet oxycodone oxycontin pandora payday payout penis percocet pharma pharmacy phentermine pills plumber plumbing
    poker porn porno pornstar prada pokies prednisone prescription propecia prozac quickbooks rayban realtor refinance
    rehab replica replicas resume roofing roulette scholarship scrapebox seo sex sexy shoes shopping slots slot smm
    sneakers soma sportsbook steroid steroids sunglasses supplement supplements swarovski tattoo tiffany timeshare tramadol
    traffic travel uggs ultram valium viagra vicodin vpn vuitton wager wallpaper watches webcam webcams wedding
    weightloss wholesale wow xanax xxx yeezy zithromax zoloft zolpidem
    """.split()
)
# Words honest people use too: they count in a name or host, not in a text.
ONLY_IN_NAMES = frozenset(
    """
    bail carpet cash clinic coach contractor credit dentist divorce download ebay electrician estate flooring homework
    insurance invest investment jewelry keyword lawyer lawyers lending louis marketing massage michael moving movers
    online outlet pandora plumber prescription realtor resume roofing shoes shopping soma sunglasses supplement
    supplements tattoo traffic travel wallpaper watches wedding wow cheap hosting detox
    """.split()
)
IN_TEXT = WORDS - ONLY_IN_NAMES
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
    spans = PHRASES.found(words)
    inside = {at for first, last in spans for at in range(first, last + 1)}
    spans += [(at, at) for at, word in enumerate(words) if word in IN_TEXT and at not in inside]
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
