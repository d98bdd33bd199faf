// A box whose content is larger than itself can be reached and scrolled with the keyboard; no other box is a stop.
const SCROLLS = { tabindex: "0", role: "group", "aria-label": "a wide picture or table, which scrolls" }
let sizes

function look(entries) {
  for (const { target } of entries) {
    const scrolls = target.scrollWidth > target.clientWidth + 1 || target.scrollHeight > target.clientHeight + 1
    if (scrolls === target.hasAttribute("tabindex")) continue
    if (!scrolls) for (const name of ["tabindex", "role", "aria-label"]) target.removeAttribute(name)
    else for (const [name, value] of Object.entries(SCROLLS)) target.setAttribute(name, value)
  }
}

export function watch(element) {
  sizes ??= new ResizeObserver(look)
  for (const box of element.querySelectorAll(".scroll")) {
    sizes.unobserve(box) // else nothing is said of a box that is as large as before
    sizes.observe(box)
  }
}
