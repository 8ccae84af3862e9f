"""The reader's style sheet: the layers in static/css in the order declared here, joined and sent within the page.

Within the page, so that the first screen needs one round trip; the policy names its hash, so that no other
inline style runs. What the owner writes into own.css in the data folder comes behind all layers and so wins over them;
it is read once, when the site starts.
"""

import base64
import hashlib
import re
from pathlib import Path

from django.conf import settings

LAYERS = ["reset", "tokens", "base", "layout", "components", "print"]
FOLDER = Path(__file__).resolve().parent.parent / "static" / "css"


def joined(owners: Path) -> str:
    """The whole sheet: ours, and the owner's file where there is one."""
    ours = [FOLDER.joinpath(f"{name}.css").read_text(encoding="utf-8") for name in LAYERS]
    sheet = _squeezed("\n".join([f"@layer {','.join(LAYERS)};", *ours]))
    if not owners.is_file():
        return sheet
    # Kept as written, but for what would end the style element that it stands in.
    return sheet + "\n" + owners.read_text(encoding="utf-8-sig", errors="replace").replace("</", r"<\/").strip()


def _squeezed(css: str) -> str:
    """Without comments and with single spaces: our sheets hold no string in which that would matter."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", css))
    return css.replace(";}", "}").strip()


STYLE = joined(settings.DATA_DIR / "own.css")
STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
