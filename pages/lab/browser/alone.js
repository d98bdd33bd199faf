// Plays the server's part in a file that holds a run. What is drawn, and how it is stepped through, is the app's own:
// the scripts imported here, and the blocks that the server has made of each step.
import drawBlocks from "./blocks.js"
import { tell } from "./connection.js"
import drawTransport from "./transport.js"

const NEAR = 10 // steps on either side that the charts are given
const MOST_PARTS = 4 // unpacked at a time
const BUSY = ["reset", "back", "step", "play"] // the buttons that rest while Play steps

const find = selector => document.querySelector(selector)
const button = name => find(`.st-key-${name} button`)

// Gzip, as base64.
async function unpacked(base64) {
  const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text()
}

// Of a line that grows, a part has what is put in at two places.
const put = (text, [first, one, second, other]) =>
  text.slice(0, first) + one + text.slice(first, second) + other + text.slice(second)

// The blocks of a place, step by step, as they are sent to a page. A part has them block by block, which takes less
// room: at each step what differs from the one before, and at its first, from one that all parts share.
export function stepsOf({ first, texts, blocks }, place, base, t) {
  const columns = blocks[place].map((column, b) => {
    const lines = { ...base[place][b].traces }
    return column.map(block => {
      if (!block.traces) return block
      const whole = ([i, line]) => [i, Array.isArray(line) ? put(lines[i], line) : line]
      const traces = Object.fromEntries(Object.entries(block.traces).map(whole))
      Object.assign(lines, traces)
      return { ...block, traces: Array.isArray(block.traces) ? block.traces : traces }
    })
  })
  const steps = texts.map((_, i) => (
    { t: first + i, like: i ? first + i - 1 : t, blocks: columns.map(column => column[i]) }))
  return [{ t, blocks: base[place] }, ...steps]
}

class Player {
  constructor(run) {
    this.run = run
    this.t = run.t
    this.speed = run.speed
    this.press = 0 // the number of the last press of Step or Back that was heard of
    this.playing = 0 // a number for each playing, 0 at rest
    this.plays = 0
    this.turn = 0
    this.parts = new Map()
  }

  // The steps are packed in parts, each of which can be read without the others.
  part(number) {
    const { base, baseAt, parts, places } = this.run
    const steps = async () => {
      const [whole, part] = (await Promise.all([base, parts[number]].map(unpacked))).map(JSON.parse)
      return { ...part, steps: Object.fromEntries(places.map(place => [place, stepsOf(part, place, whole, baseAt)])) }
    }
    const known = this.parts.get(number) ?? steps()
    this.parts.delete(number)
    this.parts.set(number, known) // the one used last stands last
    if (this.parts.size > MOST_PARTS) this.parts.delete(this.parts.keys().next().value)
    return known
  }

  within(t) {
    return Math.min(Math.max(t, this.run.first), this.run.last)
  }

  // Hands everything what the app's server would send it for the present step.
  async give() {
    const { run, t } = this
    const mine = ++this.turn
    const numberOf = step => Math.floor((this.within(step) - run.first) / run.steps)
    const wanted = [...new Set([t - NEAR, t, t + NEAR].map(numberOf))]
    const parts = await Promise.all(wanted.map(number => this.part(number)))
    if (mine !== this.turn) return
    for (const place of run.places) {
      drawBlocks({
        data: { place, t, press: this.press, settings: "file", partners: run.partners,
          steps: parts.flatMap(({ steps }) => steps[place]) },
        parentElement: find(`.st-key-${place}`),
        setTriggerValue: (name, point) => this.hear(name, point),
      })
    }
    const texts = parts[wanted.indexOf(numberOf(t))].texts[(t - run.first) % run.steps]
    drawTransport({
      data: { ...texts, session: "file", acknowledged: this.press, t, asked: t, end: run.last, fixed: this.fixed,
        playing: this.playing > 0, last: run.label, link: this.link, caution: run.hereOnly, keys: run.keys,
        beat: this.playing ? { name: this.playing, period: run.speeds[this.speed].period } : null },
      parentElement: find(".st-key-transport"),
      setStateValue: (_, press) => this.take(press),
    })
    const focused = document.activeElement
    for (const name of BUSY) button(name).disabled = this.fixed
    button("pause").disabled = !this.playing
    // Of Play and Pause the other one takes the place of the one that was pressed, and its focus.
    if (focused === button("play") && this.playing) button("pause").focus()
    if (focused === button("pause") && !this.playing) button("play").focus()
  }

  get fixed() {
    return this.playing > 0 || this.run.first === this.run.last
  }

  // Opens the same step in the app, if the app's address is known.
  get link() {
    if (!this.run.link) return ""
    const link = new URL(this.run.link)
    link.searchParams.set("t", this.t)
    return link.href
  }

  // A press of Step or Back, or a move of the slider, as it is sent to a server.
  take({ number, t }) {
    this.press = number
    if (t > this.run.last) tell("This is the last step of this file.")
    if (t < this.run.first) tell("This is the first step of this file.")
    this.go(t ?? this.t)
  }

  go(t) {
    this.t = this.within(t)
    if (this.t === this.run.last) this.playing = 0
    return this.give()
  }

  // Of what can be picked in a chart, a file has the steps alone.
  hear(name, point) {
    if (name === "pick" && point[0] === "t") return this.go(point[1])
    if (name === "lost") return this.give()
  }

  play() {
    if (this.t === this.run.last) this.t = this.run.first
    this.playing = ++this.plays
    return this.give()
  }

  pause() {
    this.playing = 0
    return this.give()
  }

  choose(speed) {
    this.speed = speed
    if (this.playing) this.playing = ++this.plays
    return this.give()
  }
}

// Follows the reader's system until another look is chosen.
function dress(player) {
  const system = window.matchMedia("(prefers-color-scheme: dark)")
  const other = find(".theme")
  let dark
  const put = value => {
    dark = value
    document.documentElement.style.colorScheme = dark ? "dark" : "light"
    other.textContent = dark ? "Light" : "Dark"
    other.title = `Change to the ${other.textContent.toLowerCase()} theme`
  }
  put(system.matches)
  other.hidden = false
  const follow = ({ matches }) => {
    put(matches)
    player.give()
  }
  system.addEventListener("change", follow)
  other.addEventListener("click", () => {
    system.removeEventListener("change", follow)
    put(!dark)
    player.give()
  })
}

function listen(player) {
  const { run } = player
  button("reset").addEventListener("click", () => player.go(run.first))
  button("play").addEventListener("click", () => player.play())
  button("pause").addEventListener("click", () => player.pause())
  const speeds = find(".st-key-speed")
  for (const [name, { label }] of Object.entries(run.speeds)) {
    speeds.append(new Option(label, name, name === run.speed, name === run.speed))
  }
  speeds.addEventListener("change", () => player.choose(speeds.value))
  window.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, select")) return
    const name = run.others[event.key.toLowerCase()]?.find(one => !button(one).disabled)
    if (!name) return
    event.preventDefault()
    if (!event.repeat) button(name).click()
  })
}

export async function open() {
  const text = id => document.getElementById(id).textContent
  const brief = find(".st-key-brief p")
  try {
    const run = JSON.parse(text("run"))
    const library = document.createElement("script")
    library.textContent = await unpacked(text("plotly"))
    document.head.append(library)
    document.title = run.title
    const player = new Player(run)
    find(".transport input").min = run.first
    find(".transport button").hidden = !run.link
    dress(player)
    listen(player)
    await player.give()
    brief.innerHTML = run.brief
    find(".st-key-saved .about").innerHTML = run.about
    for (const place of run.untitled) {
      const title = find(`.st-key-${place}`).previousElementSibling
      if (title.tagName === "H2") title.remove()
    }
  } catch (error) {
    brief.textContent = `This file could not be opened: ${error.message}. It needs a browser from 2024 or later.`
    throw error
  }
}
