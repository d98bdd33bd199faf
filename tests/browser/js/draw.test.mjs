// A sequence drawn by hand: the points that a stroke fills, what is sent and when, and what the keys do.
import assert from "node:assert/strict"
import { after, beforeEach, test } from "node:test"
import { browser, load } from "./loading.mjs"

const { setTimeout: realTimeout, clearTimeout: realClear } = globalThis
const RANGE = { low: -1, high: 1, step: 0.01 }
const X = [0, 0, 0, 0, 0]
const VALUES = ["aria-valuenow", "aria-valuemin", "aria-valuemax"]
let draw, sent, now, waiting, root, server, component

function pass(ms) {
  now += ms
  for (const due of waiting.filter(({ at }) => at <= now)) {
    waiting = waiting.filter(one => one !== due)
    due.act()
  }
}

function element() {
  const attributes = {}
  const parts = {}
  return {
    attributes, style: {}, captured: [],
    classList: { names: new Set(), toggle(name, on) { this.names[on ? "add" : "delete"](name) } },
    setAttribute(name, value) { attributes[name] = String(value) },
    removeAttribute(name) { delete attributes[name] },
    replaceChildren(...children) { this.children = children },
    querySelector(selector) {
      parts[selector] ??= element()
      return parts[selector]
    },
    querySelectorAll: () => [],
    // 100 pixels for each point, and 100 for 1
    getBoundingClientRect: () => ({ left: 0, top: 0, width: 500, height: 200 }),
    setPointerCapture(pointer) { this.captured.push(pointer) },
  }
}

const paper = () => root.querySelector(".paper")
const line = () => root.querySelector(".x").attributes.d
const at = (x, y, more = {}) => ({ clientX: x, clientY: y, isPrimary: true, button: 0, pointerId: 7, ...more })
const key = name => {
  const event = { key: name, prevented: false, preventDefault() { this.prevented = true } }
  event.stopPropagation = () => { event.kept = true }
  paper().onkeydown(event)
  assert.equal(Boolean(event.kept), name !== "Escape") // elsewhere on the page, the same keys drive the run
  return event.prevented
}
const values = () => sent.at(-1)[1].X

// The server sends what it has; `changed` is what differs from the last.
function answer(changed = {}) {
  Object.assign(server, changed)
  component({ data: { ...server }, parentElement: { querySelector: () => root },
    setTriggerValue: (...what) => sent.push(structuredClone(what)) })
}

function takes() {
  answer({ X: values(), read: sent.at(-1)[1].number })
}

after(() => Object.assign(globalThis, { setTimeout: realTimeout, clearTimeout: realClear }))

beforeEach(async () => {
  browser({ createElement: () => ({ style: {} }) })
  sent = []
  now = 0
  waiting = []
  globalThis.setTimeout = (act, ms, ...rest) => {
    const due = { act: () => act(...rest), at: now + ms }
    waiting.push(due)
    return due
  }
  globalThis.clearTimeout = due => { waiting = waiting.filter(one => one !== due) }
  globalThis.performance.now = () => now
  draw = await load("draw.js", "stroke", "under", "rounded", "labelled", "written")
  component = draw.default
  root = element()
  server = { X, Y: [], range: RANGE, heights: [[-1, "−1"], [1, "1"]], session: "mine", read: 0, undoable: false,
    mute: false, fresh: { points: 40, least: 3, most: 120 } }
  answer()
})

test("the points that the pointer has skipped lie on the straight line, in either direction", () => {
  const forth = [...X]
  draw.stroke(forth, [0, 0], [4, 1], RANGE)
  assert.deepEqual(forth, [0, 0.25, 0.5, 0.75, 1])
  const back = [9, 9, 9, 9, 9]
  draw.stroke(back, [3, 0.3], [0, 0], RANGE)
  assert.deepEqual(back, [0, 0.1, 0.2, 9, 9])
  draw.stroke(back, [4, 0.5], [4, 0.7], RANGE)
  assert.equal(back[4], 0.7)
})

test("a pointer stands for the nearest point, with a value within the range, in two decimals", () => {
  const box = { left: 10, top: 20, width: 500, height: 200 }
  assert.deepEqual(draw.under({ clientX: 10, clientY: 20 }, box, 5, RANGE), [0, 1])
  assert.deepEqual(draw.under({ clientX: 365, clientY: 153.3 }, box, 5, RANGE), [3, -0.33])
  assert.deepEqual(draw.under({ clientX: -99, clientY: 999 }, box, 5, RANGE), [0, -1])
  assert.deepEqual(draw.under({ clientX: 9999, clientY: -99 }, box, 5, RANGE), [4, 1])
  assert.equal(draw.rounded(137.4, { low: 0, high: 200, step: 1 }), 137)
  assert.equal(draw.written(-0.35), "−0.35")
})

test("a few round steps are labelled, however many there are", () => {
  assert.deepEqual(draw.labelled(5), [0, 1, 2, 3, 4])
  assert.deepEqual(draw.labelled(40), [0, 5, 10, 15, 20, 25, 30, 35])
  assert.deepEqual(draw.labelled(120), [0, 20, 40, 60, 80, 100])
  for (let count = 3; count <= 2000; count++) assert.ok(draw.labelled(count).length <= 8)
})

test("a stroke is sent once, when it has ended", () => {
  paper().onpointerdown(at(50, 100))
  assert.deepEqual(paper().captured, [7])
  paper().onpointermove(at(450, 20))
  assert.deepEqual(sent, [])
  assert.match(line(), /4\.5,0\.0999/)
  assert.ok(root.classList.names.has("drawing"))
  paper().onpointerup(at(450, 20))
  assert.deepEqual(sent, [["drawn", { number: 1, X: [0, 0.2, 0.4, 0.6, 0.8], fresh: false }]])
  assert.ok(!root.classList.names.has("drawing"))
  paper().onpointermove(at(50, 0)) // over the paper, without a button
  paper().onpointerup(at(50, 0))
  assert.equal(sent.length, 1)
})

test("a stroke that changes nothing is not sent", () => {
  paper().onpointerdown(at(50, 100))
  paper().onpointerup(at(50, 100))
  assert.deepEqual(sent, [])
})

test("a second finger and another button draw nothing", () => {
  paper().onpointerdown(at(50, 20, { isPrimary: false }))
  paper().onpointerdown(at(50, 20, { button: 2 }))
  paper().onpointerup(at(50, 20))
  pass(1000)
  assert.deepEqual([sent, paper().captured], [[], []])
})

test("a stroke that the browser breaks off is taken back", () => {
  const before = line()
  paper().onpointerdown(at(50, 20))
  paper().onpointercancel()
  assert.deepEqual([sent, line()], [[], before])
})

test("what the server sent before it knew of the stroke does not disturb it; what it sends then is drawn", () => {
  paper().onpointerdown(at(50, 100))
  paper().onpointermove(at(450, 20))
  answer() // a step, meanwhile
  assert.match(line(), /4\.5,0\.0999/)
  paper().onpointerup(at(450, 20))
  answer()
  assert.match(line(), /4\.5,0\.0999/)
  takes()
  assert.match(line(), /4\.5,0\.0999/)
  answer({ X }) // Undo
  assert.doesNotMatch(line(), /4\.5,0\.0999/)
})

test("a stroke that never arrives is given up", () => {
  paper().onpointerdown(at(50, 20))
  paper().onpointerup(at(50, 20))
  pass(4000)
  answer()
  assert.match(line(), /^M0\.5,0\.0999/)
  pass(2000)
  answer()
  assert.match(line(), /^M0\.5,0\.5/)
})

test("two strokes in quick succession: the second holds both", () => {
  for (const x of [50, 450]) {
    paper().onpointerdown(at(x, 20))
    paper().onpointerup(at(x, 20))
  }
  assert.deepEqual(sent.map(([, { number }]) => number), [1, 2])
  assert.deepEqual(values(), [0.8, 0, 0, 0, 0.8])
})

test("the keys choose a point and move it; the server hears of it once they rest", () => {
  assert.equal(paper().attributes["aria-valuetext"], "X at t = 0: 0")
  for (const name of ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowUp", "PageDown"]) assert.ok(key(name))
  assert.equal(paper().attributes["aria-valuetext"], "X at t = 1: −0.15")
  assert.equal(paper().attributes["aria-valuenow"], "-0.15")
  pass(500)
  assert.deepEqual(sent, [])
  pass(200)
  assert.deepEqual(values(), [0, -0.15, 0, 0, 0])
  takes()
  assert.equal(paper().attributes["aria-valuetext"], "X at t = 1: −0.15")
  key("End")
  assert.equal(paper().attributes["aria-valuetext"], "X at t = 4: 0")
  for (let i = 0; i < 30; i++) key("ArrowUp")
  paper().onblur()
  assert.deepEqual(values(), [0, -0.15, 0, 0, 1])
  pass(1000)
  assert.equal(sent.length, 2)
  assert.ok(!key("a"))
})

test("a stroke that begins before the keys have come to rest is sent with what they did", () => {
  key("ArrowUp")
  pass(300)
  paper().onpointerdown(at(250, 50))
  pass(400)
  paper().onpointermove(at(450, 50))
  assert.equal(sent.length, 0)
  paper().onpointerup(at(450, 50))
  assert.deepEqual(sent.map(([, { X: values }]) => values), [[0.05, 0, 0.5, 0.5, 0.5]])
})

test("a new drawing has as many points as are asked for", () => {
  root.querySelector("input").valueAsNumber = 7
  root.querySelector("form").onsubmit({ preventDefault() {} })
  assert.deepEqual(sent, [["drawn", { number: 1, X: [0, 0, 0, 0, 0, 0, 0], fresh: true }]])
  takes()
  assert.equal(root.querySelector("svg").attributes.viewBox, "0 0 7 1")
})

test("a stroke is taken back while there is one to take back", () => {
  const undo = root.querySelector(".undo")
  answer({ undoable: false })
  assert.equal(undo.attributes["aria-disabled"], "true")
  undo.onclick()
  assert.deepEqual(sent, [])
  assert.equal(undo.hidden, false)
  answer({ undoable: null }) // a prepared view hides Undo
  assert.equal(undo.hidden, true)
  answer({ undoable: true })
  assert.equal(undo.attributes["aria-disabled"], "false")
  undo.onclick()
  assert.deepEqual(sent, [["undo", true]])
})

test("a new server starts to count anew", () => {
  paper().onpointerdown(at(50, 20))
  paper().onpointerup(at(50, 20))
  answer({ session: "another", read: 0, X })
  assert.match(line(), /^M0\.5,0\.5/)
})

test("the zero line is drawn where there is one, and the hint only on an empty paper", () => {
  assert.equal(root.querySelector(".zero").attributes.d, "M0,0.5h5")
  assert.equal(root.querySelector(".hint").hidden, false)
  answer({ range: { low: 280, high: 300, step: 0.1 }, X: [281, 290, 300] })
  assert.equal(root.querySelector(".zero").attributes.d, "")
  assert.equal(root.querySelector(".hint").hidden, true)
})

test("the line of Y has gaps where it does not fit, and is not in the key where it is a column of its own", () => {
  answer({ Y: [null, 0.5, 1, null, 0], alone: false })
  assert.equal(root.querySelector(".y").attributes.d, "M1.5,0.25L2.5,0M4.5,0.5")
  assert.ok(!root.classList.names.has("alone"))
  answer({ Y: [], alone: true })
  assert.equal(root.querySelector(".y").attributes.d, "")
  assert.ok(root.classList.names.has("alone"))
})

test("where a view hides the numbers, a point says only which one it is", () => {
  assert.deepEqual(VALUES.map(name => paper().attributes[name]), ["0", "-1", "1"])
  answer({ mute: true, X: [190, 0, 0, 0, 0] })
  key("ArrowRight")
  key("ArrowLeft")
  assert.equal(paper().attributes["aria-valuetext"], "t = 0")
  assert.deepEqual(VALUES.map(name => paper().attributes[name]), [undefined, undefined, undefined])
})

test("no key that is pressed on the paper steps, resets or plays, and Escape is heard elsewhere", () => {
  for (const name of ["ArrowRight", "ArrowLeft", "Home", "End", "p", "Escape"]) key(name)
})
