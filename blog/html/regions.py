"""What can be wider than the page scrolls by itself: it can take the focus, and it has a name."""

from django.utils.translation import gettext as _

from blog.html.tree import Element
from blog.html.values import in_attribute

# Letters of code on a line of the narrowest phone.
NARROW = 26


def name_regions(root: Element) -> None:
    tables = [element for element in root.elements() if element.attributes.get("class") == "scroll"]
    listings = [element for element in root.elements() if element.tag == "pre"]
    _take_names_of_figures(root)
    _number(tables, _("Table"))
    _number(listings, _("Code"))
    for region in tables + listings:
        if region.tag == "div" or _is_wide(region):
            region.attributes |= {"role": "region", "tabindex": "0"}
        else:
            del region.attributes["aria-label"]


def _take_names_of_figures(root: Element) -> None:
    # Figures inside others come later and have the last word.
    for figure in root.elements():
        if figure.tag != "figure":
            continue
        caption = " ".join(
            child.words() for child in figure.children if isinstance(child, Element) and child.tag == "figcaption"
        )
        for element in figure.elements() if caption else ():
            if element.attributes.get("class") == "scroll" or element.tag == "pre":
                element.attributes["aria-label"] = in_attribute(caption)


def _number(regions: list[Element], name: str) -> None:
    nameless = [region for region in regions if not region.attributes.get("aria-label")]
    for number, region in enumerate(nameless, start=1):
        region.attributes["aria-label"] = f"{name} {number}" if len(nameless) > 1 else name


def _is_wide(listing: Element) -> bool:
    text = "".join(listing.texts())
    return any(len(line.expandtabs(8)) > NARROW for line in text.split("\n"))
