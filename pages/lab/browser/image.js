// Saves a chart as a picture: its drawing as it is seen, under its title and its key; SVG, or PNG at twice the size.
import { save } from "./save.js"

const FONT = "Source Sans"
const EDGE = 12 // px around everything
const TITLE = 26 // px that the title takes
const TITLE_SIZE = 16
const SCALE = 2
const DASHES = { dash: "5 3", dot: "2 2.5", dashdot: "9 3 2.5 3" }
const SAVES = "Save as a picture"
const ARROW = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 1v9M4 6.5l4 4 4-4M2 14.5h12"/></svg>'

export const titleOf = ({ title, t }) => `${title}, t = ${String(t).replace("-", "−")}`
const nameOf = ({ name, t }, kind) => `unrolled-${name}-t${t}.${kind}`

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }
export const escaped = text => text.replace(/[&<>"]/g, sign => SIGNS[sign])

// A button under a chart that opens the choice of SVG and PNG.
export function offer(chart) {
  const place = document.createElement("span")
  place.className = "picture"
  place.innerHTML = `<span hidden><button type="button">SVG</button><button type="button">PNG</button></span>
    <span role="status"></span>
    <button type="button" aria-label="${SAVES}" title="${SAVES}" aria-expanded="false">${ARROW}</button>`
  const [choice, said, button] = place.children
  const open = opened => {
    choice.hidden = !opened
    button.ariaExpanded = `${opened}`
    said.textContent = ""
  }
  button.onclick = () => open(choice.hidden)
  place.addEventListener("focusout", ({ relatedTarget }) => { if (!place.contains(relatedTarget)) open(false) })
  for (const kind of choice.children) {
    kind.onclick = async () => {
      button.focus()
      open(false)
      await picture(chart, kind.textContent.toLowerCase()).catch(({ message }) => {
        said.textContent = `Not saved: ${message}.`
      })
    }
  }
  chart.reads.after(place)
}

async function picture(chart, kind) {
  if (!chart.front.data) throw new Error("the chart is not drawn yet")
  const drawing = await svg(chart)
  const name = nameOf(chart.drawn, kind)
  if (kind === "svg") return save(name, "image/svg+xml", [drawing.text])
  save(name, "image/png", [await pixels(drawing)])
}

async function svg(chart) {
  const { element } = chart.front
  const { width, height } = element._fullLayout
  const drawn = await window.Plotly.toImage(element, { format: "svg", width, height, imageDataOnly: true })
  const [ink, paper] = ["var(--ink)", "var(--paper)"].map(value => resolved(chart.element, value))
  const key = keyOf(chart.legend)
  const title = titleOf(chart.drawn)
  const top = EDGE + TITLE + (key.height && key.height + EDGE)
  const size = [Math.max(width, key.width, widthOf(title)) + 2 * EDGE, top + height + EDGE].map(Math.ceil)
  const [whole, high] = size
  const text = `<svg xmlns="${element.querySelector("svg").namespaceURI}"
 width="${whole}" height="${high}" viewBox="0 0 ${whole} ${high}"
 font-family="${FONT}, sans-serif" font-size="${key.size}" fill="${ink}">
<title>${escaped(`Unrolled: ${title}`)}</title><desc>${escaped(chart.reads.textContent)}</desc>
<style>${await font()}</style>
<rect width="100%" height="100%" fill="${paper}"/>
<text x="${EDGE}" y="${EDGE + 14}" font-size="${TITLE_SIZE}" font-weight="600">${escaped(title)}</text>
<g transform="translate(${EDGE} ${EDGE + TITLE})">${key.text}</g>
${drawn.replace("<svg ", `<svg x="${EDGE}" y="${top}" `)}
</svg>`
  return { text, size }
}

function widthOf(title) {
  const pen = document.createElement("canvas").getContext("2d")
  pen.font = `600 ${TITLE_SIZE}px "${FONT}", sans-serif`
  return pen.measureText(title).width
}

// A colour as a picture can have it, without the page's variables.
function resolved(element, value) {
  const probe = element.appendChild(document.createElement("i"))
  probe.style.color = value
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

// The key, each mark and each text where it stands on the page.
function keyOf(legend) {
  const box = legend.getBoundingClientRect()
  const place = element => {
    const { left, top, width, height } = element.getBoundingClientRect()
    return { x: left - box.left, y: top - box.top, width, height }
  }
  const entries = [...legend.querySelectorAll(".key > span")]
  const text = entries.map(entry => {
    const [mark, words] = entry.children
    const { x, y, height } = place(words)
    return markOf(mark.className, place(mark), resolved(mark, "var(--mark)"))
      + `<text x="${x}" y="${y + height / 2}" dominant-baseline="central">${written(words)}</text>`
  })
  const ends = entries.map(place)
  return {
    text: text.join(""),
    size: getComputedStyle(legend.firstElementChild ?? legend).fontSize,
    width: Math.max(0, ...ends.map(({ x, width }) => x + width)),
    height: Math.max(0, ...ends.map(({ y, height }) => y + height)),
  }
}

// A text with its subscripts and superscripts.
export function written(element) {
  let shift = 0
  const parts = [...element.childNodes].map(node => {
    const raised = { SUB: 3, SUP: -4 }[node.nodeName] ?? 0
    const by = raised - shift
    shift = raised
    const small = raised ? ' font-size="75%"' : ""
    return by || small ? `<tspan dy="${by}"${small}>${escaped(node.textContent)}</tspan>` : escaped(node.textContent)
  })
  return parts.join("")
}

// What stands before a text of the key, in its own look; see style.css.
export function markOf(look, { x, y, width, height }, colour) {
  const [middle, line] = [x + width / 2, y + height / 2]
  if (look === "disc" || look === "ring") {
    const filled = look === "disc" ? colour : "none"
    return `<circle cx="${middle}" cy="${line}" r="${width / 2 - 1}" fill="${filled}"`
      + ` stroke="${colour}" stroke-width="2"/>`
  }
  if (look === "box" || look === "square") {
    const filled = look === "box" ? colour : "none"
    return `<rect x="${x + 1}" y="${y + 1}" width="${width - 2}" height="${height - 2}" fill="${filled}"`
      + ` stroke="${colour}" stroke-width="2"/>`
  }
  if (look === "cross" || look === "tick") {
    const sign = look === "cross" ? "×" : "–"
    return `<text x="${middle}" y="${line}" text-anchor="middle" dominant-baseline="central" font-weight="700"`
      + ` fill="${colour}">${sign}</text>`
  }
  const dashes = DASHES[look] ? ` stroke-dasharray="${DASHES[look]}"` : ""
  return `<path d="M${x} ${line}h${width}" stroke="${colour}" stroke-width="3"${dashes}/>`
}

// The page's own typeface, which a picture cannot ask a server for; nothing where it is not to be had.
let face
function font() {
  const rule = [...document.styleSheets].flatMap(rules).find(one => one instanceof CSSFontFaceRule
    && one.style.fontFamily.replaceAll('"', "") === FONT && one.style.fontStyle !== "italic")
  const address = rule?.style.src.match(/url\("?([^")]+)/)?.[1]
  if (!address) return ""
  face ??= embedded(new URL(address, rule.parentStyleSheet.href ?? window.location.href)).catch(() => {
    face = undefined
    return ""
  })
  return face
}

function rules(sheet) {
  try {
    return [...sheet.cssRules]
  } catch { // of another site, as an extension of the browser may add one
    return []
  }
}

async function embedded(address) {
  const answer = await fetch(address)
  if (!answer.ok) return ""
  const bytes = new Uint8Array(await answer.arrayBuffer())
  let text = ""
  for (const byte of bytes) text += String.fromCharCode(byte)
  return `@font-face{font-family:"${FONT}";font-weight:200 900;src:url(data:font/woff2;base64,${btoa(text)})}`
}

async function pixels({ text, size: [width, height] }) {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`
  await image.decode()
  const canvas = Object.assign(document.createElement("canvas"), { width: width * SCALE, height: height * SCALE })
  canvas.getContext("2d").drawImage(image, 0, 0, width * SCALE, height * SCALE)
  return new Promise((done, failed) =>
    canvas.toBlob(blob => blob ? done(blob) : failed(new Error("the picture is too large")), "image/png"))
}
