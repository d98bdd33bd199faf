// A try brings the charts of its section into sight, unless they are; without motion where motion is not wanted.
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { browser, load } from "./loading.mjs"

let world, scrolled, place, still, to

// Things on a page in the order of their numbers: two sections, each with a title, charts and a try.
const thing = number => ({
  number,
  compareDocumentPosition: other => other.number > number ? 4 : 2,
  getBoundingClientRect: () => place,
  closest: () => "the main area",
  scrollIntoView: options => scrolled.push([number, options.behavior]),
})
const titles = [1, 4].map(thing), charts = [2, 5].map(thing), tries = [3, 6].map(thing)

beforeEach(async () => {
  to = []
  const main = { scrollTo: (...where) => to.push(where) }
  world = browser({
    querySelector: selector => (selector.includes("stMain") ? main : null),
    querySelectorAll: selector => (selector === ".blocks" ? charts : titles),
  })
  globalThis.Node = { DOCUMENT_POSITION_FOLLOWING: 4 }
  globalThis.getComputedStyle = () => ({ scrollPaddingTop: "75px" })
  still = false
  Object.assign(world.window, { innerHeight: 800, matchMedia: () => ({ matches: still }) })
  scrolled = []
  place = { top: -500, bottom: 100 }
  const { default: component } = await load("tries.js", "listening")
  component({ data })
  component({ data }) // drawn anew, it listens no second time
})

const data = { projecting: false, ask: "off" }
const closest = button => selector => (selector.includes("st-key-try") ? button : null)
const click = button => world.document.dispatchEvent({ type: "click", target: { closest: closest(button) } })

test("the first charts of the section of a try come into sight", () => {
  click(tries[1])
  click(tries[0])
  assert.deepEqual(scrolled, [[5, "smooth"], [2, "smooth"]])
})

test("nothing moves where they are in sight, and no other click moves anything", () => {
  click(null)
  place = { top: 80, bottom: 700 }
  click(tries[0])
  assert.deepEqual(scrolled, [])
  place = { top: 40, bottom: 700 } // under the buttons
  click(tries[0])
  assert.deepEqual(scrolled, [[2, "smooth"]])
})

test("who wants no motion sees none", () => {
  still = true
  click(tries[1])
  assert.deepEqual(scrolled, [[5, "instant"]])
})

test("a card opens at the top of the page; a text that may be no lesson leaves the page where it is", () => {
  globalThis.MutationObserver = class { observe() {} disconnect() {} }
  const press = name => world.document.dispatchEvent(
    { type: "click", target: { closest: selector => (selector.includes(name) ? {} : null) } })
  press(".st-key-open-own")
  assert.deepEqual(to, [])
  for (const name of [".st-key-next-card", ".st-key-previous-card", ".st-key-next-lesson"]) press(name)
  assert.deepEqual(to, [[0, 0], [0, 0], [0, 0]])
  world.document.dispatchEvent({ type: "keydown" }) // nothing is waited for any more
})
