// The ledger: show only the formulas that hold all words.
const find = document.getElementById("ledger-find")
const count = document.getElementById("ledger-count")
const chapters = [...document.querySelectorAll("details.ledger")]
const rows = chapters.flatMap((chapter) => [...chapter.querySelectorAll("li")])
const texts = new Map()

function textOf(row) {
  if (!texts.has(row)) {
    const chapter = row.closest("details")
    const formulas = [...row.querySelectorAll("[data-tex]")].map((math) => math.dataset.tex)
    const words = [chapter.id, chapter.querySelector("b").textContent, row.textContent, ...formulas]
    texts.set(row, words.join(" ").toLowerCase())
  }
  return texts.get(row)
}

find.addEventListener("input", () => {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean)
  let shown = 0
  for (const chapter of chapters) {
    let here = 0
    for (const row of chapter.querySelectorAll("li")) {
      row.hidden = !words.every((word) => textOf(row).includes(word))
      here += !row.hidden
    }
    chapter.hidden = here === 0
    chapter.open = words.length > 0 && here > 0
    shown += here
  }
  count.textContent = words.length ? `${shown} of ${rows.length} formulas` : ""
})
