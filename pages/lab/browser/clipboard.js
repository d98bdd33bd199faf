// A button that copies a link: the address of the page up to "?", and what the server says is to follow.
export function copies(button, { link, label, done, disabled = false }, copied = () => {}) {
  if (button.textContent !== done) button.textContent = label
  button.disabled = disabled
  button.onclick = async () => {
    const inClipboard = await copy(whole(link))
    if (inClipboard) copied()
    button.textContent = inClipboard ? done : "Not copied"
    setTimeout(() => { button.textContent = label }, 1500)
  }
}

export const whole = link => new URL(link, window.location.href).href

// Copies a text; if the browser does not allow that, it shows the text to be copied by hand. A frame may show nothing.
async function copy(text) {
  await focused()
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch { // only pages from this machine or over https may use the clipboard that way
    const field = Object.assign(document.createElement("textarea"), { value: text })
    document.body.append(field)
    field.select()
    const done = document.execCommand("copy")
    field.remove()
    return done || window.prompt("Copy this link:", text) !== null
  }
}

// In a frame of another site, the first press can come before the focus, without which nothing is copied.
async function focused() {
  if (document.hasFocus()) return
  window.focus()
  await new Promise(resolve => {
    window.addEventListener("focus", resolve, { once: true })
    setTimeout(resolve, 500)
  })
}
