// What is inside came through escaping; only its text changes from run to run. Whoever goes by
// keyboard keeps their place: in a drawing that is drawn anew the same mark is focused again, or
// the one that stands where it stood; and a dialog that a mark opened gives the focus back to it.
const sheet = new CSSStyleSheet()
sheet.replaceSync(style)

// A button that is switched off while its file is made loses the focus, and the dialog around it
// its keys: they go to the dialog.
document.addEventListener('keydown', (event) => {
  const dialog = [...document.querySelectorAll('[role="dialog"]')].at(-1)
  if (event.target !== document.body || !dialog) return
  dialog.focus()
  if (event.key === 'Escape') {
    dialog.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
  }
})

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  let root = parentElement.querySelector('.drawn')
  if (!root) {
    root = document.createElement('div')
    root.className = 'drawn'
    parentElement.appendChild(root)
  }
  const place = root.getRootNode()
  // What is a part of the page has the page's style.
  if (place !== document && !place.adoptedStyleSheets.includes(sheet)) {
    place.adoptedStyleSheets.push(sheet)
  }
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
  const html = new TextDecoder().decode(data)
  if (root.shown !== html) {
    const mark = marks().find((each) => each === place.activeElement)
    const before = mark && kept(mark)
    root.innerHTML = html
    root.shown = html
    if (before) focus(before, { preventScroll: true })
  }
  const pick = (event) => {
    const key = event.target.closest && event.target.closest('[data-k]')
    if (!key) return
    // An answer is picked by mouse or arrow keys alike: the browser says so itself.
    if ((key.type === 'radio') !== (event.type === 'change')) return
    if (key.href && (event.ctrlKey || event.metaKey || event.shiftKey)) return // in a tab of its own
    if (event.type !== 'keydown' || event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      const menu = key.closest('[popover]')
      if (menu) menu.hidePopover()
      // The dialog remembers what had the focus as the element that holds this shadow tree,
      // which takes no focus itself.
      const picked = kept(key)
      if (place.host) place.host.focus = (options) => focus(picked, options)
      setTriggerValue('picked', key.dataset.k)
    }
  }
  root.onclick = pick
  root.onchange = pick
  root.onkeydown = pick
}
