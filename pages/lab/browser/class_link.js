// The class link, to read and to copy.
import { copy, say } from "./clipboard.js"

export default function ({ data: { link }, parentElement }) {
  const [field, button] = parentElement.querySelectorAll(".class-link > *")
  field.value = new URL(link, window.location.href).href
  field.onfocus = () => field.select()
  button.onclick = async () => {
    await copy(field.value)
    say(button, "Link copied", "Copy class link")
  }
}
