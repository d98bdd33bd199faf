// An address that ends in "#" and the title of a section opens with that section in sight, until the reader moves.
const SETTLED = 3000 // ms without a change of height, after which the page has been drawn
const MOVES = ["wheel", "touchstart", "pointerdown", "keydown"]

export const plain = title => title.toLowerCase().match(/[a-z0-9]+/g)?.join("-")

export function arrive() {
  const wanted = new URL(window.location.href).hash.slice(1)
  if (!wanted) return
  let settled
  const sizes = new ResizeObserver(() => {
    const titles = [...document.querySelectorAll("[data-testid=stMain] h2")]
    titles.find(one => plain(one.textContent) === wanted)?.scrollIntoView({ block: "start", behavior: "instant" })
    clearTimeout(settled)
    settled = setTimeout(stay, SETTLED)
  })
  function stay() {
    sizes.disconnect()
    clearTimeout(settled)
    for (const move of MOVES) window.removeEventListener(move, stay)
  }
  for (const move of MOVES) window.addEventListener(move, stay, { passive: true })
  sizes.observe(document.querySelector("[data-testid=stMainBlockContainer]"))
}
