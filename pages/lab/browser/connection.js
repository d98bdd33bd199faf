// Says in words that the server is away, or does not answer. Streamlit greys its controls out and opens a window that
// blames the reader's internet; that window is not shown.
const APP = "[data-testid=stApp]"
const STATE = "data-test-connection-state"
const PATIENCE = 300 // ms until it is said: what is mended sooner is not worth a word, and a reload is no fault
const RELIEF = 4000 // ms for which it is said that all is well again

const WORDS = {
  lost: "Connection lost. Reconnecting; your settings are safe.",
  silent: "The server is not answering. It will get your last press when it does. If this lasts, reload the page; your "
    + "settings are in its address.",
  back: "The server is back.",
}
let line = null
let timer
let away = null // the same: why the server does not respond

// why is "lost" or "silent", or null while the server responds.
function turn(why) {
  if (why === away || !line) return
  const shown = line.textContent !== ""
  away = why
  document.documentElement.classList.toggle("lost", why === "lost")
  clearTimeout(timer)
  if (why) timer = setTimeout(say, PATIENCE, why)
  else if (shown) say("back")
}

function say(what, more = "") {
  line.textContent = WORDS[what] + more
  if (what === "back") timer = setTimeout(() => { line.textContent = "" }, RELIEF)
}

// The server has been renewed, and the page restored.
export function restored(text) {
  if (!line) return
  clearTimeout(timer)
  say("back", ` ${text}`)
}

// Anything else, for a while.
export function tell(text) {
  if (!line || away) return
  clearTimeout(timer)
  line.textContent = text
  timer = setTimeout(() => { line.textContent = "" }, RELIEF)
}

// A press waits for its answer longer than any answer takes, or has got it.
export function silent(yes) {
  if (away !== "lost") turn(yes ? "silent" : null)
}

export function watch() {
  const app = document.querySelector(APP)
  if (!app) return
  // Beside what Streamlit draws, and there from the start, empty: a line that is new is not spoken.
  line = app.appendChild(document.createElement("p"))
  Object.assign(line, { className: "connection", role: "status", ariaLive: "polite" })
  const look = () => turn(app.getAttribute(STATE) === "CONNECTED" ? null : "lost")
  new MutationObserver(look).observe(app, { attributeFilter: [STATE] })
}
