// The focus goes along with the cards of a lesson: to the title of a card that has been opened, and from a lesson that
// has been left to its entry in the list. Else it would be lost with the button that was pressed.
export const OPENS = ':is(.st-key-next-card, .st-key-previous-card, .st-key-next-lesson, '
  + '[class*="st-key-begin-"]) button'
const MAY_OPEN = ".st-key-open-own button" // unless something is wrong with the text beside it
const LEAVES = ".st-key-leave-lesson button"
const PATIENCE = 10_000 // ms until the server has answered, and all is drawn
const title = () => document.querySelector(".card-title")
let stop = () => {}

// The element is there once the server has answered, and can be drawn anew until all is drawn. Whoever presses anything
// in between goes where they want.
function focusOn(find) {
  stop()
  const timer = setTimeout(() => stop(), PATIENCE)
  let last = null
  const look = () => {
    const found = find()
    if (!found || found === last) return
    last = found
    found.focus()
  }
  const changes = new MutationObserver(look)
  const pressed = () => stop()
  stop = () => {
    changes.disconnect()
    clearTimeout(timer)
    for (const type of ["keydown", "pointerdown"]) document.removeEventListener(type, pressed, true)
  }
  changes.observe(document.body, { subtree: true, childList: true })
  for (const type of ["keydown", "pointerdown"]) document.addEventListener(type, pressed, true)
}

// The title of a card other than the one that is open.
export function focusOnCard() {
  const before = title()?.dataset.card
  focusOn(() => title() && title().dataset.card !== before && title())
}

export function listen() {
  document.addEventListener("click", ({ target }) => {
    if (target.closest?.(`:is(${OPENS}, ${MAY_OPEN})`)) focusOnCard()
    if (!target.closest?.(LEAVES)) return
    const name = title()?.dataset.card.split(" ")[0]
    const entry = name === "own" ? ".st-key-own summary" : `.st-key-begin-${CSS.escape(name ?? "")} button`
    focusOn(() => document.querySelector(entry))
  })
}
