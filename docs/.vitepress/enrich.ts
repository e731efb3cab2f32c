/**
 * What the site adds to pages, which are plain Markdown so that they read well in a package and on GitHub, too:
 *
 * - a link to an example, alone in its paragraph, is followed by the example's text;
 * - blocks of code one after the other, each under a bold word, are tabs of that name.
 */
const example = /^\[(examples\/[^\]]+)\]\(\.\/\1\)$/gm
const block = String.raw`\*\*[^*\n]+\*\*\n\n\`\`\`[^]*?^\`\`\`\n`
const tabs = new RegExp(`^${block}(?:\\n+${block})+`, "gm")
const tab = /^\*\*([^*\n]+)\*\*\n\n```([^\n]*)\n/gm

export const enrich = (page: string): string =>
  page
    .replaceAll(example, (link, path: string) => `${link}\n\n<<< ./${path}`)
    .replaceAll(
      tabs,
      (blocks) =>
        `::: code-group\n\n${blocks.replaceAll(tab, (_, name: string, language: string) => `\`\`\`${language} [${name}]\n`)}\n:::\n`,
    )
