// Reads a file that the reader chooses, here in the browser, and sends its text.
export default function ({ data, parentElement, setTriggerValue }) {
  const input = parentElement.querySelector("input")
  const said = parentElement.querySelector("[role=status]")
  input.onchange = async () => {
    const [file] = input.files
    if (!file) return
    const text = await file.text()
    input.value = "" // the same file can be chosen again once it has been mended
    const fits = JSON.stringify(text).length <= data.most
    said.textContent = fits ? "" : `${file.name} is too large for a lesson.`
    if (fits) setTriggerValue("text", text)
  }
}
