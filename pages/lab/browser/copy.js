// A button that copies a link: the address of the page up to "?", and what the server says is to follow.
import { copy, say } from "./clipboard.js"

export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button")
  if (button.textContent !== data.done) button.textContent = data.label
  button.disabled = data.disabled
  button.onclick = async () => {
    await copy(new URL(data.link, window.location.href).href)
    say(button, data.done, data.label)
  }
}
