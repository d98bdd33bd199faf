// The charts follow a slider while it is held: the one of t, and those of the sidebar, which Streamlit reports only 200 ms
// after their last move.
const OF_T = ".transport input"
const OTHERS = "[data-testid=stSidebar] [data-testid=stSlider]"
let held = null

// Whether a slider is held.
export const isHeld = () => held !== null

// Tells of each value that a slider of the sidebar passes, once a frame: moved(name, value, whether it is still held).
export function watch(moved) {
  const look = () => {
    if (!held) return
    const { value } = held.input
    if (value !== held.value) moved(held.name, value, true)
    held.value = value
    requestAnimationFrame(look)
  }
  const letGo = () => {
    const { name, value, first } = held ?? {}
    held = null
    if (value !== first) moved(name, value, false)
  }
  document.addEventListener("pointerdown", ({ target }) => {
    if (target.matches?.(OF_T)) held = {}
    const input = target.closest?.(OTHERS)?.querySelector("input")
    if (!input || input.disabled) return
    const [, name] = input.closest("[class*=st-key-]").className.match(/st-key-(\w+)/)
    held = { input, name, value: input.value, first: input.value }
    look()
  }, true)
  for (const type of ["pointerup", "pointercancel"]) document.addEventListener(type, letGo, true)
}
