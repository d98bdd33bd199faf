// What a button changes comes into sight when it is pressed: a try acts on the charts of its section, which stand above
// it; a lesson opens, and each next card, at the top of the page; so does the question before a step.
import { arrive } from "./arrival.js"
import { listen as listenToCards, OPENS } from "./cards.js"
import { listen as listenToLinks } from "./links.js"
import { listen as keepInSight } from "./sight.js"

const PATIENCE = 5000 // ms
let listening = false
let last = null // what the server said last
let left = 0 // how far the page was scrolled when the projector was opened

const main = () => document.querySelector("[data-testid=stMain]")

function chartsOf(button) {
  const precedes = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING
  const title = [...document.querySelectorAll("h2.section")].filter(one => precedes(one, button)).at(-1)
  return title && [...document.querySelectorAll(".blocks")].find(one => precedes(title, one))
}

function bring(element) {
  const { top, bottom } = element.getBoundingClientRect()
  const covered = parseFloat(getComputedStyle(main()).scrollPaddingTop) || 0
  if (top >= covered && bottom < window.innerHeight) return
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches
  element.scrollIntoView({ block: "start", behavior: still ? "instant" : "smooth" })
}

// Back to where the page was when the projector was opened. It grows until its charts are drawn; whoever moves it
// meanwhile is left alone.
function scrollBack() {
  const until = performance.now() + PATIENCE
  const moved = () => clearInterval(timer)
  const timer = setInterval(() => {
    main()?.scrollTo({ top: left, behavior: "instant" })
    if (main()?.scrollTop >= left - 1 || performance.now() > until) moved()
  }, 50)
  for (const type of ["wheel", "pointerdown", "keydown"]) document.addEventListener(type, moved, { once: true })
}

export default function ({ data }) {
  // Once, when another question is chosen in the sidebar; not when a card of a lesson asks one.
  const asks = data.ask !== "off" && data.ask !== last?.ask && document.activeElement?.closest?.(".st-key-ask")
  if (asks && last) bring(document.querySelector(".st-key-predict"))
  if (last?.projecting && !data.projecting) scrollBack()
  last = data
  if (listening) return
  listening = true
  arrive()
  listenToCards()
  listenToLinks()
  keepInSight()
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.('[class*="st-key-try-"] button')
    const charts = button && chartsOf(button)
    if (charts) bring(charts)
    if (target.closest?.(OPENS)) main()?.scrollTo(0, 0)
    if (target.closest?.(".st-key-projector button")) left = main()?.scrollTop ?? 0
  })
}
