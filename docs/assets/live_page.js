// The numbers of a page that follow one of its figures: in formulas, tables and pictures.
globalThis.livePage = (() => {
  const NUDGE = 1e-12, RELATIVE = 1e-9, ABSOLUTE = 1e-12 // as in verify/live/runs.py

  // What is seen of long runs; a number that a start a little elsewhere does not confirm is none.
  function walked(runs, inputs) {
    const found = []
    for (const { first, size, next, see, at } of runs) {
      const every = first(inputs)
      for (let place = 0; place < every.length; place += size) {
        let one = every.slice(place, place + size), near = one.map((x) => x * (1 + NUDGE))
        for (let done = 0; done <= at.at(-1); done++) {
          if (at.includes(done)) {
            const other = see(inputs, near)
            for (const [k, x] of see(inputs, one).entries())
              found.push(Math.abs(x - other[k]) <= RELATIVE * Math.abs(x) + ABSOLUTE ? x : NaN)
          }
          one = next(inputs, one)
          near = next(inputs, near)
        }
      }
    }
    return found
  }

  // What shows the numbers for other inputs.
  function follow({ runs = [], all }, first, article, shown) {
    const numbers = [...article.querySelectorAll("[data-m]")]
    const bar = document.querySelector(".live-bar")
    const compute = (inputs) => all([...inputs, ...walked(runs, inputs)])
    let book, wanted

    // The sign before a number is a part of it where the display printed one so.
    function write(element, value) {
      const [, form, sign] = element.dataset.m.split(" ")
      const text = shown(sign.match(/[-+u]/) ? Math.abs(value) : value, form)
      if (sign.match(/[-+u]/)) {
        const less = value < 0 === (sign !== "-")
        element.previousElementSibling.textContent = less ? "\u2212" : sign === "u" ? "" : "+"
      }
      element.textContent = sign === "p" && value < 0 ? `(${text})` : text
      if (form === "v") element.closest("td").classList.toggle("no", value < 0)
    }

    function show() {
      const values = compute(wanted)
      book ??= compute(first)
      wanted = undefined
      let changed = 0
      for (const element of numbers) {
        const at = element.dataset.m.split(" ")[0]
        write(element, values[at])
        const differs = shown(values[at], "p15") !== shown(book[at], "p15")
        element.classList.toggle("live-changed", differs)
        changed += differs
      }
      bar.hidden = !changed
      bar.querySelector("output").textContent = `${changed} numbers of this page are not the book's; curves, programs and what is quoted keep theirs.`
    }

    // Once after many clicks of a program.
    return (inputs) => {
      if (!wanted) queueMicrotask(show)
      wanted = inputs
    }
  }

  return { follow, walked }
})()
