// Stands in the page itself, before Streamlit's scripts. If one of them does not arrive, nothing else is there to say
// so, or to load the page again once the server answers.
{
  const again = performance.getEntriesByType("navigation")[0]?.type === "reload"
  const PAUSE = again ? 10_000 : 1_000 // ms; a script that never arrives should not keep the page reloading
  const LINE = "position: fixed; inset: 0 0 auto; margin: 0; padding: 1rem; z-index: 1; font: 1rem sans-serif; "
    + "color-scheme: light dark; background: Canvas; color: CanvasText"
  let waiting = false

  function wait() {
    if (waiting) return
    waiting = true
    const line = document.createElement("p")
    Object.assign(line, { role: "status", style: LINE })
    line.textContent = "The connection to the server was lost while this page was loading. It reloads by itself."
    document.documentElement.append(line)
    setTimeout(ask, PAUSE)
  }

  function ask() {
    fetch("./_stcore/health").then(({ ok }) => ok ? location.reload() : Promise.reject())
      .catch(() => setTimeout(ask, PAUSE))
  }

  addEventListener("error", ({ target }) => {
    if (target instanceof HTMLScriptElement || target.rel === "stylesheet") wait()
  }, true)
  addEventListener("vite:preloadError", wait)
}
