// What a press changes comes into sight: what is said of a number, a hint, the curve of a nudge. On a phone the list of
// pages goes.
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { browser, load } from "./loading.mjs"

let world, scrolled, closed, change, said

const text = name => ({ textContent: "", scrollIntoView: () => scrolled.push(name) })
const within = (...places) => ({ closest: selector => places.find(([name]) => selector === name)?.[1] ?? null })
const dispatch = (type, target, more) => world.document.dispatchEvent({ type, target, ...more })

beforeEach(async () => {
  scrolled = []
  closed = 0
  const parts = {
    "[data-testid=stSidebarCollapseButton] button": { click: () => { closed += 1 } },
    ".st-key-slope .scroll": text("curve"),
  }
  world = browser({ querySelector: selector => parts[selector] })
  const { addEventListener } = world.document
  world.document.addEventListener = function (type, listener, captures) { // sliders keep a press to themselves
    if (type !== "pointerdown" || captures) addEventListener.call(this, type, listener)
  }
  globalThis.MutationObserver = class {
    constructor(see) { this.see = see }
    observe() { change = this.see }
    disconnect() { change = () => {} }
  }
  globalThis.setTimeout = () => {}
  said = [text("feedback"), text("hints")]
  world.window.innerWidth = 390
  const { listen } = await load("sight.js")
  listen()
})

const place = { querySelectorAll: () => said }
const FILL_IN = [".st-key-fill-in", place], BUTTON = ["button", {}]

test("what is said of a number comes into sight when it comes, and once", () => {
  const presses = [["click", within(FILL_IN, BUTTON)], ["keydown", within(FILL_IN), { key: "Enter" }]]
  for (const press of presses) {
    scrolled = []
    dispatch(...press)
    change() // something else has changed
    assert.deepEqual(scrolled, [])
    said[0].textContent += "Right."
    change()
    change()
    assert.deepEqual(scrolled, ["feedback"])
  }
  dispatch("click", within(FILL_IN, BUTTON))
  said[1].textContent = "It is the slope."
  change()
  assert.deepEqual(scrolled, ["feedback", "hints"])
})

test("nothing is waited for after other keys and presses", () => {
  change = null
  dispatch("keydown", within(FILL_IN), { key: "1" })
  dispatch("click", within(FILL_IN))
  dispatch("click", within(BUTTON))
  assert.equal(change, null)
})

test("on a narrow screen the curve comes into sight once the nudge has moved, wherever it is let go", () => {
  globalThis.requestAnimationFrame = then => then()
  const slider = { value: "0.5" }
  const nudge = within([".st-key-nudge", { querySelector: () => slider }])
  const drag = (from, to, value) => {
    scrolled = []
    dispatch("pointerdown", from)
    slider.value = value
    dispatch("pointerup", to)
    return scrolled
  }
  assert.deepEqual(drag(nudge, nudge, "0.7"), ["curve"])
  assert.deepEqual(drag(nudge, within(BUTTON), "0.9"), ["curve"])
  assert.deepEqual(drag(nudge, nudge, "0.9"), []) // its help icon, for example
  assert.deepEqual(drag(within(BUTTON), nudge, "0.7"), []) // moved by something else
  world.window.innerWidth = 1081
  assert.deepEqual(drag(nudge, nudge, "0.5"), [])
  world.window.innerWidth = 1080
  assert.deepEqual(drag(nudge, nudge, "0.6"), ["curve"])
})

test("the list of pages goes when a page is chosen on a phone", () => {
  const link = within(["[data-testid=stSidebar] a", {}])
  dispatch("click", within(BUTTON))
  assert.equal(closed, 0)
  dispatch("click", link)
  assert.equal(closed, 1)
  world.window.innerWidth = 641
  dispatch("click", link)
  assert.equal(closed, 1)
})
