// What is touched or focused lights up, and with it everything else that has one of its names: a factor of the formula
// and the slot it is read from, an arrow and its weight, a bar and its line of the sum. No server is asked.
const charts = new Set()
let lit = ""
let listening = false

const shares = (names, wanted) => Boolean(names) && names.split(" ").some(name => wanted.includes(name))

export function light(names) {
  if (names === lit) return
  lit = names
  mark(document)
  const wanted = names ? names.split(" ") : []
  for (const chart of charts) chart.light(all => shares(all, wanted))
}

// Lights up what has come into an element since.
export function mark(element) {
  const wanted = lit ? lit.split(" ") : []
  for (const named of element.querySelectorAll("[data-names]")) {
    named.classList.toggle("lit", shares(named.dataset.names, wanted))
  }
}

// A chart joins with what marks the places for whose names a test holds.
export function join(chart) {
  listen()
  charts.add(chart)
}

export function leave(chart) {
  charts.delete(chart)
}

function listen() {
  if (listening) return
  listening = true
  for (const type of ["pointerover", "focusin"]) {
    document.addEventListener(type, ({ target }) => {
      if (target.closest?.(".plots")) return // charts say themselves what is under the pointer
      light(target.closest?.("[data-names]")?.dataset.names ?? "")
    })
  }
}
