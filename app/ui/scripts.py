"""Our scripts, each sent once to a browser and kept by it: of the drawings, and of the figures.

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


class Script:
    """One script, and where it stands."""

    def __init__(self, name: str, text: str) -> None:
        self.text = text
        self.address = f"/assets/{name}.{hashlib.sha256(text.encode()).hexdigest()[:16]}.js"
        """Another text has another address, so that a browser may keep each for good."""

    def loaded(self) -> str:
        """Return a component's own script: it loads this one, and hands on what it is called with.

        It is all that is sent with each part of a page.
        """
        return f"""
const script = import(new URL("{self.address}", location.origin))
export default (component) => script.then((loaded) => loaded.default(component))
"""


def _text(folder: str, name: str) -> str:
    return (_HERE.with_name(folder) / name).read_text(encoding="utf-8")


_STYLE = json.dumps(_THEME + _text("charts", "charts.css"))
DRAWN = Script("drawn", f"const style = {_STYLE}\n{_text('ui', 'drawn.js')}")
PLOTLY = Script("plotly", _text("static", "plotly.js"))
FIGURE = Script("figure", _text("ui", "figure.js").replace("./plotly.js", PLOTLY.address))
ALL = (DRAWN, PLOTLY, FIGURE)
