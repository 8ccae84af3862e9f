"""Kept pages behind the nginx of deploy/nginx.conf, beside a file that the same nginx has lying ready."""

import shutil
import tempfile
from pathlib import Path
from statistics import median

from tests.bench import load
from tests.bench.servers import Server
from tests.fronts import nginx
from tests.services import free_port

# What the documented server says of kept pages, for a folder with nothing but files.
PLAIN = """
server {{
    listen 127.0.0.1:{port};
    location / {{
        include {pages}/nginx.conf;
        root {files};
        index index.html;
        gzip_static on;
        etag on;
        add_header Last-Modified "";
        types {{ "text/html; charset=utf-8" html; }}
    }}
}}
"""


def behind_nginx(site: Server, pages: Path, path: str, rounds: int, seconds: int) -> str:
    """Requests a second of a kept page of the site, and of the same bytes as a file."""
    site.answer(path)
    with tempfile.TemporaryDirectory(prefix="bench-nginx-") as scratch:
        folder, files, plain = Path(scratch), Path(scratch) / "files", free_port()
        kept = next(pages.glob(f"kept-*{path}index.html"))
        shutil.copytree(kept.parent, files, ignore=shutil.ignore_patterns("*.page"))
        text = PLAIN.format(port=plain, pages=pages, files=files)
        with nginx(folder, pages, site.port, text) as fronted:
            addresses = [f"http://127.0.0.1:{fronted}{path}", f"http://127.0.0.1:{plain}/"]
            found = [
                [load.drive(one, seconds, Accept_Encoding="gzip").a_second for one in addresses] for _ in range(rounds)
            ]
    ours, its = (median(column) for column in zip(*found, strict=True))
    share = median(one / other for one, other in found)
    return f"Behind nginx, {path} kept by the site: {ours:,.0f} requests a second; its own file: {its:,.0f}; {share:.2f} of it."
