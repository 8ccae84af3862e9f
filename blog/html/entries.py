"""Entries: the author's own text, with headings to link to, pictures, and tables that scroll."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from blog.html.allowed import ENTRY_ATTRIBUTES, ENTRY_TAGS, PLAYERS, PRINTED_IN_ENTRIES
from blog.html.anchors import PREFIX, Names, level_headings
from blog.html.characters import typed
from blog.html.flow import Flow
from blog.html.limits import ENTRY, TooComplex, prepared
from blog.html.links import followable, place_of
from blog.html.markdown import entry_markdown
from blog.html.pasted import RIGHT, tidied
from blog.html.pictures import (
    SMILEY,
    Library,
    address_of,
    is_counter,
    leads_to_picture,
    own_image,
    wanted,
    words_for,
)
from blog.html.reading import nodes_of, printed, unknown_tags
from blog.html.regions import name_regions
from blog.html.tree import Element
from blog.html.values import own_picture

MORE = re.compile(r"<!--\s{0,9}more\b[^>]{0,300}-->")


@dataclass(eq=False)
class Findings:
    """What an importer reports and an author may want to know; those of one text are not another's, whatever they say."""

    own_pictures: set[str] = field(default_factory=set)
    # Addresses of what became a link: pictures elsewhere, and players and pages of others.
    foreign_pictures: list[str] = field(default_factory=list)
    embeds: list[str] = field(default_factory=list)
    # Pictures of ours that nobody described; they count as decorative.
    empty_alt: int = 0
    shifted_headings: int = 0
    # Names of tags that were left out, some with all that stood in them.
    dropped_tags: list[str] = field(default_factory=list)
    # Why the text is shown as the plain words it is made of, when it is.
    fault: str = ""


@dataclass(frozen=True)
class EntryHtml:
    """The whole body, and what stands before <!--more--> (empty without the mark)."""

    body: str
    opening: str
    findings: Findings = field(default_factory=Findings)


def clean_entry(source: str, format: str, pictures: Library | None = None, anchors: str = PREFIX) -> EntryHtml:
    """The entry as pages print it.

    `pictures` tells what is known of pictures, see there. `anchors` stands before every name in the text: texts that
    share a page need one each, or none ("") and then no names. The opening has none, since lists show many.
    """
    source = prepared(source)
    try:
        return _cleaned(source, format, pictures or (lambda _names: {}), anchors)
    except TooComplex as too_complex:
        return EntryHtml(typed(source), "", Findings(fault=str(too_complex)))


def _cleaned(source: str, format: str, pictures: Library, anchors: str) -> EntryHtml:
    ENTRY.check(source, format)
    html = entry_markdown(source) if format == "markdown" else source
    opening, *rest = MORE.split(html, maxsplit=1)
    nodes = tidy_nodes("".join([opening, *rest]))
    known = pictures(wanted(nodes))
    findings = Findings(dropped_tags=unknown_tags(html))
    return EntryHtml(
        body=_body(nodes, known, findings, anchors),
        opening=_body(tidy_nodes(opening), known, Findings(), "") if rest else "",
        findings=findings,
    )


def tidy_nodes(html: str) -> list[Element | str]:
    return tidied(nodes_of(html, ENTRY), html)


def _body(nodes: list[Element | str], known: dict, findings: Findings, anchors: str) -> str:
    names = Names(anchors) if anchors else None
    flow = EntryFlow(known, findings, names)
    flow.read(nodes)
    root = flow.finished()
    findings.shifted_headings = level_headings(root)
    name_regions(root)
    if names:
        names.name_headings(root)
        names.lead_links(root)
    return printed(root, ENTRY_TAGS, PRINTED_IN_ENTRIES)


class EntryFlow(Flow):
    # A div is only ever ours, around a table.
    tags = ENTRY_TAGS - {"div"} | {"h1"}
    attributes = ENTRY_ATTRIBUTES
    limits = ENTRY
    deepest = 20

    def __init__(self, known: dict, findings: Findings, names: Names | None):
        super().__init__(names)
        self.known = known
        self.findings = findings

    def special(self, element: Element) -> bool:
        if element.tag == "img":
            self.image(element)
        elif element.tag in PLAYERS:
            self.player(element)
        elif element.tag == "table":
            self.table(element)
        elif element.tag == "a":
            self.link(element)
        else:
            if element.tag in ("td", "th"):
                _mark_numbers(element)
            return False
        return True

    # Pictures

    def image(self, image: Element) -> None:
        address = address_of(image)
        known = self.known.get(own_picture(address) or address, {})
        name = own_picture(address) or str(known.get("name", ""))
        self.await_id(self.allowed("img", image.attributes).get("id"))
        if name:
            self.findings.own_pictures.add(name)
            self.findings.empty_alt += "alt" not in image.attributes and not known.get("alt")
            self.atom(own_image(image, name, known))
        elif SMILEY.search(address):
            self.words(image.attributes.get("alt", ""))
        elif not is_counter(image):
            self.findings.foreign_pictures.append(address or image.attributes.get("src", ""))
            around = next((element.attributes["href"] for element in self.around if element.tag == "a"), "")
            self.elsewhere(around if leads_to_picture(around) else address, words_for(image, address))

    def player(self, player: Element) -> None:
        found = address_and_words(player)
        if found:
            address, words = found
            self.findings.embeds.append(address)
            self.elsewhere(address, words)
        elif player.tag == "object":
            self.read(player.children)

    def elsewhere(self, address: str, words: str) -> None:
        """A link of its own to what is not shown; a link around it is interrupted."""
        if self.here.children and isinstance(self.here.children[-1], Element):
            self.words(" ")
        outer = self.around
        self.around = [element for element in outer if element.tag != "a"]
        if address:
            self.around.append(Element("a", {"class": "elsewhere", "href": address}))
        self.words(words)
        self.around = outer

    # Links

    def link(self, element: Element) -> None:
        if "name" in element.attributes:
            element.attributes.setdefault("id", element.attributes["name"])
        if not self.names and element.attributes.get("href", "").lstrip().startswith("#"):
            del element.attributes["href"]
        words, pictures = element.words(), len(self.findings.foreign_pictures)
        self.element(element)
        address = followable(element.attributes.get("href", ""))
        if address and not words and len(self.findings.foreign_pictures) > pictures and not leads_to_picture(address):
            # The picture has a link of its own now, so this one needs other words.
            self.words(" ")
            self.inline(Element("a", {"href": address}), [place_of(address)])

    # Tables

    def table(self, table: Element) -> None:
        """A table scrolls; its caption stands still above it."""
        rows = [child for child in table.children if isinstance(child, Element) and child.tag != "caption"]
        captions = [child for child in table.children if isinstance(child, Element) and child.tag == "caption"]
        table.children = rows
        caption = Element("figcaption", {}, [node for caption in captions for node in caption.children])
        if caption.words() and self.makes_room_for("figure"):
            self.block(Element("figure"), [caption, table])
            return
        if caption.children:
            self.wrapper({}, caption.children)
        is_nested = any(element.tag == "table" for element in self.open)
        if is_nested or self.here.tag == "div" or not self.makes_room_for("table"):
            self.element(table)
        else:
            self.block(Element("div", {"class": "scroll"}), [table])


def address_and_words(player: Element) -> tuple[str, str] | None:
    """Where a player gets what it plays, and words for it."""
    sources = [player, *player.elements()]
    addresses = (followable(source.attributes.get(name, "")) for source in sources for name in ("data", "src"))
    address = next((address for address in addresses if address and not address.startswith("#")), "")
    kind = {"audio": _("Sound"), "video": _("Video")}.get(player.tag, _("Embedded page"))
    return (address, f"{kind}: {place_of(address)}") if address else None


def _mark_numbers(cell: Element) -> None:
    """What the author set to the right is what the sheet sets so: numbers."""
    if cell.attributes.get("align") == "right" or RIGHT.search(cell.attributes.get("style", "")):
        cell.attributes["class"] = "number"
