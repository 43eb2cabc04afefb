// Copying text that holds formulas copies their TeX.
document.addEventListener("copy", (event) => {
  const selection = getSelection()
  if (!selection.rangeCount) return
  const part = selection.getRangeAt(0).cloneContents()
  const formulas = part.querySelectorAll("[data-tex], math[alttext]")
  if (!formulas.length) return
  for (const formula of formulas) {
    const mark = formula.matches(".eq-math") ? "$$" : "$"
    formula.replaceWith(mark + (formula.dataset.tex ?? formula.getAttribute("alttext")) + mark)
  }
  event.clipboardData.setData("text/plain", part.textContent)
  event.preventDefault()
})

// A link into a folded part opens it.
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  const folded = target?.closest("details.ledger")
  if (!folded || folded.open) return
  folded.open = true
  target.scrollIntoView({ block: "center" })
}
addEventListener("hashchange", reveal)
reveal()

// A symbol of a formula tells its meaning and shape, which are in the table at the end of a chapter:
// to who points at it or touches it, and all symbols of a display to who comes to it by the keyboard.
const article = document.querySelector("article")
const tip = Object.assign(document.createElement("div"), { id: "meaning", hidden: true })
tip.setAttribute("role", "tooltip")
article.append(tip)
let waiting, described, titled

function show(names, place) {
  hide()
  for (const name of names) {
    const line = tip.appendChild(document.createElement("p"))
    for (const cell of [...document.getElementById(`symbol:${name}`).cells].slice(0, 3)) {
      const part = line.appendChild(document.createElement("span"))
      part.append(...cell.cloneNode(true).childNodes)
    }
    if (line.querySelector("span:last-child math")) line.lastChild.prepend("shape ")
  }
  titled = place.closest("[title]") // which the browser would lay over it
  if (titled) {
    tip.append(Object.assign(document.createElement("p"), { textContent: titled.title }))
    titled.dataset.title = titled.title
    titled.removeAttribute("title")
  }
  tip.hidden = false
  tip.style.translate = "0 0"
  const box = place.getBoundingClientRect(), own = tip.getBoundingClientRect()
  const most = document.documentElement.clientWidth - own.width - 8
  const line = (place.closest("math") ?? place).getBoundingClientRect() // it hides nothing of
  const below = line.bottom + own.height < innerHeight || line.top < own.height
  const x = Math.max(8, Math.min(box.left, most)), y = below ? line.bottom : line.top - own.height
  tip.style.translate = `${x - own.left}px ${y - own.top}px`
}

function hide() {
  clearTimeout(waiting)
  tip.hidden = true
  tip.replaceChildren()
  described?.removeAttribute("aria-describedby")
  if (titled) titled.title = titled.dataset.title
  described = titled = null
}

// The symbol at a place, or the nearest one that a target of 24 px there would hold.
function symbolAt({ target, clientX, clientY }) {
  const found = target.closest("[data-s]")
  const near = (mark) => {
    const box = mark.getBoundingClientRect()
    const beside = Math.max(box.left - clientX, clientX - box.right, 0)
    return Math.max(beside, box.top - clientY, clientY - box.bottom)
  }
  const marks = found ? [found] : [...(target.closest("math, .eq-math")?.querySelectorAll("[data-s]") ?? [])]
  return marks.filter((mark) => near(mark) <= 12).sort((one, other) => near(one) - near(other))[0]
}

article.addEventListener("pointerover", ({ target, pointerType }) => {
  if (pointerType === "touch") return
  clearTimeout(waiting)
  const mark = target.closest("[data-s]")
  if (tip.contains(target)) return
  if (mark) waiting = setTimeout(() => show([mark.dataset.s], mark), 150)
  else if (!described) waiting = setTimeout(hide, 300)
})
article.addEventListener("pointerleave", () => {
  clearTimeout(waiting)
  if (!described) waiting = setTimeout(hide, 300)
})
article.addEventListener("click", (event) => {
  if (tip.contains(event.target)) return
  const mark = event.target.closest("a, summary") ? null : symbolAt(event)
  if (mark) show([mark.dataset.s], mark)
  else hide()
})
article.addEventListener("focusin", ({ target }) => {
  const display = target.closest(".eq")
  if (display?.querySelector("a, button, summary") !== target || !target.matches(":focus-visible")) return
  const marks = [...display.querySelectorAll(".eq-body [data-s]")]
  if (!marks.length) return
  show(new Set(marks.map((mark) => mark.dataset.s)), display.querySelector(".eq-math"))
  described = target
  target.setAttribute("aria-describedby", tip.id)
})
article.addEventListener("focusout", hide)
addEventListener("keydown", ({ key }) => key === "Escape" && hide())

// What the theme leaves without a name for those who listen; its copy buttons come one by one.
document.querySelector(".md-search")?.setAttribute("aria-label", "Search")
document.querySelector(".md-search__inner")?.setAttribute("aria-label", "Pages")
new MutationObserver((changes) => {
  for (const { addedNodes } of changes)
    for (const node of addedNodes)
      if (node.matches?.(".md-code__nav")) node.setAttribute("role", "none")
}).observe(article, { childList: true, subtree: true })
for (const nav of document.querySelectorAll(".md-code__nav")) nav.setAttribute("role", "none")
