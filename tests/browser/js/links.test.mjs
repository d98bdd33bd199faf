// Links in a frame of another page, and links that are clicked while something is being typed.
import assert from "node:assert/strict"
import { beforeEach, mock, test } from "node:test"
import { browser, load } from "./loading.mjs"

let world

beforeEach(async () => {
  world = browser()
  world.window.location = { origin: "http://localhost", search: "?t=3&embed=true&embed_options=dark_theme" }
  const { listen } = await load("links.js")
  listen()
})

const click = (href, parts = {}) => {
  const link = { href, origin: new URL(href).origin, download: "", ...parts }
  world.document.dispatchEvent({ type: "click", target: { closest: () => link } })
  return link.href
}

test("a link to one of our pages keeps what makes it fit there, and one that leads elsewhere does not", () => {
  assert.equal(click("http://localhost/chain?t=5"), "http://localhost/chain?t=5&embed=true&embed_options=dark_theme")
  assert.equal(click("http://elsewhere/chain?t=5"), "http://elsewhere/chain?t=5")
})

test("in a window of its own a link stays as it is", () => {
  world.window.location.search = "?t=3"
  assert.equal(click("http://localhost/chain?t=5"), "http://localhost/chain?t=5")
})

test("the address of a file that is saved stays as it is: with anything more it names no file", () => {
  const file = "blob:http://localhost/6f0c"
  assert.equal(click(file, { download: "run.csv" }), file)
})

// A click on a link to a page, as the browser tells it; whether it opens the page at once.
function open(pressed = {}) {
  const event = { ...pressed, type: "click", opens: true, stopPropagation() {} }
  event.preventDefault = () => { event.opens = false }
  const link = { click: () => { link.clicks += 1 }, clicks: 0 }
  event.target = { closest: wanted => (wanted.startsWith("[data-testid") ? link : null) }
  world.document.dispatchEvent(event)
  return { link, opens: event.opens }
}

test("a page opens only once a field that was typed in has had the time to send its text", context => {
  let now = 1000
  context.mock.method(performance, "now", () => now)
  mock.timers.enable({ apis: ["setTimeout"] })
  assert.ok(open().opens) // nothing was typed
  world.document.dispatchEvent({ type: "change" })
  assert.ok(open({ ctrlKey: true }).opens) // in a tab of its own: this page stays
  const { link, opens } = open()
  assert.ok(!opens)
  mock.timers.tick(150)
  assert.equal(link.clicks, 0)
  mock.timers.tick(100)
  assert.equal(link.clicks, 1)
  now += 250
  assert.ok(open().opens)
  mock.timers.reset()
})
