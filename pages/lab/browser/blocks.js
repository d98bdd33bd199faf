// Draws a list of blocks, each a piece of HTML or a chart, and keeps them, so that a step changes only what changed.
// The blocks of the steps around are known before they are asked for; a press shows them at once.
import { focusOnCard } from "./cards.js"
import { Chart, complain } from "./chart.js"
import { mark } from "./lights.js"
import { watch } from "./scrolls.js"
import { isHeld } from "./sliders.js"

const views = new WeakMap()
const NEAR = 10 // steps about t that are kept for certain
const REST = 120 // ms after the last change until the page draws ahead
const UNSEEN = 200 // ms that what is out of sight may stay behind
const whenIdle = window.requestIdleCallback ?? setTimeout

class Html {
  constructor() {
    this.element = document.createElement("div")
    this.seen = true
    this.sight = new IntersectionObserver(entries => { this.seen = entries.at(-1).isIntersecting })
    this.sight.observe(this.element)
  }

  // What is out of sight waits until the browser has nothing better to do.
  show({ html }) {
    this.wanted = html
    if (this.seen) return this.write()
    this.later ??= new Promise(done => whenIdle(() => {
      this.later = undefined
      done(this.write())
    }, { timeout: UNSEEN }))
    return this.later
  }

  write() {
    const html = this.wanted
    if (html === this.html) return
    const stops = () => [...this.element.querySelectorAll("[data-names][tabindex]")]
    const focused = stops().indexOf(document.activeElement)
    this.element.innerHTML = this.html = html
    watch(this.element)
    mark(this.element)
    if (focused >= 0) stops()[focused]?.focus({ preventScroll: true })
  }

  prepare() {
    return false
  }

  ready() {}

  end() {
    this.sight.disconnect()
  }
}

// Only the difference from another step is sent.
function merged(block, base) {
  if ("html" in block) return block
  if ("html" in base) return "traces" in block ? block : base
  const { traces = {} } = block
  return { ...base, ...block, traces: traces.length ? traces : base.traces.map((trace, i) => traces[i] ?? trace) }
}

// All in one go, so that no frame comes between the answers for two places.
const due = []
function soon(task) {
  if (due.push(task) === 1) setTimeout(() => { for (const one of due.splice(0)) one() })
}

class View {
  constructor(parent) {
    this.parent = parent
    this.blocks = []
    this.known = new Map() // the blocks of every step received from the server, for the current settings
    this.shared = {}
    this.press = 0 // the number of the press that led to what is shown, if it was shown before the server answered
    this.send = () => {}
    this.lost = () => {}
    this.ready = ({ detail: t }) => {
      for (const [i, data] of this.dressed(t).entries()) if (!("html" in data)) this.blocks[i]?.ready(data)
    }
    // A press: show the step if it is known, and say if it is not.
    this.hear = event => {
      const t = window.unrolledWants
      if (!this.known.has(t)) return event.preventDefault?.()
      this.press = window.unrolledPress
      this.show(t).catch(complain(this.parent))
    }
    // Before a press: what of the steps around does the browser have, so that the server need not send it?
    this.tell = ({ detail: { t, places } }) => {
      const near = [...this.known.keys()].filter(step => Math.abs(step - t) <= NEAR)
      if (this.place) places[this.place] = [this.settings, near]
    }
    // A link that the server follows: without loading the app anew.
    parent.addEventListener("click", event => {
      const link = event.target.closest("a[data-pick]")
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      focusOnCard()
      this.send(JSON.parse(link.dataset.pick))
    })
    window.addEventListener("unrolled-ready", this.ready)
    window.addEventListener("unrolled-wants", this.hear)
    window.addEventListener("unrolled-knows", this.tell)
  }

  receive({ t, press, place, steps, settings, card, ...shared }) {
    if (card !== this.card) for (const block of this.blocks) block.opened = true
    this.card = card
    if (settings !== this.settings) this.known.clear()
    this.settings = settings
    this.place = place
    Object.assign(this.shared, shared)
    if (this.dark === undefined) this.look()
    for (const { t: step, like, blocks } of steps) {
      const base = this.known.get(like)
      if (this.known.has(step) || (like != null && !base)) continue
      this.known.set(step, base ? blocks.map((block, i) => merged(block, base[i])) : blocks)
    }
    for (const step of this.known.keys()) {
      if (Math.abs(step - this.wanted(t)) > 2 * NEAR) this.known.delete(step)
    }
    setTimeout(() => window.dispatchEvent(new Event("unrolled-has")))
    // While a slider is held, the next question to the server goes out before this answer is drawn.
    return isHeld() ? new Promise(done => soon(() => done(this.turn(t, press)))) : this.turn(t, press)
  }

  // The step to show after an answer for t: one to an earlier press must not turn the page back.
  wanted(t) {
    return this.known.has(window.unrolledWants) ? window.unrolledWants : t
  }

  turn(t, press) {
    const wanted = this.wanted(t)
    this.press = Math.min(this.press, window.unrolledPress ?? 0) // a server that has just been started counts anew
    // What is shown stays until the press that led to it is answered: an earlier answer may be drawn only when the
    // buttons have the next one, and a new server begins at the address, which may lag behind quick steps.
    if (wanted === window.unrolledWants) this.press = window.unrolledPress
    else if (press < this.press) return Promise.resolve()
    return this.miss(wanted) ? Promise.resolve() : this.show(wanted)
  }

  // Asks for what the server takes for known here, and asks again: a message to the server can be lost.
  miss(t) {
    clearTimeout(this.missing)
    if (this.known.has(t) && this.shared.partners) return false
    this.lost()
    this.missing = setTimeout(() => this.miss(t), 1000)
    return true
  }

  async show(t) {
    clearTimeout(this.timer)
    this.by = t < this.t ? -1 : 1
    this.t = t
    const blocks = this.dressed(t)
    const drawings = blocks.map((data, i) => {
      const kind = "html" in data ? Html : Chart
      if (!(this.blocks[i] instanceof kind)) {
        const block = new kind(this)
        if (this.blocks[i]) {
          this.blocks[i].end()
          this.blocks[i].element.replaceWith(block.element)
        } else {
          this.parent.append(block.element)
        }
        this.blocks[i] = block
      }
      return this.blocks[i].show(data)
    })
    for (const gone of this.blocks.splice(blocks.length)) {
      gone.end()
      gone.element.remove()
    }
    if (window.Plotly && !this.blocks.some(({ later }) => later)) this.say(t)
    await Promise.all(drawings)
    if (t !== this.t) return // the next one is on its way
    this.say(t)
    this.rest()
  }

  // All that is in sight shows this step. Said once: even the same value would count as a change of the page.
  say(t) {
    if (t === this.t && this.parent.dataset.t !== `${t}`) this.parent.dataset.t = t
  }

  // Whether the page is dark. Not asked during a press, where the answer would cost a layout.
  look() {
    this.dark = getComputedStyle(this.parent).colorScheme.includes("dark")
    return this.dark
  }

  // The blocks of a step with what they share; none for a step that is not known.
  dressed(t) {
    return (this.known.get(t) ?? []).map(data => ({ ...data, ...this.shared, t, dark: this.dark }))
  }

  // Draws ahead once the page rests: a drawing at a time, so that a press never waits for more than one.
  rest() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.prepare(), REST)
  }

  prepare() {
    const { dark } = this
    if (this.look() !== dark) return this.show(this.t).catch(complain(this.parent))
    const steps = [this.t + this.by, this.t - this.by].map(t => this.dressed(t))
    const around = i => steps.map(blocks => blocks[i]).filter(data => data && !("html" in data))
    if (this.blocks.some((block, i) => block.prepare(around(i)))) this.timer = setTimeout(() => this.prepare())
  }

  end() {
    window.removeEventListener("unrolled-ready", this.ready)
    window.removeEventListener("unrolled-wants", this.hear)
    window.removeEventListener("unrolled-knows", this.tell)
    clearTimeout(this.timer)
    clearTimeout(this.missing)
    for (const block of this.blocks) block.end()
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const parent = parentElement.querySelector(".blocks")
  if (!views.has(parentElement)) views.set(parentElement, new View(parent))
  const view = views.get(parentElement)
  view.send = point => setTriggerValue("pick", point)
  view.lost = () => setTriggerValue("lost", view.settings)
  view.receive(data).catch(complain(parent))
  return () => {
    // Streamlit also calls this for a run that a newer one has overtaken; the charts are still wanted then.
    if (parentElement.isConnected) return
    view.end()
    views.delete(parentElement)
  }
}
