"""nginx in front of a running site, as deploy/nginx.conf says."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.run import ROOT
from tests.services import IS_ROOT, found_nginx, free_port, wait_for


@contextmanager
def nginx(folder: Path, pages: Path, site_port: int, more: str = "") -> Iterator[int]:
    """Its port; the folder is its own. `more` is what else stands in its configuration, such as another server."""
    port = free_port()
    (folder / "nginx.conf").write_text(configuration(folder, pages, port, site_port, more))
    command = [found_nginx(), "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "errors"]
    with subprocess.Popen(command) as server:
        try:
            wait_for(port)
            yield port
        finally:
            server.terminate()
            server.wait(20)


def configuration(folder: Path, pages: Path, port: int, site_port: int, more: str) -> str:
    """The documented one, on loopback and without certificates."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    text = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", text, flags=re.S)
    text = re.sub(r"\n    (ssl_certificate|listen \[::\]).*", "", text)
    text = text.replace("listen 443 ssl http2", f"listen 127.0.0.1:{port}").replace(":8000", f":{site_port}")
    text = text.replace("/etc/nginx/snippets/afterword.conf", f"{folder}/proxy.conf")
    text = text.replace("/var/cache/afterword/nginx.conf", f"{pages}/nginx.conf")
    text = text.replace("/var/cache/nginx-pictures", f"{folder}/pictures")
    proxy = re.findall(r"^#   (proxy_.*)", (ROOT / "deploy" / "nginx.conf").read_text(), flags=re.M)
    (folder / "proxy.conf").write_text("\n".join(proxy))
    user = "user root;" if IS_ROOT else ""
    temporary = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/errors; worker_processes 1;\n"
        f"events {{ worker_connections 100; }}\nhttp {{ access_log off; {temporary}\n{text}\n{more}\n}}\n"
    )
