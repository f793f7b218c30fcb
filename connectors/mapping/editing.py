"""One rule added to the text of a mapping file; all else of it stays, byte for byte."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from connectors.mapping import Declared, Entry, MappingFile, Rule
from data.errors import Refused


@dataclass(frozen=True)
class NewRule:
    """What a model shall be found by."""

    kind: str
    field: str
    value: str
    source: str

    def written(self) -> str:
        """Return the rule as one line of YAML."""
        words = (
            ("kind", self.kind), ("field", self.field), ("value", _quoted(self.value)),
            ("source", _quoted(self.source)),
        )  # fmt: skip
        return "{" + ", ".join(f"{key}: {value}" for key, value in words) + "}"


def pasted(model: str, rules: Sequence[NewRule]) -> str:
    """Return the lines that a person pastes under `models:` to the same effect."""
    lines = [f"  - model: {_quoted(model)}", "    selectors:"]
    return "\n".join([*lines, *(f"      - {rule.written()}" for rule in rules)])


def with_rules(source: MappingFile, text: str, model: str, rules: Sequence[NewRule]) -> str:
    """Return the file's text with the rules added to the model, which is added if it is not there.

    Raises:
        SettingsError: the text as it stands, or with the rules, does not hold.
        Refused: its form does not let a line be added without changing another.
    """
    empty = yaml.compose(text, Loader=yaml.SafeLoader) is None
    before = Declared() if empty else source.declared(text)
    after = text
    for rule in rules:
        after = _with_rule(after, model, rule)
    if source.declared(after) != _expected(before, model, rules):
        raise Refused(
            f"{source.path} has a form in which nothing can be added safely: add the lines by hand"
        )
    return after


def _expected(before: Declared, model: str, rules: Sequence[NewRule]) -> Declared:
    new = tuple(
        Rule.model_validate(
            {"kind": rule.kind, "field": rule.field, "value": rule.value, "source": rule.source}
        )
        for rule in rules
    )
    entries = list(before.models)
    for at, entry in enumerate(entries):
        if entry.model == model:
            entries[at] = entry.model_copy(update={"selectors": (*entry.selectors, *new)})
            break
    else:
        entries.append(Entry(model=model, selectors=new))
    return before.model_copy(update={"models": tuple(entries)})


def _with_rule(text: str, model: str, rule: NewRule) -> str:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    models = _child(root, "models")
    if not isinstance(models, yaml.SequenceNode) or not models.value:
        whole = f"models:\n  - model: {_quoted(model)}\n    selectors:\n      - {rule.written()}\n"
        if root is None:
            return _ended(text) + whole
        if models is None:
            return _ended(text) + whole
        raise Refused("`models` of the mapping file is empty: add the lines by hand")
    entry = next((each for each in models.value if _scalar(each, "model") == model), None)
    if entry is None:
        return _appended(text, models, f"model: {_quoted(model)}", rule)
    selectors = _child(entry, "selectors")
    if isinstance(selectors, yaml.SequenceNode) and selectors.value:
        if selectors.flow_style:
            return _before_the_end(text, selectors, f", {rule.written()}")
        return _line_after(text, selectors, selectors.start_mark.column, f"- {rule.written()}")
    if selectors is not None:
        raise Refused("the model has empty `selectors` in the mapping file: add the lines by hand")
    if entry.flow_style:
        return _before_the_end(text, entry, f", selectors: [{rule.written()}]")
    column = entry.start_mark.column
    block = f"selectors:\n{' ' * (column + 2)}- {rule.written()}"
    return _line_after(text, entry, column, block)


def _appended(text: str, models: yaml.SequenceNode, head: str, rule: NewRule) -> str:
    if models.flow_style:
        return _before_the_end(text, models, f", {{{head}, selectors: [{rule.written()}]}}")
    column = models.start_mark.column
    deeper = " " * (column + 2)
    block = f"- {head}\n{deeper}selectors:\n{deeper}  - {rule.written()}"
    return _line_after(text, models, column, block)


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _scalar(node: yaml.Node, key: str) -> str | None:
    found = _child(node, key)
    return str(found.value).strip() if isinstance(found, yaml.ScalarNode) else None


def _before_the_end(text: str, node: yaml.Node, more: str) -> str:
    """Put something before the bracket that closes a flow node."""
    at = node.end_mark.index - 1
    inside = text[:at].rstrip()
    # A trailing comma is allowed there, and one is enough.
    more = more.removeprefix(",") if inside.endswith(",") else more
    return inside + more + text[len(inside) : at] + text[at:]


def _line_after(text: str, node: yaml.Node, column: int, block: str) -> str:
    """Put lines, indented as the node's own, after the last line that says something in it."""
    lines = text.splitlines(keepends=True)
    last = _last_line(node)
    lines[last] = _ended(lines[last])
    return "".join([*lines[: last + 1], f"{' ' * column}{block}\n", *lines[last + 1 :]])


def _last_line(node: yaml.Node) -> int:
    """Return the line, from 0, on which a node's last scalar or closing bracket stands."""
    if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        return _last_line(node.value[-1])
    if isinstance(node, yaml.MappingNode) and node.value and not node.flow_style:
        return _last_line(node.value[-1][1])
    mark = node.end_mark
    return int(
        mark.line - 1 if mark.column == 0 and mark.line > node.start_mark.line else mark.line
    )


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _quoted(text: str) -> str:
    """Return text as a double-quoted YAML scalar."""
    return json.dumps(text, ensure_ascii=False)
