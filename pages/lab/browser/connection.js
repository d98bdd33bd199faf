// Says in words that the server is away, or does not answer. Streamlit greys its controls out and, after half a minute,
// opens a window that blames the reader's internet.
const APP = "[data-testid=stApp]"
const STATE = "data-test-connection-state"
const PATIENCE = 300 // ms until it is said: what is mended sooner is not worth a word, and a reload is no fault
const RELIEF = 4000 // ms for which it is said that all is well again

const WORDS = {
  lost: "The connection to the server is lost. The page reconnects by itself and keeps your settings.",
  silent: "The server does not answer. Your last press is kept. If this lasts, reload the page: nothing is lost.",
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
  clearTimeout(timer)
  if (why) timer = setTimeout(say, PATIENCE, why)
  else if (shown) say("back")
}

function say(what) {
  line.textContent = WORDS[what]
  if (what === "back") timer = setTimeout(() => { line.textContent = "" }, RELIEF)
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
