// For each figure of the page: its panels, and the box around the ink of each text, in points.
() => {
  const ABOVE = 0.74, BELOW = 0.22 // ink over and under the line, in sizes of the letters

  const corners = (run) => {
    const size = parseFloat(getComputedStyle(run).fontSize)
    return [...Array(run.getNumberOfChars()).keys()].flatMap((number) => {
      const { x, width } = run.getExtentOfChar(number)
      const { y } = run.getStartPositionOfChar(number)
      return [x, x + width].flatMap((across) => [[across, y - ABOVE * size], [across, y + BELOW * size]])
    })
  }

  const box = (pieces, home) => {
    const places = pieces.flatMap((piece) => {
      const onPaper = home.multiply(piece.getScreenCTM())
      const runs = piece.querySelector("tspan") ? [...piece.querySelectorAll("tspan")] : [piece]
      return runs.flatMap(corners).map(([x, y]) => new DOMPoint(x, y).matrixTransform(onPaper))
    })
    const [xs, ys] = ["x", "y"].map((axis) => places.map((place) => place[axis]))
    return {
      words: pieces.map((piece) => piece.textContent.replace(/\s+/g, "")).join(" "),
      left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys),
    }
  }

  return [...document.querySelectorAll("article .plot")].map((figure) => {
    const drawn = figure.querySelector("svg") // the others show parts of it
    const texts = new Map() // what was one text in the drawing, with the pieces that it became
    for (const piece of drawn.querySelectorAll("text")) {
      const formula = piece.parentElement.hasAttribute("transform")
      const whole = formula ? piece.parentElement.parentElement : piece.parentElement
      texts.set(whole, [...(texts.get(whole) || []), piece])
    }
    const home = drawn.getScreenCTM().inverse()
    return {
      name: figure.querySelector("figcaption").textContent.trim(),
      room: figure.querySelector("div").clientWidth,
      panels: [...figure.querySelectorAll("svg")].map((svg) => {
        const { x, y, width, height } = svg.viewBox.baseVal
        return { left: x, right: x + width, top: y, bottom: y + height }
      }),
      texts: [...texts.values()].map((pieces) => box(pieces, home)),
    }
  })
}
