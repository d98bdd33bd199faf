// A Plotly figure with its key, its sentence and its numbers. While the page rests, the figures of the next steps are
// drawn out of sight, so that a press only swaps drawings. A chart that is not in view waits until it is scrolled to.
import { offer } from "./image.js"
import { join, leave, light } from "./lights.js"
import { push } from "./push.js"
import { watch } from "./scrolls.js"

const PHONE = 640 // px: no wider, as in style.css
const SMALLEST = 14 // px: there, nothing is written smaller
const LEGIBLE = SMALLEST / 12
const ROOMY = 950 // px: in a wider chart text grows in proportion
const RESIZED = 100 // ms after the last change of its width until a chart is drawn anew
let library

const TRIES = 30 // a second apart: the server may be away

function load(url, tries = TRIES) {
  return new Promise((done, failed) => {
    const script = document.createElement("script")
    script.src = url
    script.onload = () => done(window.Plotly)
    script.onerror = () => {
      script.remove()
      if (tries > 1) setTimeout(() => done(load(url, tries - 1)), 1000)
      else failed(new Error("the drawing library did not load"))
    }
    document.head.append(script)
  })
}

function plotly(url) {
  library ??= load(url).catch(error => {
    library = undefined // so that the next step tries again
    throw error
  })
  return library
}

// Says once below an element that a chart could not be drawn.
export const complain = element => ({ message }) => {
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

const linesOf = traces => traces.map(trace => JSON.parse(trace)).filter(trace => trace.mode === "lines" && trace.name)

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

// What decides how a chart looks.
const LOOK = ["layout", "sentence", "key", "dark"]
const alike = (one, other) => one && other && LOOK.every(what => one[what] === other[what])
  && one.traces.length === other.traces.length && one.traces.every((trace, i) => trace === other.traces[i])
const CONFIG = { displayModeBar: false, doubleClick: false, showTips: false }

// style.css makes a text larger, but leaves it where Plotly placed the smaller one.
const legible = size => (Array.isArray(size) ? size.map(legible) : Math.max(size, SMALLEST))

// A drawing is made for one size, in pixels from the bottom. Where the window has more room, its lower part is
// stretched to so many pixels, and all text grows by one factor.
export function stretched(traces, layout, { grow, height }, { rows, text }) {
  const place = y => y == null ? y : y <= grow ? y * rows / grow : rows + (y - grow) * text
  const larger = size => Array.isArray(size) ? size.map(one => one * text) : size * text
  for (const trace of traces) {
    if (trace.base) trace.y = trace.y.map((up, i) => place(trace.base[i] + up) - place(trace.base[i]))
    trace[trace.base ? "base" : "y"] = trace[trace.base ? "base" : "y"].map(place)
    if (trace.textfont) trace.textfont.size = larger(trace.textfont.size)
    if (trace.marker?.size) trace.marker.size = larger(trace.marker.size)
  }
  for (const shape of layout.shapes ?? []) [shape.y0, shape.y1] = [place(shape.y0), place(shape.y1)]
  layout.height = place(height)
  layout.yaxis.range = [0, layout.height]
}

// One drawing of a chart. A chart has up to three that lie on each other: one is seen; the others are covered
// (transparent, so that a press costs little) and, once the page rests, away.
class Plot {
  constructor(parent) {
    this.element = document.createElement("div")
    this.put("away")
    parent.append(this.element)
  }

  put(place) {
    if (this.place === place) return
    this.element.classList.remove("seen", "covered", "away")
    this.element.classList.add(place)
    this.element.inert = place === "away"
    this.element.ariaHidden = place === "seen" ? null : "true"
    this.place = place
  }

  leave() {
    this.put("covered")
    for (const name of ["role", "aria-label"]) this.element.removeAttribute(name)
    this.unhover()
  }

  // Takes away the number beside the pointer: a finger does not leave as a mouse does, and Plotly would look again,
  // after each change, where it was last.
  unhover() {
    for (const place of this.element.getElementsByClassName("nsewdrag")) place.dispatchEvent(new Event("mouseout"))
  }

  reveal(words) {
    this.put("seen")
    this.element.setAttribute("role", "img")
    this.element.setAttribute("aria-label", words)
  }

  shows(data, depends) {
    return alike(this.data, data) && this.depends === depends
  }

  // Plotly leaves alone what is the same object as before: a mark moves over a picture without drawing that again.
  draw(data, { width, depends, room }) {
    const first = !this.data
    const kept = !first && !data.grow && data.dark === this.data.dark ? this.data.traces : []
    const traces = data.traces.map((trace, i) =>
      trace === kept[i] ? this.traces[i] : JSON.parse(inTheme(trace, data), unpacked))
    // The list, too, unless one of them changed.
    if (first || traces.some((trace, i) => trace !== this.traces[i]) || kept.length !== traces.length) {
      this.traces = traces
    }
    const layout = { ...JSON.parse(inTheme(data.layout, data)), width }
    if (data.grow) stretched(traces, layout, data, room)
    for (const { textfont } of window.innerWidth <= PHONE ? traces : []) {
      if (textfont?.size) textfont.size = legible(textfont.size)
    }
    const { element } = this
    this.unhover()
    this.data = data
    this.depends = depends
    return window.Plotly.react(element, this.traces, layout, CONFIG)
  }
}

export class Chart {
  constructor(view) {
    this.view = view
    this.element = document.createElement("div")
    this.element.className = "chart"
    this.element.innerHTML = `<div class="legend"></div><div class="scroll"><div class="plots"></div></div>
  <div class="said"><p class="reads"></p></div><details><summary>Numbers</summary><div class="scroll"></div></details>`
    watch(this.element)
    this.box = this.element.querySelector(".plots")
    this.legend = this.element.querySelector(".legend")
    this.reads = this.element.querySelector(".reads")
    offer(this)
    this.details = this.element.querySelector("details")
    this.details.addEventListener("toggle", () => this.fillTable())
    this.lights = this.box.appendChild(Object.assign(document.createElement("div"), { className: "lights" }))
    join(this)
    // A finger that scrolls picks nothing: Plotly takes every touch for a click, the browser makes one of a tap alone.
    this.box.addEventListener("touchstart", event => event.stopPropagation(), { capture: true, passive: true })
    this.swiped = () => this.front.unhover() // nor does it point at anything any more
    document.addEventListener("pointercancel", this.swiped)
    this.plots = [new Plot(this.box)] // the one that was seen last stands last
    this.fit = () => {
      const before = this.depends
      if (this.box.clientWidth) this.measure()
      if (before === this.depends) return
      clearTimeout(this.resized)
      if (this.drawn) this.resized = setTimeout(() => this.redraw(), RESIZED)
    }
    this.sizes = new ResizeObserver(this.fit)
    this.sizes.observe(this.box)
    window.addEventListener("resize", this.fit) // a window that becomes higher changes no width
    this.sight = new IntersectionObserver(entries => {
      this.seen = entries.at(-1).isIntersecting
      if (this.seen && this.data !== this.drawn) this.redraw()
      else this.view.rest()
    })
    this.sight.observe(this.element)
    this.opened = true
    // A page is printed in light colours, at the width that style.css gives paper: each chart is drawn for it, and
    // after it again for the window.
    this.print = ({ type }) => {
      const paper = document.documentElement.classList.toggle("printing", type === "beforeprint")
      if (!this.data || !window.Plotly) return
      this.measure()
      this.drawNow({ ...this.data, dark: this.data.dark && !paper }).catch(complain(this.element))
    }
    for (const event of ["beforeprint", "afterprint"]) window.addEventListener(event, this.print)
  }

  get front() {
    return this.plots.at(-1)
  }

  // What a drawing depends on beside its data.
  get depends() {
    return `${this.width} ${JSON.stringify(this.room)}`
  }

  // The width of the chart and, for one that grows, its room between what stands above and the window's lower edge.
  measure() {
    this.room = this.roomNow()
    if (this.room) {
      const { text, rows } = this.room
      this.box.style.height = `${(this.data.height - this.data.grow) * text + rows}px`
      this.box.style.minWidth = `${this.data.minWidth * (text === LEGIBLE ? text : 1)}px`
    }
    this.width = this.box.clientWidth
  }

  roomNow() {
    const { grow, height } = this.data ?? {}
    if (!grow) return undefined
    if (document.documentElement.classList.contains("printing")) return { text: 1, rows: grow }
    if (window.innerWidth <= PHONE) return { text: LEGIBLE, rows: grow * LEGIBLE }
    const scrolled = this.box.closest("[data-testid=stMain]")?.scrollTop ?? 0
    const room = window.innerHeight - this.box.getBoundingClientRect().top - scrolled - 4
    const text = Math.min(Math.max(1, Math.min(this.box.clientWidth / ROOMY, room / height)), 1.6)
    const rows = room - (height - grow) * text
    return { text, rows: Math.round(Math.min(Math.max(rows, grow), 2.2 * grow * text)) }
  }

  // What stands above may have come after the chart. What wraps at one step and not at the next does not count.
  refit() {
    if (!this.room || Math.abs(this.roomNow().rows - this.room.rows) < 30) return
    this.measure()
    this.redraw()
  }

  redraw() {
    this.drawn = undefined
    if (this.seen) this.draw().then(() => this.view.rest()).catch(complain(this.element))
  }

  show(data) {
    if (alike(data, this.data)) return this.opened ? this.aim() : undefined
    if (data.minWidth !== this.data?.minWidth) watch(this.element) // its box stays as wide as it is
    this.data = data
    if (!data.grow) {
      this.box.style.minWidth = `calc(${data.minWidth}px * var(--roomy, 1))`
      this.box.style.height = `${data.height}px`
    } else if (!this.room) {
      this.measure()
    }
    if (data.key !== this.key) this.legend.innerHTML = this.key = data.key
    if (data.sentence !== this.sentence) this.reads.innerHTML = this.sentence = data.sentence
    this.details.hidden = data.table === false || (!data.table && linesOf(data.traces).length === 0)
    this.fillTable()
    if (this.seen) return this.draw()
    this.front.reveal(this.reads.textContent)
  }

  fillTable() {
    if (!this.details.open) return
    this.details.querySelector("div").replaceChildren(tableOf(this.data))
    watch(this.details) // the box may be as large as before, and its content not
  }

  // In one go if the library is there, so that the next frame shows it.
  draw() {
    const { data } = this
    if (!data || data === this.drawn) return Promise.resolve()
    return window.Plotly ? this.drawNow(data) : plotly(data.library).then(() => this.draw())
  }

  drawNow(data) {
    this.drawn = data
    if (this.lights.firstChild) light("") // what is outlined may have moved
    if (this.width == null) this.measure()
    const old = this.front
    const ready = this.plots.find(plot => plot.shows(data, this.depends))
    const plot = ready ?? old
    const done = ready ? Promise.resolve() : this.drawInto(plot, data)
    this.plots.splice(this.plots.indexOf(plot), 1)
    this.plots.push(plot)
    if (plot !== old) {
      if (data.push && data.t === old.data?.t + 1) push(old, plot, data.push)
      old.leave()
    }
    plot.reveal(this.reads.textContent)
    if (this.opened || `${data.focus}` !== this.focus) this.aim()
    return done
  }

  // A box that scrolls shows the column of the latest change: if it is out of sight, in the middle; in a chart that has
  // just been opened, as near to the end where one begins to read as it can.
  aim() {
    const { opened, data: { focus, home } } = this
    this.opened = false
    this.focus = `${focus}`
    if (!focus) return
    const { parentElement: box, offsetWidth: whole } = this.box
    const [{ clientWidth: seen }, [start, end]] = [box, focus.map(part => part * whole)]
    const within = left => Math.min(Math.max(left, end - seen), start)
    if (opened) box.scrollLeft = within(home * (whole - seen))
    else if (within(box.scrollLeft) !== box.scrollLeft) box.scrollLeft = (start + end - seen) / 2
  }

  drawInto(plot, data) {
    const first = !plot.data
    const done = plot.draw(data, this)
    if (first) this.listen(plot)
    return done
  }

  // Outlines the places of the drawing for whose names a test holds.
  light(test) {
    const touch = this.drawn && this.front.traces.find(({ name, ids }) => name === "touch" && ids)
    if (!touch) return
    const { xaxis, yaxis } = this.front.element._fullLayout
    const outlines = touch.ids.flatMap((names, i) => {
      if (!test(names)) return []
      const [left, right] = [-0.5, 0.5].map(side => xaxis._offset + xaxis.d2p(touch.x[i] + side * touch.width[i]))
      const [bottom, top] = [0, touch.y[i]].map(up => yaxis._offset + yaxis.d2p(touch.base[i] + up))
      const outline = document.createElement("div")
      outline.style.cssText = `left:${left}px;top:${top}px;width:${right - left}px;height:${bottom - top}px`
      return [outline]
    })
    this.lights.replaceChildren(...outlines)
  }

  listen(plot) {
    const { element } = plot
    element.on("plotly_hover", ({ points: [{ id, customdata, data: { meta } }] }) => {
      light(id ?? "")
      this.box.classList.toggle("clickable", Array.isArray(customdata) || Boolean(meta))
    })
    element.on("plotly_unhover", () => {
      light("")
      this.box.classList.remove("clickable")
    })
    element.on("plotly_click", ({ points }) => {
      for (const { customdata, data: { meta }, x, y } of points) {
        if (Array.isArray(customdata)) return this.view.send(customdata)
        if (meta) return this.view.send([...meta, x, y])
      }
    })
  }

  // Draws what is about to be shown, unless it is drawn: before any text changes, while to measure is still cheap.
  ready(data) {
    if (!this.seen || !this.drawn || data.minWidth !== this.data.minWidth) return
    if (!this.plots.some(plot => plot.shows(data, this.depends))) this.drawInto(this.front, data)
  }

  // Draws one of the steps that may be wanted next out of sight; says whether there was one left to draw.
  prepare(steps) {
    for (const plot of this.plots.slice(0, -1)) plot.put("away")
    if (!this.seen || !this.drawn) return false
    this.refit()
    const drawn = plot => steps.find(data => plot.shows(data, this.depends))
    const left = data => data.minWidth === this.data.minWidth && !this.plots.some(plot => drawn(plot) === data)
    const next = steps.find(left)
    if (!next) return false
    if (this.plots.length < 3) this.plots.unshift(new Plot(this.box))
    const spare = this.plots.find(plot => plot !== this.front && !drawn(plot))
    if (spare) this.drawInto(spare, next)
    return Boolean(spare)
  }

  end() {
    leave(this)
    document.removeEventListener("pointercancel", this.swiped)
    for (const event of ["beforeprint", "afterprint"]) window.removeEventListener(event, this.print)
    this.sizes.disconnect()
    this.sight.disconnect()
    clearTimeout(this.resized)
    window.removeEventListener("resize", this.fit)
    for (const plot of this.plots) if (plot.data) window.Plotly.purge(plot.element)
  }
}

// Figures are written in light colours; on a dark page each is swapped for its partner.
const inTheme = (text, { dark, partners }) => dark ? text.replace(/#[0-9a-f]{6}\b/g, hex => partners[hex] ?? hex) : text
