// Reads a text file that the reader chooses, here in the browser, and sends its text.
const MARKED = [
  ["utf-16le", "UTF-16", 0xff, 0xfe],
  ["utf-16be", "UTF-16", 0xfe, 0xff],
]

// The text of a file and the name of its encoding: UTF-8, or UTF-16 if the mark at its beginning says so.
export function decoded(bytes) {
  const marked = MARKED.find(([, , first, second]) => bytes[0] === first && bytes[1] === second)
  const [encoding, name] = marked ?? ["utf-8", "UTF-8"]
  return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), name }
}

// Why a file cannot be read as text, and what to do about it.
// Pictures and sounds hold a byte 0, and no text does. So does a spreadsheet's own file, which is in fact a ZIP file.
function unreadable(bytes, advice) {
  if (!bytes.includes(0)) return `is not in UTF-8. ${advice}`
  const zipped = bytes[0] === 0x50 && bytes[1] === 0x4b
  return zipped ? `is not a text file. ${advice}` : "is not a text file."
}

// The text of a file that can be sent; throws an error that says why another cannot.
export async function read(file, most, advice) {
  const tooLarge = new Error(`is too large: its text may have about ${most.toLocaleString("en")} characters.`)
  if (file.size > 4 * most) throw tooLarge
  const bytes = new Uint8Array(await file.arrayBuffer().catch(() => {
    throw new Error("could not be read.")
  }))
  let said
  try {
    said = decoded(bytes)
    if (said.text.includes("\0")) throw new Error("a byte 0")
  } catch {
    throw new Error(unreadable(bytes, advice))
  }
  if (JSON.stringify(said.text).length > most) throw tooLarge
  return said
}

export default function ({ data, parentElement, setTriggerValue }) {
  const input = parentElement.querySelector("input")
  const status = parentElement.querySelector("[role=status]")
  input.accept = data.accept
  input.title = "Choose a file" // its own would be “No file chosen”, for it is emptied below
  if (status.dataset.holds === "true" && !data.holds) status.textContent = ""
  status.dataset.holds = String(data.holds)
  input.onchange = async () => {
    const [file] = input.files
    if (!file) return
    try {
      const { text, name } = await read(file, data.most, data.advice)
      status.textContent = `${file.name} is ${name} text.`
      setTriggerValue("text", text)
    } catch (wrong) {
      status.textContent = `${file.name} ${wrong.message} Nothing has changed.`
      setTriggerValue("text", false) // the server forgets what it said of the last one
    }
    input.value = "" // the same file can be chosen again once it has been mended
  }
}
