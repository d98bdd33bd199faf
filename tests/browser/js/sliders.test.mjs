// A slider of the sidebar is followed from frame to frame while it is held.
import assert from "node:assert/strict"
import { test } from "node:test"
import { browser, load } from "./loading.mjs"

test("each value that a slider passes is told, and the last one again when it is let go", async () => {
  const { document } = browser({})
  const frames = [], told = []
  globalThis.requestAnimationFrame = draw => frames.push(draw)
  const { watch } = await load("sliders.js")
  watch((...what) => told.push(what))
  const input = { value: "0.5", closest: () => ({ className: "a st-key-Wx-slider b" }) }
  const slider = { querySelector: () => input }
  const at = (type, found) => document.dispatchEvent({ type, target: { closest: () => found } })
  at("pointerdown", null)
  assert.equal(frames.length, 0)
  at("pointerdown", slider)
  frames.shift()()
  assert.deepEqual(told, [])
  for (const value of ["0.55", "0.55", "0.6"]) {
    input.value = value
    frames.shift()()
  }
  at("pointerup", slider)
  frames.shift()()
  assert.equal(frames.length, 0)
  assert.deepEqual(told, [["Wx", "0.55", true], ["Wx", "0.6", true], ["Wx", "0.6", false]])
  at("pointerdown", slider)
  at("pointerup", slider)
  assert.equal(told.length, 3)
})
