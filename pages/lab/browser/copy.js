// A button that copies a link and, if it has a name, the link in a field beside it, to be read.
import { copies, whole } from "./clipboard.js"

export default function ({ data, parentElement }) {
  const field = parentElement.querySelector("input")
  copies(parentElement.querySelector("button"), data)
  field.hidden = !data.field
  if (field.hidden) return
  field.ariaLabel = data.field
  field.value = whole(data.link)
  field.onfocus = () => field.select()
}
