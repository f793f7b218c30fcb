"""The script and the style of our drawings, sent once to a browser and kept by it.

Streamlit would send them anew with every drawing of every run.
"""

import hashlib
import json
from pathlib import Path

# The drawings' variables take their values from the theme, light or dark; on paper each stands
# at its fallback, which prints.
_THEME = """
@media screen { .drawn {
  --c-ink: var(--st-text-color);
  --c-mute: var(--st-gray-text-color);
  --c-grid: var(--st-border-color);
  --c-bg: var(--st-background-color);
  --c-soft: var(--st-secondary-background-color);
  --c-acc: var(--st-link-color);
  --c-ok: var(--st-green-color);
  --c-bad: var(--st-red-color);
  --c-warn: var(--st-orange-color);
} }
.drawn { font-family: var(--st-font); }
"""
# Read here, and not through app.charts: a server starts without what the drawings are made by.
_HERE = Path(__file__).parent
_STYLE = (_HERE.with_name("charts") / "charts.css").read_text(encoding="utf-8")
SCRIPT = (
    f"const style = {json.dumps(_THEME + _STYLE)}\n"
    f"{(_HERE / 'drawn.js').read_text(encoding='utf-8')}"
)
ADDRESS = f"/assets/drawn.{hashlib.sha256(SCRIPT.encode()).hexdigest()[:16]}.js"
"""Another script has another address, so that a browser may keep each for good."""
