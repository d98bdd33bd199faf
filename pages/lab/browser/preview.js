// The page as a class will see it, in a frame that is loaded anew only for another link.
export default function ({ data: { link }, parentElement }) {
  const frame = parentElement.querySelector("iframe")
  const wanted = new URL(link, window.location.href).href
  if (frame.src !== wanted) frame.src = wanted
}
