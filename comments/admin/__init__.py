"""The conversation in Django's admin: the desk, the lists, the log, the rule."""

from comments.admin.comment import CommentAdmin
from comments.admin.entry import EntryAdmin
from comments.admin.mail import MailAdmin
from comments.admin.notes import NoteAdmin
from comments.admin.rule import RuleAdmin

__all__ = ["CommentAdmin", "EntryAdmin", "MailAdmin", "NoteAdmin", "RuleAdmin"]
