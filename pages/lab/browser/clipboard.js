// A button that copies a link: the address of the page up to "?", and what the server says is to follow.
export function copies(button, { link, label, done, disabled = false }, copied = () => {}) {
  if (button.textContent !== done) button.textContent = label
  button.disabled = disabled
  button.onclick = async () => {
    await copy(whole(link))
    copied()
    button.textContent = done
    setTimeout(() => { button.textContent = label }, 1500)
  }
}

export const whole = link => new URL(link, window.location.href).href

// Copies a text; if the browser does not allow that, it shows the text to be copied by hand.
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
