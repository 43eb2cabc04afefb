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

// The theme opens the list of pages with a label, which no keyboard reaches.
const drawer = document.getElementById("__drawer")
const opener = document.querySelector(".md-header__button[for=__drawer]")
opener.setAttribute("role", "button")
opener.setAttribute("aria-label", "Pages")
opener.tabIndex = 0
opener.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" && event.key !== " ") return
  event.preventDefault()
  event.stopPropagation() // the theme presses a label by the Enter key itself
  drawer.click()
})
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !drawer.checked) return
  drawer.click()
  opener.focus()
})
