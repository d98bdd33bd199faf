// A chart as a picture: what is written around its drawing.
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { browser, load } from "./loading.mjs"

let image

beforeEach(async () => {
  browser()
  image = await load("image.js")
})

test("the title says what the chart is and which step it shows", () => {
  assert.equal(image.titleOf({ title: "Terms of ∂L/∂Wh", t: 21 }), "Terms of ∂L/∂Wh, t = 21")
  assert.equal(image.titleOf({ title: "The queues", t: -1 }), "The queues, t = −1")
})

test("a text of the key keeps its subscripts, and returns to the line after them", () => {
  const node = (nodeName, textContent) => ({ nodeName, textContent })
  const childNodes = [node("#text", "∂L/∂W"), node("SUB", "h"), node("#text", " & <x>")]
  assert.equal(image.written({ childNodes }),
    '∂L/∂W<tspan dy="3" font-size="75%">h</tspan><tspan dy="-3"> &amp; &lt;x&gt;</tspan>')
  assert.equal(image.written({ childNodes: [node("#text", "e")] }), "e")
})

test("each mark of the key is drawn in its colour", () => {
  const place = { x: 0, y: 0, width: 12, height: 12 }
  for (const look of ["line", "dash", "dot", "dashdot", "box", "disc", "ring", "cross", "square", "tick"]) {
    assert.match(image.markOf(look, place, "rgb(1, 2, 3)"), /^<(path|rect|circle|text) .*"rgb\(1, 2, 3\)"/)
  }
  const drawn = look => image.markOf(look, place, "red")
  assert.notEqual(drawn("box"), drawn("square"))
  assert.notEqual(drawn("line"), drawn("dash"))
})
