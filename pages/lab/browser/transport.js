// Counts the presses of Step and Back, and the moves of the slider, where they happen. The server merges what comes
// while it draws, and can lose a message with the connection; so each press is numbered here with the t it leads to,
// and the newest stands for all. One is on its way at a time, with what the browser has, so that nothing is sent twice.
import { copies } from "./clipboard.js"
import { restored, silent, tell, watch as watchConnection } from "./connection.js"
import { isHeld, watch } from "./sliders.js"

const memory = { session: null, number: 0, sent: 0, acknowledged: 0, t: 0, by: 1, due: 0, quick: false, drawing: false,
  going: false, reach: 1, slid: null, sliding: false }
let talk = null
let slider = null
let place = null
let playing = false
let beat = null // of Play, where the browser steps

const STEPS = { ".st-key-step button": 1, ".st-key-back button": -1 }
let keys = {} // which key stands for which of them; the server has the table
const PAUSE = ".st-key-pause button"
// Where arrow keys already mean something else.
const ARROWS = "input, textarea, select, [contenteditable], [role=slider], [role=radiogroup], [role=listbox], "
  + "[role=tablist], [role=toolbar], .scroll[tabindex]"
const OPTIONS = "[role=radiogroup], [role=toolbar]"
const REACH = 8 // steps ahead to know while a key is held and during fast Play
const MOST_DUE = 2 // repeats of a held key that wait to be drawn; more would go on after the key is released
const ENOUGH = 3 // steps ahead: while there are as many, quick stepping leaves the server alone
const PAUSED = 150 // ms without a further step, after which the server hears of the last one
const LET_GO = 300 // ms from when a slider is let go until the server hears of it, after Streamlit's own report
const PATIENCE = 2000 // ms until a press that was not answered is sent once more

// What the charts have of the steps around t, by place.
function had(t) {
  const detail = { t, places: {} }
  window.dispatchEvent(new CustomEvent("unrolled-knows", { detail }))
  return detail.places
}

const known = t => Object.values(had(t)).every(([, steps]) => steps.includes(t))

// What the charts should show while the server has not answered; they draw it if they have it, all of them before any
// text of the page changes.
function want(t) {
  window.unrolledWants = t
  window.unrolledPress = memory.number
  window.dispatchEvent(new CustomEvent("unrolled-ready", { detail: t }))
  return window.dispatchEvent(new CustomEvent("unrolled-wants", { cancelable: true }))
}

// Beside the buttons, which stay in sight on a long page. A change at the root would cost as much as drawing a chart.
function write(name, text) {
  for (const line of document.querySelectorAll(".st-key-buttons, .st-key-transport")) {
    line.style.setProperty(name, JSON.stringify(text))
  }
}

const label = t => `t = ${t}`.replace("-", "−")

function press(by) {
  memory.by = by
  goTo(memory.t + by)
}

function goTo(t) {
  memory.number += 1
  memory.t = t
  memory.going = true
  slide(t)
  if (want(t)) write("--now", label(t))
  send()
}

// A slider of the sidebar is moved.
function moved(name, value) {
  memory.number += 1
  memory.slid = [name, value]
  memory.sliding = true
  clearTimeout(memory.still)
  send()
}

// It is let go; the value is null if Streamlit reports it. What is still unsent would undo whatever is pressed next.
// Only another one that moves meanwhile puts off what the server hears of it; that one will be let go as well.
function letGo(name, value) {
  memory.slid = value === null ? null : [name, value]
  clearTimeout(memory.still)
  memory.still = setTimeout(() => {
    memory.number += 1
    memory.sliding = false
    send()
  }, LET_GO)
}

// The slider stands at t, whoever moved it.
function slide(t) {
  if (!slider) return
  slider.value = t
  slider.style.setProperty("--share", (slider.value - slider.min) / (slider.max - slider.min))
  slider.setAttribute("aria-valuetext", label(slider.value))
}

function send(again = false) {
  clearTimeout(memory.paused)
  if (memory.sent > memory.acknowledged || memory.number <= memory.acknowledged) return
  if (memory.quick && !memory.slid && !again && known(memory.t + ENOUGH * memory.by)) {
    memory.paused = setTimeout(send, PAUSED, true)
    return
  }
  memory.sent = memory.number
  memory.reach = isHeld() ? 0 : memory.by * (memory.quick ? REACH : 1)
  talk.setStateValue("press", {
    session: memory.session, number: memory.number, t: memory.going ? memory.t : null,
    knows: had(memory.t), reach: memory.reach, slid: memory.slid, sliding: memory.sliding,
  })
  clearTimeout(memory.patience)
  memory.patience = setTimeout(() => {
    memory.sent = memory.acknowledged
    if (again) silent(true)
    else send(true)
  }, PATIENCE)
}

// Steps that nobody presses one by one, of a held key or of Play: each is drawn before the next one is taken.
function follow(by) {
  memory.by = by ?? memory.by
  const underway = memory.number > memory.acknowledged
  if (memory.drawing || memory.due === 0 || (underway && !known(memory.t + memory.by))) return
  memory.due -= 1
  memory.drawing = true
  press(memory.by)
  shown(() => {
    memory.drawing = false
    follow()
  })
}

// Once what was drawn is on the screen.
function shown(then) {
  requestAnimationFrame(() => setTimeout(then))
}

function play({ name, period }) {
  if (beat?.name === name) return
  stop()
  memory.quick = true
  const timer = setInterval(() => {
    memory.due = 1
    follow(1)
  }, period)
  beat = { name, timer }
}

// At once, whenever the server hears of it. The name stays, so that an answer to an earlier press does not resume.
function stop() {
  if (!beat?.timer) return
  clearInterval(beat.timer)
  beat.timer = null
  memory.due = 0
  rest()
}

// The end of quick stepping: the server hears where it led.
function rest() {
  memory.quick = Boolean(beat?.timer)
  send()
}

function listen() {
  document.addEventListener("click", event => {
    if (event.target.closest?.(PAUSE)) stop()
    for (const [selector, by] of Object.entries(STEPS)) {
      const button = event.target.closest?.(selector)
      if (!button || button.disabled || !talk) continue
      event.stopPropagation()
      press(by)
    }
  }, true)
  window.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    // Out of a row of options, where arrow keys go from option to option, so that they step again.
    if (event.key === "Escape" && event.target.closest?.(OPTIONS)) event.target.blur()
    if (event.key?.toLowerCase() === "p" && !event.target.closest?.(ARROWS)) stop()
    const selector = keys[event.key] && `.st-key-${keys[event.key]} button`
    if (!selector || !talk) return
    if (event.target.closest?.(ARROWS)) return
    const button = document.querySelector(selector)
    if (!button) return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (button.disabled) return
    memory.quick = Boolean(event.repeat)
    if (!event.repeat) return press(STEPS[selector])
    memory.due = Math.min(memory.due + 1, MOST_DUE)
    follow(STEPS[selector])
  }, true)
  window.addEventListener("unrolled-has", () => shown(() => follow()))
  window.addEventListener("keyup", event => { if (keys[event.key]) rest() }, true)
  window.addEventListener("blur", rest) // a key released elsewhere is not heard of
  watch(moved, letGo)
  watchConnection()
}

export default function ({ data, parentElement, setStateValue }) {
  if (memory.session === null) listen()
  talk = { setStateValue }
  keys = data.keys
  if (data.session !== memory.session) {
    const returned = memory.session !== null
    const pending = memory.number > memory.acknowledged
    memory.session = data.session
    memory.number = data.acknowledged + (returned && pending ? 1 : 0)
    memory.sent = data.acknowledged
    window.unrolledPress = memory.number
    if (returned) restored(`You are still at ${data.label}.${playing ? " Play has stopped." : ""}`)
  }
  playing = data.playing
  memory.acknowledged = data.acknowledged
  if (place !== parentElement) memory.sent = data.acknowledged // a new page does not hear what was sent to the last
  place = parentElement
  silent(false)
  const root = parentElement.querySelector(".transport")
  slider = root.querySelector("input")
  slider.max = data.end
  slider.disabled = data.fixed
  slider.oninput = () => goTo(Number(slider.value))
  // Let go; of a key nothing more is to be said.
  slider.onchange = () => { if (memory.reach === 0) goTo(Number(slider.value)) }
  if (data.acknowledged >= memory.number) {
    memory.t = data.t
    slide(data.asked)
    window.unrolledWants = null
    clearTimeout(memory.patience)
    memory.slid = null
    memory.going = false
  } else if (isHeld()) {
    send() // the server works while the charts are drawn
  } else {
    setTimeout(() => send()) // once the charts have what came along
  }
  if (data.beat) {
    play(data.beat)
  } else {
    stop()
    beat = null
  }

  root.dataset.t = data.t
  root.querySelector(".where").textContent = data.where
  // Spoken when it changes, and when the presses have come to rest: of many quick steps, the last alone is spoken.
  const said = root.querySelector(".said")
  if (window.unrolledWants == null && said.textContent !== data.said) said.textContent = data.said
  write("--last", data.last)
  if (data.acknowledged >= memory.number) write("--now", data.label)
  copies(root.querySelector("button"), { link: data.link, label: "Copy link", done: "Link copied" }, () => {
    if (data.caution) tell(data.caution)
  })
}
