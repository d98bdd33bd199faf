// Long jobs: once the browser has drawn the progress, and not before, it asks for the next piece. A server that went on
// by itself would fill the connection faster than a slow browser reads it, and lose it. After a click on a link to
// another page, nothing more is asked for: the request would arrive after the page that it belongs to.
const LEAVING = 3000 // ms
let asked
let left = -LEAVING
document.addEventListener("click", ({ target }) => { if (target.closest("a")) left = performance.now() }, true)

export default function ({ data, parentElement, setTriggerValue }) {
  if (data.piece === asked) return
  asked = data.piece
  const ask = () => {
    if (!parentElement.isConnected) return
    if (performance.now() - left < LEAVING) return setTimeout(ask, 200)
    setTriggerValue("more", data.piece)
  }
  requestAnimationFrame(() => setTimeout(ask))
}
