// Links in a frame of another page.
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
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
