// A button that saves a file: what it asks the server for, and what it does with the answers.
import assert from "node:assert/strict"
import { afterEach, beforeEach, mock, test } from "node:test"
import { browser, load } from "./loading.mjs"

let saving, button, asked, files

beforeEach(async () => {
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1000 })
  const { document } = browser({ body: { append() {} } })
  files = []
  document.createElement = () => ({ click() { files.push(this.download) }, remove() {} })
  globalThis.Blob = class { constructor(parts, { type }) { Object.assign(this, { text: parts.join(""), type }) } }
  URL.createObjectURL = blob => { files.push(blob); return "blob:1" }
  URL.revokeObjectURL = () => {}
  saving = await load("save.js")
  button = {}
  asked = []
})

afterEach(() => mock.timers.reset())

const parentElement = { isConnected: true, querySelector: () => button }
const draw = changes => saving.default({
  data: { label: "Save CSV", name: "a-t1.csv", kind: "text/csv", ...changes },
  parentElement,
  setTriggerValue: (name, value) => asked.push([name, ...value]),
})
const answer = (part, text, more, changes = {}) => {
  const [, press] = asked.at(-1)
  return draw({ ...changes, sent: { press, part, text, more, of: "x", ...changes.sent } })
}

test("a press asks for the first part, and the file is saved with the name that comes with its text", () => {
  draw()
  assert.equal(button.textContent, "Save CSV")
  button.onclick()
  assert.deepEqual(asked, [["part", 1000, 0]])
  draw({ name: "a-t2.csv" }) // a step meanwhile
  assert.deepEqual(files, [])
  answer(0, "1,2\r\n", 0, { name: "a-t2.csv" })
  draw({ name: "a-t3.csv" })
  assert.deepEqual(files.map(file => file.text ?? file), ["1,2\r\n", "a-t2.csv"])
  assert.equal(files[0].type, "text/csv")
  assert.equal(button.textContent, "Saved")
  mock.timers.tick(2000)
  assert.equal(button.textContent, "Save CSV")
})

test("parts are asked for one after the other and put together", () => {
  draw()
  button.onclick()
  answer(0, "a", 2)
  assert.equal(button.textContent, "Saving … 33 %")
  answer(0, "a", 2) // an answer can come twice
  answer(1, "b", 1)
  assert.equal(button.textContent, "Saving … 67 %")
  assert.deepEqual(files, [])
  answer(2, "c", 0)
  assert.equal(files[0].text, "abc")
  assert.deepEqual(asked.map(([, , part]) => part), [0, 1, 2])
})

test("if the text has become another one, it begins anew", () => {
  draw()
  button.onclick()
  answer(0, "a", 1)
  answer(1, "B", 0, { sent: { of: "y" } })
  assert.deepEqual(files, [])
  answer(0, "A", 1, { sent: { of: "y" } })
  answer(1, "B", 0, { sent: { of: "y" } })
  assert.equal(files[0].text, "AB")
})

test("what is not answered is asked for again, and given up in the end", () => {
  draw()
  button.onclick()
  mock.timers.tick(5000)
  assert.deepEqual(asked, [["part", 1000, 0], ["part", 1000, 0]])
  for (let i = 0; i < 4; i++) mock.timers.tick(5000)
  assert.equal(asked.length, 5)
  assert.equal(button.textContent, "Not saved")
  answer(0, "late", 0)
  assert.deepEqual(files, [])
})

test("a second press while the first is being answered asks for nothing", () => {
  draw()
  button.onclick()
  button.onclick()
  assert.equal(asked.length, 1)
})

test("a button rests while there is no file, and gives up what it was saving", () => {
  draw({ rests: false })
  assert.equal(button.disabled, false)
  button.onclick()
  draw({ rests: true })
  assert.equal(button.disabled, true)
  assert.equal(button.textContent, "Not saved")
  mock.timers.tick(30_000)
  assert.equal(asked.length, 1)
  assert.equal(button.textContent, "Save CSV")
})
