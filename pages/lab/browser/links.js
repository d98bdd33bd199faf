// In a frame of another page, a link to one of our pages keeps what makes it fit there. Streamlit's own links do.
const KEPT = ["embed", "embed_options"]
const SENT = 200 // ms, within which a field that is left has sent what was typed in it

// A tap or a quick click on a link leaves a field and opens another page at once: what the field then sends comes from
// a page that is gone, and is lost. So the other page opens a little later.
function wait() {
  let typed = -Infinity // when
  document.addEventListener("change", () => { typed = performance.now() }, true)
  document.addEventListener("click", event => {
    const link = event.target.closest?.('[data-testid="stPageLink-NavLink"]')
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || performance.now() - typed > SENT) return
    event.preventDefault()
    event.stopPropagation()
    setTimeout(() => link.click(), SENT + 1)
  }, true)
}

export function listen() {
  wait()
  document.addEventListener("click", ({ target }) => {
    const link = target.closest?.("a[href]:not([data-testid])")
    const given = new URLSearchParams(window.location.search)
    // The origin of a file that a page makes is that of the page, too.
    if (!link || link.download || link.origin !== window.location.origin || !given.has("embed")) return
    const leads = new URL(link.href)
    for (const name of KEPT) {
      leads.searchParams.delete(name)
      for (const value of given.getAll(name)) leads.searchParams.append(name, value)
    }
    link.href = leads.href
  }, true)
}
