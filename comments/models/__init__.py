"""The nouns of the conversation."""

from comments.models.comment import Comment
from comments.models.decision import Decision
from comments.models.discussion import (
    Choice,
    Closed,
    Discussion,
    DiscussionState,
    State,
    with_discussion_state,
    with_state_by,
)
from comments.models.filter import Rule, SpamExample, SpamFeature
from comments.models.keys import Keys
from comments.models.link import DecisionLink
from comments.models.mail import Mail
from comments.models.reader import Note, Subscription
from comments.models.rule import AuthorMail, DiscussionRule
from comments.models.sweep import Sweep

__all__ = [
    "AuthorMail",
    "Choice",
    "Closed",
    "Comment",
    "Decision",
    "DecisionLink",
    "Discussion",
    "DiscussionRule",
    "DiscussionState",
    "Keys",
    "Mail",
    "Note",
    "Rule",
    "SpamExample",
    "SpamFeature",
    "State",
    "Subscription",
    "Sweep",
    "with_discussion_state",
    "with_state_by",
]
