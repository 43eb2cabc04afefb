// Answers that a reader types, as LaTeX or as NumPy. What is read here is a part of what
// verify/reading reads, and means the same; values are compared with those of the build.
globalThis.answers = (() => {
  const LONGEST = 10000, TERMS = 100000, SET = 1000 // characters of an answer that is typeset

  // What can't be read, or has no value: why, where, and which outcome that is.
  class Refused extends Error {
    constructor(message, at, outcome = "unreadable") {
      super(message)
      Object.assign(this, { at, outcome })
    }
  }

  // Arrays: their shape and their numbers, the last axis fastest. A number has the shape [].
  const array = (shape, data) => ({ shape, data })
  const number = (x) => array([], [x])
  const size = (shape) => shape.reduce((a, b) => a * b, 1)
  const same = (a, b) => a.length === b.length && a.every((n, k) => n === b[k])
  const map = (f, a) => array(a.shape, a.data.map(f))
  const shown = (shape) => `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`
  const plain = (value) => Array.isArray(value)
    ? array([value.length, ...plain(value[0]).shape], value.flatMap((row) => plain(row).data))
    : number(value)
  const column = (a) => a.shape.length === 1 ? array([a.shape[0], 1], a.data) : a
  const flat = (a) => a.shape[1] === 1 && a.shape.length === 2 ? array(a.data.length > 1 ? [a.shape[0]] : [], a.data) : a

  // The entries of an array, one axis exchanged with another.
  function turned(a) {
    if (a.shape.length < 2) return a
    const [n, m] = a.shape
    return array([m, n], Array.from({ length: n * m }, (_, k) => a.data[(k % n) * m + Math.floor(k / n)]))
  }

  // NumPy's broadcasting: axes are matched from the last one on, and one of length 1 is repeated.
  function broadcast(f, a, b, at) {
    const axes = Math.max(a.shape.length, b.shape.length)
    const [one, other] = [a, b].map(({ shape }) => [...Array(axes - shape.length).fill(1), ...shape])
    const shape = one.map((n, k) => (n === 1 ? other[k] : n))
    if (!other.every((m, k) => m === 1 || m === shape[k])) throw new Refused(`the shapes ${shown(a.shape)} and ${shown(b.shape)} don't fit`, at, "shape")
    const place = (lengths, k) => {
      let at = 0, step = 1
      for (let axis = axes - 1; axis >= 0; axis--) {
        if (lengths[axis] > 1) at += (k % shape[axis]) * step
        k = Math.floor(k / shape[axis])
        step *= lengths[axis]
      }
      return at
    }
    return array(shape, Array.from({ length: size(shape) }, (_, k) => f(a.data[place(one, k)], b.data[place(other, k)])))
  }

  function matrixProduct(a, b, at) {
    const [n, m] = a.shape, [rows, k] = b.shape
    if (m !== rows) throw new Refused(`cannot multiply the shapes ${shown(a.shape)} and ${shown(b.shape)}`, at, "shape")
    return array([n, k], Array.from({ length: n * k }, (_, at) => {
      const row = Math.floor(at / k), along = at % k
      let total = 0
      for (let j = 0; j < m; j++) total += a.data[row * m + j] * b.data[j * k + along]
      return total
    }))
  }

  // What adds up, or picks the largest, along an axis.
  function reduced(fold, a, axis, keep, at) {
    if (axis === undefined) return array(keep ? a.shape.map(() => 1) : [], [a.data.reduce(fold)])
    const along = axis < 0 ? axis + a.shape.length : axis, length = a.shape[along]
    if (length === undefined) throw new Refused(`there is no axis ${axis}`, at, "shape")
    const inner = size(a.shape.slice(along + 1))
    const shape = keep ? a.shape.map((n, k) => (k === along ? 1 : n)) : a.shape.filter((_, k) => k !== along)
    return array(shape, Array.from({ length: size(shape) }, (_, k) => {
      const first = Math.floor(k / inner) * inner * length + (k % inner)
      return Array.from({ length }, (_, j) => a.data[first + j * inner]).reduce(fold)
    }))
  }

  const sigma = (x) => 1 / (1 + Math.exp(-x)), step = (x) => +(x > 0), slope = (s) => s * (1 - s)
  const FUNCTIONS = { // each with its derivatives
    exp: [Math.exp, Math.exp, Math.exp], log: [Math.log, (x) => 1 / x, (x) => -1 / (x * x)],
    sqrt: [Math.sqrt], tanh: [Math.tanh, (x) => 1 - Math.tanh(x) ** 2, (x) => -2 * Math.tanh(x) * (1 - Math.tanh(x) ** 2)],
    sinh: [Math.sinh, Math.cosh], cosh: [Math.cosh, Math.sinh], sin: [Math.sin, Math.cos],
    cos: [Math.cos, (x) => -Math.sin(x)], abs: [Math.abs],
  }
  const DERIVED = { // where the derivation defines them
    sigma: [sigma, (x) => slope(sigma(x)), (x) => slope(sigma(x)) * (1 - 2 * sigma(x))],
    ReLU: [(x) => Math.max(x, 0), step], u: [step], id: [(x) => x, () => 1],
  }
  const FOLDS = { sum: (a, b) => a + b, prod: (a, b) => a * b, max: (a, b) => Math.max(a, b), min: (a, b) => Math.min(a, b) }
  const RELATIONS = { "=": "=", "<": "<", ">": ">", "\\neq": "≠", "\\ne": "≠", "\\le": "≤", "\\leq": "≤", "\\ge": "≥", "\\geq": "≥", "==": "=", "!=": "≠", "<=": "≤", ">=": "≥" }
  const HOLDS = { "=": (a, b) => a === b, "≠": (a, b) => a !== b, "<": (a, b) => a < b, ">": (a, b) => a > b, "≤": (a, b) => a <= b, "≥": (a, b) => a >= b }
  const CONSTANTS = { e: Math.E, pi: Math.PI }
  const GREEK = "alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi φ chi χ psi ψ omega ω ell ℓ Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω".split(" ")
  const letter = (word) => (GREEK.includes(word) ? GREEK[GREEK.indexOf(word) + 1] : word)

  // What both languages have in common: tokens, each with its place.
  class Reader {
    constructor(text, known, pattern) {
      if (text.length > LONGEST) throw new Refused(`an answer has at most ${LONGEST} characters`, LONGEST)
      Object.assign(this, { known, position: 0, tokens: [], last: text.trimEnd().length })
      pattern = new RegExp(pattern, "y")
      while (pattern.lastIndex < text.length) {
        const at = pattern.lastIndex, found = pattern.exec(text)
        if (!found) throw new Refused(`cannot read ‘${String.fromCodePoint(text.codePointAt(at))}’`, at)
        if (found[1]) this.tokens.push({ text: this.alias(found[1]), at, end: pattern.lastIndex })
      }
    }
    alias(text) { return text }
    peek(ahead) { return this.tokens[this.position + ahead] ?? { text: "", at: this.last } }
    get next() { return this.peek(0) }
    get at() { return this.next.at }
    sees(...texts) { return texts.every((text, k) => this.peek(k).text === text) }
    take(...texts) { return texts.includes(this.next.text) && this.next.text ? this.tokens[this.position++].text : "" }
    skip(...texts) { return this.sees(...texts) && !!(this.position += texts.length) }
    need(text) {
      if (!this.take(text)) throw this.error(`expected ‘${text}’ but found ${this.found}`)
    }
    get found() { return this.next.text ? `‘${this.next.text}’` : "the end" }
    error(message, at = this.at, outcome) { return new Refused(message, at, outcome) }
    unknown(name, at) {
      return this.known.asked.includes(name)
        ? this.error(`‘${name}’ is what is asked for`, at, "circular")
        : this.error(`‘${name}’ is defined nowhere here; there are ${this.known.listed}`, at, "unknown")
    }
    whole() {
      const node = this.sum()
      if (this.next.text === "=") throw this.error("write what stands to the right of = alone")
      if (this.next.text) throw this.error(`cannot read ${this.found} here`)
      return node
    }
  }

  const LATEX = String.raw`\s+|\\[,;:! ]|~|\\(?:left|right|[bB]igg?[lr]?)(?=\s*(?:[()[\]]|\\[{}]|\\[lr][vV]ert(?![A-Za-z])))|\\quad(?![A-Za-z])|\\(?:(?:display|text)style|(?:no)?limits)(?![A-Za-z])|(\\text\{[^{}]*\}|\\(?:begin|end)\{\w+\*?\}|\\[A-Za-z]+|\\\\|\\[{}|]|\d+(?:\.\d+)?|[A-Za-z]|[-+/^_{}()[\]|=<>,.'&])`
  const ALIASES = { "\\dfrac": "\\frac", "\\tfrac": "\\frac", "\\ln": "\\log", "\\intercal": "\\top", "\\operatorname": "\\mathrm", "\\circ": "\\odot", "\\widehat": "\\hat", "\\widetilde": "\\tilde", "\\overline": "\\bar", "\\vert": "|", "\\Vert": "\\|" }
  const CLOSING = { "(": ")", "[": "]", "\\{": "\\}" }
  const BARS = { "\\lvert": ["\\rvert", "abs"], "\\lVert": ["\\rVert", "norm"], "|": ["|", "abs"], "\\|": ["\\|", "norm"] }
  const OPERATORS = ["\\cdot", "\\times", "\\odot", "/"]
  const STYLES = ["mathbf", "mathrm", "mathbb", "mathcal", "mathit", "mathsf", "boldsymbol", "bm", "vec"], ACCENTS = ["hat", "bar", "tilde"]
  const STOPS = ["", "+", "-", ",", ".", "}", "&", ")", "]", "\\}", "\\rvert", "\\rVert", "\\\\", "\\end{cases}", ...Object.keys(RELATIONS)]
  const AMBIGUOUS = "A b \\odot c can be read in two ways: add parentheses"
  const isWord = (text) => /^[A-Za-z]+$/.test(text), isDigits = (text) => /^\d+$/.test(text)
  const isRatio = (node) => node.kind === "fraction" && [node.above, node.below].every(({ kind }) => kind === "number")
  const inside = (node) => [node, ...parts(node).flatMap(inside)]
  const parts = (node) => Object.values(node).flat(2).filter((part) => part?.kind)

  // A matrix product binds before an entrywise one; that nothing else can be meant, the shapes tell.
  function loose(factors) {
    const groups = [[]]
    for (const [operator, factor] of factors) {
      if (operator === "\\odot") groups.push([])
      groups.at(-1).push([groups.at(-1).length ? operator : "", factor])
    }
    return groups.map((group, k) => [k ? "\\odot" : "", group.length > 1 ? { kind: "loose", at: group[0][1].at, factors: group } : group[0][1]])
  }

  class Latex extends Reader {
    constructor(text, known) {
      super(text, known, LATEX)
      while (/^[.,]$/.test(this.tokens.at(-1)?.text)) this.tokens.pop() // the end of a sentence
      Object.assign(this, { bound: [], closing: [], open: null })
    }
    alias(text) { return ALIASES[text] ?? text }
    get isCalled() { return this.next.text.slice(1) }

    sum() {
      const at = this.at, terms = [[this.take("-") || "+", this.product()]]
      for (let sign; (sign = this.take("+", "-")); ) terms.push([sign, this.product()])
      if (terms.length > 1) return { kind: "sum", at, terms }
      return terms[0][0] === "-" ? { kind: "negative", at, of: terms[0][1] } : terms[0][1]
    }
    product() {
      const at = this.at, factors = [["", this.factor()]], earlier = new Set()
      while (!STOPS.includes(this.next.text) && this.next.text !== this.closing.at(-1)) {
        const isOpen = factors.at(-1)[1] === this.open, operator = this.take(...OPERATORS), digit = isDigits(this.next.text[0] ?? "")
        factors.push([operator, this.factor()])
        this.refuseAmbiguity(factors, earlier, isOpen, digit)
        earlier.add(operator)
      }
      const grouped = earlier.has("\\odot") && (earlier.has("") || earlier.has("\\cdot")) ? loose(factors) : factors
      return grouped.length > 1 ? { kind: "product", at, factors: grouped } : grouped[0][1]
    }
    // Where a reader could group the product in another way.
    refuseAmbiguity(factors, earlier, isOpen, digit) {
      const [operator, factor] = factors.at(-1), [, previous] = factors.at(-2)
      const signs = [...earlier, operator]
      const problem =
        isOpen ? "what stands before could end here or go on: add parentheses"
        : earlier.has("/") ? "a/b c can be read in two ways: add parentheses"
        : !operator && digit ? "a number comes first in a product, and \\times stands between numbers"
        : !operator && previous.kind === "number" && isRatio(factor) ? "a number before a fraction of numbers is a mixed number: write \\times"
        : operator === "\\times" && inside(previous).some(({ kind }) => kind === "name") ? "\\times stands between numbers only"
        : signs.includes("\\odot") && signs.some((one) => one === "/" || one === "\\times") ? AMBIGUOUS : ""
      if (problem) throw this.error(problem, factor.at)
    }
    factor() {
      const start = this.position, opening = this.next.text, atom = this.atom()
      const ofSymbol = /name|entry|transpose/.test(atom.kind) && !CLOSING[opening]
      const attached = ofSymbol && opening !== "{" ? this.tokens.slice(start, this.position).map(({ text }) => text) : []
      let base = atom
      for (let mark; (mark = this.take("^", "_", "'")); ) {
        const at = this.tokens[this.position - 1].at
        if (mark === "'") throw this.error("only a function or a symbol has a prime", at)
        if (attached.includes(mark)) throw this.error(mark === "_" ? "a double subscript: write W_{ij}" : "a double superscript: add parentheses", at)
        attached.push(mark)
        if (mark === "_" && BARS[opening]) throw this.error("write a norm without a subscript", at)
        if (mark === "_") base = { kind: "entry", at: base.at, of: base, indices: this.subscript() }
        else base = this.transposes() ? { kind: "transpose", at: base.at, of: base } : { kind: "power", at: base.at, base, exponent: this.group() }
      }
      return base
    }
    transposes() {
      const start = this.position
      if (!this.take("{")) return this.turns()
      if (this.turns() && this.take("}")) return true
      this.position = start
      return false
    }
    turns() {
      if (this.take("\\top")) return true
      if (this.known.has("T") || this.bound.includes("T")) return false
      return this.skip("\\mathsf", "{", "T", "}") || this.skip("\\mathrm", "{", "T", "}") || this.skip("T")
    }
    // {...}, or the one digit or letter that TeX takes in its place.
    group() {
      if (this.take("{")) {
        const value = this.sum()
        this.need("}")
        return value
      }
      const { text, at } = this.next
      if (isDigits(text) && text.length > 1) throw this.error("write braces around more than one digit")
      this.position++
      if (isDigits(text)) return { kind: "number", at, text }
      if (isWord(text) || /^\\[A-Za-z]/.test(text)) return this.name(text.replace("\\", ""), at)
      throw this.error(`expected an exponent but found ‘${text}’`, at)
    }
    argument() {
      const { text, at, end } = this.next
      if (text === "{") return this.group()
      if (isDigits(text) && text.length > 1) this.tokens.splice(this.position, 1, { text: text[0], at, end: at + 1 }, { text: text.slice(1), at: at + 1, end })
      else if (!isDigits(text) && !isWord(text) && !GREEK.includes(text.slice(1))) throw this.error(`expected ‘{’ but found ${this.found}`)
      const value = this.group()
      if (/^[\^_']$/.test(this.next.text)) throw this.error(`write braces around what ‘${this.next.text}’ belongs to`)
      return value
    }
    atom() {
      const { text, at } = this.next, word = this.isCalled
      if (text === "\\partial" || text === "\\nabla") throw this.error("a derivative is what is asked for: write what it is equal to", at, "circular")
      if (text === "{") return this.braces()
      if (/dots$/.test(text)) throw this.error("write \\sum_{k=1}^{K}")
      if (/^\d/.test(text)) return this.position++, { kind: "number", at, text }
      if (CLOSING[text]) {
        this.position++
        const value = this.sum()
        this.need(CLOSING[text])
        this.open = null
        return value
      }
      if (BARS[text]) {
        const [closing, name] = BARS[text]
        this.position++
        this.closing.push(closing)
        const of = this.sum()
        this.need(this.closing.pop())
        return { kind: "call", at, name, primes: 0, args: [of] }
      }
      if (text[0] === "\\" && FUNCTIONS[word]) return this.position++, this.call(word, at, 0)
      if (text === "\\frac") {
        this.position++
        if (this.sees("{", "\\partial")) throw this.error("a derivative is what is asked for: write what it is equal to", at, "circular")
        return { kind: "fraction", at, above: this.argument(), below: this.argument() }
      }
      if (text[0] === "\\" && FOLDS[word]) return /m/.test(word) && word !== "sum" ? this.extreme() : this.fold()
      if (text === "\\begin{cases}") return this.cases()
      if (this.sees("\\delta", "_") && !this.definesDelta()) {
        this.position += 2
        const indices = this.subscript()
        if (indices.length !== 2) throw this.error("\\delta needs two indices", at)
        return { kind: "delta", at, indices }
      }
      return this.symbol()
    }
    // What stands in braces must be one thing, as nothing of them is printed.
    braces() {
      const start = this.position, before = this.peek(-1).text, { at } = this.next
      this.need("{")
      const value = this.sum()
      this.need("}")
      const isAlone = ["", "+", "(", "[", "{"].includes(start ? before : "") && STOPS.includes(this.next.text)
      const isPlain = value.kind === "product" && value.factors.every(([one]) => !one || one === "\\cdot") && !/^[\^_']$/.test(this.next.text)
      const hidden = /sum|negative/.test(value.kind) ? !isAlone : value.kind === "product" ? !isPlain : value.kind === "power" && this.next.text === "^"
      if (hidden && this.closes(start + 1) !== this.position - 2) throw this.error("braces do not show: write ( and )", at)
      return value
    }
    closes(place) {
      for (let depth = 0, k = place; k < this.tokens.length; k++) {
        const { text } = this.tokens[k]
        depth += !!CLOSING[text] - Object.values(CLOSING).includes(text)
        if (depth <= 0) return CLOSING[this.tokens[place].text] ? k : -1
      }
      return -1
    }
    definesDelta() {
      const start = this.position
      this.position += 2
      const label = this.label()
      this.position = start
      return ["delta", `delta_${label}`, `delta${label}`].some((name) => this.known.has(name))
    }
    call(name, at, primes) {
      while (this.take("'")) primes++
      const power = this.take("^") ? this.group() : null, opening = this.next.text
      let node
      if (name === "sqrt" && opening === "[") throw this.error("write another root as a power: x^{1/3}")
      if (CLOSING[opening]) {
        this.position++
        const args = [this.sum()]
        while (this.take(",")) args.push(this.sum())
        this.need(CLOSING[opening])
        node = { kind: "call", at, name, primes, args }
      } else if (name === "sqrt") node = { kind: "call", at, name, primes, args: [this.argument()] }
      else if (FUNCTIONS[name] && !primes) node = this.open = { kind: "call", at, name, primes, args: [this.factor()] }
      else throw this.error(`the function ‘${letter(name)}’ needs its arguments in parentheses`)
      if (!power) return node
      if (power.kind === "negative") throw this.error("an inverse or a reciprocal? write \\frac{1}{f(x)}", power.at)
      const raised = { kind: "power", at, base: node, exponent: power }
      if (node === this.open) this.open = raised
      return raised
    }
    fold() {
      const at = this.at, fold = this.isCalled
      this.position++
      let last = this.take("^") ? this.group() : null
      if (!this.take("_")) throw this.error("write the limits of the sum, as in \\sum_{k=1}^{K}, or \\sum_k for a whole axis")
      const braced = this.take("{"), indices = [this.counter()]
      let first = null, where = null
      while (braced && !this.take("}")) {
        if (indices.length === 1 && RELATIONS[this.next.text] && this.next.text !== "=") {
          where = { relation: RELATIONS[this.tokens[this.position++].text], right: this.shifted() }
          this.need("}")
          break
        }
        if (indices.length === 1 && this.take("=")) {
          first = this.sum()
          this.need("}")
          break
        }
        this.take(",")
        indices.push(this.counter(indices))
      }
      if (!last && this.take("^")) last = this.group()
      if (!first && last && indices.length === 1) first = { kind: "number", at, text: "1" }
      if (!first !== !last) throw this.error("write both limits of the sum, or none where it runs over a whole axis")
      this.bound.push(...indices)
      const body = this.product()
      this.bound.splice(-indices.length)
      return indices.reduceRight((of, index) => ({ kind: "fold", at, fold, index, first, last, where, of }), body)
    }
    counter(others = []) {
      const { text, at } = this.next
      this.position++
      if (!isWord(text)) throw this.error(`expected an index but found ‘${text}’`, at)
      if (this.known.has(text)) throw this.error(`‘${text}’ is a symbol: take another letter`, at)
      if (this.known.free.includes(text)) throw this.error(`‘${text}’ is an index of the left side: take another letter`, at)
      if ([...this.bound, ...others].includes(text)) throw this.error(`‘${text}’ is the index of the sum around this one`, at)
      return text
    }
    extreme() {
      const at = this.at, fold = this.isCalled
      this.position++
      if (!this.take("_")) return this.call(fold, at, 0)
      const braced = this.take("{"), index = this.counter()
      if (braced) this.need("}")
      this.bound.push(index)
      this.open = { kind: "fold", at, fold, index, first: null, last: null, of: this.factor() }
      this.bound.pop()
      return this.open
    }
    cases() {
      const at = this.at, rows = []
      this.need("\\begin{cases}")
      while (!this.take("\\end{cases}")) {
        const value = this.sum()
        this.take(",")
        this.need("&")
        const start = this.at, words = /^\\text\{\s*(.*?)[\s,.]*\}$/.exec(this.next.text)?.[1]
        if (words !== undefined) this.position++
        if (!["otherwise", "if", "for", "when", undefined, ""].includes(words)) throw this.error("a condition starts with ‘if’", start)
        const left = words === "otherwise" ? null : this.sum(), relation = left && this.take(...Object.keys(RELATIONS))
        if (left && !relation) throw this.error(`expected a relation but found ${this.found}`)
        rows.push([value, { kind: "condition", at: start, relation: RELATIONS[relation], left, right: left && this.sum() }])
        this.take(",", ".")
        if (!this.take("\\\\") && this.next.text !== "\\end{cases}") throw this.error(`cannot read ${this.found} in cases`)
      }
      return { kind: "cases", at, rows }
    }

    // Names: \hat{y} is y_hat, W^{(1)} is W1, w^+ is w_plus, net_{h1} is net_h1 where that is defined.
    name(name, at) { return { kind: "name", at, name: name === "lambda" ? "lambda_" : name } }
    symbol() {
      const at = this.at, word = this.word(), start = this.position
      if (this.skip("^", "{", "(") && isDigits(this.next.text)) {
        const layer = this.next.text
        this.position++
        if (this.skip(")") && this.turns() && this.take("}")) return { kind: "transpose", at, of: this.name(word + layer, at) }
      }
      this.position = start
      let name = this.layered(word), primes = 0
      while (this.take("'")) primes++
      if (primes && this.known.has(name + "_prime".repeat(primes))) [name, primes] = [name + "_prime".repeat(primes), 0]
      if (this.known.isFunction(name) || (FUNCTIONS[name] && this.next.text === "(" && !this.known.has(name))) return this.call(name, at, primes)
      if (primes) throw this.error(`there is no function ‘${letter(name)}’ here`, at, "unknown")
      return this.sees("_") ? this.subscripted(name, at) : this.name(name, at)
    }
    word() {
      const { text } = this.next, command = this.isCalled
      if (text[0] === "\\" && (ACCENTS.includes(command) || STYLES.includes(command))) {
        this.position++
        const name = this.take("{") ? this.braced() : this.word()
        return ACCENTS.includes(command) ? `${name}_${command}` : name
      }
      if (/^\\[A-Za-z]+$/.test(text)) return this.position++, command
      if (isWord(text)) return this.plainFunction() || this.letters()
      throw this.error(`expected a symbol but found ${this.found}`)
    }
    // exp(x), without a backslash.
    plainFunction() {
      let run = this.next.text, length = 1
      for (let next; (next = this.peek(length)).at === this.next.at + length && isWord(next.text) && length < this.known.longest; length++) run += next.text
      const isKnown = (FUNCTIONS[run] && run !== "abs") || this.known.isFunction(run)
      if (length < 2 || this.peek(length).text !== "(" || !isKnown || [...run].every((one) => this.known.has(one))) return ""
      this.position += length
      return run
    }
    braced() {
      let name = ""
      while (!this.take("}")) {
        if (!/^\\?[A-Za-z\d]+$/.test(this.next.text)) throw this.error(`cannot read ${this.found} in a name`)
        name += this.tokens[this.position++].text.replace("\\", "")
      }
      return name === "1" ? "one" : name
    }
    // The longest name that is defined; a single letter is always a name.
    letters() {
      let run = this.next.text
      const { at } = this.next
      for (let next; (next = this.peek(run.length)).at === at + run.length && isWord(next.text) && run.length < this.known.longest; ) run += next.text
      for (let length = run.length; length > 1; length--) {
        const name = run.slice(0, length)
        if (!this.known.begins(name)) continue
        if ([...name].every((one) => this.known.has(one))) throw this.error(`‘${name}’ can be read as one symbol or as ${length}: use \\mathrm`)
        this.position += length
        return name
      }
      this.position++
      return run[0]
    }
    layered(name) {
      if (this.sees("^", "{", "(") && isDigits(this.peek(3).text) && this.peek(4).text === ")") {
        name += this.peek(3).text
        this.position += 5
        this.need("}")
      }
      for (const [mark, word] of [["+", "plus"], ["-", "minus"]])
        if (this.skip("^", mark) || this.skip("^", "{", mark, "}")) name += `_${word}`
      return name
    }
    subscripted(word, at) {
      const start = this.position
      this.need("_")
      const label = this.label(), written = label && [`${word}_${label}`, word + label].find((name) => this.known.has(name))
      if (written) {
        if (isDigits(label) && this.known.axes(word)) throw this.error(`‘${written}’ and an entry of ‘${word}’ look the same`, at)
        const name = this.layered(written)
        return this.known.isFunction(name) ? this.call(name, at, 0) : this.entry(name, at)
      }
      this.position = start
      return this.entry(word, at)
    }
    entry(name, at) {
      if (!this.take("_")) return this.name(name, at)
      const indices = this.subscript()
      return { kind: "entry", at, of: this.name(this.layered(name), at), indices }
    }
    label() {
      let label = ""
      if (!this.take("{")) label = this.tokens[this.position++]?.text ?? ""
      else while (!this.take("}")) {
        if (!/^[A-Za-z\d]+$/.test(this.next.text)) return ""
        label += this.tokens[this.position++].text
      }
      return /^[A-Za-z\d]+$/.test(label) ? label : ""
    }
    subscript() {
      if (!this.take("{")) return [this.index()]
      const indices = [this.shifted()]
      while (!this.take("}")) {
        this.take(",")
        indices.push(this.shifted())
      }
      return indices
    }
    shifted() {
      const at = this.at, terms = [["+", this.index()]]
      for (let sign; (sign = this.take("+", "-")); ) terms.push([sign, this.index()])
      return terms.length > 1 ? { kind: "sum", at, terms } : terms[0][1]
    }
    index() {
      const { text, at } = this.next
      if (!isDigits(text) && !isWord(text)) throw this.error(`expected an index but found ${this.found}: it is a letter or a number`)
      this.position++
      if (isDigits(text)) return { kind: "number", at, text }
      if (this.take("_")) return { kind: "entry", at, of: this.name(text, at), indices: this.subscript() }
      if (this.known.has(text) && !this.known.isSize(text)) throw this.error(`‘${text}’ is a symbol: take another letter`, at)
      return this.name(text, at)
    }
  }

  // NumPy: what stands to the right of = in a line of Python.
  const NUMPY = String.raw`\s+|((?:np\.)?[A-Za-z_]\w*|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+|\*\*|[=!<>]=|[-+*/@()[\],.=:<>])`
  const CALLED = { // np.name: how many arrays it takes
    ...Object.fromEntries(Object.keys(FUNCTIONS).map((name) => [name, 1])),
    outer: 2, diag: 1, sum: 1, mean: 1, max: 1, min: 1, prod: 1, maximum: 2, minimum: 2, where: 3, trace: 1,
    transpose: 1, eye: 1, ones: 1, ones_like: 1, square: 1, dot: 2, multiply: 2, matmul: 2, sigmoid: 1,
  }
  const SPELLED = { sigmoid: "sigma", relu: "ReLU", step: "u" }

  class NumPy extends Reader {
    constructor(text, known) { super(text, known, NUMPY) }
    node(name, at, args, options = {}) { return { kind: "numpy", at, name, args, ...options } }
    sum() {
      let node = this.added()
      for (let at = this.at, sign; (sign = this.take("<", ">", "<=", ">=", "==", "!=")); at = this.at) node = this.node(RELATIONS[sign], at, [node, this.added()])
      return node
    }
    added() {
      let node = this.product()
      for (let at = this.at, sign; (sign = this.take("+", "-")); at = this.at) node = this.node(sign, at, [node, this.product()])
      return node
    }
    product() {
      let node = this.unary()
      for (let at = this.at, sign; (sign = this.take("*", "/", "@")); at = this.at) node = this.node(sign, at, [node, this.unary()])
      return node
    }
    unary() {
      const at = this.at, sign = this.take("-", "+")
      if (sign) return sign === "-" ? { kind: "negative", at, of: this.unary() } : this.unary()
      const base = this.attached(this.atom())
      return this.take("**") ? this.node("**", at, [base, this.unary()]) : base
    }
    attached(of) {
      for (;;) {
        const at = this.at
        if (this.take("[")) of = this.node("index", at, [of], { axes: this.axes() })
        else if (this.take(".")) {
          const { text } = this.next
          this.position++
          if (text === "T") of = this.node("transpose", at, [of])
          else if (["sum", "mean", "max", "min", "prod", "trace", "dot", "transpose"].includes(text)) of = this.called(text, at, [of])
          else throw this.error(`cannot read ‘.${text}’: there are .T, .sum(axis=0) and their like`, at)
        } else return of
      }
    }
    // X[:, None]: a new axis, or an axis as it is, or one entry.
    axes() {
      const axes = []
      do {
        const { text } = this.next, sign = text === "-" ? -1 : 1
        this.position += sign < 0 ? 2 : 1
        const digits = sign < 0 ? this.peek(-1).text : text
        if (text === ":" || text === "None" || text === "np.newaxis") axes.push(text === ":" ? ":" : "None")
        else if (isDigits(digits)) axes.push(sign * digits)
        else throw this.error("in brackets, :, None and numbers are read", this.peek(-1).at)
      } while (this.take(","))
      this.need("]")
      return axes
    }
    called(name, at, args) {
      const options = {}
      this.need("(")
      while (!this.take(")")) {
        const word = this.peek(1).text === "=" && this.next.text
        if (word === "axis" || word === "keepdims") {
          this.position += 2
          const minus = this.take("-"), { text } = this.next
          if (!(word === "axis" ? isDigits(text) : /^(True|False)$/.test(text))) throw this.error(`expected a value of ${word}`)
          this.position++
          options[word] = word === "axis" ? +(minus + text) : text === "True"
        } else args.push(this.sum())
        if (!this.take(",") && this.next.text !== ")") throw this.error(`expected ‘)’ but found ${this.found}`)
      }
      if (args.length === 2 && /^(sum|mean|max|min|prod)$/.test(name) && args[1].kind === "number") options.axis = +args.pop().text
      if (args.length !== (CALLED[name] ?? 1)) throw this.error(`‘${name}’ takes ${CALLED[name] ?? 1} arguments, not ${args.length}`, at)
      return this.node(name, at, args, options)
    }
    atom() {
      const { text, at } = this.next
      if (/^\.?\d/.test(text)) return this.position++, { kind: "number", at, text: String(+text) }
      if (this.take("(")) {
        const value = this.sum()
        this.need(")")
        return value
      }
      if (!/^[A-Za-z_]/.test(text)) throw this.error(`expected a name or a number but found ${this.found}`)
      this.position++
      const name = text.replace("np.", "")
      if (text !== name && (name === "e" || name === "pi")) return { kind: "number", at, text: String(CONSTANTS[name]) }
      if (this.next.text === "(" && this.known.isFunction(SPELLED[name] ?? name)) {
        const node = this.called(name, at, [])
        return { kind: "call", at, name: SPELLED[name] ?? name, primes: 0, args: node.args, entrywise: true }
      }
      if (text !== name) {
        if (!Object.hasOwn(CALLED, name)) throw this.error(`cannot read ‘${text}’`, at)
        return this.called(name, at, [])
      }
      if (!this.known.has(name) || this.known.isFunction(name)) throw this.unknown(name, at)
      return { kind: "name", at, name }
    }
  }

  // What is known in an exercise: the values at a sample, the functions, the free indices.
  class Known {
    constructor({ samples, functions, free, asked, labels = [] }) {
      const [{ values, sizes }] = samples
      Object.assign(this, { values, sizes, functions, free, asked, labels })
      this.longest = Math.max(8, ...Object.keys(values).map(({ length }) => length))
      this.listed = [...Object.keys(values), ...Object.keys(sizes), ...functions].join(", ")
    }
    has(name) { return Object.hasOwn(this.values, name) || this.isSize(name) || this.isFunction(name) }
    isSize(name) { return Object.hasOwn(this.sizes, name) }
    isFunction(name) { return this.functions.includes(name) }
    axes(name) { return Array.isArray(this.values[name]) }
    begins(name) {
      return !this.isFunction(name) && (this.has(name) || [...Object.keys(this.values)].some((one) => one.startsWith(`${name}_`)))
    }
  }

  // The value of an answer at a sample, for one value of each index.
  class Values {
    constructor(known, { values, sizes }, lengths) {
      this.known = known
      this.arrays = Object.fromEntries([...Object.entries(values), ...Object.entries(sizes)].map(([name, value]) => [name, plain(value)]))
      Object.assign(this, { lengths, index: {}, terms: 1 })
    }
    of(node) { return this[node.kind](node) }
    scalar(node, role) {
      const value = this.of(node)
      if (value.shape.length) throw new Refused(`${role} must be a number, but this has the shape ${shown(value.shape)}`, node.at, "shape")
      return value.data[0]
    }
    number({ text }) { return number(+text) }
    name({ name, at }) {
      if (Object.hasOwn(this.index, name)) return number(this.index[name])
      if (Object.hasOwn(this.arrays, name)) return this.arrays[name]
      if (Object.hasOwn(CONSTANTS, name)) return number(CONSTANTS[name])
      throw Reader.prototype.unknown.call({ known: this.known, error: (...what) => new Refused(...what) }, name, at)
    }
    place(node) {
      if (node.kind === "number") return +node.text
      if (node.kind === "sum") return node.terms.reduce((total, [sign, term]) => total + (sign === "-" ? -1 : 1) * this.place(term), 0)
      if (node.kind === "name") {
        const value = this.index[node.name] ?? (this.known.isSize(node.name) ? this.arrays[node.name].data[0] : undefined)
        if (value !== undefined) return value
        throw new Refused(`‘${node.name}’ is no index here: the answer has ${this.known.free.length ? `the indices ${this.known.free.join(", ")}` : "no index"}`, node.at, "unknown")
      }
      if (this.known.labels.includes(node.of?.name)) return this.entry(node).data[0] + 1 // classes count from 0
      throw new Refused("this subscript is no index here", node.at)
    }
    entry({ of, indices, at }) {
      const { shape, data } = this.of(of), [first] = indices
      if (indices.length === 1 && first.kind === "number" && first.text.length === shape.length) indices = [...first.text].map((text) => ({ kind: "number", at: first.at, text }))
      if (shape.length !== indices.length) throw new Refused(`${indices.length} subscripts on something with ${shape.length} axes`, at, "shape")
      return number(data[indices.reduce((total, index, axis) => {
        const k = this.place(index)
        if (!(k >= 1 && k <= shape[axis])) throw new Refused(`the subscript ${k} is not between 1 and ${shape[axis]}`, index.at, "shape")
        return total * shape[axis] + k - 1
      }, 0)])
    }
    call({ name, primes, args, at, entrywise }) {
      const values = args.map((arg) => this.of(arg)), [first] = values
      if (FOLDS[name]) return number(args.map((arg) => this.scalar(arg, "an argument")).reduce(FOLDS[name]))
      if (values.length !== 1) throw new Refused(`‘${letter(name)}’ takes one argument`, at)
      if (name === "norm") return number(Math.hypot(...first.data))
      if (name === "diag" || name === "trace" || name === "tr") return this.numpy({ name: name === "tr" ? "trace" : name, args, at })
      const function_ = (this.known.isFunction(name) ? DERIVED[name] : null) ?? FUNCTIONS[name]
      if (!function_?.[primes]) throw new Refused(`${letter(name)}${"′".repeat(primes)} is not known here`, at)
      return map(function_[primes], first)
    }
    negative({ of }) { return map((x) => -x, this.of(of)) }
    sum({ terms }) {
      return terms.map(([sign, term]) => [sign, this.of(term), term.at]).reduce((total, [sign, value, at]) => {
        if (total && !same(total.shape, value.shape)) throw new Refused(`cannot add the shapes ${shown(total.shape)} and ${shown(value.shape)}${total.shape.length + value.shape.length === 3 ? "; to add a row to every row, write \\mathbf{1} b^\\top" : ""}`, at, "shape")
        const signed = sign === "-" ? map((x) => -x, value) : value
        return total ? broadcast((a, b) => a + b, total, signed, at) : signed
      }, null)
    }
    loose(node) { return this.product(node) }
    // Where the shapes allow A (b ⊙ c) for A b ⊙ c as well.
    refuseLoose(factors) {
      const inner = ([, factor]) => (factor.kind === "loose" ? factor.factors.map(([, one]) => one) : [factor])
      factors.slice(1).forEach((right, k) => {
        const one = inner(factors[k]), other = inner(right)
        if (one.length + other.length === 2) return
        const [a, b] = [one.at(-1), other[0]].map((part) => this.of(part).shape)
        const isArray = [...one.slice(0, -1), ...other.slice(1)].some((part) => this.of(part).shape.length)
        if (isArray && (same(a, b) || !a.length || !b.length)) throw new Refused(AMBIGUOUS, other[0].at)
      })
    }
    product({ factors }) {
      this.refuseLoose(factors)
      return flat(factors.map(([operator, factor]) => [operator, this.of(factor), factor.at]).reduce((left, [operator, right, at]) => {
        if (!left) return right
        if (operator === "/") return this.divided(left, right, at)
        if (operator === "\\odot" && !same(left.shape, right.shape)) throw new Refused(`\\odot needs equal shapes, not ${shown(left.shape)} and ${shown(right.shape)}`, at, "shape")
        if (operator === "\\odot" || !left.shape.length || !right.shape.length) return broadcast((a, b) => a * b, left, right, at)
        if (operator) throw new Refused(`${operator} multiplies numbers; arrays stand side by side`, at)
        return matrixProduct(column(left), column(right), at)
      }, null))
    }
    divided(above, below, at) {
      if (below.shape.length) throw new Refused(`cannot divide by something of the shape ${shown(below.shape)}`, at, "shape")
      return map((x) => x / below.data[0], above)
    }
    fraction({ above, below }) { return this.divided(this.of(above), this.of(below), below.at) }
    power({ base, exponent }) { return number(this.scalar(base, "a power other than ^\\top") ** this.scalar(exponent, "an exponent")) }
    transpose({ of, at }) {
      const value = this.of(of), [rows] = value.shape
      if (!value.shape.length) throw new Refused("\\top on a number", at, "shape")
      return value.shape.length === 1 ? array([1, rows], value.data) : rows === 1 ? array([value.shape[1]], value.data) : turned(value)
    }
    delta({ indices }) { return number(+(this.place(indices[0]) === this.place(indices[1]))) }
    fold({ fold, index, first, last, where, of, at }) {
      const whole = lengthOf(index, of, this)
      if (!first && !whole) throw new Refused(`it is not clear how far ‘${index}’ runs: write the limits`, at)
      const [from, to] = first ? [first, last].map((limit) => this.scalar(limit, "a limit")) : [1, whole]
      if (!Number.isInteger(from) || !Number.isInteger(to) || Math.max(Math.abs(from), Math.abs(to)) > LONGEST) throw new Refused(`a limit is a whole number up to ${LONGEST}`, at)
      if (to === from - 1 && fold === "sum") return number(0)
      if (to < from) throw new Refused(`from ${from} to ${to} there is nothing`, at)
      this.terms *= to - from + 1
      if (this.terms > TERMS) throw new Refused(`more than ${TERMS} terms`, at)
      const before = this.index, found = Array.from({ length: to - from + 1 }, (_, k) => {
        this.index = { ...before, [index]: from + k }
        if (where && !HOLDS[where.relation](from + k, this.place(where.right))) return number(fold === "prod" ? 1 : 0)
        return this.of(of)
      }).reduce((a, b) => broadcast(FOLDS[fold], a, b, at))
      Object.assign(this, { index: before, terms: this.terms / (to - from + 1) })
      return found
    }
    cases({ rows, at }) {
      const [otherwise, ...others] = [...rows].reverse(), holds = others.reverse().filter(([, condition]) => this.holds(condition))
      if (!otherwise[1].left || this.holds(otherwise[1])) holds.push(otherwise)
      if (holds.length > 1 && !holds.at(-1)[1].left) holds.pop()
      if (holds.length !== 1) throw new Refused(holds.length ? "two of the cases hold at once" : "the cases leave something out", at)
      return number(this.scalar(holds[0][0], "a case"))
    }
    holds({ relation, left, right, at }) {
      if (!left) throw new Refused("‘otherwise’ stands last", at)
      return HOLDS[relation](this.scalar(left, "a condition"), this.scalar(right, "a condition"))
    }
    numpy({ name, args, at, axis, keepdims, axes }) {
      const [a, b, c] = args.map((arg) => this.of(arg)), two = (f) => broadcast(f, a, b, at)
      if (HOLDS[name]) return two((x, y) => +HOLDS[name](x, y))
      if (FUNCTIONS[name]) return map(FUNCTIONS[name][0], a)
      switch (name) {
        case "+": return two((x, y) => x + y)
        case "-": return two((x, y) => x - y)
        case "*": case "multiply": return two((x, y) => x * y)
        case "/": return two((x, y) => x / y)
        case "**": return two((x, y) => x ** y)
        case "maximum": return two(Math.max)
        case "minimum": return two(Math.min)
        case "@": case "matmul": case "dot": {
          if (!a.shape.length || !b.shape.length) {
            if (name === "dot") return two((x, y) => x * y)
            throw new Refused("@ multiplies arrays, and one of these is a number: write *", at, "shape")
          }
          if (a.shape.length > 2 || b.shape.length > 2) throw new Refused("@ is read for at most two axes", at)
          const found = matrixProduct(a.shape.length === 1 ? array([1, a.shape[0]], a.data) : a, column(b), at)
          return array([...a.shape.slice(0, -1), ...b.shape.slice(1)], found.data)
        }
        case "transpose":
          if (a.shape.length > 2) throw new Refused("a transpose is read for at most two axes", at)
          return turned(a)
        case "outer": return array([a.data.length, b.data.length], a.data.flatMap((x) => b.data.map((y) => x * y)))
        case "diag":
          if (a.shape.length === 1) return array([a.data.length, a.data.length], a.data.flatMap((x, k) => a.data.map((_, j) => (j === k ? x : 0))))
          if (a.shape.length !== 2) throw new Refused("a diagonal needs a vector or a matrix", at, "shape")
          return array([Math.min(...a.shape)], Array.from({ length: Math.min(...a.shape) }, (_, k) => a.data[k * (a.shape[1] + 1)]))
        case "trace":
          if (a.shape.length !== 2 || a.shape[0] !== a.shape[1]) throw new Refused("the trace needs a square matrix", at, "shape")
          return number(a.data.filter((_, k) => k % (a.shape[0] + 1) === 0).reduce(FOLDS.sum, 0))
        case "sum": case "prod": case "max": case "min": return reduced(FOLDS[name], a, axis, keepdims, at)
        case "mean": {
          const total = reduced(FOLDS.sum, a, axis, keepdims, at)
          return map((x) => x * size(total.shape) / a.data.length, total)
        }
        case "eye": case "ones": {
          const n = a.data[0]
          if (a.shape.length || !Number.isInteger(n) || n < 1 || n > 100) throw new Refused(`np.${name} takes a size`, at)
          return name === "ones" ? array([n], Array(n).fill(1)) : array([n, n], Array.from({ length: n * n }, (_, k) => +(k % (n + 1) === 0)))
        }
        case "ones_like": return map(() => 1, a)
        case "square": return map((x) => x * x, a)
        case "sigmoid": return map(sigma, a)
        case "where": return broadcast((x, y) => x + y, broadcast((x, y) => (x ? y : 0), a, b, at), broadcast((x, y) => (x ? 0 : y), a, c, at), at)
        case "index": return this.picked(a, axes, at)
      }
    }
    picked(a, axes, at) {
      let axis = 0
      for (const one of axes) {
        const length = a.shape[axis]
        if (one === "None") a = array([...a.shape.slice(0, axis), 1, ...a.shape.slice(axis++)], a.data)
        else if (length === undefined) throw new Refused("more indices than axes", at, "shape")
        else if (one === ":") axis++
        else {
          const k = one < 0 ? one + length : one, inner = size(a.shape.slice(axis + 1))
          if (k < 0 || k >= length) throw new Refused(`the index ${one} is out of range`, at, "shape")
          a = array(a.shape.filter((_, j) => j !== axis), a.data.filter((_, j) => Math.floor(j / inner) % length === k))
        }
      }
      return a
    }
  }

  // How far each index runs: along the axes at which it stands, which must be equally long.
  function uses(node, values) {
    return inside(node).filter(({ kind, of }) => kind === "entry" && of.kind === "name").flatMap(({ of, indices }) => indices.flatMap((one, axis) => {
      const name = one.kind === "name" ? one : one.kind === "sum" ? one.terms[0][1] : {}, length = values.arrays[of.name]?.shape[axis]
      return name.kind === "name" && length ? [{ name: name.name, length, at: one.at, shifted: one.kind === "sum" }] : []
    }))
  }
  function lengthOf(index, node, values) {
    const found = uses(node, values).filter(({ name }) => name === index)
    return found.length && !found.some(({ shifted }) => shifted) ? found[0].length : 0
  }
  function lengthsOf(node, values) {
    const known = {}
    for (const { name, length, at, shifted } of uses(node, values))
      if (!shifted && (known[name] ??= length) !== length) throw new Refused(`the index ‘${name}’ runs to ${known[name]} there, here to ${length}: take two letters`, at, "shape")
    return known
  }

  const isIndexed = (node, free) => inside(node).some(({ kind, name }) => kind === "name" && free.includes(name))
  // An answer at a sample: once, or for each value of the free indices where it has one of them.
  function evaluated(node, known, sample) {
    const { free } = known, expected = plain(sample.expected).shape, values = new Values(known, sample)
    const lengths = lengthsOf(node, values)
    if (!isIndexed(node, free)) return values.of(node)
    const shape = free.map((index, axis) => lengths[index] ?? expected[axis])
    return array(shape, Array.from({ length: size(shape) }, (_, at) => {
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        values.index[free[axis]] = (at % shape[axis]) + 1
        at = Math.floor(at / shape[axis])
      }
      return values.scalar(node, "an entry")
    }))
  }
  // Its terms, with their signs.
  function termsOf(node) {
    if (node.kind === "sum") return node.terms.map(([sign, term]) => (sign === "-" ? { kind: "negative", at: term.at, of: term } : term))
    if (node.kind !== "numpy" || !/^[-+]$/.test(node.name)) return [node]
    const [left, right] = node.args
    return [...termsOf(left), node.name === "-" ? { kind: "negative", at: right.at, of: right } : right]
  }

  // The kind of a mistake, from numbers alone: the steps of verify/diagnosis/numeric.py.
  const CLOSE = 1e-9, ZERO = 1e-12, FEWEST = 3
  const largest = (data) => data.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  const near = (a, b) => Math.abs(a - b) <= CLOSE * Math.max(Math.abs(a), Math.abs(b))
  const alike = (one, other) => same(one.shape, other.shape) && one.data.every((x, k) => Math.abs(x - other.data[k]) <= CLOSE * largest(other.data) + ZERO)
  const minus = (a, b) => array(a.shape, a.data.map((x, k) => x - b.data[k]))
  const SAID = {
    right: "it is equal", sign: "it is the negative of what it should be", transposed: "it is the transpose of what it should be", factor: "a factor is wrong",
    term_sign: "the sign of a term is wrong", term_missing: "a term is missing", term_extra: "there is a term too many",
    diagonal: "it is right on the diagonal only", off_diagonal: "it is right off the diagonal only",
    different: "it is not equal", undefined: "it has no value", empty: "nothing is written",
  }
  const found = (outcome, words = SAID[outcome]) => ({ outcome, words })

  function ratio(one, other) {
    const most = largest(other.data), at = other.data.findIndex((x) => Math.abs(x) === most), r = one.data[at] / other.data[at]
    return Math.abs(r) > ZERO && alike(one, map((x) => r * x, other)) ? r : null
  }
  function multiples(pairs) {
    const ratios = []
    for (const [place, [one, other]] of pairs.entries()) {
      if (!same(one.shape, other.shape)) return []
      if (largest(one.data) <= ZERO && largest(other.data) <= ZERO) continue
      const r = largest(other.data) > ZERO ? ratio(one, other) : null
      if (r === null) return []
      ratios.push([place, r])
    }
    return ratios
  }
  function telling(samples) {
    const values = samples.flatMap(({ expected }) => expected.data.map(Math.abs)).filter((x) => x > ZERO).sort((a, b) => a - b)
    return values.filter((x, k) => !k || !near(values[k - 1], x)).length >= FEWEST
  }
  // What a size, or a number with a name, contributes by mistake.
  function* ofSizes(sizes) {
    for (const [name, n] of Object.entries(sizes)) {
      yield* [[name, n], [`1/${name}`, 1 / n], [`2${name}`, 2 * n], [`${name}/2`, n / 2], [`2/${name}`, 2 / n], [`1/(2${name})`, 1 / (2 * n)]]
      yield* [[`${name}^2`, n ** 2], [`1/${name}^2`, 1 / n ** 2], [`sqrt(${name})`, Math.sqrt(n)], [`1/sqrt(${name})`, 1 / Math.sqrt(n)]]
      yield* [[`(${name} - 1)`, n - 1], [`(${name} + 1)`, n + 1], [`${name}/(${name} + 1)`, n / (n + 1)], [`(${name} - 1)/${name}`, (n - 1) / n]]
      if (n > 1) yield* [[`1/(${name} - 1)`, 1 / (n - 1)], [`${name}/(${name} - 1)`, n / (n - 1)]]
    }
    for (const [one, n] of Object.entries(sizes))
      for (const [other, k] of Object.entries(sizes)) {
        if (one < other) yield* [[one + other, n * k], [`1/(${one}${other})`, 1 / (n * k)]]
        if (one !== other) yield [`${one}/${other}`, n / k]
      }
  }
  function* ofScalars(scalars) {
    for (const [name, x] of Object.entries(scalars)) {
      yield* [[name, x], [`(1 - ${name})`, 1 - x]]
      if (x) yield [`1/${name}`, 1 / x]
      if (x !== 1) yield [`1/(1 - ${name})`, 1 / (1 - x)]
    }
  }
  function fraction(r) {
    for (let below = 1; below <= 12; below++) {
      const above = Math.round(r * below)
      if (Math.abs(above) <= 100 && near(above / below, r)) return below > 1 ? `${above}/${below}` : `${above}`
    }
    return `${+r.toPrecision(6)}`
  }
  function multiple(ratios, sizes, scalars) {
    if (ratios.every((r) => near(r, ratios[0]))) return fraction(ratios[0])
    for (const [names, candidates] of [[sizes, ofSizes], [scalars, ofScalars]]) {
      const rows = names.map((each) => Object.fromEntries(candidates(each)))
      const texts = Object.keys(rows[0]).flatMap((text) => [[text, 1, text], [`-${text}`, -1, text]])
      const good = texts.filter(([, unit, text]) => rows.every((row, k) => text in row && near(ratios[k], unit * row[text])))
      if (good.length === 1) return good[0][0]
    }
    return ""
  }
  function common(pairs, samples, change = (r) => r) {
    const ratios = multiples(pairs)
    if (!ratios.length || !telling(samples)) return ""
    const changed = ratios.map(([, r]) => change(r)), kept = ratios.map(([place]) => samples[place])
    if (changed.every((r) => near(r, 1)) || changed.some((r) => Math.abs(r) <= CLOSE)) return ""
    return multiple(changed, kept.map(({ sizes }) => sizes), kept.map(({ scalars }) => scalars))
  }

  const STEPS = {
    undefined: (samples) => samples.some(({ answer }) => !answer.data.every(Number.isFinite)) && found("undefined"),
    right: (samples) => samples.every(({ answer, expected }) => alike(answer, expected)) && found("right"),
    sign: (samples) => samples.every(({ answer, expected }) => alike(map((x) => -x, answer), expected)) && found("sign"),
    factor(samples) {
      const words = common(samples.map(({ answer, expected }) => [answer, expected]), samples)
      return words && found("factor", `it is ${words} times what it should be`)
    },
    transposed(samples) {
      const { axes } = samples[0]
      if (!samples.every(({ answer, expected }) => answer.shape.length === 2 && alike(turned(answer), expected))) return
      return axes.length ? found("exchanged", `the indices ${axes[0]} and ${axes[1]} are exchanged`) : found("transposed")
    },
    shape(samples) {
      const other = samples.find(({ answer, expected }) => !same(answer.shape, expected.shape))
      return other && found("shape", `its shape is ${shown(other.answer.shape)}, and should be ${shown(other.expected.shape)}`)
    },
    shifted(samples) {
      if (!telling(samples)) return
      for (const axis of samples[0].answer.shape.keys())
        for (const [step, which] of [[1, "next"], [-1, "one before"]]) {
          const pairs = samples.map(({ answer, expected }) => (step > 0 ? [part(answer, axis, 0, -1), part(expected, axis, 1)] : [part(answer, axis, 1), part(expected, axis, 0, -1)]))
          if (pairs.reduce((total, [one]) => total + one.data.length, 0) < FEWEST || !pairs.every(([one, other]) => alike(one, other))) continue
          return found("shifted", `each entry along ${samples[0].axes[axis] ?? `axis ${axis + 1}`} is what the ${which} should be: off by one`)
        }
    },
    only_at(samples) {
      const groups = {}
      for (const { answer, expected, sizes } of samples) ((groups[JSON.stringify(sizes)] ??= [sizes, []])[1].push(alike(answer, expected)))
      const each = Object.values(groups), fine = each.filter(([, right]) => right.every(Boolean)), wrong = each.filter(([, right]) => !right.some(Boolean))
      if (fine.length !== 1 || fine.length + wrong.length !== each.length || !telling(samples)) return
      const [[sizes]] = fine, alone = Object.keys(sizes).filter((name) => wrong.every(([other]) => other[name] !== sizes[name]))
      return found("only_at", `it is right at ${(alone.length ? alone : Object.keys(sizes)).map((name) => `${name} = ${sizes[name]}`).join(", ")} only`)
    },
    diagonal(samples) {
      if (samples.some(({ answer: { shape } }) => shape.length !== 2 || shape[0] !== shape[1])) return
      const [on, off] = [true, false].map((isOn) => samples.map(({ answer, expected }) => [answer, expected].map(({ shape, data }) => {
        const kept = data.filter((_, k) => (k % (shape[0] + 1) === 0) === isOn)
        return array([kept.length], kept)
      })))
      for (const [outcome, fine, wrong] of [["diagonal", on, off], ["off_diagonal", off, on]])
        if (fine.every(([one, other]) => alike(one, other)) && fine.some(([, other]) => largest(other.data) > ZERO) && !wrong.some(([one, other]) => alike(one, other))) return found(outcome)
    },
    slip(samples) {
      const words = Object.keys(samples[0].slips).find((one) => samples.every(({ answer, slips }) => alike(answer, slips[one])))
      return words && found("slip", words)
    },
    term(samples) {
      const groups = [[...explained(samples, "terms", { term_sign: -2, term_missing: -1 })], [...explained(samples, "parts", { term_sign: 2, term_extra: 1 })]]
      for (const outcome of ["term_sign", "term_missing", "term_extra", "factor"])
        for (const group of groups) {
          const alike = group.filter((one) => one.outcome === outcome)
          if (new Set(alike.map(({ words }) => words)).size === 1) return alike[0]
          if (alike.length && outcome !== "factor") return found(outcome)
        }
    },
  }
  const WORDS = { term_sign: "the sign of % is wrong", term_missing: "% is missing", term_extra: "% is one too many" }
  // The entries along an axis, without the first or the last.
  function part({ shape, data }, axis, from, to) {
    const inner = size(shape.slice(axis + 1)), kept = [...Array(shape[axis]).keys()].slice(from, to)
    return array(shape.map((n, k) => (k === axis ? kept.length : n)), data.filter((_, k) => kept.includes(Math.floor(k / inner) % shape[axis])))
  }
  // The terms that explain the difference: it is a multiple of one.
  function* explained(samples, which, known) {
    const ofAnswer = which === "parts", [{ [which]: first }] = samples
    if (first.length < 2 || samples.some((sample) => sample[which].length !== first.length)) return
    for (const [k, [text]] of first.entries()) {
      const pairs = samples.map((sample) => [minus(sample.answer, sample.expected), sample[which][k][1]]), ratios = multiples(pairs)
      if (!ratios.length || !telling(samples)) continue
      const outcome = Object.keys(known).find((one) => ratios.every(([, r]) => near(r, known[one])))
      if (outcome) yield found(outcome, WORDS[outcome].replace("%", text ? `the term ${text}` : "a term"))
      else if (!ofAnswer || !ratios.some(([, r]) => near(r, 1))) {
        const words = common(pairs, samples, (r) => (ofAnswer ? 1 / (1 - r) : 1 + r))
        if (words) yield found("factor", `${text ? `the term ${text}` : "one term"} is ${words} times what it should be`)
      }
    }
  }
  function diagnosed(samples) {
    const one = samples.every(({ answer, expected }) => same(answer.shape, expected.shape))
    const steps = one ? ["undefined", "right", "sign", "factor", "transposed", "shifted", "only_at", "diagonal", "slip", "term"] : ["undefined", "transposed", "slip", "shape"]
    for (const name of steps) {
      const diagnosis = STEPS[name](samples)
      if (diagnosis) return diagnosis
    }
    return found("different")
  }

  // How an answer was read, in MathML. Brackets stand where the tree has them.
  const tag = (name, ...inner) => `<${name}>${inner.join("")}</${name}>`
  const row = (...inner) => tag("mrow", ...inner)
  const sign = (text) => tag("mo", text.replace("<", "&lt;"))
  const SIGNS = { "-": "−", "\\cdot": "·", "\\times": "×", "\\odot": "⊙", "*": "∗", "@": "" }
  const ACCENT = { hat: "^", bar: "¯", tilde: "~" }
  const LEVELS = { sum: 0, negative: 0, product: 1, loose: 1, fold: 1, cases: 2 }
  const level = ({ kind, name, args }) => (kind === "numpy" && args.length > 1 ? { "+": 0, "-": 0, "*": 1, "@": 1 }[name] ?? (HOLDS[name] ? -1 : 2) : LEVELS[kind] ?? (kind === "number" || kind === "name" || kind === "entry" || kind === "call" || kind === "fraction" || kind === "delta" ? 3 : 2))
  const bracketed = (inner) => row(sign("("), inner, sign(")"))
  const at = (node, least) => (level(node) < least ? bracketed(typeset(node)) : typeset(node))
  const list = (nodes) => row(nodes.map(typeset).join(sign(",")))
  const subscripts = (nodes) => (nodes.every(({ kind, name }) => kind === "name" && name.length === 1) ? row(...nodes.map(typeset)) : list(nodes))

  function named(name) {
    const [word, ...rest] = name.replace(/_$/, "").split("_"), [, letters, layer] = /^(.*?)(\d*)$/.exec(word)
    let found = name === "one" ? tag("mn", "𝟏") : tag("mi", letter(letters))
    for (const one of rest.filter((one) => ACCENT[one])) found = tag("mover", found, sign(ACCENT[one]))
    if (layer) found = tag("msup", found, bracketed(tag("mn", layer)))
    for (const one of rest.filter((one) => !ACCENT[one])) found = one === "plus" || one === "minus" ? tag("msup", found, sign(one === "plus" ? "+" : "−")) : tag("msub", found, tag("mi", letter(one)))
    return found
  }
  const MATHML = {
    number: ({ text }) => tag("mn", text),
    name: ({ name }) => named(name),
    entry: ({ of, indices }) => tag("msub", at(of, 3), subscripts(indices)),
    delta: ({ indices }) => tag("msub", tag("mi", "δ"), subscripts(indices)),
    negative: ({ of }) => row(sign("−"), at(of, 1)),
    sum: ({ terms }) => row(...terms.flatMap(([one, term], k) => [k || one === "-" ? sign(SIGNS[one] ?? one) : "", at(term, 1)])),
    product: ({ factors }) => factors.reduce((left, [operator, factor]) => {
      if (operator === "/") return tag("mfrac", left, typeset(factor))
      return row(left, left && (SIGNS[operator] ? sign(SIGNS[operator]) : "<mspace width='.17em'/>"), at(factor, 2))
    }, ""),
    loose: (node) => MATHML.product(node),
    fraction: ({ above, below }) => tag("mfrac", typeset(above), typeset(below)),
    power: ({ base, exponent }) => tag("msup", at(base, 3), typeset(exponent)),
    transpose: ({ of }) => tag("msup", at(of, 3), sign("⊤")),
    call: ({ name, primes, args }) => {
      if (name === "sqrt") return tag("msqrt", ...args.map(typeset))
      if (name === "abs") return row(sign("|"), ...args.map(typeset), sign("|"))
      if (name === "norm") return row(sign("‖"), ...args.map(typeset), sign("‖"))
      return row(tag("mi", letter(name)), primes ? sign("′".repeat(primes)) : "", bracketed(list(args)))
    },
    fold: ({ fold, index, first, last, where, of }) => {
      const below = row(tag("mi", index), first ? sign("=") + typeset(first) : where ? sign(where.relation) + typeset(where.right) : ""), head = { sum: sign("∑"), prod: sign("∏") }[fold] ?? tag("mi", fold)
      return row(last ? tag("munderover", head, below, typeset(last)) : tag("munder", head, below), at(of, 1))
    },
    cases: ({ rows }) => row(sign("{"), tag("mtable", ...rows.map(([value, { relation, left, right }]) =>
      tag("mtr", tag("mtd", typeset(value)), tag("mtd", left ? row(typeset(left), sign(relation), typeset(right)) : tag("mtext", "otherwise")))))),
    numpy: ({ name, args, axis, axes }) => {
      const [a, b] = args
      if (name === "/") return tag("mfrac", typeset(a), typeset(b))
      if (name === "**") return tag("msup", at(a, 3), typeset(b))
      if (name === "transpose") return tag("msup", at(a, 3), sign("⊤"))
      if (name === "square") return tag("msup", at(a, 3), tag("mn", 2))
      if (name === "index") return tag("msub", at(a, 3), tag("mtext", `[${axes.join(", ")}]`))
      if (HOLDS[name] || /^[-+*@]$/.test(name)) {
        const least = { "+": 0, "-": 0, "*": 1, "@": 1 }[name] ?? 0
        return row(at(a, least), SIGNS[name] === "" ? "<mspace width='.17em'/>" : sign(SIGNS[name] ?? name), at(b, least + 1))
      }
      if (FUNCTIONS[name]) return MATHML.call({ name, args })
      const along = axis === undefined ? "" : sign(",") + tag("mtext", `axis ${axis}`)
      return row(tag("mi", name), bracketed(row(list(args), along)))
    },
  }
  const typeset = (node) => MATHML[node.kind](node)

  // Where the brackets of a piece match.
  function termText(text, nodes, k) {
    const piece = text.slice(nodes[k].at, nodes[k + 1]?.at).replace(/[\s+-]+$/, "")
    const count = (one) => piece.split(one).length
    return [["(", ")"], ["[", "]"], ["{", "}"]].every(([open, close]) => count(open) === count(close)) && piece.length < 60 ? piece : ""
  }

  function read(Language, text, known) {
    try {
      const node = new Language(text, known).whole()
      return { node, language: Language === Latex ? "LaTeX" : "NumPy" }
    } catch (problem) {
      if (problem instanceof RangeError) return { problem: new Refused("nested too deeply to read", 0) }
      if (problem instanceof Refused) return { problem }
      throw problem
    }
  }
  function judgedAs(one, data, known, text) {
    try {
      const nodes = termsOf(one.node), axes = isIndexed(one.node, data.free) ? data.free : []
      const samples = data.samples.map((sample) => {
        const answer = evaluated(one.node, known, sample)
        const parts = nodes.length > 1 ? nodes.map((node, k) => [termText(text, nodes, k), filled(evaluated(node, known, sample), answer)]) : []
        return {
          answer, parts, axes, sizes: sample.sizes, scalars: Object.fromEntries(Object.entries(sample.values).filter(([, value]) => !Array.isArray(value))),
          expected: plain(sample.expected), terms: sample.terms.map((term) => ["", plain(term)]),
          slips: Object.fromEntries(Object.entries(sample.slips).map(([words, value]) => [words, plain(value)])),
        }
      })
      return { ...one, values: samples.map(({ answer }) => answer), ...diagnosed(samples) }
    } catch (problem) {
      if (problem instanceof RangeError) return { problem: new Refused("nested too deeply to read", 0) }
      if (problem instanceof Refused) return { ...one, problem }
      throw problem
    }
  }
  // A term that is a number stands in each entry.
  const filled = (term, answer) => (term.shape.length ? term : array(answer.shape, answer.data.map(() => term.data[0])))

  // What an answer is worth: an outcome, words, and how it was read.
  function judge(data, text) {
    if (!text.trim()) return found("empty")
    const known = new Known(data), every = [Latex, NumPy].map((Language) => read(Language, text, known))
      .map((one) => (one.problem ? one : judgedAs(one, data, known, text)))
    const good = every.filter(({ problem }) => !problem)
    if (good.length === 2 && good[0].outcome !== good[1].outcome)
      return found("unreadable", `As LaTeX and as NumPy this means two different things; write it so that only one of them can read it.`)
    const set = (node) => (node && text.length <= SET ? typeset(node) : "")
    if (good.length) return { ...good[0], math: set(good[0].node) }
    const isNumPy = /np\.|\*|@|\.T\b|\.\w+\(|==/.test(text), isLatex = /[\\^{}]/.test(text)
    const [latex, numpy] = every, isName = /^\s*[A-Za-z]\w*\s*$/.test(text) && latex.problem.outcome === "unreadable"
    const best = isLatex === isNumPy ? (isName || numpy.problem.at > latex.problem.at ? numpy : latex) : isNumPy ? numpy : latex
    return { outcome: best.problem.outcome, words: best.problem.message, at: best.problem.at, language: best.language, math: set(best.node) }
  }

  return { judge, Known, Latex, NumPy, read, evaluated, typeset }
})()

// The boxes of a page.
if (globalThis.document) for (const box of document.querySelectorAll(".answer")) {
  const data = JSON.parse(box.querySelector("[type='application/json']").textContent)
  const area = box.querySelector("textarea"), output = box.querySelector("output"), preview = box.querySelector(".answer-read")
  const upper = (words) => words[0].toUpperCase() + words.slice(1) + (/[.?!]$/.test(words) ? "" : ".")
  const plainly = ["unreadable", "unknown", "circular", "empty"]

  function look() {
    const { math, language } = answers.judge(data, area.value)
    preview.innerHTML = math ? `<span>read as ${language}:</span> <math display="block">${math}</math>` : ""
    preview.tabIndex = preview.scrollWidth > preview.clientWidth ? 0 : -1
  }
  function check() {
    const { outcome, words, at } = answers.judge(data, area.value), before = area.value.slice(0, at)
    const where = at === undefined || outcome === "empty" ? "" : !before.trim() ? " It is at the beginning." : ` It is after ${before.length > 30 ? "…" : ""}${before.slice(-30)}`
    box.dataset.outcome = outcome
    output.textContent = outcome === "right" ? "✓ Right: it has the same values at all points." : `✗ ${plainly.includes(outcome) || at !== undefined ? "" : "Not yet: "}${plainly.includes(outcome) || at !== undefined ? upper(words) : words + "."}${where}`
    if (at !== undefined && document.activeElement === area) area.setSelectionRange(at, Math.min(at + 1, area.value.length))
  }
  // The hints of the exercise, one after the other, are folded below the box.
  function folds() {
    const found = []
    for (let next = box.nextElementSibling; next?.matches("details.hint"); next = next.nextElementSibling) found.push(next)
    return found
  }
  const hint = box.querySelector("[data-hint]")
  hint.hidden = !folds().length
  hint.addEventListener("click", () => {
    const next = folds().find((fold) => !fold.open) ?? folds().at(-1)
    next.open = true
    next.querySelector("summary").focus()
  })
  area.addEventListener("input", look)
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return
    event.preventDefault()
    check()
  })
  box.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault()
    check()
  })
  if (area.value) look()
}
