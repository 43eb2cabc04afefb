// The index of the search is the part of a page that grows with the book, and the theme asks for it
// at once, and for the program that reads it. Hold both back until a reader turns to the search.
const searched = new Promise((start) => {
  if (new URLSearchParams(location.search).has("q")) start()
  for (const event of ["focusin", "pointerover"])
    document.addEventListener(event, ({ target }) => {
      if (target.closest(".md-search, [for=__search]")) start()
    })
})

const open = XMLHttpRequest.prototype.open
XMLHttpRequest.prototype.open = function (method, address, ...rest) {
  open.call(this, method, address, ...rest)
  if (!String(address).endsWith("/search/search_index.json")) return
  this.send = (body) => searched.then(() => XMLHttpRequest.prototype.send.call(this, body))
}

const Searching = Worker
window.Worker = class extends EventTarget {
  constructor(...address) {
    super()
    this.worker = searched.then(() => new Searching(...address))
    this.worker.then((worker) =>
      worker.addEventListener("message", ({ data }) =>
        this.dispatchEvent(new MessageEvent("message", { data }))))
  }

  postMessage(...message) { this.worker.then((worker) => worker.postMessage(...message)) }
}
