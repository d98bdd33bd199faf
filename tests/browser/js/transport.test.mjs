// Presses of Step and Back are counted in the browser: none is lost, merged or doubled, whatever the server hears when.
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { browser, load } from "./loading.mjs"

const STEP = ".st-key-step button", BACK = ".st-key-back button"
let world, sent, line, root, parts, slider, transport, draw, wanted, held, frames

// A page with the two buttons, and the component drawn once.
beforeEach(async () => {
  const buttons = { [STEP]: { disabled: false }, [BACK]: { disabled: false } }
  world = { ...browser({ querySelector: selector => buttons[selector] }), buttons }
  transport = await load("transport.js", "memory", "moved", "letGo")
  slider = { style: { setProperty() {} }, setAttribute() {}, min: "-1" }
  parts = { ".where": {}, ".said": {}, button: {}, input: slider }
  root = { dataset: {}, querySelector: selector => parts[selector] }
  sent = []
  held = [20, 21]
  world.window.addEventListener("unrolled-knows", ({ detail }) => { detail.places.here = ["a", held] })
  globalThis.requestAnimationFrame = draw => frames.push(draw)
  frames = []
  line = { textContent: "" } // of connection.js
  buttons["[data-testid=stApp]"] = { getAttribute: () => "CONNECTED", appendChild: () => line }
  globalThis.MutationObserver = class { observe() {} }
  wanted = []
  world.window.addEventListener("unrolled-wants", () => wanted.push(world.window.unrolledWants))
  const page = { querySelector: () => root }
  draw = (data, parentElement = page) => transport.default({
    data: {
      session: "one", acknowledged: 0, t: 20, label: "t = 20", link: "?t=20",
      asked: 20, end: 119, fixed: false, last: "(last 119)",
      where: "You are at t = 20.", said: "t = 20. It fell.", keys: { ArrowRight: "step", ArrowLeft: "back" }, ...data,
    },
    parentElement,
    setStateValue: (name, value) => sent.push({ name, ...value }),
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

const hold = down => world.document.dispatchEvent(
  { type: down ? "pointerdown" : "pointerup", button: 0, target: { closest: () => null, matches: () => true } })
const later = () => new Promise(done => setTimeout(done, 5))
const presses = () => sent.map(({ number, t }) => [number, t])

test("every press is numbered and says where it leads and what the charts have", () => {
  assert.ok(click(STEP).stopped)
  const { knows, reach, ...press } = sent[0]
  assert.deepEqual(press, { name: "press", session: "one", number: 1, t: 21, slid: null, sliding: false })
  assert.deepEqual([knows, reach], [{ here: ["a", [20, 21]] }, 1])
})

test("of presses in quick succession the newest follows once the first was answered", async () => {
  for (const selector of [STEP, STEP, BACK, STEP]) click(selector)
  assert.deepEqual(presses(), [[1, 21]])
  draw({ acknowledged: 1, t: 21 })
  await later()
  assert.deepEqual(presses(), [[1, 21], [4, 22]])
  click(BACK)
  draw({ acknowledged: 4, t: 22 })
  await later()
  assert.deepEqual(presses().at(-1), [5, 21])
  assert.equal(sent.at(-1).reach, -1)
})

test("a move of the slider is a press that leads where it stands, and a press moves the slider", () => {
  slider.value = "57"
  slider.oninput()
  assert.deepEqual(presses(), [[1, 57]])
  assert.deepEqual(wanted, [57])
  draw({ acknowledged: 1, t: 57, asked: 57 })
  click(STEP)
  assert.equal(slider.value, 58)
  draw({ acknowledged: 2, t: 40, asked: 40, end: 40, fixed: true })
  assert.deepEqual([slider.value, slider.max, slider.disabled], [40, 40, true])
})

test("while a slider is held the present step alone is asked for, and sent on at once", async () => {
  hold(true)
  slider.value = "57"
  slider.oninput()
  slider.value = "58"
  slider.oninput()
  assert.deepEqual(sent.map(({ t, reach }) => [t, reach]), [[57, 0]])
  draw({ acknowledged: 1, t: 57, asked: 57 })
  assert.deepEqual(sent.map(({ t, reach }) => [t, reach]), [[57, 0], [58, 0]])
  assert.equal(slider.value, 58) // where the hand is
  hold(false)
  slider.onchange()
  draw({ acknowledged: 2, t: 58, asked: 58 })
  await later()
  assert.deepEqual(sent.map(({ t, reach }) => [t, reach]).at(-1), [58, 1])
})

test("a slider of the sidebar comes along with the press, until the server has heard of it", async () => {
  transport.moved("Wx", "0.55")
  click(STEP)
  draw({ acknowledged: 1, t: 20 })
  await later()
  draw({ acknowledged: 2, t: 21 })
  click(STEP)
  const what = sent.map(({ t, slid, sliding }) => [t, slid?.[1] ?? null, sliding])
  assert.deepEqual(what, [[null, "0.55", true], [21, "0.55", true], [22, null, true]])
  assert.deepEqual(wanted, [21, 22])
})

test("a slider that was let go says so later, and is not told again", async () => {
  transport.moved("Wx", "0.55")
  transport.moved("Wx", "0.6")
  transport.letGo("Wx", null)
  draw({ acknowledged: 1, t: 20 })
  await later()
  draw({ acknowledged: 2, t: 20 })
  await new Promise(done => setTimeout(done, 320))
  const what = sent.map(({ t, slid, sliding }) => [t, slid?.[1] ?? null, sliding])
  assert.deepEqual(what, [[null, "0.55", true], [null, null, true], [null, null, false]])
})

test("a key on the slider of t is one press", () => {
  slider.value = "21"
  slider.oninput()
  slider.onchange()
  draw({ acknowledged: 1, t: 21, asked: 21 })
  assert.deepEqual(presses(), [[1, 21]])
})

test("a press that nobody answered is sent again", async context => {
  context.mock.timers.enable({ apis: ["setTimeout"] })
  click(STEP)
  context.mock.timers.tick(2100)
  assert.deepEqual(presses(), [[1, 21], [1, 21]])
  draw({ acknowledged: 1, t: 21 })
  context.mock.timers.tick(9000)
  assert.equal(sent.length, 2)
})

// A frame passes, in which what was asked for is drawn.
async function frame() {
  for (const drawn of frames.splice(0)) drawn()
  await later()
}

test("a held key steps frame by frame as far as the charts know, and no farther once it is released", async () => {
  held = [20, 21, 22, 23, 24, 25]
  key("ArrowRight")
  for (let i = 0; i < 9; i++) key("ArrowRight", { repeat: true })
  assert.equal(world.window.unrolledWants, 22)
  await frame()
  assert.equal(world.window.unrolledWants, 23)
  for (let i = 0; i < 3; i++) await frame()
  assert.equal(world.window.unrolledWants, 24) // the repeats that came faster were dropped
  world.window.dispatchEvent({ type: "keyup", key: "ArrowRight" })
  assert.deepEqual(presses(), [[1, 21]])
  draw({ acknowledged: 1, t: 21 })
  await later()
  assert.deepEqual(presses().at(-1), [4, 24])
})

test("a held key waits for a step that is not known yet, and shows it before the next", async () => {
  key("ArrowRight")
  key("ArrowRight", { repeat: true })
  await frame()
  assert.equal(world.window.unrolledWants, 21)
  held = [20, 21, 22, 23]
  draw({ acknowledged: 1, t: 21 })
  world.window.dispatchEvent({ type: "unrolled-has" })
  assert.equal(world.window.unrolledWants, null) // not before the frame that shows step 21
  await frame()
  assert.deepEqual(presses().at(-1), [2, 22])
  assert.equal(sent.at(-1).reach, 8)
})

test("fast Play steps by itself, and stops at once when Pause is pressed", async () => {
  const wait = ms => new Promise(done => setTimeout(done, ms))
  globalThis.requestAnimationFrame = drawn => setTimeout(drawn, 2)
  held = [...Array(40).keys()]
  draw({ beat: { name: 1, period: 10 } })
  await wait(60)
  assert.ok(world.window.unrolledWants > 21)
  world.document.dispatchEvent({ type: "click", target: { closest: asked => asked.includes("pause") ? {} : null } })
  const stopped = world.window.unrolledWants
  draw({ acknowledged: 1, t: 21, beat: { name: 1, period: 10 } }) // an answer to an earlier press
  await wait(60)
  assert.equal(world.window.unrolledWants, stopped)
  assert.equal(presses().at(-1)[1], stopped)
  draw({ acknowledged: sent.at(-1).number, t: stopped, beat: null })
  draw({ acknowledged: sent.at(-1).number, t: stopped, beat: { name: 2, period: 10 } })
  await wait(60)
  assert.ok(world.window.unrolledWants > stopped)
  draw({ acknowledged: 999, t: stopped, beat: null })
})

test("where the server went by itself, the next press starts from", () => {
  draw({ t: 50 })
  click(STEP)
  assert.deepEqual(presses(), [[1, 51]])
})

test("the charts are told what is wanted, and by which press, until the server has answered all presses", async () => {
  await later() // the tests before have pressed, too
  wanted.length = 0
  click(STEP)
  click(STEP)
  await later()
  assert.deepEqual(wanted, [21, 22])
  assert.equal(world.window.unrolledPress, 2)
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
  draw({ acknowledged: 1, t: 21 })
  key("ArrowLeft")
  assert.deepEqual(presses(), [[1, 21], [2, 20]])
  for (const held of ["ctrlKey", "metaKey", "altKey", "shiftKey"]) key("ArrowRight", { [held]: true })
  assert.ok(!key("ArrowRight", { target: { closest: () => ({}) } }).prevented)
  assert.ok(!key("a").prevented)
  assert.equal(sent.length, 2)
})

test("Esc leaves a row of options, where arrow keys have a use, and nothing else", () => {
  let left = 0
  const at = row => ({ target: { closest: asked => asked.includes(row) ? {} : null, blur: () => { left += 1 } } })
  key("Escape", at("[role=radiogroup]"))
  key("Escape", at("[role=toolbar]"))
  assert.equal(left, 2)
  key("Escape", at("input"))
  key("ArrowUp", at("[role=radiogroup]"))
  assert.equal(left, 2)
  assert.deepEqual(presses(), [])
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

test("a new server is asked again for a press it never heard of", async () => {
  click(STEP)
  click(STEP)
  click(BACK)
  draw({ session: "two", acknowledged: 0, t: 20 })
  assert.equal(world.window.unrolledPress, 1)
  await later()
  const { session, number, t } = sent.at(-1)
  assert.deepEqual([sent.length, session, number, t], [2, "two", 1, 21])
})

test("another page is sent what the last one did not answer", async () => {
  click(STEP)
  draw()
  await later()
  assert.deepEqual(presses(), [[1, 21]])
  draw({}, { querySelector: () => root })
  await later()
  assert.deepEqual(presses(), [[1, 21], [1, 21]])
})

test("a new server that knows the last press is not sent it again; the page says where it stands", () => {
  click(STEP)
  draw({ acknowledged: 1, t: 21 })
  draw({ session: "two", acknowledged: 0, t: 21, label: "t = 21" })
  assert.equal(world.window.unrolledPress, 0)
  assert.equal(sent.length, 1)
  assert.equal(line.textContent, "The server is back. You are still at t = 21.")
  click(STEP)
  const { session, number, t } = sent.at(-1)
  assert.deepEqual([session, number, t], ["two", 1, 22])
})

test("a page that was playing says that Play has stopped", () => {
  draw({ playing: true })
  draw({ session: "two", playing: false, t: 30, label: "t = 30" })
  assert.match(line.textContent, /still at t = 30\. Play has stopped\.$/)
})

test("the first drawing is no return, and shows where the page stands", () => {
  assert.equal(line.textContent, "")
  assert.equal(root.dataset.t, 20)
})

test("with enough steps ahead a held key leaves the server alone until it rests", async () => {
  held = [...Array(40).keys()]
  key("ArrowRight")
  await later()
  draw({ acknowledged: 1, t: 21 })
  for (let i = 0; i < 4; i++) {
    key("ArrowRight", { repeat: true })
    await frame()
  }
  const quick = sent.length
  assert.ok(world.window.unrolledWants > 22)
  const reached = world.window.unrolledWants
  world.window.dispatchEvent({ type: "keyup", key: "ArrowRight" })
  assert.equal(sent.length, quick + 1)
  assert.equal(sent.at(-1).t, reached)
})

test("printing and a key without a name stop nothing", async () => {
  globalThis.requestAnimationFrame = drawn => setTimeout(drawn, 2)
  held = [...Array(40).keys()]
  draw({ beat: { name: 1, period: 10 } })
  key("p", { ctrlKey: true })
  key(undefined)
  await new Promise(done => setTimeout(done, 60))
  draw({ acknowledged: 99, t: 39, beat: null })
  assert.ok(wanted.length > 1)
})
