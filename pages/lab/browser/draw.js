// The learner draws a sequence, one value per step: with a mouse, a finger, a pen, or point by point with the keys. The
// server hears of it once the stroke has ended.
import { reports } from "./reports.js"

const MOST_LABELS = 8 // of time
const REST = 600 // ms after the last key until the server hears of it
const SMALL = 5 // of the finest steps of a hand: how far an arrow key moves a point
const BIG = 25 // and Page Up and Page Down
const MANY = 150 // points, from which on the dots are small
const drawings = new WeakMap() // of each place on the page: what is drawn there, and what is happening to it

// A value in the range, rounded as finely as a hand can draw.
function rounded(value, { low, high, step }) {
  return Number((Math.round(Math.min(Math.max(value, low), high) / step) * step).toPrecision(12))
}

// The point under a pointer: which one, and its value.
function under({ clientX, clientY }, box, count, range) {
  const index = Math.floor(((clientX - box.left) / box.width) * count)
  const value = range.high - ((clientY - box.top) / box.height) * (range.high - range.low)
  return [Math.min(Math.max(index, 0), count - 1), rounded(value, range)]
}

// Draws from one point to another: those that the pointer has skipped lie on the straight line between them.
function stroke(values, [from, first], [to, last], range) {
  const length = Math.abs(to - from)
  for (let k = 1; k < length; k++) {
    values[from + k * Math.sign(to - from)] = rounded(first + ((last - first) * k) / length, range)
  }
  values[to] = last
}

// The steps that are labelled: every 1, 2, 5, 10, … of them.
function labelled(count) {
  let every = 1
  for (let i = 0; count / every > MOST_LABELS; i++) every *= [2, 2.5, 2][i % 3]
  return Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every)
}

const written = value => String(Number(value.toPrecision(6))).replace("-", "−")
const said = (values, t) => `X at t = ${t}: ${written(values[t])}`

// Paths in a picture that is as wide as there are points and one high. The line has a gap where there is no value.
function paths(values, { low, high }) {
  const places = values.map((value, t) => value === null ? "" : `${t + 0.5},${(high - value) / (high - low)}`)
  const line = places.map((place, t) => place && `${places[t - 1] ? "L" : "M"}${place}`).join("")
  return { line, dots: places.map(place => `M${place}h0`).join("") }
}

function ground(count, { low, high }, heights) {
  const across = heights.map(([value]) => `M0,${(high - value) / (high - low)}h${count}`)
  return [...across, ...labelled(count).map(t => `M${t + 0.5},0v1`)].join("")
}

function labels(count, { low, high }, heights) {
  const span = (kind, side, share, text) => {
    const label = document.createElement("span")
    label.className = kind
    label.style[side] = `${100 * share}%`
    label.textContent = text
    return label
  }
  return [
    ...heights.map(([value, text]) => span("height", "top", (high - value) / (high - low), text)),
    ...labelled(count).map(t => span("time", "left", (t + 0.5) / count, String(t))),
  ]
}

// Shows what is drawn now; the picture's ground only when the server has sent another.
function show(drawing) {
  const { root, data, values } = drawing
  const { line, dots } = paths(values, data.range)
  const set = (name, d) => root.querySelector(`.${name}`).setAttribute("d", d)
  set("x", line)
  set("dots", dots)
  set("y", data.Y.length ? paths(data.Y, data.range).line : "")
  root.classList.toggle("drawing", isBusy(drawing))
  root.querySelector(".hint").hidden = values.some(value => value !== 0)
  point(drawing)
}

// Shows the point that the pointer or the keys have reached.
function point(drawing) {
  const { root, data, values, at } = drawing
  const paper = root.querySelector(".paper")
  const { low, high } = data.range
  for (const [name, value] of Object.entries({ now: values[at], min: low, max: high })) {
    if (data.mute) paper.removeAttribute(`aria-value${name}`)
    else paper.setAttribute(`aria-value${name}`, value)
  }
  paper.setAttribute("aria-valuetext", data.mute ? `t = ${at}` : said(values, at))
  const here = root.querySelector(".here")
  here.style.left = `${(100 * (at + 0.5)) / values.length}%`
  here.style.top = `${(100 * (high - values[at])) / (high - low)}%`
  root.querySelector(".at").textContent = said(values, at)
}

const isBusy = ({ from, resting }) => from !== null || resting !== null

// A stroke has ended, or the keys have come to rest.
function end(drawing) {
  clearTimeout(drawing.resting)
  drawing.from = drawing.resting = null
  const { values, data } = drawing
  if (values.some((value, t) => value !== data.X[t])) {
    tell(drawing, false)
  }
  settle(drawing)
  show(drawing)
}

function tell(drawing, fresh) {
  drawing.tell("drawn", { number: drawing.reports.next(), X: drawing.values, fresh })
}

// An empty paper with as many points as are asked for.
function start(drawing, count) {
  clearTimeout(drawing.resting)
  Object.assign(drawing, { from: null, resting: null, values: Array(count).fill(0), at: 0 })
  tell(drawing, true)
}

function watch(drawing, paper) {
  const here = event => under(event, paper.getBoundingClientRect(), drawing.values.length, drawing.data.range)
  const reach = event => {
    const to = here(event)
    stroke(drawing.values, drawing.from ?? to, to, drawing.data.range)
    drawing.from = to
    drawing.at = to[0]
    show(drawing)
  }
  paper.onpointerdown = event => {
    if (!event.isPrimary || event.button !== 0) return
    paper.setPointerCapture(event.pointerId)
    clearTimeout(drawing.resting) // what the keys did is sent with the stroke
    drawing.resting = null
    drawing.before = [...drawing.values]
    reach(event)
  }
  paper.onpointermove = event => {
    if (!event.isPrimary) return
    if (drawing.from !== null) return reach(event)
    drawing.at = here(event)[0]
    point(drawing)
  }
  paper.onpointerup = event => {
    if (drawing.from === null || !event.isPrimary) return
    end(drawing)
  }
  // The browser has taken the pointer for something else: the stroke was not meant.
  paper.onpointercancel = () => {
    if (drawing.from === null) return
    drawing.values = drawing.before
    end(drawing)
  }
  paper.onkeydown = event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key !== "Escape") event.stopPropagation() // the same keys step, reset and play elsewhere on the page
    if (drawing.from !== null || !press(drawing, event.key)) return
    event.preventDefault()
    show(drawing)
  }
  drawing.root.querySelector("form").onsubmit = event => {
    event.preventDefault()
    start(drawing, drawing.root.querySelector("input").valueAsNumber)
  }
  drawing.root.querySelector(".undo").onclick = () => {
    if (drawing.data.undoable) drawing.tell("undo", true)
  }
  paper.onblur = () => { if (drawing.resting !== null) end(drawing) }
}

// One key: another point, or another value of this one. Whether the key means anything here.
function press(drawing, key) {
  const { values, data, at } = drawing
  const last = values.length - 1
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[key]
  if (to !== undefined) {
    drawing.at = Math.min(Math.max(to, 0), last)
    return true
  }
  const by = { ArrowUp: SMALL, ArrowDown: -SMALL, PageUp: BIG, PageDown: -BIG }[key]
  if (by === undefined) return false
  values[at] = rounded(values[at] + by * data.range.step, data.range)
  clearTimeout(drawing.resting)
  drawing.resting = setTimeout(end, REST, drawing)
  return true
}

function begin(root, { points, least, most }) {
  const drawing = { root, reports: reports(), at: 0, from: null, resting: null, values: [], before: [] }
  drawings.set(root, drawing)
  Object.assign(root.querySelector("input"), { min: least, max: most, value: points })
  watch(drawing, root.querySelector(".paper"))
  return drawing
}

// Takes over what the server has sent last, unless something newer is on the screen.
function settle(drawing) {
  const data = drawing.newest
  if (data === drawing.data || isBusy(drawing) || drawing.reports.outdated(data)) return
  const { X, range, heights } = data
  Object.assign(drawing, { data, values: [...X], at: Math.min(drawing.at, X.length - 1) })
  const { root } = drawing
  root.classList.toggle("mute", data.mute)
  root.classList.toggle("alone", data.alone)
  const undo = root.querySelector(".undo")
  undo.hidden = data.undoable === null
  undo.setAttribute("aria-disabled", !data.undoable) // disabled, it would lose the focus
  root.querySelector("svg").setAttribute("viewBox", `0 0 ${X.length} 1`)
  root.querySelector(".ground").setAttribute("d", ground(X.length, range, heights))
  const zero = range.high / (range.high - range.low)
  root.querySelector(".zero").setAttribute("d", zero < 1 && zero > 0 ? `M0,${zero}h${X.length}` : "")
  root.classList.toggle("many", X.length > MANY)
  root.querySelector(".labels").replaceChildren(...labels(X.length, range, heights))
  show(drawing)
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".draw")
  const drawing = drawings.get(root) ?? begin(root, data.fresh)
  drawing.tell = setTriggerValue
  drawing.newest = data
  settle(drawing)
}
