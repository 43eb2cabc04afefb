// What a reader changes in a figure, the page computes anew. No formula stands here: SymPy prints
// them from the derivations, and every figure brings its own (globalThis.lives).
{
  const MINUS = "\u2212", COMMA = (0.5).toLocaleString().includes(",")

  // A number in the forms that verify/live/numbers.py knows.
  function shown(number, form) {
    if (Number.isNaN(number)) return "–"
    if (!Number.isFinite(number)) return number > 0 ? "∞" : MINUS + "∞"
    const digits = +form.slice(1)
    let text = {
      f: () => number.toFixed(digits),
      p: () => number.toPrecision(digits),
      e: () => number.toExponential(digits),
      s: () => number && 1e7 * Math.abs(number) < 10 ** digits ? number.toExponential(digits - 1) : number.toPrecision(digits),
      t: () => number.toFixed().replace(/\B(?=(\d{3})+$)/g, ","),
      x: () => String(number),
      m: () => (String(number).split(".")[1] ?? "").length < digits ? number.toFixed(digits) : String(number),
      v: () => number < 0 ? "✗" : "✓",
    }[form[0]]()
    if (+text === 0) text = text.replace("-", "")
    return text.replaceAll("-", MINUS)
  }
  const place = (value) => Math.max(-1e6, Math.min(1e6, value || 0)).toFixed(2)

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
    const each = (data, then) => find(`[data-${data}]`).forEach((one) => then(one, one.dataset[data]))
    const first = spec.inputs.map(([, value]) => value)
    const controls = find("[data-i]")
    const [problem] = find(".live-problem"), [reset] = find("[data-reset]"), own = `${spec.name}?`
    const mine = (part) => part.startsWith(own)
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
      each("n", (element, data) => {
        const [at, form] = data.split(" ")
        element.textContent = shown(values[at], form)
      })
      each("b", (element, data) => data.split(",").forEach((pair) => {
        const [name, at] = pair.split(" ")
        element.setAttribute(name, place(values[at]))
      }))
      each("c", (element, at) => element.setAttribute("d", line(points(spec.lines[at]))))
      each("on", (element, at) => element.toggleAttribute("data-lit", values[at] > 0))
      each("when", (element, at) => element.toggleAttribute("data-off", !(values[at] > 0)))
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
      const pairs = spec.inputs.flatMap(([name], at) => state[at] === first[at] ? [] : `${name}=${state[at]}`)
      const parts = location.hash.slice(1).split(";")
      if (!pairs.length && !parts.some(mine)) return
      const others = parts.filter((part) => !mine(part) && part.includes("?"))
      const hash = `#${[own + pairs.join("&"), ...others].join(";")}`
      // Too many are an error in a browser, or are dropped.
      try {
        history.replaceState(history.state, "", hash)
      } catch {}
      clearTimeout(later)
      if (location.hash !== hash) later = setTimeout(remember, 1000)
    }

    const named = (at) => controls.find((one) => +one.dataset.i === at)
      ?.closest("label").querySelector("span").textContent.trim() ?? spec.inputs[at][0]

    // Below a control, over what stands there.
    function tell(why, control) {
      (control ?? reset).closest(".live-controls").append(problem)
      problem.style.top = control ? `${control.offsetTop + control.offsetHeight}px` : ""
      problem.textContent = why
    }

    // Why an input can't have this value; nothing if it can. A program may lead out of a range.
    function refused(at, text, led, name = named(at)) {
      const [, , low, high, kind, whole] = spec.inputs[at]
      const wanted = `type a number from ${low} to ${high}.`
      if (!text.trim()) return `${name} is empty: ${wanted}`
      const cannot = `${name} can't be ${text.slice(0, 20)}: `
      if (!Number.isFinite(+text)) return cannot + wanted
      if (whole && text % 1) return `${cannot}it is whole.`
      if (led && kind === "number") return ""
      return text < low || text > high ? `${cannot}it goes from ${low} to ${high}.` : ""
    }

    function settle() {
      tell("")
      show()
      remember()
    }

    // The last good state stays.
    function take(at, text, control) {
      const why = refused(at, text)
      if (why) return tell(why, control)
      state[at] = +text
      settle()
    }

    function restore() {
      state = [...first]
      if (document.activeElement?.matches("input")) document.activeElement.blur()
      settle()
    }

    for (const element of controls) {
      element.addEventListener("input", ({ data }) => {
        const bad = element.validity.badInput && "that"
        if (bad && /^[-+.e]$/i.test(data)) return // a number begins so
        take(+element.dataset.i, element.type === "checkbox" ? `${+element.checked}` : bad || element.value, element)
      })
      element.addEventListener("blur", () => {
        if (element.type !== "number") return
        element.value = state[element.dataset.i]
        tell("")
      })
      // Where a number has a point, a browser drops a comma, and 0,5 would be 5.
      element.addEventListener("beforeinput", (event) => {
        if (COMMA || !event.data?.includes(",")) return
        event.preventDefault()
        document.execCommand("insertText", false, event.data.replaceAll(",", "."))
      })
    }
    each("do", (button, at) => button.addEventListener("click", () => {
      const [times, changes] = spec.buttons[at]
      let next = state
      for (let k = 0; k < times; k++) {
        const [found] = compute(next)
        next = [...next]
        for (const [to, from] of changes) next[to] = found[from]
      }
      const bad = changes.find(([to]) => refused(to, `${next[to]}`, true))
      if (bad) return tell(`${named(bad[0])} would leave its range.`)
      state = next
      settle()
    }))
    reset.addEventListener("click", restore)
    find(".live-take")[0]?.addEventListener("toggle", show)
    if (follow) document.querySelector(".live-bar button").addEventListener("click", restore)
    each("drag", (grip, data) => {
      const [i, j, x0, kx, y0, ky] = data.split(" ").map(Number)
      const where = ({ clientX, clientY }) => {
        const at = new DOMPoint(clientX, clientY).matrixTransform(grip.getScreenCTM().inverse())
        return [[i, (at.x - x0) / kx], [j, (at.y - y0) / ky]]
      }
      let beside
      // The touch-action of a shape is not heeded.
      grip.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false })
      grip.addEventListener("pointerdown", (event) => {
        if (event.button) return
        grip.setPointerCapture(event.pointerId)
        event.preventDefault()
        document.activeElement?.blur()
        beside = where(event).map(([input, value]) => value - state[input])
      })
      grip.addEventListener("pointermove", (event) => {
        if (!grip.hasPointerCapture(event.pointerId)) return
        for (const [k, [input, value]] of where(event).entries()) {
          const [, , low, high] = spec.inputs[input]
          state[input] = Math.min(high, Math.max(low, Math.round((value - beside[k]) * 100) / 100))
        }
        settle()
      })
    })

    function recall() {
      let { hash } = location
      // An odd % stays.
      try {
        hash = decodeURIComponent(hash)
      } catch {}
      const parts = hash.slice(1).split(";"), rest = parts.find(mine)
      if (!rest) return
      const next = [...first]
      let why = ""
      for (const pair of rest.slice(own.length).split("&").filter(Boolean)) {
        const [key, text = ""] = pair.split("=")
        const at = spec.inputs.findIndex(([one]) => one === key)
        why ||= at < 0 ? `The address names ${key.slice(0, 20)}, which is no input here.` : refused(at, text, true, key)
        next[at] = +text
      }
      tell(why)
      if (!why) state = next
      show()
      if (parts[0] !== rest) return
      // Or what is laid out above it later would move it.
      document.documentElement.classList.remove("lazy")
      figure.scrollIntoView()
    }
    addEventListener("hashchange", () => location.href.includes("#") ? recall() : restore())
    recall()
  }

  for (const spec of globalThis.lives ?? []) start(spec)
}
