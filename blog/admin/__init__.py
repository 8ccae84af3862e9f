"""The author's side of publishing, in Django's admin."""

from blog.admin.address import OldAddressAdmin
from blog.admin.author import AuthorAdmin
from blog.admin.blog import BlogAdmin
from blog.admin.entry import EntryAdmin
from blog.admin.move import MoveAdmin
from blog.admin.picture import PictureAdmin
from blog.admin.tag import TagAdmin

__all__ = ["AuthorAdmin", "BlogAdmin", "EntryAdmin", "MoveAdmin", "OldAddressAdmin", "PictureAdmin", "TagAdmin"]
