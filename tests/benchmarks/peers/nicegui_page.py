"""The scorecard's content in NiceGUI: the same words and drawings.

python nicegui_page.py CONTENT.json PORT
"""

import json
import sys
from pathlib import Path

from nicegui import ui

file, port = sys.argv[1:]
content = json.loads(Path(file).read_text(encoding="utf-8"))


@ui.page("/")
def page() -> None:
    ui.add_css(content["css"])
    ui.html(f"<h1>{content['headline']}</h1>", sanitize=False)
    for title, markup in content["drawings"]:
        ui.html(f"<h2>{title}</h2>", sanitize=False)
        ui.html(markup, sanitize=False).classes("drawn")


ui.run(port=int(port), host="127.0.0.1", show=False, reload=False)
