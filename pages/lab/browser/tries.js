// What a button changes comes into sight when it is pressed: a try acts on the charts of its section, which stand above
// it; a lesson opens, and each next card, at the top of the page.
import { arrive } from "./arrival.js"

const CARDS = '.st-key-next-card, .st-key-previous-card, [class*="st-key-begin-"]'
let listening = false

function chartsOf(button) {
  const precedes = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING
  const title = [...document.querySelectorAll("h2.section")].filter(one => precedes(one, button)).at(-1)
  return title && [...document.querySelectorAll(".blocks")].find(one => precedes(title, one))
}

function show(button) {
  const charts = chartsOf(button)
  if (!charts) return
  const { top, bottom } = charts.getBoundingClientRect()
  const covered = parseFloat(getComputedStyle(charts.closest("[data-testid=stMain]")).scrollPaddingTop) || 0
  if (top >= covered && bottom < window.innerHeight) return
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches
  charts.scrollIntoView({ block: "start", behavior: still ? "instant" : "smooth" })
}

export default function () {
  if (listening) return
  listening = true
  arrive()
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.('[class*="st-key-try-"] button')
    if (button) show(button)
    if (target.closest?.(`:is(${CARDS}) button`)) document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0)
  })
}
