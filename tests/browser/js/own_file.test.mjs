// A file that the reader chooses: which encodings are read, and what is said of one that cannot be.
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { browser, load } from "./loading.mjs"

let ours, input, status, sent

beforeEach(async () => {
  browser({})
  ours = await load("own_file.js")
  input = { files: [], value: "" }
  status = { dataset: {} }
  sent = []
})

const utf8 = text => new TextEncoder().encode(text)
const utf16 = (text, little) => {
  const bytes = [...`\ufeff${text}`].flatMap(one => [one.charCodeAt(0) >> 8, one.charCodeAt(0) & 255])
  return new Uint8Array(little ? bytes.map((_, i) => bytes[i ^ 1]) : bytes)
}
const file = (bytes, more = {}) => ({ name: "mine.csv", size: bytes.length, arrayBuffer: async () => bytes.buffer, ...more })

function draw(most = 100, holds = true) {
  const parts = { input, "[role=status]": status }
  ours.default({
    data: { accept: ".csv", most, advice: "Choose “CSV UTF-8”.", holds },
    parentElement: { querySelector: name => parts[name] },
    setTriggerValue: (name, text) => sent.push([name, text]),
  })
}

async function choose(one, most = 100) {
  draw(most)
  input.files = [one]
  input.value = "C:\\fakepath\\mine.csv"
  await input.onchange()
}

test("UTF-8 is read, with or without a mark", async () => {
  for (const text of ["X\n0,5\n−1", "\ufeffX\n0,5\n−1"]) {
    await choose(file(utf8(text)))
    assert.deepEqual(sent.pop(), ["text", "X\n0,5\n−1"])
    assert.equal(status.textContent, "mine.csv is UTF-8 text.")
  }
  assert.equal(input.accept, ".csv")
  assert.equal(input.value, "") // the same file can be chosen again
})

test("UTF-16 is read if a mark says so, as spreadsheets write it", async () => {
  for (const little of [true, false]) {
    await choose(file(utf16("1\t2\n3\t4", little)))
    assert.deepEqual(sent.pop(), ["text", "1\t2\n3\t4"])
    assert.equal(status.textContent, "mine.csv is UTF-16 text.")
  }
})

test("of another encoding, a spreadsheet and a picture it is said what they are, and no text is sent", async () => {
  const advised = "Choose “CSV UTF-8”. Nothing has changed."
  await choose(file(new Uint8Array([0x4d, 0xfc, 0x6c, 0x6c]))) // Müll in Latin-1
  assert.equal(status.textContent, `mine.csv is not in UTF-8. ${advised}`)
  await choose(file(new Uint8Array([0xff, 0xfe, 0x41, 0xd8]))) // half a character
  assert.equal(status.textContent, `mine.csv is not in UTF-8. ${advised}`)
  await choose(file(new Uint8Array([0x50, 0x4b, 3, 4, 20, 0])))
  assert.equal(status.textContent, `mine.csv is not a text file. ${advised}`)
  await choose(file(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13])))
  assert.equal(status.textContent, "mine.csv is not a text file. Nothing has changed.")
  await choose(file(utf8("1\0\n2\n3")))
  assert.equal(status.textContent, "mine.csv is not a text file. Nothing has changed.")
  assert.deepEqual(sent, Array(5).fill(["text", false]))
})

test("the line about a file is cleared once it no longer holds, and not before", async () => {
  draw(100, false)
  await choose(file(utf8("1\n2\n3")))
  draw(100, true)
  assert.equal(status.textContent, "mine.csv is UTF-8 text.")
  draw(100, false)
  assert.equal(status.textContent, "")
  status.textContent = "new.csv is UTF-8 text."
  draw(100, false) // the server has not heard of it yet
  assert.equal(status.textContent, "new.csv is UTF-8 text.")
})

test("too large a file is not even read, and one whose text is too long is not sent", async () => {
  let read = false
  await choose(file(utf8("1"), { size: 401, arrayBuffer: async () => { read = true } }))
  assert.equal(read, false)
  assert.match(status.textContent, /^mine\.csv is too large: its text may have about 100 characters\. Nothing has changed\.$/)
  await choose(file(utf8("1\n".repeat(49)))) // 49 · 3 characters as JSON
  assert.match(status.textContent, /too large/)
  await choose(file(utf8("1\n".repeat(32)))) // 98, with the quotation marks
  assert.equal(sent.filter(([, text]) => text).length, 1)
})

test("a file that has gone meanwhile is named", async () => {
  await choose(file(utf8("1"), { arrayBuffer: async () => { throw new Error("NotFound") } }))
  assert.equal(status.textContent, "mine.csv could not be read. Nothing has changed.")
})

test("choosing none changes nothing", async () => {
  await choose(undefined)
  assert.equal(status.textContent, undefined)
  assert.deepEqual(sent, [])
})
