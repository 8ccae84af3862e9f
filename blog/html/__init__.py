"""The one place where text becomes HTML that pages may print.

A source is rendered (Markdown), read by the first cleaner, placed as a tree in which every element stands where it
may, and printed through both cleaners. `allowed` lists all that can come out of it.
"""

from blog.html.comments import clean_comment
from blog.html.editable import Block, editable
from blog.html.entries import EntryHtml, Findings, clean_entry
from blog.html.limits import COMMENT, ENTRY, Limits, TooComplex, fault
from blog.html.links import is_web_address
from blog.html.reading import one_line, plain_text
from blog.html.sameness import come_out_the_same

# Raised whenever the rules change, so that stored renderings can be made anew.
RULES_VERSION = 3

__all__ = [
    "COMMENT",
    "ENTRY",
    "RULES_VERSION",
    "Block",
    "EntryHtml",
    "Findings",
    "Limits",
    "TooComplex",
    "clean_comment",
    "clean_entry",
    "come_out_the_same",
    "editable",
    "fault",
    "is_web_address",
    "one_line",
    "plain_text",
]
