// The server is told that a slider of the sidebar moves for as long as it does, whatever else is held meanwhile: what
// waits for it to rest, such as the tick of an act, would else wait for good.
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { browser, load } from "./loading.mjs"

let transport, sent, frames

beforeEach(async () => {
  browser()
  frames = []
  sent = []
  globalThis.requestAnimationFrame = drawn => frames.push(drawn)
  transport = await load("transport.js", "memory")
  draw({ acknowledged: 0 })
})

function draw(data) {
  const input = { style: { setProperty() {} }, setAttribute() {} }
  const root = { dataset: {}, querySelector: selector => (selector === "input" ? input : {}) }
  transport.default({
    data: { session: "one", t: 20, asked: 20, end: 119, keys: {}, label: "t = 20", link: "?t=20", ...data },
    parentElement: { querySelector: () => root },
    setStateValue: (_, value) => sent.push(value),
  })
}

// Pointers on sliders: that of t, or the one of a name in the sidebar.
function fingers({ mock }) {
  mock.timers.enable({ apis: ["setTimeout"] })
  const { setTimeout } = globalThis
  globalThis.setTimeout = (then, ms = 0, ...more) => setTimeout(then, ms, ...more) // theirs knows no default
  const inputs = {}
  const at = (type, name) => {
    inputs[name] ??= { value: "0.5", closest: () => ({ className: `st-key-${name}-slider` }) }
    const found = name === "t" ? null : { querySelector: () => inputs[name] }
    const target = { matches: () => name === "t", closest: asked => asked.includes("stSlider") ? found : null }
    document.dispatchEvent({ type, button: 0, target })
  }
  const drawn = () => { for (const one of frames.splice(0)) one() }
  return {
    press: name => at("pointerdown", name),
    release: name => at("pointerup", name),
    drag(name) {
      inputs[name].value += "5"
      drawn()
    },
    pass(ms) {
      drawn()
      mock.timers.tick(ms)
      if (sent.length) draw({ acknowledged: sent.at(-1).number })
      mock.timers.tick(1)
    },
  }
}

const ALSO_HELD = {
  "the slider of t": ["press Wx", "drag Wx", "release Wx", "pass 100", "press t", "pass 400", "release t"],
  "another that does not move": ["press Wx", "drag Wx", "release Wx", "pass 100", "press Wh", "pass 400", "release Wh"],
  "another under a second finger": ["press Wx", "drag Wx", "press Wh", "pass 100", "release Wh", "release Wx"],
  "the slider of t under a second finger": ["press Wx", "drag Wx", "press t", "pass 100", "release t", "release Wx"],
}

for (const [what, acts] of Object.entries(ALSO_HELD)) {
  test(`a slider that is let go no longer moves, though also held was ${what}`, context => {
    const hand = fingers(context)
    for (const act of acts) {
      const [does, where] = act.split(" ")
      if (does === "pass") hand.pass(Number(where))
      else hand[does](where)
      if (does === "drag") assert.equal(transport.memory.sliding, true)
    }
    assert.equal(sent[0].sliding, true)
    for (let i = 0; i < 3; i++) hand.pass(400)
    assert.deepEqual([sent.at(-1).sliding, transport.memory.sliding], [false, false])
  })
}

test("a slider that moves soon after another was let go is moving until it is let go", context => {
  const hand = fingers(context)
  for (const name of ["Wx", "Wh"]) {
    hand.press(name)
    hand.drag(name)
    if (name === "Wx") hand.release(name)
    hand.pass(100)
  }
  hand.pass(400)
  assert.ok(sent.every(({ sliding }) => sliding))
  hand.drag("Wh")
  hand.release("Wh")
  hand.pass(200)
  assert.ok(sent.every(({ sliding }) => sliding))
  hand.pass(200)
  assert.equal(sent.at(-1).sliding, false)
})
