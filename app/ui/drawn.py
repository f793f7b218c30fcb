"""Our own drawings on a page: one component shows any of them, in the page's colours."""

from collections.abc import Callable

import streamlit as st

from app import charts

# The drawings' variables take their values from the theme, light or dark.
_THEME = """
.drawn {
  --c-ink: var(--st-text-color);
  --c-mute: var(--st-gray-text-color);
  --c-grid: var(--st-border-color);
  --c-bg: var(--st-background-color);
  --c-soft: var(--st-secondary-background-color);
  --c-acc: var(--st-link-color);
  --c-ok: var(--st-green-color);
  --c-bad: var(--st-red-color);
  --c-warn: var(--st-orange-color);
  font-family: var(--st-font);
  color: var(--st-text-color);
}
"""
# What is inside came through escaping; only its text changes from run to run.
_SCRIPT = """
export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  let root = parentElement.querySelector('.drawn')
  if (!root) {
    root = document.createElement('div')
    root.className = 'drawn'
    parentElement.appendChild(root)
  }
  if (root.shown !== data.html) {
    root.innerHTML = data.html
    root.shown = data.html
  }
  const pick = (event) => {
    const key = event.target.closest && event.target.closest('[data-k]')
    if (!key) return
    if (event.type === 'click' || event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      setTriggerValue('picked', key.dataset.k)
    }
  }
  root.onclick = pick
  root.onkeydown = pick
}
"""
_show = st.components.v2.component("scorecard_drawing", css=_THEME + charts.css(), js=_SCRIPT)


def drawn(html: str, key: str, on_pick: Callable[[str], None] | None = None) -> None:
    """Show a drawing; `on_pick` is called with the key of what a reader clicks or enters."""

    def picked() -> None:
        if on_pick is not None:
            on_pick(st.session_state[key].picked)

    _show(data={"html": html}, key=key, on_picked_change=picked)
