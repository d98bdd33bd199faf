// A button that copies a link, on every kind of page.
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { browser, load } from "./loading.mjs"

let copy, button, field, world

beforeEach(async () => {
  world = browser({ execCommand: () => true, hasFocus: () => true })
  copy = await load("copy.js")
  button = {}
  field = { select() { this.selected = true } }
  Object.defineProperty(globalThis, "navigator", { value: { clipboard: undefined }, configurable: true })
})

const data = { label: "Copy", done: "Copied", link: "?t=22&answers=abc", disabled: false }
const draw = changes => copy.default({ data: { ...data, ...changes }, parentElement: parts })
const parts = { querySelector: name => ({ button, input: field })[name] }

test("it copies the link with the address of the page, and says so for a moment", async () => {
  let copied = ""
  navigator.clipboard = { writeText: async text => { copied = text } }
  draw()
  assert.equal(button.textContent, "Copy")
  await button.onclick()
  assert.equal(copied, "http://localhost/?t=22&answers=abc")
  assert.equal(button.textContent, "Copied")
  draw({ link: "?t=23" }) // drawn again meanwhile, it still says so
  assert.equal(button.textContent, "Copied")
})

test("without the clipboard, as over plain http, it copies from a field that comes and goes", async () => {
  const held = []
  world.document.createElement = () => ({ select() { held.push(this.value) }, remove: () => held.push("gone") })
  world.document.body = { append() {} }
  draw()
  await button.onclick()
  assert.deepEqual(held, ["http://localhost/?t=22&answers=abc", "gone"])
})

test("where the browser allows neither, it shows the link", async () => {
  let shown = ""
  Object.assign(world.document, { execCommand: () => false, body: { append() {} } })
  world.document.createElement = () => ({ select() {}, remove() {} })
  world.window.prompt = (_, text) => {
    shown = text
    return text
  }
  draw()
  await button.onclick()
  assert.equal(shown, "http://localhost/?t=22&answers=abc")
  assert.equal(button.textContent, "Copied")
  world.window.prompt = () => null // as in a frame, which may show none
  await button.onclick()
  assert.equal(button.textContent, "Not copied")
})

test("in a frame that has been pressed but has no focus yet, it waits for that", async () => {
  const done = []
  navigator.clipboard = { writeText: async () => done.push("copied") }
  world.document.hasFocus = () => done.includes("focus")
  world.window.focus = () => setTimeout(() => {
    done.push("focus")
    world.window.dispatchEvent({ type: "focus" })
  })
  draw()
  await button.onclick()
  assert.deepEqual(done, ["focus", "copied"])
})

test("a link that is to be read stands in a field, which is selected when it is entered", () => {
  draw()
  assert.equal(field.hidden, true)
  draw({ field: "The link" })
  assert.deepEqual([field.hidden, field.ariaLabel, field.value], [false, "The link", "http://localhost/?t=22&answers=abc"])
  field.onfocus()
  assert.equal(field.selected, true)
})

test("with nothing to copy it cannot be pressed", () => {
  draw({ disabled: true })
  assert.equal(button.disabled, true)
  draw()
  assert.equal(button.disabled, false)
})
