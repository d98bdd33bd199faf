// The charts follow a slider while it is held: the one of t, and those of the sidebar. Streamlit reports those only
// once they have been at rest for 200 ms, or when they are let go.
const OF_T = ".transport input"
const OTHERS = "[data-testid=stSidebar] [data-testid=stSlider]"
let held = null

// Whether a slider is held.
export const isHeld = () => held !== null

// Reports every value that a slider of the sidebar passes, at most one a frame: moved(name, value). Once it is let go:
// letGo(name, value), without the value if Streamlit reports it.
export function watch(moved, letGo) {
  const follow = slider => {
    if (slider !== held) return
    const { value } = slider.input
    if (value !== slider.value) {
      moved(slider.name, value)
      slider.moved = true
    }
    slider.value = value
    requestAnimationFrame(() => follow(slider))
  }
  const release = () => {
    const was = held
    held = null
    // The slider itself hears of it after us. Back where it began, it has nothing to report.
    if (was?.input) requestAnimationFrame(() => {
      const { value } = was.input
      if (was.moved || value !== was.first) letGo(was.name, value === was.first ? value : null)
    })
  }
  document.addEventListener("pointerdown", ({ target, button }) => {
    const input = target.matches?.(OF_T) ? target : target.closest?.(OTHERS)?.querySelector("input")
    if (!input || input.disabled || button !== 0) return
    release() // of what another finger holds: one slider is followed at a time
    if (input === target) {
      held = {}
      return
    }
    const [, name] = input.closest("[class*=st-key-]").className.match(/st-key-(\w+)/)
    held = { input, name, value: input.value, first: input.value }
    follow(held)
  }, true)
  for (const type of ["pointerup", "pointercancel"]) document.addEventListener(type, release, true)
}
