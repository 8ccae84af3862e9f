"""The reader's style sheet: the layers in static/css in the order declared here, joined and sent within the page.

Within the page, so that the first screen needs one round trip; the policy names its hash, so that no other
inline style runs.
"""

import base64
import hashlib
import re
from pathlib import Path

LAYERS = ["reset", "tokens", "base", "layout", "components", "print"]
FOLDER = Path(__file__).resolve().parent.parent / "static" / "css"


def _squeezed(css: str) -> str:
    """Without comments and with single spaces: the sheets hold no string in which that would matter."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", css)).strip()


STYLE = _squeezed(
    "\n".join([f"@layer {','.join(LAYERS)};", *(FOLDER.joinpath(f"{name}.css").read_text() for name in LAYERS)])
)
STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
