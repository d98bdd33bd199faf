// A step is seen to push: the slots come from where they were, one column before, and the last drops out. Nothing
// slides while steps follow each other fast, as with a key held down, or if the reader wants no motion.
const PUSH = 80 // ms
const FAST = 250 // ms
let last = 0

// The layers of a drawing that hold the slots and their numbers.
const slotsOf = ({ element }) => [...element.querySelectorAll(".barlayer .trace, .scatterlayer .trace")]
  .filter(({ __data__ }) => __data__?.[0].trace.name.endsWith("slots"))

const SLOTS = 10
const isLast = (_, i) => i % SLOTS === SLOTS - 1

export function push(before, after, columns) {
  const fast = performance.now() - last < FAST
  last = performance.now()
  if (fast || window.matchMedia("(prefers-reduced-motion: reduce)").matches) return
  const { xaxis } = after.element._fullLayout
  const way = xaxis.d2p(columns) - xaxis.d2p(0)
  const gone = slotsOf(before).map(layer => [...layer.querySelectorAll(".point, .textpoint")].filter(isLast))
  for (const [i, layer] of slotsOf(after).entries()) {
    const moving = layer.animate([{ transform: `translateX(${-way}px)` }, { transform: "none" }], PUSH)
    if (!gone[i]?.length) continue
    // Beside the layers: within one, Plotly would take it for its own.
    const leaving = layer.parentNode.parentNode.appendChild(document.createElementNS(layer.namespaceURI, "g"))
    leaving.append(...gone[i].map(one => one.cloneNode(true)))
    leaving.style.transform = `translateX(${way}px)`
    leaving.animate([{ opacity: 1 }, { opacity: 0 }], PUSH)
    moving.onfinish = moving.oncancel = () => leaving.remove()
  }
}
