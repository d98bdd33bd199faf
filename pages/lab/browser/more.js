// Long work: once the browser has drawn how far it is, and not before, it asks for the next piece. A server that went on by
// itself would fill the connection faster than a slow browser reads it, and lose it.
let asked

export default function ({ data, setTriggerValue }) {
  if (data.piece === asked) return
  asked = data.piece
  requestAnimationFrame(() => setTimeout(() => setTriggerValue("more", data.piece)))
}
