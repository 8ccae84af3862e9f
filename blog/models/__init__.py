"""The nouns of publishing."""

from blog.models.addendum import Addendum
from blog.models.address import OldAddress
from blog.models.author import Author
from blog.models.blog import Blog, Permalink, SiteLink
from blog.models.entry import Entry
from blog.models.expiry import Expiry
from blog.models.ledger import ImportedRecord
from blog.models.move import Move
from blog.models.passage import Passage
from blog.models.picture import Picture, Rendition
from blog.models.revision import PreviewLink, Revision
from blog.models.shelf import Place, Shelf
from blog.models.sign_in import SignInAttempt
from blog.models.text import Format

__all__ = [
    "Addendum",
    "Author",
    "Blog",
    "Entry",
    "Expiry",
    "Format",
    "ImportedRecord",
    "Move",
    "OldAddress",
    "Passage",
    "Permalink",
    "Picture",
    "Place",
    "PreviewLink",
    "Rendition",
    "Revision",
    "SignInAttempt",
    "Shelf",
    "SiteLink",
]
