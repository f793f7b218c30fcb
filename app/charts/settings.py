"""The settings as tables."""

import re
from collections.abc import Sequence

from app.charts.markup import cell, esc, lines, name, row_head, table, verdict
from app.views.settings import SetSourceView, SettingsView, SettingView
from app.wording import say

_CODE = re.compile(r"`([^`]+)`")


def settings_table(settings: Sequence[SettingView], caption: str) -> str:
    """Return one row a setting, with the key that changes it where there is one."""
    changes = any(each.change for each in settings)
    heads = [(say("Setting"), ""), (say("Value"), "")]
    if changes:
        heads.append((say("Changed by"), "opt"))
    rows = (
        f"<tr>{row_head(esc(each.what))}{cell(_value(each))}"
        f"{cell(_coded(each.change), 'opt') if changes else ''}</tr>"
        for each in settings
    )
    return table(caption, heads, rows, "settings")


def set_sources(view: SettingsView) -> str:
    """Return one row a source: what it is set to, and what its last check said."""
    if not view.sources:
        return f'<p class="nothing">{esc(say("No source is connected."))}</p>'
    heads = ((say("Source"), ""), (say("Connection"), ""), (say("Settings"), "opt"))
    return table(say("Settings of the sources"), heads, map(_source, view.sources), "settings")


def _value(setting: SettingView) -> str:
    if setting.path:
        return f"<code>{esc(setting.value)}</code>"
    return name(setting.value)


def _coded(words: str) -> str:
    """Return words with what stands between backticks set as code."""
    return _CODE.sub(r"<code>\1</code>", esc(words))


def _source(row: SetSourceView) -> str:
    told = f'<p class="note">{esc(row.told)}</p>' if row.told else ""
    called = f'{name(row.name)} <span class="note">{esc(row.title)}</span>'
    return (
        f"<tr>{row_head(called)}{cell(verdict(row.checked) + told)}"
        f"{cell(lines(map(_coded, row.lines), 'plain'), 'opt')}</tr>"
    )
