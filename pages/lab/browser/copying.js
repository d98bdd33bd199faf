// Copying a link, and saying so on the button.
import { tell } from "./connection.js"

const HERE_ONLY = "This link works on this computer only. For a link that others can open, open the page at this "
  + "computer's network address first."

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
  } catch { // only pages from this machine or over https may use the clipboard that way
    const field = Object.assign(document.createElement("textarea"), { value: text })
    document.body.append(field)
    field.select()
    const done = document.execCommand("copy")
    field.remove()
    if (!done) window.prompt("Copy this link:", text)
  }
}

export async function copyLink(link, button, label) {
  await copy(new URL(link, window.location.href).href)
  if (["localhost", "127.0.0.1", "[::1]"].includes(window.location.hostname)) tell(HERE_ONLY)
  button.textContent = "Link copied"
  setTimeout(() => { button.textContent = label }, 1500)
}
