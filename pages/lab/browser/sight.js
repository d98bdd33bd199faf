// What a press changes comes into sight, also from behind the buttons at the lower edge of a narrow screen: what is
// said of a number filled in, a hint, the curve that a nudge moves along. On a phone the list of pages goes out of it.
const PHONE = 640 // px: no wider, as in style.css
const NARROW = 1080 // px: no wider, as in head.css, which puts the buttons at the lower edge
const ANSWERED = 5000 // ms within which what is said answers the press

const show = element => element?.scrollIntoView({ block: "nearest", behavior: "instant" })

function showAnswer(place) {
  const said = () => [...place.querySelectorAll(".feedback, .hints")]
  const before = said().map(one => one.textContent)
  const watch = new MutationObserver(() => {
    const fresh = said().findLast((one, i) => one.textContent && one.textContent !== before[i])
    if (!fresh) return
    watch.disconnect()
    show(fresh)
  })
  watch.observe(place, { childList: true, characterData: true, subtree: true })
  setTimeout(() => watch.disconnect(), ANSWERED)
}

export function listen() {
  document.addEventListener("click", ({ target }) => {
    const place = target.closest?.("button") && target.closest(".st-key-fill-in")
    if (place) showAnswer(place)
    if (window.innerWidth > PHONE || !target.closest?.("[data-testid=stSidebar] a")) return
    document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click()
  })
  document.addEventListener("keydown", ({ key, target }) => {
    const place = key === "Enter" && target.closest?.(".st-key-fill-in")
    if (place) showAnswer(place)
  })
  let nudged = null // the slider of the nudge while it is held, and its value before
  document.addEventListener("pointerdown", ({ target }) => {
    const slider = target.closest?.(".st-key-nudge")?.querySelector("input")
    nudged = slider && { slider, before: slider.value }
  }, true) // it keeps the event to itself
  document.addEventListener("pointerup", () => {
    const was = nudged
    nudged = null
    if (!was || window.innerWidth > NARROW) return
    requestAnimationFrame(() => { // the slider itself may hear of it after us
      if (was.slider.value !== was.before) show(document.querySelector(".st-key-slope .scroll"))
    })
  }, true)
}
