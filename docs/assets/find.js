// The ledger and the notation: show only the rows that hold all words.
const find = document.getElementById("find")
const count = document.getElementById("found")
const groups = [...document.querySelectorAll("[data-find]")]
const rows = groups.flatMap((group) => [...group.querySelectorAll("li, tr")])
const texts = new Map()

function textOf(row) {
  if (!texts.has(row)) {
    const group = row.closest("[data-find]")
    const formulas = [...row.querySelectorAll("[data-tex], math[alttext]")]
    const words = [group.dataset.find, row.textContent]
    words.push(...formulas.map((math) => math.dataset.tex ?? math.getAttribute("alttext")))
    words.push(...[...row.querySelectorAll("a[title]")].map((link) => link.title))
    texts.set(row, words.join(" ").toLowerCase())
  }
  return texts.get(row)
}

find.addEventListener("input", () => {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean)
  let shown = 0
  for (const group of groups) {
    let here = 0
    for (const row of group.querySelectorAll("li, tr")) {
      row.hidden = !words.every((word) => textOf(row).includes(word))
      here += !row.hidden
    }
    group.hidden = here === 0
    group.open = words.length > 0 && here > 0 // where it can be folded
    shown += here
  }
  count.textContent = words.length ? `${shown} of ${rows.length} ${count.dataset.of}` : ""
})
