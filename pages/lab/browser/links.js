// In a frame of another page, a link to one of our pages keeps what makes it fit there. Streamlit's own links do.
const KEPT = ["embed", "embed_options"]

export function listen() {
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
