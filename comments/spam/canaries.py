"""Comments of every day, whose verdict no rebuild may turn: a guard against a filter that was led astray."""

from functools import cache

from comments.spam.model import Model
from comments.spam.submission import Submission
from comments.spam.verdict import keys_of, look

_SPAM = (
    Submission("Great post! Check out my site http://best-seo-deals.example/ for cheap backlinks", name="SEO expert"),
    Submission("Buy viagra online without prescription http://pills.example/buy", name="cheap viagra"),
    Submission("[url=http://casino.example/bonus]online casino bonus[/url]", name="casino"),
    Submission("I make $5000 per month working from home, visit my website www.easy-cash.example", name="Lisa"),
    Submission("Please subscribe to my channel, I post new videos every day!!!", name="GamerX"),
    Submission("Get a payday loan today, bad credit no problem: http://loans.example/apply", name="payday loans"),
    Submission('<a href="http://replica.example/watches">replica watches</a> best price', name="replica watches"),
    Submission("Contact the great spell caster who brought back my husband: drlove@spells.example", name="Maria"),
    Submission("I would love to write a guest post for your blog in exchange for a link back", name="Peter"),
    Submission("Lose weight fast with these diet pills http://slim.example/ http://slim.example/order", name="keto"),
    Submission("Check out my new song on soundcloud and follow me on instagram please", name="MC Flow"),
    Submission("Cheap NFL jerseys, cheap Jordans, free shipping http://jerseys.example/shop", name="cheap jerseys"),
    Submission(
        "Awesome article. Increase your traffic with our SEO service http://rank.example/?id=7", name="backlinks"
    ),
    Submission("Click here to win a free iPhone http://prize.example/win", name="Winner"),
    Submission("Hot girls near you waiting for sex http://dating.example/live", name="dating"),
    Submission("Join my bitcoin trading group on whatsapp +1 555 010 0000 and earn daily", name="crypto investment"),
    Submission("Essay writing service, cheap and fast http://essays.example/order", name="essay writing"),
    Submission("Subscribe to me and I subscribe to you, sub for sub, check my channel", name="Sub4Sub"),
    Submission(
        "Louis Vuitton outlet online http://bags.example/lv http://bags.example/lv2", name="louis vuitton outlet"
    ),
    Submission("Hack any facebook account, contact hacker@hack.example", name="hacker for hire"),
)
_READERS = (
    Submission("I tried this with oats instead of flour and it came out far too dry. What did I do wrong?", name="Ann"),
    Submission("You write that the bridge was built in 1931, but the plaque on it says 1929.", name="Tom Weaver"),
    Submission("My grandmother did it the same way, though she left the lid off for the last hour.", name="Ruth"),
    Submission("Does the second step also work on a Mac? Mine stops with an error about permissions.", name="jk"),
    Submission("I disagree with your third point: most small towns never had a tram at all.", name="Bernard"),
    Submission("Thanks, the part about the filter was what I had missed. It runs now.", name="Sofia"),
    Submission("We moved here in 1998 and the bakery you mention was already gone.", name="E. Novak"),
    Submission("Is there a reason not to use the older edition? The library only has that one.", name="Mira"),
    Submission("I laughed at the goose. Ours chased the postman every morning for two years.", name="Hilde"),
    Submission(
        "The photo of the harbour is from the other side, isn't it? The lighthouse stands on the left.", name="Jon"
    ),
    Submission("As a nurse I would add that the dose differs for children.", name="Carla"),
    Submission("I read the book after your review and could not finish it, sorry.", name="Petra"),
    Submission("Small correction: the composer was born in Graz, not in Vienna.", name="M. Huber"),
    Submission("Same problem here since the update; going back to version 2 helped.", name="dev_null"),
    Submission("How long did you let the dough rest in winter?", name="Ines"),
    Submission("Das Rezept habe ich gestern probiert, mit Dinkel statt Weizen wird der Teig weicher.", name="Uwe"),
    Submission("J'ai essayé avec du miel, le résultat est plus sucré mais la croûte reste claire.", name="Claire"),
    Submission("He was my teacher for a year, and he never once raised his voice.", name="Old pupil"),
    Submission("The link to the map is dead, I think the council moved the page.", name="Walker"),
    Submission("I had the same doubts before the operation. Six months on I can run again.", name="Lea"),
)


@cache
def cases() -> list[tuple[str, list[str], bool]]:
    """The text of each, its features, and whether it is spam."""
    labelled = [(one, True) for one in _SPAM] + [(one, False) for one in _READERS]
    return [(one.text, keys_of(one, look(one)), is_spam) for one, is_spam in labelled]


def keys() -> list[str]:
    return sorted({key for _text, keys, _is_spam in cases() for key in keys})


def judged_rightly(model: Model) -> set[str]:
    """The texts on whose right side the model stands."""
    return {text for text, keys, is_spam in cases() if (model.score_of(keys) > 0) == is_spam}
