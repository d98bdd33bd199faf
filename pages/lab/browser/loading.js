// Stands in the page itself, before Streamlit's scripts. If one of them does not arrive, nothing else is there to say
// so, or to load the page again once the server answers.
{
  const again = performance.getEntriesByType("navigation")[0]?.type === "reload"
  const PAUSE = again ? 10_000 : 1_000 // ms; a script that never arrives should not keep the page reloading
  const LINE = "position: fixed; inset: 0; margin: 0; padding: 1rem; z-index: 2000001; font: 1rem system-ui, "
    + "sans-serif; color-scheme: light dark; background: Canvas; color: CanvasText"
  let waiting = false

  function wait() {
    if (waiting) return
    waiting = true
    const line = document.createElement("p")
    Object.assign(line, { role: "status", style: LINE })
    line.textContent = "Connection lost while loading. This page reloads when the server is back."
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
  // Until our own scripts watch the connection.
  const watching = setInterval(() => {
    if (document.querySelector(".connection")) clearInterval(watching)
    else fetch("./_stcore/health").catch(wait)
  }, 2000)
}
