// Long work: the browser asks for each next piece once it has drawn the last one, and for none on a page it is leaving.
import assert from "node:assert/strict"
import { after, beforeEach, test } from "node:test"
import { browser, load } from "./loading.mjs"

const { setTimeout: real } = globalThis
let world, asked, draw, parentElement, now, waiting

// Time passes only when a test says so.
function pass(ms) {
  now += ms
  while (waiting.some(({ at }) => at <= now)) {
    const [due] = waiting.splice(waiting.findIndex(({ at }) => at <= now), 1)
    due.act()
  }
}

after(() => { globalThis.setTimeout = real })

beforeEach(async () => {
  now = 0
  waiting = []
  globalThis.setTimeout = (act, ms = 0) => waiting.push({ act, at: now + ms })
  world = browser()
  globalThis.requestAnimationFrame = act => setTimeout(act, 16)
  const { default: component } = await load("more.js", "LEAVING")
  asked = []
  parentElement = { isConnected: true }
  const setTriggerValue = (name, value) => asked.push([name, value])
  draw = piece => component({ data: { piece }, parentElement, setTriggerValue })
})

test("each piece is asked for once, after it was drawn", () => {
  draw("1")
  assert.deepEqual(asked, [])
  pass(20)
  draw("1")
  pass(20)
  assert.deepEqual(asked, [["more", "1"]])
  draw("2")
  pass(20)
  assert.deepEqual(asked.at(-1), ["more", "2"])
})

test("nothing is asked for work that is no longer shown", () => {
  draw("1")
  parentElement.isConnected = false
  pass(20)
  assert.deepEqual(asked, [])
})

test("whoever follows a link asks for nothing more", () => {
  world.document.dispatchEvent({ type: "click", target: { closest: tag => tag === "a" ? {} : null } })
  draw("1")
  pass(1000)
  assert.deepEqual(asked, [])
})

test("a click elsewhere is no leaving", () => {
  world.document.dispatchEvent({ type: "click", target: { closest: () => null } })
  draw("1")
  pass(20)
  assert.deepEqual(asked, [["more", "1"]])
})
