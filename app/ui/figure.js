// Draws a figure as wide as its place and in the page's colours, and tells which mark is clicked.
import Plotly from './plotly.js'

const PAPER = 680 // the width of a sheet, in pixels

const look = (place) => {
  const theme = getComputedStyle(place)
  const of = (name) => theme.getPropertyValue(`--st-${name}`).trim()
  const quiet = of('gray-text-color')
  const line = of('border-color')
  const words = { family: of('font'), size: 12, color: quiet }
  const axis = {
    automargin: true,
    gridcolor: line,
    zerolinecolor: line,
    tickcolor: line,
    title: { font: { size: 14 }, standoff: 16 },
  }
  return {
    layout: {
      font: words,
      hoverlabel: { bgcolor: of('background-color'), bordercolor: line, font: words },
      legend: { borderwidth: 0, font: { color: of('text-color') } },
      margin: { pad: 8 },
      paper_bgcolor: of('background-color'),
      plot_bgcolor: of('background-color'),
      xaxis: { ...axis, showgrid: false, zeroline: false },
      yaxis: axis,
    },
  }
}

const marked = (event) => {
  const [point] = event.points
  return (point.customdata && point.customdata[1]) || point.id
}

export default function ({ data, parentElement, setTriggerValue }) {
  let root = parentElement.querySelector('.figure')
  if (!root) {
    root = document.createElement('div')
    root.className = 'figure'
    root.setAttribute('role', 'figure')
    parentElement.appendChild(root)
    root.ended = followed(root)
  }
  root.setAttribute('aria-label', data.said)
  root.told = (event) => {
    const key = marked(event)
    if (data.picks && key) setTriggerValue('picked', key)
  }
  const ground = look(root).layout.paper_bgcolor
  root.fit = (width) => {
    if (!width || !root.isConnected) return
    if (root.shown === data.figure && root.ground === ground) {
      if (width !== root.layout.width) Plotly.relayout(root, { width })
      return
    }
    const { data: traces, layout } = JSON.parse(data.figure)
    const drawn = { ...layout, template: look(root), width, dragmode: 'pan' }
    Plotly.react(root, traces, drawn, { displayModeBar: false, displaylogo: false })
    if (!root.shown) listen(root)
    root.shown = data.figure
    root.ground = ground
  }
  // The theme was changed over an open page: the colours of the marks are made with the figure.
  if (root.ground && root.ground !== ground) setTriggerValue('turned', ground)
  root.fit(root.clientWidth)
  return root.ended
}

function listen (root) {
  root.on('plotly_click', (event) => root.told(event))
  root.on('plotly_treemapclick', (event) => {
    root.told(event)
    return false // which rectangle is opened is up to the page
  })
}

// Keeps a figure as wide as its place, or as a sheet of paper, until it is ended.
function followed (root) {
  const back = () => root.fit(root.clientWidth)
  const print = () => root.fit(PAPER)
  const seen = new ResizeObserver(() => requestAnimationFrame(back))
  seen.observe(root)
  addEventListener('beforeprint', print)
  addEventListener('afterprint', back)
  return () => {
    seen.disconnect()
    removeEventListener('beforeprint', print)
    removeEventListener('afterprint', back)
    Plotly.purge(root)
    root.remove()
  }
}
