"""Words that belong to no subject: the small words of a language, and what people say about any page."""

from collections.abc import Iterable
from functools import lru_cache

# Small words, and the commonest others, by language; without apostrophes, as text.folded leaves them.
_SMALL = {
    "en": """
        a able about above actually after again against ago all almost along already also although always am among an and
        another any anybody anyone anything anyway are arent around as ask asked asking at away back be became because
        become been before began behind being believe below best better between both bring but by call came can cannot
        cant come comes coming could couldnt couple course day days did didnt different do does doesnt doing done dont
        down during each early easy either else end enough especially etc even ever every everybody everyone everything
        exactly example fact far feel feels felt few find finding first for forward found from full further gave get gets
        getting give given gives giving go goes going gone gonna good got gotta great had happen has hasnt have havent
        having he hed hello help helped helpful helps hence her here heres hers hey hi him his hope hopefully how however
        i id idea if ill im in indeed instead into is isnt it its ive just keep kept kind knew know known knows large last
        late later least left less let lets like liked little long longer look looked looking looks lot lots made main make
        makes making many matter may maybe me mean means might mine more most mostly much must my myself near nearly need
        needed needs never new next no nobody none nor not nothing now of off often oh ok okay old on once one ones only
        onto or other others our out over own part people perhaps person place point possible pretty probably problem put
        question questions quite rather real really reason right said same saw say saying says second see seem seems seen
        several shall she should show shows simply since small so some somebody somehow someone something sometimes soon
        sorry sort start started starting still such sure take taken takes taking talk tell than that thats the their
        theirs them themselves then there therefore theres these they theyre thing things think thinking third this those
        though thought three through thus time times to today together told too took totally toward towards tried true try
        trying turn two under understand until up upon us use used useful uses using usually very via want wanted wants
        was wasnt way ways we week weeks well went were werent what whatever whats when where whether which while who whole
        whom whose why will wish with within without wont work works world worth would wouldnt year years yes yet you youd
        youll your youre yours yourself youve
    """,
    "de": """
        aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bin bis bist da dabei dadurch
        daher damit danach dann daran darauf daraus darf darin darum das dass dein deine dem den denen denn der deren des
        dessen dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines
        einfach einige einmal er es etwas euch euer fast für ganz gar gegen gehen geht genau gerade gern gibt ging gut
        gute guten habe haben hast hat hatte hatten heute hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im
        immer in ins irgendwie ist ja jede jedem jeden jeder jedes jetzt kann kannst kein keine keinen können könnte lange
        leider machen macht mal man mehr mein meine meinem meinen meiner mich mir mit muss müssen nach nicht nichts noch
        nun nur ob oder ohne schon sehr sein seine seinem seinen seiner seit selbst sich sie sind so soll sollte sondern
        sonst trotzdem über um und uns unser unter viel viele vielen vielleicht vom von vor wann war waren warum was weil
        weiter welche welcher wenn wer werde werden wie wieder will wir wird wirklich wo wohl wollen worden wurde wurden
        würde zu zum zur zwar zwischen
    """,
    "fr": """
        à ai aller alors au aucun aussi autre autres aux avant avec avez avoir avons beaucoup bien bon car ce ceci cela
        celle celles celui ces cet cette ceux chaque chez comme comment contre dans de depuis des deux devant dire dit
        donc dont du elle elles en encore entre est et étaient était étais être eu fait faire fois font il ils je jusque
        la là le les leur leurs lors lui ma mais me même mes mieux moi moins mon ne ni non nos notre nous on ont ou où par
        parce pas pendant peu peut peuvent plus plusieurs pour pourquoi pouvez près qu quand que quel quelle quelles
        quelque quelques quels qui quoi rien sa sans se sera ses seulement si soi sommes son sont sous suis sur ta te tes
        toi ton toujours tous tout toute toutes très trop tu un une va vers voici voilà voir vont vos votre vous vraiment
    """,
    "es": """
        a ahora al algo algún alguna algunas algunos allí ante antes aquel aquella aquí así aún aunque bien cada casi como
        cómo con contra cual cuál cuando cuándo de del desde después donde dónde dos durante e el él ella ellas ellos en
        entonces entre era eran eres es esa esas ese eso esos esta está están estas este esto estos estoy fue fueron ha
        había hace hacer hacia han has hasta hay he hemos incluso la las le les lo los más me menos mi mí mis mismo mucha
        muchas mucho muchos muy nada ni no nos nosotros nuestra nuestro nunca o os otra otras otro otros para parece pero
        poco por porque porqué puede pueden pues que qué quien quién se sea según ser si sí siempre sin sino sobre solo
        sólo somos son soy su sus tal también tan tanto te tengo tiene tienen toda todas todavía todo todos tú tu tus un
        una unas uno unos usted va vamos ver vez vosotros y ya yo
    """,
    "ar": """
        في من على إلى الى عن مع هذا هذه ذلك تلك التي الذي الذين ما ماذا لا لم لن لو أن ان إن كان كانت يكون هو هي هم نحن أنا
        انا أنت انت كل بعض غير بين بعد قبل عند حتى ثم أو او و قد لقد كما أيضا ايضا جدا إذا اذا كيف لماذا متى أين اين هل ليس
        الان الآن فقط أكثر اكثر مثل حيث بل يا لكن ولا وهو وهي به بها له لها فيه فيها عليه عليها منه منها
    """,
}

# What praise, thanks and pleading are made of, and the parts of any blog.
_OF_ANY_PAGE = """
    absolutely admin amazing amazed answer article articles author awesome beautiful beautifully bless bless blog blogger
    bloggers blogging blogs bookmark bookmarked bookmarking bookmarks books brilliant browsing browser came check clear
    benefit benefits clearly comment comments community completely concept concerning congrats congratulations content contents continue cool
    daily definitely delight delighted depth design detail detailed details discover discovered discuss discussion dude easier
    effort enjoy enjoyable enjoyed enjoying entertaining excellent excited experience experienced expert explain explained
    explaining explanation extremely fan fans fantastic fascinating favorite favourite feed follow followed follower
    followers following friend friends fully fun genuinely glad god google grateful guy guys happy hard hear highly home
    homepage honest honestly hooked idea ideas impressed impressive incredible info inform information informations
    informative insight insightful insights inspiring inspired interest interested interesting internet issue job keen
    knowledge knowledgeable layout learn learned learning learnt level link links love loved lovely luck magnificent
    man manner marvelous marvellous mate material mention mentioned message moment net nice nicely noticed online opinion
    outstanding page pages par plan planning plans particular perfect perfectly perspective piece pleasant please pleased pleasure post posted
    posting postings posts precious present presentation presented profession proper properly provide provided providing
    quality read reader readers reading recommend recommended reference refreshing regards related relevant remarkable
    reply research resource resources respect rss search searched send sending sent searching share shared sharing simple sincerely site
    sites smart special splendid spot stuff stumbled style stunning stylish subject subjects subscribe subscribed subscriber
    subscribing suggest suggestion suggestions super superb support surfing surprised surprising taste terrific thank
    thankful thanks theme thoughts thx topic topics transfer tremendous truly understanding unique update updated updates
    valuable view viewers views visit visited visiting visitor visitors web weblog webpage webs website websites weblogs
    wonderful wonderfully wonderfull wonder wondering word words wow wise write writer writers writes writing writings
    written yahoo
    artikel beitrag beiträge danke seite webseite schöne schöner schönes super toll tolle toller gruß grüße
    merci bravo article articles site sites blog super génial excellent bonjour
    gracias artículo artículos sitio página excelente hola saludos felicitaciones
    شكرا شكراً موقع مقال مقالة رائع رائعة ممتاز موضوع الموضوع مدونة
"""

SMALL_WORDS = frozenset(word for words in _SMALL.values() for word in words.split())
EVERYDAY_WORDS = SMALL_WORDS | frozenset(_OF_ANY_PAGE.split())


def stem(word: str) -> str:
    """The same for the forms of one word, roughly: plural endings off, then at most seven letters."""
    if not word.isascii():
        return word[:7]
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return word[:7]


def is_of_a_subject(word: str) -> bool:
    """Whether the word says what a text is about: no everyday word, no fragment."""
    if word in EVERYDAY_WORDS or word.isdecimal():
        return False
    return len(word) > 3 or not word.isascii() or not word.isalpha()


@lru_cache(maxsize=4096)
def subject_of(word: str) -> str:
    """The stem of a word that says what a text is about; of others nothing."""
    return stem(word) if is_of_a_subject(word) else ""


def subject_words(words: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(subject_of, words)))
