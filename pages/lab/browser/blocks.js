// Draws a list of blocks, each a piece of HTML or a Plotly figure, and keeps them, so that a step changes only what
// changed. The blocks of the next step are known before it is asked for, so a press shows them at once. A chart out of
// sight waits until it is scrolled to.
const views = new WeakMap()
let library

function plotly(url) {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script")
    script.src = url
    script.onload = () => done(window.Plotly)
    script.onerror = () => {
      library = undefined // so that the next step tries again
      failed(new Error("the drawing library did not load"))
    }
    document.head.append(script)
  })
  return library
}

// Says once below an element that a chart could not be drawn.
const complain = element => ({ message }) => {
  const text = `A chart could not be drawn: ${message}. Its numbers are in the table below it.`
  if (element.lastChild?.textContent !== text) element.append(text)
}

const digits = value => value == null ? "" : String(value).replaceAll("-", "−")

// Plotly unpacks such a matrix anew at every call and then draws it anew; unpacked once, it stays the same object.
const NUMBERS = { f4: Float32Array, f8: Float64Array, i4: Int32Array }
function unpacked(_, value) {
  if (!value?.bdata) return value
  const numbers = new NUMBERS[value.dtype](Uint8Array.from(atob(value.bdata), byte => byte.charCodeAt(0)).buffer)
  if (!value.shape) return numbers
  const [rows, columns] = value.shape.split(",").map(Number)
  return Array.from({ length: rows }, (_, i) => numbers.subarray(i * columns, (i + 1) * columns))
}

const SCROLLS = { tabindex: "0", role: "group", "aria-label": "a wide picture or table, which scrolls" }
// A box whose content is larger than itself can be reached and scrolled with the keyboard; no other box is a stop.
const boxes = new ResizeObserver(entries => {
  for (const { target } of entries) {
    const scrolls = target.scrollWidth > target.clientWidth + 1 || target.scrollHeight > target.clientHeight + 1
    if (scrolls === target.hasAttribute("tabindex")) continue
    if (!scrolls) for (const name of ["tabindex", "role", "aria-label"]) target.removeAttribute(name)
    else for (const [name, value] of Object.entries(SCROLLS)) target.setAttribute(name, value)
  }
})
function watch(element) {
  for (const box of element.querySelectorAll(".scroll")) boxes.observe(box)
}

const linesOf = traces => JSON.parse(traces).filter(trace => trace.mode === "lines" && trace.name)

// Without a table of its own, a chart's numbers are those of its named lines, by x.
function numbersOf(traces) {
  const lines = linesOf(traces)
  return {
    head: ["t", ...lines.map(line => line.name)],
    rows: lines[0].x.map((x, i) => [x, ...lines.map(line => line.y[i])].map(digits)),
  }
}

function tableOf(data) {
  const { head, rows } = data.table ?? numbersOf(data.traces)
  const table = document.createElement("table")
  const line = (cells, tag) => {
    const row = table.insertRow()
    for (const cell of cells) row.append(Object.assign(document.createElement(tag), { innerHTML: cell }))
  }
  line(head, "th")
  for (const cells of rows) line(cells, "td")
  return table
}

class Html {
  constructor() {
    this.element = document.createElement("div")
  }

  show({ html }) {
    if (html === this.html) return
    this.element.innerHTML = this.html = html
    watch(this.element)
  }

  end() {}
}

class Chart {
  constructor(pick) {
    this.pick = pick
    this.element = document.createElement("div")
    this.element.className = "chart"
    this.element.innerHTML = `<div class="legend"></div><div class="scroll"><div class="plot" role="img"></div></div>
      <p class="reads"></p><details><summary>Numbers</summary><div class="scroll"></div></details>`
    watch(this.element)
    this.plot = this.element.querySelector(".plot")
    this.legend = this.element.querySelector(".legend")
    this.reads = this.element.querySelector(".reads")
    this.details = this.element.querySelector("details")
    this.details.addEventListener("toggle", () => this.fillTable())
    this.sizes = new ResizeObserver(([{ contentRect: { width } }]) => {
      if (this.drawn && width && this.width && width !== this.width) window.Plotly.Plots.resize(this.plot)
      this.width = width
    })
    this.sizes.observe(this.plot)
    this.sight = new IntersectionObserver(([{ isIntersecting }]) => {
      this.seen = isIntersecting
      if (this.seen) this.draw().catch(complain(this.element))
    })
    this.sight.observe(this.element)
  }

  show(data) {
    const same = what => data[what] === this.data?.[what]
    if (["traces", "layout", "sentence", "key", "dark"].every(same)) return
    this.data = data
    this.plot.style.minWidth = `${data.minWidth}px`
    this.plot.style.height = `${data.height}px`
    this.legend.innerHTML = data.key
    this.reads.innerHTML = data.sentence
    this.plot.setAttribute("aria-label", this.reads.textContent)
    this.details.hidden = !data.table && linesOf(data.traces).length === 0
    this.fillTable()
    if (this.seen) return this.draw()
  }

  fillTable() {
    if (this.details.open) this.details.querySelector("div").replaceChildren(tableOf(this.data))
  }

  async draw() {
    const { data } = this
    if (!data || data === this.drawn) return
    const Plotly = await plotly(data.library)
    if (data !== this.data || data === this.drawn) return
    const first = !this.drawn
    // Plotly leaves alone what is the same object as before: a mark moves over a picture without drawing that again.
    if (first || data.traces !== this.drawn.traces || data.dark !== this.drawn.dark) {
      this.traces = JSON.parse(inTheme(data.traces, data), unpacked)
    }
    this.drawn = data
    const layout = JSON.parse(inTheme(data.layout, data))
    await Plotly.react(this.plot, this.traces, layout, { displayModeBar: false, doubleClick: "reset", showTips: false })
    if (data.focus != null && data.focus !== this.focus) {
      const { parentElement: box, offsetWidth } = this.plot
      box.scrollTo({ left: data.focus * offsetWidth - box.clientWidth / 2 })
    }
    this.focus = data.focus
    if (first) {
      this.plot.on("plotly_click", ({ points }) => {
        for (const { customdata, data: { meta }, x, y } of points) {
          if (Array.isArray(customdata)) return this.pick(customdata)
          if (meta) return this.pick([...meta, x, y])
        }
      })
    }
  }

  end() {
    this.sizes.disconnect()
    this.sight.disconnect()
    if (this.drawn) window.Plotly.purge(this.plot)
  }
}

// Figures are written in light colours; on a dark page each is swapped for its partner.
const inTheme = (text, { dark, partners }) => dark ? text.replace(/#[0-9a-f]{6}\b/g, hex => partners[hex] ?? hex) : text

class View {
  constructor(parent) {
    this.parent = parent
    this.blocks = []
    this.known = new Map() // the blocks of every step received from the server, for the current settings
    this.send = () => {}
    this.hear = () => {
      const t = window.unrolledWants
      if (this.known.has(t)) this.show(t).catch(complain(this.parent))
    }
    window.addEventListener("unrolled-wants", this.hear)
  }

  receive({ t, blocks, ahead, settings, ...shared }) {
    if (settings !== this.settings || this.known.size > 100) this.known.clear()
    this.settings = settings
    this.shared = shared
    this.known.set(t, blocks)
    // Of a chart ahead only what changes is sent.
    const merged = (block, i) => "html" in block || "html" in (blocks[i] ?? {}) ? block : { ...blocks[i], ...block }
    if (ahead) this.known.set(t + 1, ahead.map(merged))
    // An answer to an earlier press must not turn the page back.
    const wanted = window.unrolledWants
    return this.show(this.known.has(wanted) ? wanted : t)
  }

  async show(t) {
    this.t = t
    const blocks = this.known.get(t)
    const dark = getComputedStyle(this.parent).colorScheme.includes("dark")
    const drawings = blocks.map((data, i) => {
      const kind = "html" in data ? Html : Chart
      if (!(this.blocks[i] instanceof kind)) {
        const block = new kind(point => this.send(point))
        if (this.blocks[i]) {
          this.blocks[i].end()
          this.blocks[i].element.replaceWith(block.element)
        } else {
          this.parent.append(block.element)
        }
        this.blocks[i] = block
      }
      return this.blocks[i].show({ ...data, ...this.shared, dark })
    })
    for (const gone of this.blocks.splice(blocks.length)) {
      gone.end()
      gone.element.remove()
    }
    await Promise.all(drawings)
    // All that is in sight shows this step. Said once: even the same value would count as a change of the page.
    if (this.parent.dataset.t !== `${this.t}`) this.parent.dataset.t = this.t
  }

  end() {
    window.removeEventListener("unrolled-wants", this.hear)
    for (const block of this.blocks) block.end()
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const parent = parentElement.querySelector(".blocks")
  if (!views.has(parentElement)) views.set(parentElement, new View(parent))
  const view = views.get(parentElement)
  view.send = point => setTriggerValue("pick", point)
  view.receive(data).catch(complain(parent))
  return () => {
    // Streamlit also calls this for a run that a newer one has overtaken; the charts are still wanted then.
    if (parentElement.isConnected) return
    view.end()
    views.delete(parentElement)
  }
}
