// Presses of Step and Back are counted in the browser: none is lost, merged or doubled, whatever the server hears when.
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { browser, load } from "./loading.mjs"

const STEP = ".st-key-step button", BACK = ".st-key-back button"
let world, sent, triggered, root, parts, draw, wanted

// A page with the two buttons, and the component drawn once.
beforeEach(async () => {
  const buttons = { [STEP]: { disabled: false }, [BACK]: { disabled: false } }
  world = { ...browser({ querySelector: selector => buttons[selector] }), buttons }
  const { default: component } = await load("transport.js", "memory")
  parts = { ".where": {}, ".said": {}, button: {} }
  root = { dataset: {}, querySelector: selector => parts[selector] }
  sent = []
  triggered = []
  wanted = []
  world.window.addEventListener("unrolled-wants", () => wanted.push(world.window.unrolledWants))
  draw = data => component({
    data: {
      session: "one", acknowledged: 0, t: 20, label: "t = 20", last: "(last 119)", link: "?t=20",
      where: "You are at t = 20.", said: "t = 20. It fell.", keys: { ArrowRight: "step", ArrowLeft: "back" }, ...data,
    },
    parentElement: { querySelector: () => root },
    setStateValue: (name, value) => sent.push({ name, ...value }),
    setTriggerValue: (name, value) => triggered.push([name, value]),
  })
  draw()
})

function click(selector) {
  const event = { type: "click", stopped: false, stopPropagation() { this.stopped = true } }
  event.target = { closest: asked => asked === selector ? world.buttons[selector] : null }
  world.document.dispatchEvent(event)
  return event
}

function key(name, parts = {}) {
  const event = { type: "keydown", key: name, prevented: false, target: { closest: () => null }, ...parts }
  event.preventDefault = () => { event.prevented = true }
  event.stopImmediatePropagation = () => {}
  world.window.dispatchEvent(event)
  return event
}

const later = () => new Promise(done => setTimeout(done, 5))
const presses = () => sent.map(({ number, t }) => [number, t])

test("every press is numbered and says where it leads", () => {
  for (const selector of [STEP, STEP, BACK]) assert.ok(click(selector).stopped)
  assert.deepEqual(presses(), [[1, 21], [2, 22], [3, 21]])
  assert.ok(sent.every(({ name, session }) => name === "press" && session === "one"))
})

test("an answer to an earlier press does not turn back the count", () => {
  click(STEP)
  click(STEP)
  draw({ acknowledged: 1, t: 21 })
  click(STEP)
  assert.deepEqual(presses().at(-1), [3, 23])
  draw({ acknowledged: 3, t: 23 })
  click(BACK)
  assert.deepEqual(presses().at(-1), [4, 22])
})

test("where the server went by itself, the next press starts from", () => {
  draw({ t: 50 })
  click(STEP)
  assert.deepEqual(presses(), [[1, 51]])
})

test("the charts are told what is wanted until the server has answered all presses", async () => {
  await later() // the tests before have pressed, too
  wanted.length = 0
  click(STEP)
  click(STEP)
  await later()
  assert.deepEqual(wanted, [21, 22])
  draw({ acknowledged: 1, t: 21 })
  assert.equal(world.window.unrolledWants, 22)
  draw({ acknowledged: 2, t: 22 })
  assert.equal(world.window.unrolledWants, null)
})

test("a button that is disabled counts nothing", () => {
  world.buttons[STEP].disabled = true
  click(STEP)
  const event = key("ArrowRight")
  assert.deepEqual(sent, [])
  assert.ok(event.prevented)
})

test("arrow keys step, and leave alone what has a use for them", () => {
  key("ArrowRight")
  key("ArrowLeft")
  assert.deepEqual(presses(), [[1, 21], [2, 20]])
  for (const held of ["ctrlKey", "metaKey", "altKey", "shiftKey"]) key("ArrowRight", { [held]: true })
  assert.ok(!key("ArrowRight", { target: { closest: () => ({}) } }).prevented)
  assert.ok(!key("a").prevented)
  assert.equal(sent.length, 2)
})

test("the keys are those that the server names", () => {
  draw({ keys: { n: "step" } })
  assert.ok(!key("ArrowRight").prevented)
  assert.ok(key("n").prevented)
  assert.deepEqual(presses(), [[1, 21]])
})

test("a sentence is spoken when it changes, and of many quick steps the last alone", async () => {
  assert.equal(parts[".said"].textContent, "t = 20. It fell.")
  await later()
  click(STEP)
  click(STEP)
  await later()
  draw({ acknowledged: 1, t: 21, said: "t = 21. It rose." })
  assert.equal(parts[".said"].textContent, "t = 20. It fell.")
  draw({ acknowledged: 2, t: 22, said: "t = 22. It rose." })
  assert.equal(parts[".said"].textContent, "t = 22. It rose.")
  const before = parts[".said"]
  Object.defineProperty(before, "textContent", { get: () => "t = 22. It rose.", set: () => assert.fail("said twice") })
  draw({ acknowledged: 2, t: 22, said: "t = 22. It rose." })
})

test("a new server is asked again for a press it never heard of", () => {
  click(STEP)
  draw({ session: "two", acknowledged: 0, t: 20 })
  assert.deepEqual(sent.at(-1), { name: "press", session: "two", number: 1, t: 21 })
  assert.deepEqual(triggered, [["returned", true]])
})

test("a new server that knows the last press is only told of the return", () => {
  click(STEP)
  draw({ acknowledged: 1, t: 21 })
  draw({ session: "two", acknowledged: 0, t: 21 })
  assert.equal(sent.length, 1)
  assert.deepEqual(triggered, [["returned", true]])
  click(STEP)
  assert.deepEqual(sent.at(-1), { name: "press", session: "two", number: 1, t: 22 })
})

test("the first drawing is no return, and shows where the page stands", () => {
  assert.deepEqual(triggered, [])
  assert.equal(root.dataset.t, 20)
})
