// Loads a component's script with some of its inner names exported, and stands in for what little of the browser the
// logic needs.
import { readFileSync } from "node:fs"

// Whatever of the code under test still waits when the last test has ended does not keep Node waiting.
const { setTimeout: start } = globalThis
globalThis.setTimeout = (then, wait, ...rest) => {
  const timer = start(then, wait, ...rest)
  return wait > 500 ? timer.unref() : timer
}

const BROWSER = new URL("../../../pages/lab/browser/", import.meta.url)

function address(name, exported = "") {
  const fresh = `// ${Math.random()}\n` // so that each test has a module of its own
  const source = readFileSync(new URL(name, BROWSER), "utf-8")
  const whole = source.replaceAll(/from "\.\/(.+)"/g, (_, imported) => `from ${JSON.stringify(address(imported))}`)
  return `data:text/javascript,${encodeURIComponent(fresh + whole + exported)}`
}

export async function load(name, ...inner) {
  return import(address(name, `\nexport { ${inner.join(", ")} }`))
}

// A target of events that counts what it hears.
export class Target {
  constructor(parts = {}) {
    Object.assign(this, parts)
    this.listeners = {}
  }

  addEventListener(type, listener) {
    this.listeners[type] = [...(this.listeners[type] ?? []), listener]
  }

  removeEventListener(type, listener) {
    this.listeners[type] = (this.listeners[type] ?? []).filter(one => one !== listener)
  }

  dispatchEvent(event) {
    for (const listener of this.listeners[event.type] ?? []) listener(event)
  }
}

export function browser(parts = {}) {
  globalThis.window = new Target({ location: { href: "http://localhost/?t=1" } })
  globalThis.document = new Target({
    querySelector: () => null,
    querySelectorAll: () => [],
    createElement: () => ({ className: "" }),
    documentElement: { classList: { toggle() {} } },
    ...parts,
  })
  globalThis.ResizeObserver = class { observe() {} }
  globalThis.IntersectionObserver = class {
    constructor(see) { this.see = see }
    observe(element) { element.sight = this }
    disconnect() {}
  }
  globalThis.getComputedStyle = () => ({ colorScheme: "light" })
  return { window: globalThis.window, document: globalThis.document }
}
