// The numbers of a sequence, a field for each. The server reads them all anew whenever one has been changed, and says
// which of them it cannot read; these stay as they were typed.
import { reports } from "./reports.js"

const tables = new WeakMap() // of each place on the page: what stands in its fields

const fields = table => [...table.body.querySelectorAll("input")]
const fieldsOf = (table, row) => [...(table.body.rows[row]?.querySelectorAll("input") ?? [])]
const fieldAt = (table, row, column) => fieldsOf(table, row)[column]
const rowsOf = table => [...table.body.rows].map((_, row) => fieldsOf(table, row).map(({ value }) => value))

// Where a field is: its row, and its column among the fields.
function place(field) {
  const cell = field.parentElement
  return [cell.parentElement.sectionRowIndex, cell.cellIndex - 1]
}

function newRow({ data }, cells) {
  const row = document.createElement("tr")
  const t = document.createElement("th")
  t.scope = "row"
  row.append(t)
  for (const text of cells) {
    const field = document.createElement("input")
    Object.assign(field, { value: text, type: "text", tabIndex: -1, maxLength: data.widest })
    Object.assign(field, { autocomplete: "off", enterKeyHint: "next" })
    field.dataset.was = text
    const cell = document.createElement("td")
    cell.append(field)
    row.append(cell)
  }
  return row
}

// Every row says its time, and every field where it is; Tab enters the table at one of them.
function number(table) {
  const titles = table.data.titles
  for (const [t, row] of [...table.body.rows].entries()) {
    if (row.cells[0].textContent === String(t)) continue
    row.cells[0].textContent = t
    for (const [column, field] of fieldsOf(table, t).entries()) {
      field.ariaLabel = `${titles[column]} at t = ${t}`
    }
  }
  const { length } = table.body.rows
  if (length) stand(table, fieldAt(table, ...table.at) ?? fieldAt(table, length - 1, 0))
  const { root, data } = table
  const full = length >= data.most
  const least = length <= data.least
  // Disabled, a button would lose the focus.
  root.querySelector(".below").setAttribute("aria-disabled", full)
  root.querySelector(".delete").setAttribute("aria-disabled", least)
  const limit = full ? `at most ${data.most.toLocaleString("en")}` : `at least ${data.least}`
  root.querySelector(".limit").textContent = full || least ? `Data has ${limit} rows.` : ""
  root.querySelector(".discard").hidden = !data.said.length
}

// The field where the reader is.
function stand(table, field) {
  if (table.here) table.here.tabIndex = -1
  field.tabIndex = 0
  table.here = field
  table.at = place(field)
  table.root.querySelector(".row").textContent = `Row t = ${table.at[0]}`
}

// Sends all that stands here. A block is what was pasted: where to, and its text, which the server takes apart.
function send(table, block = null) {
  for (const field of fields(table)) field.dataset.was = field.value
  table.tell("rows", { number: table.reports.next(), rows: rowsOf(table), block })
}

function go(table, row, column) {
  const field = fieldAt(table, row, column)
  if (!field) return false
  field.focus()
  field.select()
  return true
}

// To the next field or the one before; out of the table at its ends, and after Escape.
function tab(table, event) {
  if (table.leaving) return
  const all = fields(table)
  const next = all[all.indexOf(event.target) + (event.shiftKey ? -1 : 1)]
  if (!next) return
  event.preventDefault()
  go(table, ...place(next))
}

function press(table, event) {
  const field = event.target
  const [row, column] = place(field)
  if (event.key === "Tab" && !event.ctrlKey && !event.metaKey && !event.altKey) return tab(table, event)
  if (event.key !== "Shift") table.leaving = event.key === "Escape"
  const { selectionStart: start, selectionEnd: end, value } = field
  const whole = start === 0 && end === value.length
  const to = {
    ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], Enter: [row + (event.shiftKey ? -1 : 1), column],
    ArrowLeft: end === 0 || whole ? [row, column - 1] : null,
    ArrowRight: start === value.length || whole ? [row, column + 1] : null,
  }[event.key]
  if (event.key === "Escape") field.value = field.dataset.was
  else if (!to || event.ctrlKey || event.metaKey || event.altKey) return
  else if (!go(table, ...to) && event.key === "Enter" && field.value !== field.dataset.was) send(table)
  event.preventDefault()
}

function watch(table) {
  const { root, body } = table
  body.onkeydown = event => press(table, event)
  body.addEventListener("focusin", ({ target }) => {
    stand(table, target)
    table.entered = target
    table.leaving = false
  })
  // A field that is entered is to be typed over, as in any table; a second click sets the cursor.
  body.onclick = ({ target }) => {
    if (target === table.entered) target.select()
    table.entered = null
  }
  const finish = () => { if (fields(table).some(field => field.value !== field.dataset.was)) send(table) }
  body.onchange = finish
  // A finger leaves the field only when its tap is over, which may have opened another page: too late to send anything.
  const leave = ({ target }) => {
    if (!root.isConnected) document.removeEventListener("pointerdown", leave, true)
    else if (!root.contains(target)) finish()
  }
  document.addEventListener("pointerdown", leave, true)
  body.onpaste = event => {
    const text = event.clipboardData.getData("text/plain")
    if (!/[\t\n\r]/.test(text.trim())) return // one number, for the field alone
    event.preventDefault()
    if (text.length > table.data.longest) return say(root, ["The pasted block is too long."])
    const [row, column] = place(event.target)
    send(table, { row, column, text })
  }
  root.querySelector(".below").onclick = () => {
    if (body.rows.length >= table.data.most) return
    const [row] = table.at
    body.rows[row].after(newRow(table, rowsOf(table)[row]))
    number(table)
    go(table, row + 1, 0)
    send(table)
  }
  root.querySelector(".discard").onclick = () => {
    go(table, ...table.at) // the button goes
    table.tell("rows", { number: table.reports.next(), rows: null })
  }
  root.querySelector(".delete").onclick = () => {
    if (body.rows.length <= table.data.least) return
    body.rows[table.at[0]].remove()
    number(table)
    send(table)
  }
}

function begin(root, { said }) {
  const table = { root, body: root.querySelector("tbody"), reports: reports(), at: [0, 0], here: null, leaving: false }
  tables.set(root, table)
  // Two thousand rows take their time; they are made when somebody wants to see them.
  root.ontoggle = () => show(table)
  watch(table)
  if (said.length) root.open = true // whoever comes back from another page sees what is not in use
  return table
}

// Gives the fields the values that the server has, but not the one that is being typed in.
function fill(table, rows) {
  const { body } = table
  while (body.rows.length > rows.length) body.lastChild.remove()
  for (const [t, cells] of rows.entries()) {
    const row = body.rows[t]
    const there = fieldsOf(table, t)
    if (there.length !== cells.length) {
      const made = newRow(table, cells)
      if (row) row.replaceWith(made)
      else body.append(made)
      continue
    }
    for (const [column, field] of there.entries()) {
      if (field === document.activeElement && field.value !== field.dataset.was) continue
      if (field.value !== cells[column]) field.value = cells[column]
      field.dataset.was = cells[column]
    }
  }
}

function show(table) {
  const { root, newest } = table
  const data = newest
  if (data === table.data || !root.open || table.reports.outdated(data)) return
  table.data = data
  root.querySelector(".note").hidden = data.rows.length > 0
  root.querySelector(".editor").hidden = data.rows.length === 0
  fill(table, data.rows)
  root.querySelector("thead tr").replaceChildren(...["t", ...data.titles].map(title => {
    const cell = document.createElement("th")
    Object.assign(cell, { scope: "col", textContent: title })
    return cell
  }))
  for (const field of fields(table)) {
    field.ariaInvalid = null
  }
  for (const { row, column } of data.problems) {
    const wrong = fieldsOf(table, row).filter((_, at) => column < 0 || at === column)
    for (const field of wrong) field.ariaInvalid = "true"
  }
  say(root, data.said)
  number(table)
}

// What is wrong, a line each; spoken again only when it is something else.
function say(root, lines) {
  const list = root.querySelector("ul")
  if (JSON.stringify(lines) === list.dataset.said) return
  list.dataset.said = JSON.stringify(lines)
  list.replaceChildren(...lines.map(line => Object.assign(document.createElement("li"), { textContent: line })))
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("details")
  const table = tables.get(root) ?? begin(root, data)
  table.tell = setTriggerValue
  table.newest = data
  show(table)
}
