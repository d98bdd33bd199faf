// What is said while the server is away, and when it is back.
import assert from "node:assert/strict"
import { beforeEach, mock, test } from "node:test"
import { browser, load } from "./loading.mjs"

let app, line, change, connection, classes

beforeEach(async () => {
  mock.timers.reset()
  mock.timers.enable({ apis: ["setTimeout"] })
  line = { textContent: "" }
  app = { state: "CONNECTED", getAttribute: () => app.state, appendChild: child => child }
  const world = browser({ querySelector: () => app, createElement: () => line })
  classes = new Set()
  world.document.documentElement = { classList: { toggle: (name, on) => on ? classes.add(name) : classes.delete(name) } }
  globalThis.MutationObserver = class {
    constructor(look) { change = state => { app.state = state; look() } }
    observe() {}
  }
  connection = await load("connection.js")
  connection.watch()
})

const after = ms => { mock.timers.tick(ms); return line.textContent }

test("a lost connection is said politely, and so is its end, which is then forgotten", () => {
  assert.equal(line.ariaLive, "polite")
  change("PINGING_SERVER")
  assert.match(after(300), /^Connection lost/)
  assert.ok(classes.has("lost"))
  change("CONNECTING")
  assert.match(after(10_000), /^Connection lost/)
  change("CONNECTED")
  assert.equal(after(0), "The server is back.")
  assert.ok(!classes.has("lost"))
  connection.restored("You are still at t = 3.")
  assert.equal(after(3000), "The server is back. You are still at t = 3.")
  assert.equal(after(1000), "")
})

test("something else is said for a while, but not in place of what is wrong", () => {
  connection.tell("A hint.")
  assert.equal(after(3999), "A hint.")
  assert.equal(after(1), "")
  change("PINGING_SERVER")
  connection.tell("A hint.")
  assert.match(after(300), /^Connection lost/)
})

test("of what is mended at once nothing is said", () => {
  change("PINGING_SERVER")
  after(200)
  change("CONNECTED")
  assert.equal(after(10_000), "")
})

test("a server that does not answer is named until it does; a lost connection comes before it", () => {
  connection.silent(true)
  assert.match(after(300), /is not answering/)
  connection.silent(false)
  assert.equal(after(0), "The server is back.")
  connection.silent(true)
  assert.match(after(300), /is not answering/)
  change("PINGING_SERVER")
  connection.silent(true)
  assert.match(after(300), /^Connection lost/)
  connection.silent(false)
  assert.match(after(300), /^Connection lost/)
})

test("without Streamlit's own element nothing is said, and nothing fails", async () => {
  app = null
  const alone = await load("connection.js")
  alone.watch()
  alone.silent(true)
  assert.equal(after(1000), "")
})
