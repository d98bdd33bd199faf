// A table of numbers: what is typed, pasted, inserted and deleted is sent, and what the server answers is shown.
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { browser, load } from "./loading.mjs"

// As much of an element as the table uses.
class Element {
  constructor(tag, name = "") {
    Object.assign(this, { tag, name, children: [], dataset: {}, textContent: "", value: "" })
  }

  get rows() { return this.children }
  get cells() { return this.children }
  get lastChild() { return this.children.at(-1) }
  get sectionRowIndex() { return this.parentElement.children.indexOf(this) }
  get cellIndex() { return this.parentElement.children.indexOf(this) }

  append(...added) { for (const one of added) this.insert(this.children.length, one) }
  after(one) { this.parentElement.insert(this.sectionRowIndex + 1, one) }
  remove() { this.parentElement.children.splice(this.sectionRowIndex, 1) }
  replaceChildren(...added) { this.children = []; this.append(...added) }
  replaceWith(one) {
    const { parentElement, sectionRowIndex } = this
    this.remove()
    parentElement.insert(sectionRowIndex, one)
  }
  insert(at, one) {
    one.parentElement = this
    this.children.splice(at, 0, one)
  }

  querySelectorAll(tag) {
    return this.children.flatMap(one => [...(one.tag === tag ? [one] : []), ...one.querySelectorAll(tag)])
  }
  querySelector(selector) {
    return this.parts?.[selector] ?? this.querySelectorAll(selector)[0]
  }

  addEventListener(type, listener) { this[`on${type}`] = listener }
  setAttribute(name, value) { this[name] = value }
  select() { this.selectionStart = 0; this.selectionEnd = this.value.length }
  focus() {
    document.activeElement = this
    body.onfocusin({ target: this })
  }
}

let component, root, body, sent, server, document

function answer(changed = {}) {
  Object.assign(server, changed)
  component({ data: { ...server }, parentElement: { querySelector: () => root },
    setTriggerValue: (...what) => sent.push(structuredClone(what)) })
}

const texts = () => body.rows.map(row => row.querySelectorAll("input").map(({ value }) => value))
const field = (row, column = 0) => body.rows[row].querySelectorAll("input")[column]
const report = () => sent.at(-1)[1]

// Into a field, and out of it.
function type(row, column, text) {
  field(row, column).focus()
  field(row, column).value = text
  body.onchange()
}

function key(name, more = {}) {
  let prevented = false
  body.onkeydown({ key: name, target: document.activeElement, ...more, preventDefault: () => { prevented = true } })
  return prevented
}

beforeEach(async () => {
  ({ document } = browser({ createElement: tag => new Element(tag) }))
  sent = []
  const part = () => new Element("")
  root = part()
  body = part()
  Object.assign(root, { open: true, isConnected: true, contains: one => one === body })
  document.addEventListener = (type, act) => { document[`on${type}`] = act }
  document.removeEventListener = (type, act) => { if (document[`on${type}`] === act) delete document[`on${type}`] }
  root.parts = { tbody: body, "thead tr": part(), ul: part(), ".note": part(), ".editor": part(), ".row": part(),
    ".below": part(), ".limit": part(), ".delete": part(), ".discard": part() }
  component = (await load("table.js")).default
  server = { session: "mine", read: 0, titles: ["X", "Y"], rows: [["1", "2"], ["3", "4"], ["5", "6"], ["7", "8"]],
    problems: [], said: [], least: 3, most: 5, longest: 20, widest: 7 }
})

test("the fields are made when the table is opened", () => {
  root.open = false
  answer()
  assert.equal(body.rows.length, 0)
  root.open = true
  root.ontoggle()
  assert.deepEqual(texts(), server.rows)
  assert.equal(field(2, 1).ariaLabel, "Y at t = 2")
  assert.equal(field(2, 1).maxLength, 7)
  assert.deepEqual(body.rows.map(row => row.cells[0].textContent), [0, 1, 2, 3])
})

test("a page that is opened while entries wait shows them", () => {
  root.open = false
  answer({ rows: [["1"], [""], ["3"]], said: ["row 2: a number is missing"] })
  assert.ok(root.open)
  assert.deepEqual(texts(), [["1"], [""], ["3"]])
})

test("a number that has been typed is sent with all others", () => {
  answer()
  type(1, 0, "x")
  assert.deepEqual(report(), { number: 1, rows: [["1", "2"], ["x", "4"], ["5", "6"], ["7", "8"]], block: null })
  body.onchange()
  assert.equal(sent.length, 1)
})

test("a finger that comes down elsewhere sends what is being typed, once, as long as the table is there", () => {
  answer()
  const down = target => document.onpointerdown({ target })
  field(1).value = "x"
  down(body)
  assert.equal(sent.length, 0)
  down(null)
  assert.deepEqual(report().rows[1], ["x", "4"])
  down(null)
  body.onchange()
  assert.equal(sent.length, 1)
  field(1).value = "y"
  root.isConnected = false
  down(null)
  assert.equal(sent.length, 1)
  assert.equal(document.onpointerdown, undefined)
})

test("what the server sent before it knew is not shown; then it marks what it cannot read", () => {
  answer()
  type(1, 0, "x")
  answer()
  assert.equal(field(1).value, "x")
  answer({ read: 1, rows: report().rows, problems: [{ row: 1, column: 0 }, { row: 2, column: -1 }], said: ["a", "b"] })
  assert.deepEqual([field(1, 0).ariaInvalid, field(1, 1).ariaInvalid], ["true", null])
  assert.deepEqual([field(2, 0).ariaInvalid, field(2, 1).ariaInvalid], ["true", "true"])
  assert.deepEqual(root.querySelector("ul").children.map(line => line.textContent), ["a", "b"])
  assert.equal(root.querySelector(".discard").hidden, false)
  root.querySelector(".discard").onclick()
  assert.deepEqual(report(), { number: 2, rows: null })
})

test("an answer leaves the field alone that is being typed in", () => {
  answer()
  type(0, 0, "9")
  field(1).focus()
  field(1).value = "3."
  answer({ read: 1, rows: [["9", "2"], ["3", "4"], ["5", "60"], ["7", "8"]] })
  assert.equal(field(1).value, "3.")
  assert.equal(field(2, 1).value, "60")
  field(1).value = "3.5"
  body.onchange()
  assert.equal(report().rows[1][0], "3.5")
})

test("arrows and Enter go from field to field, and Escape gives back the number", () => {
  answer()
  field(0).focus()
  for (const [name, row, column] of [["ArrowDown", 1, 0], ["Enter", 2, 0], ["ArrowUp", 1, 0], ["ArrowRight", 1, 1],
    ["ArrowLeft", 1, 0]]) {
    document.activeElement.select()
    assert.ok(key(name), name)
    assert.equal(document.activeElement, field(row, column), name)
  }
  key("Enter", { shiftKey: true })
  assert.equal(document.activeElement, field(0))
  Object.assign(field(0), { value: "12", selectionStart: 1, selectionEnd: 1 })
  assert.ok(!key("ArrowRight")) // within the number
  key("Escape")
  assert.equal(field(0).value, "1")
  assert.deepEqual(body.querySelectorAll("input").map(({ tabIndex }) => tabIndex), [0, -1, -1, -1, -1, -1, -1, -1])
})

test("Enter in the last row sends what was typed there", () => {
  answer()
  field(3).focus()
  Object.assign(field(3), { value: "70", selectionStart: 2, selectionEnd: 2 })
  key("Enter")
  assert.deepEqual(report().rows[3], ["70", "8"])
})

test("Tab goes through the rows, and out of the table at its ends or after Escape", () => {
  answer()
  field(0).focus()
  for (const [row, column] of [[0, 1], [1, 0], [1, 1]]) {
    assert.ok(key("Tab"))
    assert.equal(document.activeElement, field(row, column))
  }
  key("Shift")
  assert.ok(key("Tab", { shiftKey: true }))
  assert.equal(document.activeElement, field(1, 0))
  key("Escape")
  assert.ok(!key("Tab"))
  key("Escape")
  key("Shift")
  assert.ok(!key("Tab", { shiftKey: true }))
  key("7") // goes on in the table after all
  assert.ok(key("Tab"))
  field(3, 1).focus()
  assert.ok(!key("Tab"))
  field(0).focus()
  assert.ok(!key("Tab", { shiftKey: true }))
})

test("a row is inserted below as a copy and deleted again, within the number of rows that data may have", () => {
  answer()
  field(1, 1).focus()
  root.querySelector(".below").onclick()
  assert.deepEqual(report().rows, [["1", "2"], ["3", "4"], ["3", "4"], ["5", "6"], ["7", "8"]])
  assert.equal(document.activeElement, field(2, 0)) // what is typed now begins with X
  assert.equal(root.querySelector(".row").textContent, "Row t = 2")
  assert.equal(field(4).ariaLabel, "X at t = 4")
  assert.equal(root.querySelector(".below")["aria-disabled"], true)
  assert.equal(root.querySelector(".limit").textContent, "Data has at most 5 rows.")
  root.querySelector(".below").onclick()
  assert.equal(sent.length, 1)
  assert.deepEqual(body.querySelectorAll("input").filter(({ tabIndex }) => tabIndex === 0), [field(2, 0)])
  answer({ read: 1, rows: report().rows })
  root.querySelector(".delete").onclick()
  root.querySelector(".delete").onclick()
  assert.deepEqual(report().rows, [["1", "2"], ["3", "4"], ["7", "8"]])
  assert.equal(root.querySelector(".delete")["aria-disabled"], true)
  assert.equal(root.querySelector(".limit").textContent, "Data has at least 3 rows.")
  root.querySelector(".delete").onclick()
  assert.equal(sent.length, 3)
  assert.notEqual(root.querySelector(".delete").disabled, true) // the focus would be lost
  assert.equal(root.querySelector(".below")["aria-disabled"], false)
})

test("a block that is pasted goes to the server as it is; a number goes into its field", () => {
  answer()
  let prevented = 0
  const paste = text => body.onpaste({ target: field(1, 1), clipboardData: { getData: () => text },
    preventDefault: () => { prevented += 1 } })
  paste("0.5\n")
  assert.deepEqual([sent, prevented], [[], 0])
  paste("0.5\t1\n2")
  assert.deepEqual(report(), { number: 1, rows: server.rows, block: { row: 1, column: 1, text: "0.5\t1\n2" } })
  paste("1\n".repeat(20))
  assert.deepEqual([sent.length, prevented], [1, 2])
  assert.equal(root.querySelector("ul").children[0].textContent, "The pasted block is too long.")
})

test("other data takes the place of this one: fewer rows, one column, or none", () => {
  answer()
  answer({ titles: ["X"], rows: [["1"], ["2"], ["3"]] })
  assert.deepEqual(texts(), [["1"], ["2"], ["3"]])
  answer({ titles: [], rows: [] })
  assert.deepEqual(texts(), [])
  assert.equal(root.querySelector(".editor").hidden, true)
  assert.equal(root.querySelector(".note").hidden, false)
})
