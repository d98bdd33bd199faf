// A file that the reader chooses: which encodings are read, and what is said of one that cannot be.
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { browser, load } from "./loading.mjs"

let ours, input, status, sent

beforeEach(async () => {
  browser({})
  ours = await load("own_file.js")
  input = { files: [], value: "" }
  status = {}
  sent = []
})

const utf8 = text => new TextEncoder().encode(text)
const utf16 = (text, little) => {
  const bytes = [...`\ufeff${text}`].flatMap(one => [one.charCodeAt(0) >> 8, one.charCodeAt(0) & 255])
  return new Uint8Array(little ? bytes.map((_, i) => bytes[i ^ 1]) : bytes)
}
const file = (bytes, more = {}) => ({ name: "mine.csv", size: bytes.length, arrayBuffer: async () => bytes.buffer, ...more })

async function choose(one, most = 100) {
  const parts = { input, "[role=status]": status }
  ours.default({
    data: { accept: ".csv", most },
    parentElement: { querySelector: name => parts[name] },
    setTriggerValue: (name, text) => sent.push([name, text]),
  })
  input.files = [one]
  input.value = "C:\\fakepath\\mine.csv"
  await input.onchange()
}

test("UTF-8 is read, with or without a mark", async () => {
  for (const text of ["X\n0,5\n−1", "\ufeffX\n0,5\n−1"]) {
    await choose(file(utf8(text)))
    assert.deepEqual(sent.pop(), ["text", "X\n0,5\n−1"])
    assert.equal(status.textContent, "mine.csv was read as UTF-8.")
  }
  assert.equal(input.accept, ".csv")
  assert.equal(input.value, "") // the same file can be chosen again
})

test("UTF-16 is read if a mark says so, as spreadsheets write it", async () => {
  for (const little of [true, false]) {
    await choose(file(utf16("1\t2\n3\t4", little)))
    assert.deepEqual(sent.pop(), ["text", "1\t2\n3\t4"])
    assert.equal(status.textContent, "mine.csv was read as UTF-16.")
  }
})

test("another encoding is named, and nothing is sent", async () => {
  await choose(file(new Uint8Array([0x4d, 0xfc, 0x6c, 0x6c]))) // Müll in Latin-1
  assert.match(status.textContent, /^mine\.csv is not a text in UTF-8\./)
  await choose(file(new Uint8Array([0xff, 0xfe, 0x00, 0xd8]))) // half a character
  assert.match(status.textContent, /^mine\.csv is not a text in UTF-8\./)
  assert.deepEqual(sent, [])
})

test("too large a file is not even read, and one whose text is too long is not sent", async () => {
  let read = false
  await choose(file(utf8("1"), { size: 401, arrayBuffer: async () => { read = true } }))
  assert.equal(read, false)
  assert.match(status.textContent, /^mine\.csv is too large: its text may have about 100 characters\.$/)
  await choose(file(utf8("1\n".repeat(49)))) // 49 · 3 characters as JSON
  assert.match(status.textContent, /too large/)
  await choose(file(utf8("1\n".repeat(32)))) // 98, with the quotation marks
  assert.equal(sent.length, 1)
})

test("a file that has gone meanwhile is named", async () => {
  await choose(file(utf8("1"), { arrayBuffer: async () => { throw new Error("NotFound") } }))
  assert.equal(status.textContent, "mine.csv could not be read.")
})

test("choosing none changes nothing", async () => {
  await choose(undefined)
  assert.equal(status.textContent, undefined)
  assert.deepEqual(sent, [])
})
