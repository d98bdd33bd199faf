// What is said while the server is away, and when it is back.
import assert from "node:assert/strict"
import { beforeEach, mock, test } from "node:test"
import { browser, load } from "./loading.mjs"

let app, line, change, connection

beforeEach(async () => {
  mock.timers.reset()
  mock.timers.enable({ apis: ["setTimeout"] })
  line = { textContent: "" }
  app = { state: "CONNECTED", getAttribute: () => app.state, appendChild: child => child }
  browser({ querySelector: () => app, createElement: () => line })
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
  assert.match(after(300), /connection to the server is lost/)
  change("CONNECTING")
  assert.match(after(10_000), /connection to the server is lost/)
  change("CONNECTED")
  assert.equal(after(0), "The server is back.")
  assert.equal(after(4000), "")
})

test("of what is mended at once nothing is said", () => {
  change("PINGING_SERVER")
  after(200)
  change("CONNECTED")
  assert.equal(after(10_000), "")
})

test("a server that does not answer is named until it does; a lost connection comes before it", () => {
  connection.silent(true)
  assert.match(after(300), /does not answer/)
  connection.silent(false)
  assert.equal(after(0), "The server is back.")
  connection.silent(true)
  assert.match(after(300), /does not answer/)
  change("PINGING_SERVER")
  connection.silent(true)
  assert.match(after(300), /is lost/)
  connection.silent(false)
  assert.match(after(300), /is lost/)
})

test("without Streamlit's own element nothing is said, and nothing fails", async () => {
  app = null
  const alone = await load("connection.js")
  alone.watch()
  alone.silent(true)
  assert.equal(after(1000), "")
})
