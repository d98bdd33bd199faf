// What a chart makes of its data before Plotly draws it.
import assert from "node:assert/strict"
import { test } from "node:test"
import { load } from "./loading.mjs"

const chart = await load("chart.js", "unpacked", "numbersOf", "inTheme")
const { aim } = chart.Chart.prototype

test("packed numbers come out as they went in, in rows where they have rows", () => {
  const packed = numbers => Buffer.from(numbers.buffer).toString("base64")
  const line = chart.unpacked("y", { dtype: "f8", bdata: packed(new Float64Array([1.5, -2, 3])) })
  assert.deepEqual([...line], [1.5, -2, 3])
  const bdata = packed(new Float32Array([1, 2, 3, 4, 5, 6]))
  const matrix = chart.unpacked("z", { dtype: "f4", bdata, shape: "2, 3" })
  assert.deepEqual(matrix.map(row => [...row]), [[1, 2, 3], [4, 5, 6]])
  assert.equal(chart.unpacked("x", "text"), "text")
  assert.equal(chart.unpacked("x", null), null)
})

test("a chart without a table of its own lists its named lines", () => {
  const traces = [
    { mode: "lines", name: "loss", x: [0, 1], y: [-0.5, null] },
    { mode: "markers", name: "here", x: [0], y: [1] },
    { mode: "lines", x: [0], y: [1] },
    { mode: "lines", name: "mean", x: [0, 1], y: [1e-7, 2] },
  ].map(trace => JSON.stringify(trace))
  const rows = [["0", "−0.5", "1e−7"], ["1", "", "2"]]
  assert.deepEqual(chart.numbersOf(traces), { head: ["t", "loss", "mean"], rows })
})

test("on a dark page colours are swapped for their partners, and only whole ones", () => {
  const shared = { partners: { "#112233": "#aabbcc" } }
  const text = '"#112233" "#11223344" "#445566"'
  assert.equal(chart.inTheme(text, { ...shared, dark: true }), '"#aabbcc" "#11223344" "#445566"')
  assert.equal(chart.inTheme(text, { ...shared, dark: false }), text)
})

test("the lower part of a drawing is stretched, and what is written becomes larger", () => {
  const traces = [
    { y: [0, 50, 100, 150, null], textfont: { size: [12, 13, 13, 12, 12] } },
    { base: [50, 100], y: [-20, 30], marker: { color: "#000000" } },
    { y: [120], marker: { size: 7 } },
  ]
  const layout = { yaxis: { range: [0, 150] }, shapes: [{ y0: 10, y1: 100 }] }
  chart.stretched(traces, layout, { grow: 100, height: 150 }, { rows: 300, text: 2 })
  assert.deepEqual(traces[0].y, [0, 150, 300, 400, null])
  assert.deepEqual(traces[0].textfont.size, [24, 26, 26, 24, 24])
  assert.deepEqual([traces[1].base, traces[1].y], [[150, 300], [-60, 60]])
  assert.equal(traces[2].marker.size, 14)
  assert.deepEqual(layout, { yaxis: { range: [0, 400] }, shapes: [{ y0: 30, y1: 300 }], height: 400 })
})

test("a chart that has just been opened stays as near to the end where one begins to read as it can", () => {
  const opens = (focus, home) => {
    const box = { scrollLeft: 300, clientWidth: 200 }
    aim.call({ opened: true, data: { focus, home }, box: { parentElement: box, offsetWidth: 1000 } })
    return box.scrollLeft
  }
  assert.equal(opens([0.1, 0.15], 0), 0)
  assert.equal(opens([0.5, 0.6], 0), 400)
  assert.equal(opens([0.9, 0.95], 1), 800)
  assert.equal(opens([0.5, 0.6], 1), 500)
})

test("later it stays where the reader puts it, and shows in the middle what changes out of sight", () => {
  const box = { scrollLeft: 300, clientWidth: 200 }
  const one = { opened: false, box: { parentElement: box, offsetWidth: 1000 } }
  const goes = focus => {
    aim.call(Object.assign(one, { data: { focus, home: 0 } }))
    return box.scrollLeft
  }
  assert.equal(goes([0.3, 0.4]), 300)
  assert.equal(goes([0.4, 0.5]), 300)
  assert.equal(goes([0.45, 0.55]), 400)
  assert.equal(goes([0.1, 0.2]), 50)
  assert.equal(goes(undefined), 50)
})

test("a new card puts the chart where one begins to read, also with the same focus; a pick after it moves nothing", () => {
  const box = { clientWidth: 200 }
  const plot = { shows: () => true, reveal() {} }
  const one = Object.assign(Object.create(chart.Chart.prototype), {
    opened: true, width: 1000, plots: [plot], lights: {}, reads: {}, box: { parentElement: box, offsetWidth: 1000 },
  })
  const draws = (focus, { scrolledTo, opened = false }) => {
    box.scrollLeft = scrolledTo
    one.opened ||= opened
    one.data = { focus, home: 0 }
    one.drawNow(one.data)
    return box.scrollLeft
  }
  assert.equal(draws([0.5, 0.6], { scrolledTo: 0 }), 400)
  assert.equal(draws([0.5, 0.6], { scrolledTo: 700 }), 700)
  assert.equal(draws([0.5, 0.6], { scrolledTo: 700, opened: true }), 400)
  assert.equal(draws([0.55, 0.65], { scrolledTo: 500 }), 500)
})
