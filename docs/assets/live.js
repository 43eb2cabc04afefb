// What a reader changes in a figure, the page computes anew. No formula stands here: SymPy prints
// them from the derivations, and every figure brings its own (globalThis.lives).
{
  const MINUS = "\u2212", COMMA = (0.5).toLocaleString().includes(",")

  // A number in the forms that verify/live/numbers.py knows.
  function shown(value, form) {
    if (Number.isNaN(value)) return "–"
    if (!Number.isFinite(value)) return value > 0 ? "∞" : MINUS + "∞"
    // There is no minus zero.
    const digits = +form.slice(1), number = value || 0
    const text = {
      f: () => number.toFixed(digits),
      p: () => number.toPrecision(digits),
      e: () => number.toExponential(digits),
      x: () => String(number),
      m: () => (String(number).split(".")[1] ?? "").length < digits ? number.toFixed(digits) : String(number),
      c: () => number.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ","),
      v: () => number < 0 ? "✗" : "✓",
    }[form[0]]()
    return text.replaceAll("-", MINUS)
  }
  const place = (value) => (value || 0).toFixed(2)

  function line(points) {
    let pen = "M"
    return points.map(([x, y]) => {
      if (!Number.isFinite(x + y)) return (pen = "M", "")
      const part = `${pen}${place(x)} ${place(y)}`
      pen = "L"
      return part
    }).join("")
  }

  function start(spec) {
    const figure = document.getElementById(`live:${spec.name}`)
    const { orbits = [], lights = [] } = spec
    const find = (what) => [...figure.querySelectorAll(what)]
    const first = spec.inputs.map(([, value]) => value)
    const controls = find("[data-i]")
    const problem = figure.querySelector(".live-problem")
    const follow = spec.page && livePage.follow(spec, first, figure.closest("article"), shown, line)
    let state = [...first], values, ends, later

    function compute(inputs) {
      const states = orbits.map((orbit) => {
        const along = [orbit.first(inputs)]
        const times = orbit.times[0] === undefined ? orbit.times : Math.round(inputs[orbit.times[0]])
        while (along.length <= times) along.push(orbit.next(inputs, along.at(-1)))
        return along
      })
      return [spec.all([...inputs, ...states.flatMap((along) => along.at(-1))]), states]
    }

    function points({ point, along, orbit }) {
      if (!along) return ends[orbit].map((one) => point(state, one))
      const [low, high, count] = along
      return Array.from({ length: count + 1 }, (_, k) => point(state, [low + (high - low) * k / count]))
    }

    function show() {
      [values, ends] = compute(state)
      for (const element of find("[data-n]")) {
        const [at, form] = element.dataset.n.split(" ")
        element.textContent = shown(values[at], form)
      }
      for (const element of find("[data-b]"))
        for (const pair of element.dataset.b.split(",")) {
          const [name, at] = pair.split(" ")
          element.setAttribute(name, place(values[at]))
        }
      for (const element of find("[data-c]")) element.setAttribute("d", line(points(spec.lines[element.dataset.c])))
      for (const element of find("[data-on]")) element.toggleAttribute("data-lit", values[element.dataset.on] > 0)
      for (const element of find("[data-when]")) element.toggleAttribute("data-off", !(values[element.dataset.when] > 0))
      for (const [at, anchor] of lights)
        document.getElementById(anchor)?.closest(".eq").classList.toggle("live-lit", values[at] > 0)
      for (const element of controls) {
        const value = state[element.dataset.i]
        if (element.type === "checkbox") element.checked = value > 0
        else if (element !== document.activeElement || element.type !== "number") element.value = value
      }
      find("[data-take]").forEach((area, k) => {
        area.value = spec.takes[k].replace(/«(\d+)»/g, (_, at) => String(values[at]))
      })
      follow?.(state)
    }

    function remember() {
      const named = spec.inputs.flatMap(([name], at) => state[at] === first[at] ? [] : `${name}=${state[at]}`)
      if (!named.length && !location.hash.startsWith(`#${spec.name}?`)) return
      const hash = `#${spec.name}?${named.join("&")}`
      // Too many in a short time are an error in one browser, and are dropped in others.
      try {
        history.replaceState(history.state, "", hash)
      } catch {}
      clearTimeout(later)
      if (location.hash !== hash) later = setTimeout(remember, 1000)
    }

    // Why an input can't have this value; nothing if it can. A program may lead out of a range.
    function refused(at, text, led) {
      const [name, , low, high, kind, whole] = spec.inputs[at]
      const wanted = `type a number from ${low} to ${high}.`
      if (!text.trim()) return `${name} is empty: ${wanted}`
      const cannot = `${name} can't be ${text.slice(0, 20)}: `
      if (!Number.isFinite(+text)) return cannot + wanted
      if (whole && text % 1) return `${cannot}it is whole.`
      if (led && kind === "number") return ""
      return text < low || text > high ? `${cannot}it goes from ${low} to ${high}.` : ""
    }

    // The last good state stays.
    function take(at, text) {
      const why = refused(at, text)
      problem.textContent = why
      if (why) return
      state[at] = +text
      show()
      remember()
    }

    function reset() {
      state = [...first]
      problem.textContent = ""
      document.activeElement?.matches?.("input") && document.activeElement.blur()
      show()
      remember()
    }

    for (const element of controls) {
      element.addEventListener("input", () => {
        const bad = element.validity.badInput ? "that" : element.value
        take(+element.dataset.i, element.type === "checkbox" ? `${+element.checked}` : bad)
      })
      element.addEventListener("blur", () => {
        if (element.type === "number") element.value = state[element.dataset.i]
      })
      // Where a number has a point, a browser drops a comma, and 0,5 would be 5.
      element.addEventListener("beforeinput", (event) => {
        if (COMMA || !event.data?.includes(",")) return
        event.preventDefault()
        document.execCommand("insertText", false, event.data.replaceAll(",", "."))
      })
    }
    for (const button of find("[data-do]"))
      button.addEventListener("click", () => {
        const [times, changes] = spec.buttons[button.dataset.do]
        let next = state
        for (let k = 0; k < times; k++) {
          const [found] = compute(next)
          next = [...next]
          for (const [to, from] of changes) next[to] = found[from]
        }
        const bad = changes.find(([to]) => refused(to, `${next[to]}`, true))
        problem.textContent = bad ? `${spec.inputs[bad[0]][0]} would leave its range.` : ""
        if (bad) return
        state = next
        show()
        remember()
      })
    figure.querySelector("[data-reset]").addEventListener("click", reset)
    figure.querySelector(".live-take")?.addEventListener("toggle", show)
    if (follow) document.querySelector(".live-bar button").addEventListener("click", reset)
    for (const grip of find("[data-drag]")) drag(grip)

    function drag(grip) {
      const [i, j, x0, kx, y0, ky] = grip.dataset.drag.split(" ").map(Number)
      const svg = grip.ownerSVGElement
      grip.addEventListener("pointerdown", (event) => {
        grip.setPointerCapture(event.pointerId)
        event.preventDefault()
      })
      grip.addEventListener("pointermove", (event) => {
        if (!grip.hasPointerCapture(event.pointerId)) return
        const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse())
        for (const [input, value] of [[i, (at.x - x0) / kx], [j, (at.y - y0) / ky]]) {
          const [, , low, high] = spec.inputs[input]
          state[input] = Math.min(high, Math.max(low, Math.round(value * 100) / 100))
        }
        show()
        remember()
      })
    }

    function recall() {
      let { hash } = location
      // A % that encodes nothing stays.
      try {
        hash = decodeURIComponent(hash)
      } catch {}
      const [name, rest] = hash.slice(1).split("?")
      if (name !== spec.name || rest === undefined) return
      const next = [...first]
      let why = ""
      for (const pair of rest.split("&").filter(Boolean)) {
        const [key, text = ""] = pair.split("=")
        const at = spec.inputs.findIndex(([one]) => one === key)
        why ||= at < 0 ? `The address names ${key.slice(0, 20)}, which is no input here.` : refused(at, text, true)
        next[at] = +text
      }
      problem.textContent = why
      if (!why) state = next
      show()
      // Or what is laid out above it later would move it.
      document.documentElement.classList.remove("lazy")
      figure.scrollIntoView()
    }
    addEventListener("hashchange", recall)
    recall()
  }

  for (const spec of globalThis.lives ?? []) start(spec)
}
