// What the reader changes in a component is sent as a whole, with a number. Until the server has answered the newest,
// whatever it sends is older than what stands on the screen, and is not drawn.
const PATIENCE = 5000 // ms, after which a report that was not answered counts as lost

export function reports() {
  let session = null
  let number = 0
  let sent = 0 // when
  return {
    next() {
      number += 1
      sent = performance.now()
      return number
    },
    outdated(data) {
      if (data.session !== session) number = data.read // a new server, or a new place on the page
      session = data.session
      return data.read < number && performance.now() - sent < PATIENCE
    },
  }
}
