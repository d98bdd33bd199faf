// Counts the presses of Step and Back where they happen. The server merges clicks that come while it draws, and can
// lose one with the connection; so each press is numbered here with the t it leads to, and the newest stands for all.
const memory = { session: null, number: 0, acknowledged: 0, t: 0 }
let talk = null

const STEPS = { ".st-key-step button": 1, ".st-key-back button": -1 }
let keys = {} // which key stands for which of them; the server has the table
// Where arrow keys already mean something else.
const ARROWS = "input, textarea, select, [contenteditable], [role=slider], [role=radiogroup], [role=listbox], "
  + "[role=tablist], [role=toolbar]"

// What the charts should show while the server has not answered; they draw it if they know it already.
function want(t) {
  window.unrolledWants = t
  window.dispatchEvent(new CustomEvent("unrolled-wants"))
}

// Beside the buttons, which stay in sight on a long page. A change at the root would cost as much as drawing a chart.
function write(name, text) {
  for (const line of document.querySelectorAll(".st-key-buttons, .st-key-time")) {
    line.style.setProperty(name, JSON.stringify(text))
  }
}

function press(by) {
  memory.number += 1
  memory.t += by
  want(memory.t)
  send()
}

function send() {
  talk.setStateValue("press", { session: memory.session, number: memory.number, t: memory.t })
}

function listen() {
  document.addEventListener("click", event => {
    for (const [selector, by] of Object.entries(STEPS)) {
      const button = event.target.closest?.(selector)
      if (!button || button.disabled || !talk) continue
      event.stopPropagation()
      press(by)
    }
  }, true)
  window.addEventListener("keydown", event => {
    const selector = keys[event.key] && `.st-key-${keys[event.key]} button`
    if (!selector || !talk || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    if (event.target.closest?.(ARROWS)) return
    const button = document.querySelector(selector)
    if (!button) return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (!button.disabled) press(STEPS[selector])
  }, true)
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
  } catch { // only pages from this machine or over https may use the clipboard that way
    const field = Object.assign(document.createElement("textarea"), { value: text })
    document.body.append(field)
    field.select()
    const done = document.execCommand("copy")
    field.remove()
    if (!done) window.prompt("Copy this link:", text)
  }
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  if (memory.session === null) listen()
  talk = { setStateValue }
  keys = data.keys
  if (data.session !== memory.session) {
    const returned = memory.session !== null
    const pending = memory.number > memory.acknowledged
    memory.session = data.session
    if (returned && pending) {
      memory.number = data.acknowledged + 1
      send()
    } else {
      memory.number = data.acknowledged
    }
    if (returned) setTriggerValue("returned", true)
  }
  memory.acknowledged = data.acknowledged
  if (data.acknowledged >= memory.number) {
    memory.t = data.t
    window.unrolledWants = null
  }

  const root = parentElement.querySelector(".transport")
  root.dataset.t = data.t
  root.querySelector(".where").textContent = data.where
  // Spoken when it changes, and when the presses have come to rest: of many quick steps, the last alone is spoken.
  const said = root.querySelector(".said")
  if (window.unrolledWants == null && said.textContent !== data.said) said.textContent = data.said
  write("--last", data.last)
  if (data.acknowledged >= memory.number) write("--now", data.label)
  const button = root.querySelector("button")
  button.onclick = async () => {
    await copy(new URL(data.link, window.location.href).href)
    button.textContent = "Link copied"
    setTimeout(() => { button.textContent = "Copy link" }, 1500)
  }
}
