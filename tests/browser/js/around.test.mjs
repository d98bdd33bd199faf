// A text in several parts within a larger one: saved as one file, and not at all if the larger one is missing.
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { browser, load } from "./loading.mjs"

const AROUND = { address: "/files/alone/1/run.html", mark: "$run" }
let saving, saved, asked, fetched, page

beforeEach(async () => {
  saved = []
  asked = []
  fetched = []
  page = { ok: true, text: async () => "<p>before $run after</p>" }
  browser({
    body: { append() {} },
    createElement: () => ({ click() { saved.push(this.download) }, remove() {} }),
  })
  globalThis.fetch = async address => {
    fetched.push(address.href)
    return page
  }
  URL.createObjectURL = blob => saved.push(blob)
  URL.revokeObjectURL = () => {}
  const { Saving } = await load("save.js", "Saving")
  saving = new Saving({})
  saving.send = part => asked.push(part[1])
  saving.draw({ label: "Save HTML", name: "run.html", kind: "text/html", around: AROUND })
  saving.begin()
})

const answer = (part, more) =>
  saving.receive({ press: saving.press, part, text: `part ${part} `, more, of: "one" }, "run.html")
const settled = () => new Promise(done => setTimeout(done, 5))

test("the parts take the place of the mark, and the button says how far it is", async () => {
  answer(0, 3)
  assert.equal(saving.button.textContent, "Saving … 25 %")
  answer(1, 2)
  assert.equal(saving.button.textContent, "Saving … 50 %")
  answer(2, 1)
  answer(3, 0)
  await settled()
  assert.deepEqual(asked, [0, 1, 2, 3])
  assert.deepEqual(fetched, ["http://localhost/files/alone/1/run.html"])
  assert.equal(await saved[0].text(), "<p>before part 0 part 1 part 2 part 3  after</p>")
  assert.equal(saved[0].type, "text/html")
  assert.equal(saved[1], "run.html")
  assert.equal(saving.button.textContent, "Saved")
})

test("a larger text that does not come is not saved without", async () => {
  page.ok = false
  answer(0, 0)
  await settled()
  assert.deepEqual(saved, [])
  assert.equal(saving.button.textContent, "Not saved")
})

test("a text of its own is saved as it is", async () => {
  saving.draw({ label: "Save CSV", name: "run.csv", kind: "text/csv" })
  answer(0, false)
  await settled()
  assert.deepEqual(fetched, [])
  assert.equal(await saved[0].text(), "part 0 ")
})

test("a saving that ends while the larger text is fetched saves nothing, even if another has begun", async () => {
  for (const [again, comes] of [[false, true], [true, true], [true, false]]) {
    let release
    page.text = () => new Promise((done, fail) => { release = () => comes ? done("before $run after") : fail(Error()) })
    saving.begin()
    answer(0, 0)
    await settled()
    saving.draw({ label: "Save HTML", kind: "text/html", around: AROUND, rests: true })
    assert.equal(saving.button.textContent, "Not saved")
    saving.draw({ label: "Save HTML", kind: "text/html", around: AROUND, rests: false })
    if (again) saving.begin()
    release()
    await settled()
    assert.deepEqual(saved, [])
    assert.equal(saving.button.textContent, again ? "Saving …" : "Not saved")
    saving.end("Not saved")
    clearTimeout(saving.saying)
  }
})
