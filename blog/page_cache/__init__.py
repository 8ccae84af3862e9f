"""Whole pages kept ready to be sent, and exact: the only place that knows how they are kept.

A page is made of things: "site" (what stands on every page), "entry 12", "discussion 12". While it is rendered, whoever
reads a thing says so (`shows`), and whoever reads the clock says until when it holds (`until`). A verb that changes a
thing says so inside its transaction (`touch`): every page that shows it is gone before the change is there to be seen,
and none is kept again until the transaction is over, whichever way it ends.

The parts: `store` is the folder, `touching` is for those who change, `rendering` for those who show, `front` answers
requests, `machines` follows what other machines change, `bell` tells them to look at once.
"""

from blog.page_cache.rendering import shows, until
from blog.page_cache.touching import settle, touch

__all__ = ["settle", "shows", "touch", "until"]
