// Formulas with a planted mistake: one at a time, and the reader points at a symbol.
{
  const all = document.querySelector(".planted"), items = [...all.querySelectorAll(".planted-one")]
  const bar = all.querySelector(".planted-bar"), key = `planted ${all.dataset.seed}`
  let now = 0

  // What was found stays in this browser, where it allows that.
  let found = []
  try {
    found = JSON.parse(localStorage.getItem(key)) ?? []
  } catch {
    found = []
  }
  if (!Array.isArray(found)) found = []

  function remember() {
    try {
      localStorage.setItem(key, JSON.stringify(found))
    } catch {
      return // it is private, or full
    }
  }

  function show(next, focus) {
    now = (next + items.length) % items.length
    for (const [k, item] of items.entries()) item.hidden = k !== now
    bar.querySelector("output").textContent = `${found.length} of ${items.length} found`
    if (focus) items[now].querySelector("h2").focus()
  }

  for (const [place, item] of items.entries()) {
    const symbols = [...item.querySelectorAll(".planted-formula [data-k]")]
    const output = item.querySelector("output"), wrong = item.dataset.wrong
    item.querySelector("h2").tabIndex = -1
    const mark = (name, k) => symbols.forEach((one) => one.classList.toggle(name, one.dataset.k === k))

    function point(k) {
      const button = item.querySelector(`button[data-k="${k}"]`)
      if (!button) return
      button.dataset.said = k === wrong ? "yes" : "no"
      mark("planted-at", k)
      if (k !== wrong) return void (output.textContent = `✗ No, ${button.textContent} is as it stands in the book.`)
      output.textContent = `✓ Yes, ${button.textContent} is the mistake.`
      if (!found.includes(place)) found.push(place)
      remember()
      show(now)
    }
    item.addEventListener("click", (event) => {
      const at = event.target.closest("[data-k]")
      if (at) point(at.dataset.k)
    })
    for (const button of item.querySelectorAll("button[data-k]")) {
      button.addEventListener("focus", () => mark("planted-at", button.dataset.k))
      button.addEventListener("pointerenter", () => mark("planted-at", button.dataset.k))
    }
  }
  bar.querySelector("[data-next]").addEventListener("click", () => show(now + 1, true))
  show(Math.max(0, items.findIndex((_, k) => !found.includes(k))))
}
