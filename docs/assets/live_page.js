// The numbers of a page that follow one of its figures: in formulas, tables and pictures.
globalThis.livePage = (() => {
  const NUDGE = 1e-12, RELATIVE = 1e-9, ABSOLUTE = 1e-12 // as in verify/live/runs.py

  // What is seen of long runs, and the points of lines along them; a number that a start a little
  // elsewhere does not confirm is none.
  function walked(runs, inputs) {
    const found = [], lines = []
    for (const { first, size, next, see, at, draw, along = [] } of runs) {
      const every = first(inputs), points = []
      for (let place = 0; place < every.length; place += size) {
        let one = every.slice(place, place + size), near = one.map((x) => x * (1 + NUDGE))
        const sure = (what) => {
          const other = what(inputs, near)
          return what(inputs, one).map((x, k) =>
            Math.abs(x - other[k]) <= RELATIVE * Math.abs(x) + ABSOLUTE ? x : NaN)
        }
        for (let done = 0; done <= at.at(-1); done++) {
          if (at.includes(done)) found.push(...sure(see))
          if (!place && along.includes(done)) points.push(sure(draw))
          one = next(inputs, one)
          near = next(inputs, near)
        }
      }
      for (let k = 0; k < points[0]?.length; k += 2) lines.push(points.map((all) => all.slice(k, k + 2)))
    }
    return [found, lines]
  }

  // What shows the numbers for other inputs.
  function follow({ runs = [], all }, first, article, shown, line) {
    const numbers = [...article.querySelectorAll("[data-m]")]
    const curves = [...article.querySelectorAll("[data-curve]")]
    const drawn = curves.map((curve) => curve.getAttribute("d"))
    const bar = document.querySelector(".live-bar")
    let book, wanted

    function compute(inputs) {
      const [found, lines] = walked(runs, inputs)
      return [all([...inputs, ...found]), lines]
    }

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
      const [values, lines] = compute(wanted)
      book ??= compute(first)[0]
      wanted = undefined
      let changed = 0
      for (const element of numbers) {
        const at = element.dataset.m.split(" ")[0]
        write(element, values[at])
        const differs = shown(values[at], "p15") !== shown(book[at], "p15")
        element.classList.toggle("live-changed", differs)
        changed += differs
      }
      for (const [k, curve] of curves.entries()) {
        const [x0, kx, y0, ky] = curve.dataset.curve.split(" ").map(Number)
        const points = changed && lines[k].map(([x, y]) => [x0 + kx * x, y0 + ky * y])
        curve.setAttribute("d", points ? line(points) : drawn[k])
      }
      bar.hidden = !changed
      bar.querySelector("output").textContent = `${changed} numbers of this page are not the book's; programs and what is quoted keep theirs.`
    }

    // Once after many clicks of a program.
    return (inputs) => {
      if (!wanted) queueMicrotask(show)
      wanted = inputs
    }
  }

  return { follow, walked }
})()
