import { cpSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { defineConfig } from "vitepress"
import { boost } from "./boost.js"
import { enrich } from "./enrich.js"
import type { Section } from "./llms.js"
import { llms } from "./llms.js"

const sidebar: ReadonlyArray<Section> = [
  {
    text: "Start",
    items: [
      { text: "With promises", link: "/start/promises" },
      { text: "With Effect", link: "/start/effect" },
      { text: "With Effect 4", link: "/start/effect-4" },
      { text: "Examples", link: "/examples" },
    ],
  },
  {
    text: "Guides",
    items: [
      { text: "The cookbook", link: "/guides/cookbook" },
      { text: "Login on a TV", link: "/guides/tv-login" },
      { text: "What a viewer sees", link: "/guides/screens" },
      { text: "A catalogue with locks", link: "/guides/catalogue" },
      { text: "Errors", link: "/guides/errors" },
      { text: "Troubleshooting", link: "/guides/troubleshooting" },
      { text: "Caches and persistence", link: "/guides/persistence" },
      { text: "Servers", link: "/guides/servers" },
      { text: "TempPass", link: "/guides/temp-pass" },
      { text: "Degradation", link: "/guides/degradation" },
      { text: "Single sign-on", link: "/guides/single-sign-on" },
      { text: "Testing your app", link: "/guides/testing" },
      { text: "The sandbox over HTTP", link: "/guides/sandbox-http" },
      { text: "CI and containers", link: "/guides/ci" },
      { text: "The command", link: "/guides/command" },
      { text: "Observability", link: "/guides/observability" },
      { text: "Laws", link: "/guides/laws" },
      { text: "Faults, endpoint by endpoint", link: "/guides/fault-matrix" },
      { text: "Browsers and TVs", link: "/guides/browsers-and-tvs" },
      { text: "React Native", link: "/guides/react-native" },
      { text: "Going live", link: "/guides/going-live" },
    ],
  },
  {
    text: "Other languages",
    items: [
      { text: "From DCR to logout", link: "/guides/languages/" },
      { text: "Python", link: "/guides/languages/python" },
      { text: "Java and Kotlin", link: "/guides/languages/java" },
      { text: "Swift", link: "/guides/languages/swift" },
      { text: "BrightScript", link: "/guides/languages/brightscript" },
    ],
  },
  {
    text: "Migration",
    items: [
      { text: "From AccessEnabler", link: "/migration/access-enabler" },
      { text: "From REST API V1", link: "/migration/rest-api-v1" },
    ],
  },
  {
    text: "About",
    items: [
      { text: "Architecture", link: "/architecture" },
      { text: "Decisions", link: "/decisions" },
      { text: "Benchmarks", link: "/benchmarks" },
    ],
  },
  {
    text: "Reference",
    items: [
      { text: "The client", link: "/reference/promise/client" },
      { text: "Options", link: "/reference/promise/options" },
      { text: "Requests", link: "/reference/promise/requests" },
      { text: "Answers", link: "/reference/promise/answers" },
      { text: "Errors", link: "/reference/promise/errors" },
      { text: "Stores for screens", link: "/reference/promise/screens" },
      { text: "Endpoints", link: "/reference/promise/endpoints" },
      { text: "All modules", link: "/reference/" },
    ],
  },
]

export default defineConfig({
  title: "effect-adobe-pass",
  description: "Adobe Pass Authentication for streaming apps",
  srcExclude: ["examples/**"],
  cleanUrls: true,
  vite: {
    build: { chunkSizeWarningLimit: 2000 }, // the search has all pages in one
    plugins: [
      {
        name: "enrich",
        enforce: "pre",
        transform: (page, id) =>
          id.endsWith(".md") && !id.includes("/reference/") ? enrich(page) : undefined,
      },
    ],
  },
  markdown: {
    languageAlias: { brightscript: "vb" }, // the nearest that there are colours for
    // files, and no pages that the site's router could show
    config: ({ renderer }) => {
      const { link_open: open } = renderer.rules
      renderer.rules.link_open = (tokens, index, options, env, self) => {
        const token = tokens[index]
        if (/^\.\.?\/examples\//.test(token?.attrGet("href") ?? "")) token.attrSet("target", "_self")
        return open?.(tokens, index, options, env, self) ?? self.renderToken(tokens, index, options)
      }
    },
  },
  buildEnd: ({ outDir, pages, srcDir }) => {
    for (const folder of ["examples", "pictures"])
      cpSync(join(srcDir, folder), join(outDir, folder), { recursive: true })
    // as they were written, for programs that read
    for (const page of pages.filter((one) => !one.startsWith("reference"))) {
      cpSync(join(srcDir, page), join(outDir, page))
    }
    cpSync(join(srcDir, "../AGENTS.md"), join(outDir, "agents.md"))
    writeFileSync(
      join(outDir, "llms.txt"),
      llms(sidebar, (path) => readFileSync(join(srcDir, path), "utf8")),
    )
  },
  themeConfig: {
    search: {
      provider: "local",
      options: { miniSearch: { searchOptions: { boostDocument: boost } } },
    },
    outline: [2, 3],
    nav: [
      { text: "Start", link: "/start/promises" },
      { text: "Guides", link: "/guides/cookbook" },
      { text: "Reference", link: "/reference/" },
    ],
    sidebar: [...sidebar],
  },
})
