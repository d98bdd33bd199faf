// The class link, to read and to copy.
import { copyLink } from "./copying.js"

export default function ({ data: { link }, parentElement }) {
  const [field, button] = parentElement.querySelectorAll(".class-link > *")
  field.value = new URL(link, window.location.href).href
  field.onfocus = () => field.select()
  button.onclick = () => copyLink(link, button, "Copy class link")
}
