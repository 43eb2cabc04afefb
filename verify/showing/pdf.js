// The pages of the book as one document: called with [{ name, html }], in the order of the book.
(pages) => {
  const known = new Set(pages.map(({ name }) => name))

  // Where a link leads inside the book; nothing for what only the site has.
  function inside(name, href) {
    const [file, fragment] = href.split("#")
    const page = file ? file.replace(/\.html$/, "") : name
    if (!known.has(page)) return ""
    return fragment ? `#${page}--${decodeURIComponent(fragment)}` : `#${page}`
  }

  // Names are those of their page, since two pages may have the same.
  function rename(article, name) {
    for (const one of article.querySelectorAll("*"))
      for (const { name: attribute, value } of [...one.attributes])
        if (attribute === "id") one.id = `${name}--${value}`
        else if (/^(for|aria-(labelledby|describedby|controls))$/.test(attribute))
          one.setAttribute(attribute, value.replace(/\S+/g, `${name}--$&`))
        else if (value.includes("url(#"))
          one.setAttribute(attribute, value.replaceAll("url(#", `url(#${name}--`))
        else if (/^(xlink:)?href$/.test(attribute) && one.tagName.toLowerCase() === "use")
          one.setAttribute(attribute, value.replace("#", `#${name}--`))
  }

  function article({ name, html }) {
    const found = new DOMParser().parseFromString(html, "text/html").querySelector("article")
    rename(found, name)
    found.querySelectorAll(".headerlink, .said, script, style:not(svg style)").forEach((one) => one.remove())
    for (const link of found.querySelectorAll("a[href]")) {
      const href = link.getAttribute("href")
      if (/^https?:/.test(href)) continue
      const target = inside(name, href)
      if (target) link.setAttribute("href", target)
      else link.removeAttribute("href")
    }
    for (const folded of found.querySelectorAll("details")) folded.open = true
    found.id = name
    return found
  }

  // One line of the contents; its page is known when the book is printed once.
  function line(heading, target, css) {
    const link = document.createElement("a")
    link.href = `#${target}`
    link.className = css
    const number = heading.dataset.chapter?.replace("Chapter ", "") ?? ""
    for (const [css, text] of [["of-chapter", number], ["of-title", heading.textContent], ["of-page", "000"]])
      link.append(Object.assign(document.createElement("span"), { className: css, textContent: text }))
    return link
  }

  function contents(articles) {
    const nav = document.createElement("nav")
    nav.append(Object.assign(document.createElement("h1"), { textContent: "Contents" }))
    for (const article of articles) {
      nav.append(line(article.querySelector("h1"), article.id, "a-chapter"))
      for (const heading of article.querySelectorAll("h2"))
        nav.append(line(heading, heading.id, "a-section"))
    }
    return nav
  }

  function cover() {
    const cover = document.createElement("header")
    const about = document.querySelector("meta[name=description]").content
    for (const [tag, text] of [["p", document.title], ["p", about]])
      cover.append(Object.assign(document.createElement(tag), { textContent: text }))
    return cover
  }

  // Each chapter has pages of its own kind, with its name above.
  function running(articles) {
    const style = document.createElement("style")
    style.textContent = articles
      .map((article, at) => {
        const heading = article.querySelector("h1")
        const chapter = heading.dataset.chapter ? `${heading.dataset.chapter}: ` : ""
        const title = JSON.stringify(chapter + heading.textContent)
        return `[id="${article.id}"] { page: part-${at} }
          @page part-${at} { @top-right { color: #555; content: ${title}; font: 8pt sans-serif } }`
      })
      .join("\n")
    return style
  }

  document.title = document.title.split(" - ").pop()
  document.querySelectorAll("style[media=print]").forEach((own) => own.remove())
  const articles = pages.map(article)
  const book = document.createElement("div")
  book.className = "md-typeset book"
  book.append(cover(), contents(articles), ...articles)
  document.head.append(running(articles))
  document.body.replaceChildren(book)
}
