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
  parent = { children: [], dataset: {}, append(...more) { this.children.push(...more) } }
})

const html = text => ({ html: text })
const view = () => new blocks.View(parent)
const texts = () => parent.children.map(({ innerHTML }) => innerHTML)
const wants = t => {
  world.window.unrolledWants = t
  world.window.dispatchEvent({ type: "unrolled-wants" })
}
const told = (t, ahead, settings = "a", word = "") => ({
  t, blocks: [html(`${word}${t}`)], ahead: ahead && [html(`${word}${t + 1}`)], settings, partners: {}, library: "",
})

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
  world.window.unrolledWants = null
  await one.receive(told(5, true))
  assert.deepEqual(texts(), ["5"])
})

test("a step of other settings is forgotten", async () => {
  const one = view()
  await one.receive(told(5, true, "a", "old "))
  await one.receive(told(5, false, "b", "new "))
  wants(6)
  assert.deepEqual(texts(), ["new 5"])
})

test("a block that has not changed is left alone, and surplus ones go", async () => {
  const one = view()
  let set = 0
  await one.receive({ ...told(5), blocks: [html("a"), html("b"), html("c")] })
  Object.defineProperty(parent.children[0], "innerHTML", { set: () => { set += 1 }, get: () => "a" })
  await one.receive({ ...told(5), blocks: [html("a"), html("B")] })
  assert.equal(set, 0)
  assert.deepEqual(texts(), ["a", "B"])
})

test("of a chart ahead, what is not sent is as in the present one", async () => {
  const one = view()
  const shown = []
  one.show = t => shown.push(one.known.get(t))
  one.receive({ ...told(5), blocks: [{ traces: "[]", layout: "{}", sentence: "five" }], ahead: [{ sentence: "six" }] })
  assert.deepEqual(one.known.get(6), [{ traces: "[]", layout: "{}", sentence: "six" }])
  assert.equal(shown.length, 1)
})

test("a chart ahead of a paragraph is a chart, and a paragraph ahead of a chart a paragraph", async () => {
  const one = view()
  one.show = () => Promise.resolve()
  const chart = { traces: "[]", layout: "{}", sentence: "six" }
  one.receive({ ...told(5), blocks: [html("no term yet"), chart], ahead: [chart, html("no term")] })
  assert.deepEqual(one.known.get(6), [chart, html("no term")])
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
  assert.ok(one.known.size < 110)
})
