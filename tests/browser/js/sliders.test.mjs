// A slider of the sidebar is followed from frame to frame while it is held.
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { browser, load } from "./loading.mjs"

let frames, told, released, sliders, document, input
const slider = { querySelector: () => input }
const at = (type, found, button = 0) => document.dispatchEvent({ type, button, target: { closest: () => found } })
const frame = () => frames.shift()()
const to = value => { input.value = value }

beforeEach(async () => {
  ({ document } = browser({}))
  frames = []
  told = []
  released = []
  globalThis.requestAnimationFrame = draw => frames.push(draw)
  sliders = await load("sliders.js")
  sliders.watch((...what) => told.push(what), (...what) => released.push(what))
  input = { value: "0.5", closest: () => ({ className: "a st-key-Wx-slider b" }) }
})

test("each value that a slider passes is told, once a frame; where it is let go Streamlit reports it", () => {
  at("pointerdown", slider)
  frame()
  assert.deepEqual(told, [])
  for (const value of ["0.55", "0.55", "0.6"]) {
    to(value)
    frame()
  }
  at("pointerup", slider)
  while (frames.length) frame()
  assert.deepEqual([told, released], [[["Wx", "0.55"], ["Wx", "0.6"]], [["Wx", null]]])
})

test("a flick within a frame is a move", () => {
  at("pointerdown", slider)
  at("pointerup", slider)
  to("0.8") // the slider hears of the release after us
  while (frames.length) frame()
  assert.deepEqual([told, released], [[], [["Wx", null]]])
})

test("back where it began Streamlit has nothing to report, so we do", () => {
  at("pointerdown", slider)
  to("0.8")
  frame()
  to("0.5")
  at("pointerup", slider)
  while (frames.length) frame()
  assert.deepEqual([told, released], [[["Wx", "0.8"]], [["Wx", "0.5"]]])
})

test("what is not moved, not a slider, disabled or pressed with another button is not followed", () => {
  at("pointerdown", null)
  assert.equal(sliders.isHeld(), false)
  at("pointerdown", slider, 2)
  assert.equal(sliders.isHeld(), false)
  input.disabled = true
  at("pointerdown", slider)
  assert.equal(sliders.isHeld(), false)
  input.disabled = false
  at("pointerdown", slider)
  assert.equal(sliders.isHeld(), true)
  at("pointerup", slider)
  while (frames.length) frame()
  assert.deepEqual([told, released], [[], []])
})

test("of two sliders the one that is pressed last is followed, and the other counts as let go", () => {
  const other = { value: "2", closest: () => ({ className: "st-key-Wh-slider" }) }
  at("pointerdown", slider)
  to("0.6")
  frame()
  at("pointerdown", { querySelector: () => other })
  other.value = "3"
  for (let i = 0; i < 4; i++) frame()
  assert.deepEqual([told, released], [[["Wx", "0.6"], ["Wh", "3"]], [["Wx", null]]])
})

test("the slider of t can be pressed within the frame in which another is let go", () => {
  at("pointerdown", slider)
  at("pointerup", slider)
  const ofT = { matches: () => true }
  document.dispatchEvent({ type: "pointerdown", button: 0, target: ofT })
  while (frames.length) frame()
  assert.equal(sliders.isHeld(), true)
})
