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

// Words that a question has and an answer need not have.
const UNASKED = new Set(
  `a about after all also am an and any are as at be been but by can cannot could did do does for
  from get had has have how i if in into is it its just like may me might must my need no nor of off
  on only or other our should so some t than that the their them then there these they this to too us
  use versus vs was we were what when where which while who why will with would you your`.split(/\s+/),
)

// What a reader types, as the query that lunr reads: no sign in it commands anything, words may go
// on, are spelt as the book spells them, and may have one letter that is wrong.
function query(typed) {
  const all = typed.toLowerCase().split(/[^\p{L}\p{N}.]+|\.(?!\d)/u).filter(Boolean)
  const asked = all.filter((word) => !UNASKED.has(word))
  return (asked.length ? asked : all).map(clause).join(" ")
}

function clause(typed) {
  const word = typed.replace(/(?<=\p{L}{3})iz(?=e|ing|ation)/u, "is")
  if (word.length < 3 || /\d/.test(word)) return `${word}^4`
  return word.length > 4 ? `${word}*^4 ${word}~1` : `${word}*^4`
}

const QUERY = 2 // the theme's number for this kind of message to its worker
const post = Worker.prototype.postMessage
Worker.prototype.postMessage = function (message, ...rest) {
  if (message?.type === QUERY) message = { ...message, data: query(message.data) }
  post.call(this, message, ...rest)
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
