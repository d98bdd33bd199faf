// One chart: draws a Plotly figure into the page and keeps it, so that a step changes only what changed.
const views = new WeakMap()
let library

function plotly(url) {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script")
    script.src = url
    script.onload = () => done(window.Plotly)
    script.onerror = () => failed(new Error("the drawing library did not load"))
    document.head.append(script)
  })
  return library
}

// Figures are written in light colours; on a dark page each is swapped for its partner.
function inTheme(text, dark, element) {
  if (!getComputedStyle(element).colorScheme.includes("dark")) return text
  return text.replace(/#[0-9a-f]{6}\b/g, hex => dark[hex] ?? hex)
}

const digits = value => value == null ? "" : String(value).replaceAll("-", "−")

// Without a table of its own, a chart's numbers are those of its named lines, by x.
function numbersOf(spec) {
  const lines = JSON.parse(spec).data.filter(trace => trace.mode === "lines" && trace.name)
  return {
    head: ["t", ...lines.map(line => line.name)],
    rows: lines[0].x.map((x, i) => [x, ...lines.map(line => line.y[i])].map(digits)),
  }
}

function fillTable(details, data) {
  const { head, rows } = data.table ?? numbersOf(data.spec)
  const table = document.createElement("table")
  const line = (cells, tag) => {
    const row = table.insertRow()
    for (const cell of cells) row.append(Object.assign(document.createElement(tag), { innerHTML: cell }))
  }
  line(head, "th")
  rows.forEach(cells => line(cells, "td"))
  details.querySelector("div").replaceChildren(table)
}

function build(parent) {
  const box = parent.querySelector(".chart")
  const view = {
    box,
    plot: box.querySelector(".plot"),
    reads: box.querySelector(".reads"),
    details: box.querySelector("details"),
    drawn: null,
    pick: () => {},
  }
  view.details.addEventListener("toggle", () => view.details.open && fillTable(view.details, view.data))
  view.observer = new ResizeObserver(() => {
    const width = view.plot.clientWidth
    if (view.drawn && width && width !== view.width) window.Plotly.Plots.resize(view.plot)
    view.width = width
  })
  view.observer.observe(view.plot)
  return view
}

async function draw(view, data) {
  view.data = data
  view.plot.style.minWidth = `${data.minWidth}px`
  view.plot.style.height = `${data.height}px`
  view.reads.innerHTML = data.reads
  view.plot.setAttribute("aria-label", view.reads.textContent)
  if (view.details.open) fillTable(view.details, data)
  const text = inTheme(data.spec, data.dark, view.plot)
  if (text === view.drawn) return
  const Plotly = await plotly(data.library)
  if (view.data !== data) return
  const first = view.drawn === null
  view.drawn = text
  const { data: traces, layout } = JSON.parse(text)
  await Plotly.react(view.plot, traces, layout, { displayModeBar: false, doubleClick: "reset", showTips: false })
  view.width = view.plot.clientWidth
  if (first) {
    view.plot.on("plotly_click", ({ points }) => {
      const chosen = points.find(point => point.customdata != null)
      if (chosen) view.pick(chosen.customdata)
    })
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  if (!views.has(parentElement)) views.set(parentElement, build(parentElement))
  const view = views.get(parentElement)
  view.pick = chosen => setTriggerValue("pick", chosen)
  draw(view, data).catch(error => {
    view.plot.textContent = `This chart cannot be drawn: ${error.message}. Its numbers are in the table below.`
  })
  return () => {
    view.observer.disconnect()
    window.Plotly?.purge(view.plot)
    views.delete(parentElement)
  }
}
