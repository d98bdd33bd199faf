// Blocks are kept and changed in place; a press shows a step that is known, and never one of other settings.
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { browser, load } from "./loading.mjs"

let world, blocks, parent

beforeEach(async () => {
  const at = child => parent.children.indexOf(child)
  world = browser({ createElement: () => ({
    replaceWith(other) { parent.children[at(this)] = other },
    remove() { parent.children.splice(at(this), 1) },
    querySelectorAll: () => [],
  }) })
  blocks = await load("blocks.js", "View")
  lost = 0
  parent = { children: [], dataset: {}, append(...more) { this.children.push(...more) }, addEventListener() {} }
})

const html = text => ({ html: text })
let lost
const view = () => Object.assign(new blocks.View(parent), { lost: () => { lost += 1 } })
const texts = () => parent.children.map(({ innerHTML }) => innerHTML)
const wants = t => {
  world.window.unrolledWants = t
  world.window.unrolledPress = (world.window.unrolledPress ?? 0) + 1
  world.window.dispatchEvent({ type: "unrolled-wants" })
}
const step = (t, word = "") => ({ t, blocks: [html(`${word}${t}`)] })
const told = (t, ahead, settings = "a", word = "", press = 0) => ({
  place: "here", t, press, steps: [step(t, word), ...(ahead ? [step(t + 1, word)] : [])], settings, partners: {},
  library: "",
})
const answered = (t, press) => told(t, true, "a", "", press)
const knows = t => {
  const detail = { t, places: {} }
  world.window.dispatchEvent({ type: "unrolled-knows", detail })
  return detail.places.here
}

test("what the server tells is shown", async () => {
  await view().receive(told(5, true))
  assert.deepEqual(texts(), ["5"])
  assert.equal(parent.dataset.t, 5)
})

test("a press shows the step ahead at once, and one that is not known changes nothing", async () => {
  await view().receive(told(5, true))
  wants(6)
  assert.deepEqual(texts(), ["6"])
  wants(7)
  assert.deepEqual(texts(), ["6"])
})

test("a step shown before is known on the way back", async () => {
  const one = view()
  await one.receive(told(5, true))
  await one.receive(told(6, true))
  wants(5)
  assert.deepEqual(texts(), ["5"])
})

test("an answer to an earlier press does not turn the page back", async () => {
  const one = view()
  await one.receive(told(5, true))
  wants(6)
  await one.receive(told(5, true))
  assert.deepEqual(texts(), ["6"])
})

test("nor does one that is drawn only when the buttons have the answer to the last press", async () => {
  const one = view()
  await one.receive(told(5, true))
  wants(6)
  wants(5)
  world.window.unrolledWants = null
  await one.receive(answered(6, 1))
  assert.deepEqual(texts(), ["5"])
  await one.receive(answered(5, 2))
  await one.receive(answered(8, 2)) // something else was pressed
  assert.deepEqual(texts(), ["8"])
})

test("a new server, which begins at an earlier step, does not turn the page back either", async () => {
  const one = view()
  await one.receive(told(5, true))
  wants(6)
  await one.receive(told(4, true, "b", "new "))
  await one.receive(told(4, true, "b", "new "))
  assert.deepEqual(texts(), ["6"])
  await one.receive(told(6, true, "b", "new ", 1))
  assert.deepEqual(texts(), ["new 6"])
})

test("not even if the step pressed last is not known yet", async () => {
  const one = view()
  await one.receive(answered(5, 0))
  wants(6)
  wants(7)
  world.window.unrolledPress = 1 // a new server is asked for the last press as its first
  await one.receive(told(4, true, "b", "new "))
  assert.deepEqual(texts(), ["6"])
  await one.receive(told(7, true, "b", "new ", 1))
  assert.deepEqual(texts(), ["new 7"])
})

test("where a new server is asked for nothing, the page shows what it says", async () => {
  const one = view()
  await one.receive(told(5, true))
  wants(6)
  await one.receive(answered(6, 1))
  world.window.unrolledWants = null
  world.window.unrolledPress = 0
  await one.receive(told(4, true, "b", "new "))
  assert.deepEqual(texts(), ["new 4"])
})

test("a step of other settings is forgotten", async () => {
  const one = view()
  await one.receive(told(5, true, "a", "old "))
  await one.receive(told(5, false, "b", "new "))
  wants(6)
  assert.deepEqual(texts(), ["new 5"])
})

test("what is out of sight follows later, and then is what was wanted last", async () => {
  const here = view()
  await here.receive(told(20, true))
  parent.children[0].sight.see([{ isIntersecting: false }])
  wants(21)
  wants(20)
  wants(21)
  assert.deepEqual(texts(), ["20"])
  await new Promise(done => setTimeout(done, 5))
  assert.deepEqual([texts(), parent.dataset.t], [["21"], 21])
})

test("a block that has not changed is left alone, and surplus ones go", async () => {
  const one = view()
  let set = 0
  await one.receive({ ...told(5), steps: [{ t: 5, blocks: [html("a"), html("b"), html("c")] }] })
  Object.defineProperty(parent.children[0], "innerHTML", { set: () => { set += 1 }, get: () => "a" })
  await one.receive({ ...told(6), steps: [{ t: 6, blocks: [html("a"), html("B")] }] })
  assert.equal(set, 0)
  assert.deepEqual(texts(), ["a", "B"])
})

test("of a step that is like another only what differs is sent", () => {
  const one = view()
  one.show = () => Promise.resolve()
  const chart = { traces: ["a", "b"], layout: "{}", sentence: "five" }
  const steps = [
    { t: 5, blocks: [chart, html("same"), html("no term yet"), chart] },
    { t: 6, like: 5, blocks: [{ sentence: "six" }, {}, chart, html("no term")] },
    { t: 7, like: 6, blocks: [{}, html("other"), { traces: { 1: "B" } }, { traces: ["c"] }] },
  ]
  one.receive({ ...told(5), steps })
  assert.deepEqual(one.known.get(6), [{ ...chart, sentence: "six" }, html("same"), chart, html("no term")])
  assert.deepEqual(one.known.get(7), [
    { ...chart, sentence: "six" }, html("other"), { ...chart, traces: ["a", "B"] }, { traces: ["c"] },
  ])
})

test("an answer that brings nothing new shows what is there", async () => {
  const one = view()
  await one.receive(told(5, true))
  await one.receive({ ...told(6), steps: [] })
  assert.deepEqual(texts(), ["6"])
  assert.equal(lost, 0)
})

test("what the server takes for known but is not here is asked for, until it comes", async context => {
  context.mock.timers.enable({ apis: ["setTimeout"] })
  const one = view()
  await one.receive({ ...told(6), steps: [{ t: 7, like: 6, blocks: [{}] }] })
  assert.equal(lost, 1)
  assert.ok(!one.known.has(7))
  context.mock.timers.tick(1000)
  assert.equal(lost, 2)
  await one.receive(told(6, true))
  context.mock.timers.tick(5000)
  assert.equal(lost, 2)
  assert.deepEqual(texts(), ["6"])
})

test("the server is told which steps around are here, and of which settings", async () => {
  const one = view()
  await one.receive(told(5, true))
  await one.receive(told(30, true))
  assert.deepEqual(knows(29), ["a", [30, 31]])
  await one.receive(told(29, true, "b"))
  assert.deepEqual(knows(29), ["b", [29, 30]])
  one.end()
  assert.equal(knows(29), undefined)
})

test("a press on a step that is not here says so", async () => {
  const one = view()
  await one.receive(told(5, true))
  const asks = t => {
    let unknown = false
    world.window.unrolledWants = t
    world.window.dispatchEvent({ type: "unrolled-wants", preventDefault: () => { unknown = true } })
    return unknown
  }
  assert.deepEqual([asks(6), asks(7)], [false, true])
})

test("a page that is left hears no more presses", async () => {
  const one = view()
  await one.receive(told(5, true))
  one.end()
  wants(6)
  assert.deepEqual(texts(), ["5"])
})

test("hundreds of steps do not stay for ever", async () => {
  const one = view()
  for (let t = 0; t < 300; t++) await one.receive(told(t, true))
  assert.ok(one.known.size < 50)
})

test("with another card each block counts as just opened, and with another step of it none does", async () => {
  const one = view()
  const opened = () => one.blocks.map(block => Boolean(block.opened))
  await one.receive({ ...told(5, true), card: "a 1" })
  await one.receive({ ...told(6, true), card: "a 1" })
  assert.deepEqual(opened(), [false])
  await one.receive({ ...told(6, true), card: "a 2" })
  assert.deepEqual(opened(), [true])
})
