"""The treemap of what found no model, by provider, service and thing."""

import json
from html import escape

import plotly.graph_objects as go
import streamlit as st

from app.ui import figures
from app.ui.figure_colours import BACK, DARK_SHADES, SHADES
from app.ui.figures import HOVER, short, told
from app.views.cost_unmatched import Tile, TilesChart

_WHOLE = "*"
"""The key of all tiles together: none of the view's, which are lists."""


def pick_tile(key: str) -> None:
    """Pick a tile; the one that is picked already gives way to the one that it lies in."""
    if key == _WHOLE:
        figures.forget()
    elif st.query_params.get(figures.MARK) == key:
        figures.pick(_around(key))
    else:
        figures.pick(key)


def _around(key: str) -> str:
    """Return the key of the tile around: a thing lies in its service, a service in its provider."""
    *around, _ = json.loads(key)[:3]
    return json.dumps(around, ensure_ascii=False) if around else ""


@st.cache_resource(max_entries=64)
def tiles(view: TilesChart, dark: bool, mark: str | None) -> go.Figure:
    """Return the treemap of one currency, opened at what is picked."""
    fills = [
        _fill(bool(tile.value), faint=_faint(tile, view, mark), dark=dark) for tile in view.tiles
    ]
    trace = go.Treemap(
        ids=[_WHOLE, *(tile.key for tile in view.tiles)],
        parents=["", *(tile.within or _WHOLE for tile in view.tiles)],
        labels=[
            f"{escape(view.heading)}, {escape(view.amount)}",
            *(_titled(tile) for tile in view.tiles),
        ],
        values=[0, *(tile.value for tile in view.tiles)],
        customdata=[told(view.words), *(told(tile.words) for tile in view.tiles)],
        level=_level(view, mark),
        textinfo="label",
        hovertemplate=HOVER,
        marker={
            "colors": [BACK[dark], *fills],
            "line": {"width": 1, "color": BACK[dark]},
            "pad": {"t": 22, "l": 3, "r": 3, "b": 3},
        },
        pathbar={"visible": mark is not None},
        tiling={"pad": 2},
    )
    return figures.made(
        [trace],
        height=440,
        margin={"l": 0, "r": 0, "t": 28, "b": 4},
        uniformtext={"minsize": 9, "mode": "hide"},
    )


def _titled(tile: Tile) -> str:
    """Return a name with its amount, beneath it where there is room."""
    between = "<br>" if tile.value else ", "
    return f"{short(tile.title)}{between}{escape(tile.amount)}"


def _level(view: TilesChart, mark: str | None) -> str:
    """Return the tile that fills the figure: the picked one, or the one that a thing lies in."""
    picked = next((tile for tile in view.tiles if tile.key == mark), None)
    if picked is None:
        return _WHOLE
    return picked.within if picked.value else picked.key


def _faint(tile: Tile, view: TilesChart, mark: str | None) -> bool:
    """Tell whether a tile stands beside the picked thing."""
    picked = any(each.key == mark and each.value for each in view.tiles)
    return picked and tile.key != mark


def _fill(leaf: bool, *, faint: bool, dark: bool) -> str:
    shades = DARK_SHADES[4:] if dark else SHADES
    return shades[(-2 if faint else 0) if leaf else -1]
