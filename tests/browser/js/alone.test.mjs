// A file that holds a run plays the server's part: it unpacks the steps that are shown, and goes where it is told.
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { gzipSync } from "node:zlib"
import { browser, load } from "./loading.mjs"

const PART = 10
let Player, stepsOf, player, given

const packed = value => gzipSync(JSON.stringify(value)).toString("base64")

beforeEach(async () => {
  browser()
  const module = await load("alone.js", "Player")
  Player = module.Player
  stepsOf = module.stepsOf
  const texts = Array.from({ length: PART }, () => ({}))
  const parts = Array.from({ length: 12 }, (_, i) => packed({ number: i, first: PART * i - 1, texts, blocks: {} }))
  player = new Player({
    first: -1, last: 119, t: 21, steps: PART, parts, speed: "slow", base: packed({}), baseAt: 10, places: [], link: "http://localhost/?K=6&t=21",
    speeds: { slow: { period: 2000 }, fast: { period: 500 } },
  })
  given = []
  player.give = () => given.push([player.t, player.playing, player.speed])
})

test("a part of the run is unpacked when it is asked for, and few are kept", async () => {
  assert.equal((await player.part(3)).number, 3)
  assert.equal(player.part(3), player.part(3))
  const latest = player.part(3)
  for (const number of [0, 1, 2]) await player.part(number)
  assert.equal(player.part(3), latest)
  await player.part(4)
  assert.equal(player.part(3), latest, "what is in use is kept, however old it is")
  for (const number of [0, 1, 2, 4, 5]) assert.equal((await player.part(number)).number, number)
  assert.equal(player.parts.size, 4)
  assert.equal((await player.part(3)).number, 3)
})

test("a press is answered at the step it leads to, or at the last one on the way", () => {
  player.take({ number: 1, t: 22 })
  player.take({ number: 2, t: 500 })
  player.take({ number: 3, t: -7 })
  player.take({ number: 4, t: null })
  assert.deepEqual(given.map(([t]) => t), [22, 119, -1, -1])
  assert.equal(player.press, 4)
})

test("Play steps until it is paused or at the end, and begins anew from there", () => {
  player.play()
  assert.ok(player.playing)
  const name = player.playing
  player.choose("fast")
  assert.ok(player.playing !== name, "another speed is another playing, or the old beat would go on")
  player.pause()
  assert.equal(player.playing, 0)
  player.choose("slow")
  assert.equal(player.playing, 0)
  player.play()
  player.take({ number: 1, t: 119 })
  assert.equal(player.playing, 0)
  player.play()
  assert.deepEqual(given.at(-1), [-1, player.playing, "slow"])
})

test("a click in a chart goes to a step, and picks nothing", () => {
  player.hear("pick", ["t", 30, 0.5])
  player.hear("pick", ["Wx", 4])
  assert.deepEqual(given.map(([t]) => t), [30])
})

test("the link follows the step, and is missing where the app's address is not known", () => {
  player.t = 40
  assert.equal(player.link, "http://localhost/?K=6&t=40")
  player.run.link = ""
  assert.equal(player.link, "")
})

test("a file of one step has nothing to step to", () => {
  assert.equal(player.fixed, false)
  player.run.first = player.run.last = 21
  assert.equal(player.fixed, true)
})

test("each step of a part is what differs from the one before, and a line that grows what is put into it", () => {
  const base = [{ html: "<p>ten</p>" }, { sentence: "ten", traces: ["[0]{1}", "level"] }]
  const part = {
    first: 20,
    texts: [{}, {}, {}],
    blocks: { here: [
      [{ html: "<p>20</p>" }, {}, { html: "<p>22</p>" }],
      [{ sentence: "20", traces: { 0: [2, ",1", 5, ",2"] } }, { traces: { 0: [4, ",2", 9, ",3"] } }, { sentence: "22" }],
    ] },
  }
  const steps = stepsOf(part, "here", { here: base }, 10)
  assert.deepEqual(steps, [
    { t: 10, blocks: base },
    { t: 20, like: 10, blocks: [{ html: "<p>20</p>" }, { sentence: "20", traces: { 0: "[0,1]{1,2}" } }] },
    { t: 21, like: 20, blocks: [{}, { traces: { 0: "[0,1,2]{1,2,3}" } }] },
    { t: 22, like: 21, blocks: [{ html: "<p>22</p>" }, { sentence: "22" }] },
  ])
})

test("a block that becomes a chart brings all its lines, and what grows out of them follows", () => {
  const base = [{ html: "nothing yet" }]
  const part = { first: 0, texts: [{}, {}], blocks: { here: [[{ traces: ["ab", "cd"] }, { traces: { 1: [1, "x", 2, "y"] } }]] } }
  const [, first, second] = stepsOf(part, "here", { here: base }, 10)
  assert.deepEqual(first.blocks, [{ traces: ["ab", "cd"] }])
  assert.deepEqual(second.blocks, [{ traces: { 1: "cxdy" } }])
})
