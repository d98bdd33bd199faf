// A button that saves a file. The server writes its text when asked, part by part; what it has not answered after a
// while is asked for again: a message to it can be lost.
const PATIENCE = 5000 // ms
const TRIES = 5
const SAID = 1500 // ms that the button says how it went

// Gives a file to the browser, which puts it where it puts what is downloaded.
export function save(name, kind, parts) {
  const address = URL.createObjectURL(new Blob(parts, { type: kind }))
  const link = Object.assign(document.createElement("a"), { href: address, download: name })
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(address), 60_000) // a browser that asks where to save it reads it later
}

const savings = new WeakMap()

class Saving {
  constructor(button) {
    this.button = button
    button.onclick = () => this.begin()
  }

  draw({ label, name, kind, around, rests, sent }) {
    Object.assign(this, { label, kind, around })
    this.button.disabled = rests
    if (rests && this.press) this.end("Not saved")
    if (!this.press && !this.saying) this.button.textContent = label
    if (sent) this.receive(sent, name)
  }

  begin() {
    if (this.press) return
    this.press = Date.now()
    this.button.textContent = "Saving …"
    this.restart()
  }

  restart() {
    this.parts = []
    this.ask()
  }

  ask(tries = TRIES) {
    clearTimeout(this.timer)
    if (tries === 0) return this.end("Not saved")
    this.send([this.press, this.parts.length])
    this.timer = setTimeout(() => this.ask(tries - 1), PATIENCE)
  }

  receive({ press, part, text, more, of }, name) {
    if (press !== this.press || part !== this.parts.length) return
    if (part > 0 && of !== this.of) return this.restart() // another text by now
    Object.assign(this, { of, name }) // of the moment that the text is of
    this.parts.push(text)
    if (more) return this.more(more)
    if (this.around) return this.saveWithin(this.around)
    save(this.name, this.kind, this.parts)
    this.end("Saved")
  }

  more(count) {
    const share = this.parts.length / (this.parts.length + count)
    this.button.textContent = `Saving … ${Math.round(100 * share)} %`
    this.ask()
  }

  // The text takes the place of a mark in a larger one, which is a file of the server.
  async saveWithin({ address, mark }) {
    clearTimeout(this.timer)
    const { press } = this
    try {
      const answer = await fetch(new URL(address, window.location.href))
      if (!answer.ok) throw new Error(answer.statusText)
      const [before, after] = (await answer.text()).split(mark)
      if (press !== this.press) return // ended meanwhile
      save(this.name, this.kind, [before, ...this.parts, after])
      this.end("Saved")
    } catch {
      if (press === this.press) this.end("Not saved")
    }
  }

  end(said) {
    clearTimeout(this.timer)
    this.press = 0
    this.parts = []
    this.button.textContent = said
    this.saying = setTimeout(() => {
      this.saying = 0
      if (!this.press) this.button.textContent = this.label
    }, SAID)
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  if (!savings.has(parentElement)) savings.set(parentElement, new Saving(parentElement.querySelector("button")))
  const saving = savings.get(parentElement)
  saving.send = asked => setTriggerValue("part", asked)
  saving.draw(data)
  return () => {
    if (!parentElement.isConnected) clearTimeout(saving.timer)
  }
}
