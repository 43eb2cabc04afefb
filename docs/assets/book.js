// What is laid out above a target, once the page is there, would push it out of sight (book.css).
addEventListener("load", () => {
  if (performance.getEntriesByType("navigation")[0]?.type === "navigate")
    setTimeout(() => document.querySelector(":target")?.scrollIntoView(), 50)
})

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
  const target = document.getElementById(location.hash.slice(1))
  const folded = target?.closest("details.ledger")
  if (!folded || folded.open) return
  folded.open = true
  target.scrollIntoView({ block: "center" })
}
addEventListener("hashchange", reveal)
reveal()

// A symbol of a formula tells its meaning and shape, which are in the table at the end of a chapter:
// one to who points at it or touches it, those of a display to who comes to it by the keyboard.
const article = document.querySelector("article")
const tip = Object.assign(document.createElement("div"), { id: "meaning", role: "tooltip" })
let waiting, described, titled

function show(names, place, behind = place) {
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
  tip.style.translate = ""
  article.append(tip)
  const box = place.getBoundingClientRect(), own = tip.getBoundingClientRect()
  const near = [...place.closest(".eq-math")?.querySelectorAll("math") ?? [place]]
    .map((one) => one.getBoundingClientRect())
    .filter((one) => one.top < box.bottom && one.bottom > box.top)
  const line = [...near, box, behind.getBoundingClientRect()] // what it must not hide
  const top = Math.min(...line.map((one) => one.top)), end = Math.max(...line.map((one) => one.bottom))
  const most = document.documentElement.clientWidth - own.width - 8
  const x = Math.max(8, Math.min(box.left, most))
  const bar = document.querySelector(".md-header").offsetHeight // below it there may be room
  const y = top - own.height > bar ? top - own.height : end // above: the mark stands below
  tip.style.translate = `${x - own.left}px ${y - own.top}px`
}

function hide() {
  clearTimeout(waiting)
  tip.remove()
  tip.replaceChildren()
  described?.removeAttribute("aria-describedby")
  if (titled) titled.title = titled.dataset.title
  described = titled = null
}

// The symbol at a place, or the nearest of those that a target of 24 px there would hold.
function symbolAt({ target, clientX, clientY }) {
  const found = target.closest("[data-s]")
  if (found) return found
  const away = (mark) => {
    const box = mark.getBoundingClientRect()
    return Math.max(box.left - clientX, clientX - box.right, box.top - clientY, clientY - box.bottom)
  }
  const marks = [...target.closest("math, .eq-math")?.querySelectorAll("[data-s]") ?? []]
  return marks.filter((mark) => away(mark) <= 12).sort((one, other) => away(one) - away(other))[0]
}

function point(mark) {
  clearTimeout(waiting)
  if (described) return // to who moves by keyboard, and scrolls formulas under a pointer at rest
  if (mark) waiting = setTimeout(() => show([mark.dataset.s], mark), 150)
  else waiting = setTimeout(hide, 300) // so that one can go to what is shown
}
article.addEventListener("pointerover", ({ target, pointerType }) => {
  if (tip.contains(target)) clearTimeout(waiting)
  else if (pointerType !== "touch") point(target.closest("[data-s]"))
})
article.addEventListener("pointerleave", ({ pointerType }) => pointerType !== "touch" && point())
article.addEventListener("click", (event) => {
  if (tip.contains(event.target)) return
  const mark = event.target.closest("a, summary") ? null : symbolAt(event)
  if (mark) show([mark.dataset.s], mark)
  else hide()
})
article.addEventListener("focusin", ({ target }) => {
  const display = target.closest(".eq")
  if (display?.querySelector("a, button, summary") !== target || !target.matches(":focus-visible")) return
  const names = [...display.querySelectorAll(".eq-body [data-s]")].map((mark) => mark.dataset.s)
  if (!names.length) return
  show(new Set(names), display.querySelector(".eq-math"), target)
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

// On paper the hints and then the solutions end the chapter, and afterwards they are back in place.
const back = []
addEventListener("beforeprint", () => {
  for (const article of document.querySelectorAll("article")) {
    let exercise = 1
    for (const folded of article.querySelectorAll("details:is(.hint, .success)"))
      folded.firstElementChild.dataset.exercise = folded.matches(".hint") ? exercise : exercise++
    for (const [kind, title] of [["hint", "Hints"], ["success", "Solutions"]]) {
      const all = article.querySelectorAll(`details.${kind}`)
      if (!all.length) continue
      const section = document.createElement("section")
      section.className = "solutions"
      section.append(Object.assign(document.createElement("h2"), { textContent: title }))
      for (const folded of all) {
        const place = document.createComment(kind)
        folded.replaceWith(place)
        back.push(() => place.replaceWith(folded))
        section.append(folded)
      }
      article.append(section)
      back.push(() => section.remove())
    }
  }
})
addEventListener("afterprint", () => {
  for (const restore of back.splice(0)) restore()
})

// The theme opens the list of pages with a label, which no keyboard reaches.
const drawer = document.getElementById("__drawer")
const label = document.querySelector(".md-header__button[for=__drawer]")
const opener = Object.assign(document.createElement("button"), { type: "button", className: `${label.className} opener` })
opener.setAttribute("aria-label", "Pages")
opener.append(...label.childNodes)
opener.addEventListener("click", () => drawer.click())
label.replaceWith(opener)
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !drawer.checked) return
  drawer.click()
  opener.focus()
})
