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

// The text of a file that can be sent; throws an error that says why another cannot.
export async function read(file, most) {
  const tooLarge = new Error(`is too large: its text may have about ${most.toLocaleString("en")} characters.`)
  if (file.size > 4 * most) throw tooLarge
  const bytes = new Uint8Array(await file.arrayBuffer().catch(() => {
    throw new Error("could not be read.")
  }))
  let said
  try {
    said = decoded(bytes)
  } catch {
    throw new Error("is not a text in UTF-8. Save it as a text or CSV file in UTF-8, and choose it again.")
  }
  if (JSON.stringify(said.text).length > most) throw tooLarge
  return said
}

export default function ({ data, parentElement, setTriggerValue }) {
  const input = parentElement.querySelector("input")
  const status = parentElement.querySelector("[role=status]")
  input.accept = data.accept
  input.onchange = async () => {
    const [file] = input.files
    if (!file) return
    try {
      const { text, name } = await read(file, data.most)
      status.textContent = `${file.name} was read as ${name}.`
      setTriggerValue("text", text)
    } catch (wrong) {
      status.textContent = `${file.name} ${wrong.message}`
    }
    input.value = "" // the same file can be chosen again once it has been mended
  }
}
