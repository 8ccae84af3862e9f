"""What readers can find of the comments, written anew."""

from blog.models import Passage
from comments.models import Comment


def rebuild() -> int:
    """Writes the passages of all approved comments anew; how many there are then."""
    own = Passage.objects.filter(kind=Passage.Kind.COMMENT)
    own.delete()
    for comment in Comment.objects.comments().approved().select_related("user", "discussion").iterator(500):
        comment.make_findable()
    return own.count()
