// Copies a text; if the browser does not allow that, it shows the text to be copied by hand.
export async function copy(text) {
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

// What a button says for a moment, once it has copied.
export function say(button, done, label) {
  button.textContent = done
  setTimeout(() => { button.textContent = label }, 1500)
}
