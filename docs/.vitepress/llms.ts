/** `llms.txt`: the pages of the site for programs that read, each with its first sentence. */

/** A part of the site's sidebar. */
export interface Section {
  readonly text: string
  readonly items: ReadonlyArray<{ readonly text: string; readonly link: string }>
}

/** The first sentence of a page, as plain text. */
const firstSentence = (page: string): string => {
  const paragraph = page
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .find((block) => block !== "" && !/^(#|```|!\[|<|---|\|)/.test(block))
  const text = (paragraph ?? "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/\s+/g, " ")
  return /^.*?[.:](?=\s|$)/.exec(text)?.[0].replace(/:$/, ".") ?? text
}

/** Where the Markdown of a page is on the site. */
const fileOf = (link: string): string => (link.endsWith("/") ? `${link}index.md` : `${link}.md`)

/** Every page of the sidebar that is written by hand, by where its Markdown is on the site. */
export const llms = (sections: ReadonlyArray<Section>, read: (path: string) => string): string =>
  [
    "# effect-adobe-pass",
    "",
    "> Adobe Pass Authentication for streaming apps (TV Everywhere): Dynamic Client Registration, REST API V2 and V1 `authorize` as a promise client (`adobe-pass`, no dependencies; hooks for React, elements for any page) and as Effect services (`effect-adobe-pass`), with a sandbox of the service.",
    "",
    "- [For coding agents](/agents.md): which package, the lines that are right, and Adobe's own AI rules one by one.",
    ...sections.flatMap(({ items, text }) => {
      const pages = items.filter(({ link }) => !link.startsWith("/reference"))
      if (pages.length === 0) return []
      return [
        "",
        `## ${text}`,
        "",
        ...pages.map(
          ({ link, text }) => `- [${text}](${fileOf(link)}): ${firstSentence(read(fileOf(link).slice(1)))}`,
        ),
      ]
    }),
    "",
  ].join("\n")
