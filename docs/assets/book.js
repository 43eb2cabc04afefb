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

// What the theme leaves without a name for those who listen; its copy buttons come one by one.
document.querySelector(".md-search")?.setAttribute("aria-label", "Search")
document.querySelector(".md-search__inner")?.setAttribute("aria-label", "Pages")
new MutationObserver((changes) => {
  for (const { addedNodes } of changes)
    for (const node of addedNodes)
      if (node.matches?.(".md-code__nav")) node.setAttribute("role", "none")
}).observe(document.querySelector("article"), { childList: true, subtree: true })
for (const nav of document.querySelectorAll(".md-code__nav")) nav.setAttribute("role", "none")

// On paper the solutions stand behind the chapter, and afterwards below their exercises again.
const back = []
addEventListener("beforeprint", () => {
  for (const article of document.querySelectorAll("article")) {
    const solutions = article.querySelectorAll("details.success")
    if (!solutions.length) continue
    const section = document.createElement("section")
    section.className = "solutions"
    section.append(Object.assign(document.createElement("h2"), { textContent: "Solutions" }))
    for (const solution of solutions) {
      const place = document.createComment("solution")
      solution.replaceWith(place)
      back.push(() => place.replaceWith(solution))
      section.append(solution)
    }
    article.append(section)
    back.push(() => section.remove())
  }
})
addEventListener("afterprint", () => {
  for (const restore of back.splice(0)) restore()
})
