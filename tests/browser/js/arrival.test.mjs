// An address that names a section opens with it in sight, and stays out of the reader's way.
import assert from "node:assert/strict"
import { beforeEach, mock, test } from "node:test"
import { browser, load } from "./loading.mjs"

let world, titles, scrolled, grow, plain, arrive

const title = textContent => ({ textContent, scrollIntoView: () => scrolled.push(textContent) })

beforeEach(async () => {
  mock.timers.reset()
  mock.timers.enable({ apis: ["setTimeout"] })
  scrolled = []
  titles = [title("By lag")]
  world = browser({ querySelectorAll: () => titles })
  grow = () => {}
  globalThis.ResizeObserver = class {
    constructor(look) { this.look = look }
    observe() { grow = this.look }
    disconnect() { grow = () => {} }
  }
  const module = await load("arrival.js")
  plain = module.plain
  arrive = module.arrive
})

const open = hash => {
  world.window.location.href = `http://localhost/?t=1${hash}`
  arrive()
  grow()
}

test("a section comes into sight once it is there, and again while the page grows", () => {
  open("#one-term-factor-by-factor")
  titles.push(title("One term, factor by factor"))
  grow()
  mock.timers.tick(2000)
  grow()
  assert.deepEqual(scrolled, ["One term, factor by factor", "One term, factor by factor"])
})

test("nothing moves once the page has been drawn, or the reader has begun to", () => {
  open("#by-lag")
  mock.timers.tick(3000)
  grow()
  open("#by-lag")
  world.window.dispatchEvent({ type: "wheel" })
  grow()
  assert.equal(scrolled.length, 2)
})

test("an address that names no section, or one that is not there, moves nothing", () => {
  open("")
  open("#matrix")
  assert.deepEqual(scrolled, [])
  assert.equal(plain("“…”"), undefined)
})
