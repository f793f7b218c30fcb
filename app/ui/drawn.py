"""Our own drawings on a page: one component shows any of them, in the page's colours."""

from collections.abc import Callable

import streamlit as st

from app import charts

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
# What is inside came through escaping; only its text changes from run to run. Whoever goes by
# keyboard keeps their place: in a drawing that is drawn anew the same mark is focused again, or
# the one that stands where it stood; and a dialog that a mark opened gives the focus back to it.
_SCRIPT = """
export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  let root = parentElement.querySelector('.drawn')
  if (!root) {
    root = document.createElement('div')
    root.className = 'drawn'
    parentElement.appendChild(root)
  }
  const place = root.getRootNode()
  const marks = () => [...root.querySelectorAll('[data-k]')]
  const kept = (mark) => {
    const all = marks()
    const alike = all.filter((each) => each.dataset.k === mark.dataset.k)
    return { key: mark.dataset.k, nth: alike.indexOf(mark), at: all.indexOf(mark) }
  }
  const focus = ({ key, nth, at }, options) => {
    const all = marks()
    const alike = all.filter((each) => each.dataset.k === key)
    const mark = alike[nth] || alike[0] || all[Math.min(at, all.length - 1)]
    if (mark) mark.focus(options)
  }
  if (root.shown !== data.html) {
    const mark = marks().find((each) => each === place.activeElement)
    const before = mark && kept(mark)
    root.innerHTML = data.html
    root.shown = data.html
    if (before) focus(before, { preventScroll: true })
  }
  const pick = (event) => {
    const key = event.target.closest && event.target.closest('[data-k]')
    if (!key) return
    if (event.type === 'click' || event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      // The dialog remembers what had the focus as the element that holds this shadow tree,
      // which takes no focus itself.
      const picked = kept(key)
      if (place.host) place.host.focus = (options) => focus(picked, options)
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
