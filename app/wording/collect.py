"""All messages of the code, gathered into `messages.pot`: `python -m app.wording.collect`.

A translation begins with `pybabel init` and is kept with `pybabel update`, both from that file.
"""

import ast
from collections.abc import Iterator
from importlib import resources
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

CALLS = {"say": (0,), "phrase": (0,), "many": (0, 1), "count": (1, 2)}
"""Functions that take messages, and where these stand among their arguments."""
_HEAD = "Every sentence of MLOps scorecard that a reader sees, in English."


def template(root: Path) -> bytes:
    """Return the messages of all modules below a folder as a .pot file, in order of file and line.

    It bears no dates and no line numbers: it changes when a message does.
    """
    catalog = Catalog(project="mlops-scorecard", header_comment=f"# {_HEAD}", charset="utf-8")
    for file in sorted(root.rglob("*.py")):
        place = file.relative_to(root.parent).as_posix()
        for message in messages(file.read_text(encoding="utf-8")):
            catalog.add(message, locations=[(place, 0)])
    written = BytesIO()
    write_po(written, catalog, include_lineno=False, omit_header=True)
    return f"# {_HEAD}\n\n".encode() + written.getvalue()


def messages(code: str) -> Iterator[str | tuple[str, str]]:
    """Yield the messages of one module's text, and pairs of one and more, as they stand in it."""
    calls = [each for each in ast.walk(ast.parse(code)) if isinstance(each, ast.Call)]
    for call in sorted(calls, key=lambda each: (each.lineno, each.col_offset)):
        said = [_literal(call, at) for at in CALLS.get(_name(call.func), ())]
        match said:
            case [str(message)]:
                yield message
            case [str(one), str(more)]:
                yield one, more


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _literal(call: ast.Call, at: int) -> str | None:
    argument = call.args[at] if at < len(call.args) else None
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    return None


if __name__ == "__main__":
    app = Path(str(resources.files("app")))
    (app / "wording" / "messages.pot").write_bytes(template(app))
