"""How many kept pages one approved comment takes away: python -m tests.bench.expiry FOLDER, with a filled database.

All that the sitemap names is read before, and all that any page leads to on the site.
"""

import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench import servers
from tests.bench.__main__ import FORGET, manage

ADDRESS = re.compile(
    rb'(?:<loc>https?://[^/]+|href="(?:http://127\.0\.0\.1:\d+)?)(/(?!admin/|static/|media/|search/|comments/\d)[^"<?#]*)'
)
WRITE = """
from comments.models import Comment, Discussion
from tests import factories
from tests.bench.pages import newest
factories.accept(Discussion.on(newest()[0]), Comment(name="Nobody", source="To be approved.", format="markdown"))
"""
TURN = """
from comments.models import Comment
Comment.objects.filter(name="Nobody").get().{verb}()
"""


def main(folder: Path) -> None:
    manage(folder, WRITE)
    with servers.site(folder) as site:
        addresses = all_read(site)
        before = kept(folder)
        manage(folder, TURN.format(verb="approve"))
        gone = before - kept(folder)
        time.sleep(10)
        made = kept(folder) - (before - gone)
    print(f"{len(addresses)} addresses read, {len(before)} pages kept, {len(gone)} of them gone after the comment:")
    print("\n".join(sorted(gone)))
    print(f"{len(made)} pages made before anybody asked.")
    manage(folder, TURN.format(verb="hold") + FORGET)


def all_read(site: servers.Server) -> set[str]:
    asked, to_ask = set(), {"/sitemap.xml", "/comments/feed/", "/comments/feed/atom/"}
    with ThreadPoolExecutor(8) as readers:
        while to_ask:
            asked |= to_ask
            bodies = [body for _status, _headers, body in readers.map(site.answer, to_ask)]
            to_ask = {path.decode() for body in bodies for path in ADDRESS.findall(body)} - asked
    return asked


def kept(folder: Path) -> set[str]:
    return {str(file.relative_to(folder / "pages")) for file in (folder / "pages").glob("kept-*/**/*.page")}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
