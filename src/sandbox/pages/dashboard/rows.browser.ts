/** The lists of the dashboard: rows with a title, what there is to say, and buttons; times that run down. */
import type { Kit } from "../kit.browser.js"

type Text = ReadonlyArray<Node | string>

export const rows = ({ byId, left, make, say }: Kit, now: () => number) => {
  const lists = new Map<string, Map<string, HTMLLIElement>>()
  const show = (span: HTMLElement) => {
    const rest = Number(span.dataset["until"]) - now()
    say(span, rest > 0 ? `${span.dataset["says"]} ${left(rest)}` : "expired")
    span.classList.toggle("over", rest <= 0)
  }

  return {
    /** Shows items; keeps a row as it is where nothing has changed, so that focus and what is chosen stay. */
    list: <A>(id: string, items: ReadonlyArray<A>, render: (item: A) => HTMLLIElement) => {
      const before = lists.get(id)
      const after = new Map(
        items.map((item) => {
          const text = JSON.stringify(item)
          return [text, before?.get(text) ?? render(item)] as const
        }),
      )
      lists.set(id, after)
      const container = byId(id)
      for (const [text, node] of before ?? []) if (!after.has(text)) node.remove()
      Array.from(after.values(), (node, index) => {
        const there = container.children[index] ?? null
        if (there !== node) container.insertBefore(node, there)
      })
      byId(`${id}-none`).hidden = items.length > 0
    },

    row: (title: Text, about: Text, ...actions: ReadonlyArray<Node>) =>
      make(
        "li",
        {},
        make(
          "div",
          { class: "what" },
          make("p", { class: "title" }, ...title),
          make("p", { class: "soft" }, ...about),
        ),
        make("div", { class: "row-actions" }, ...actions),
      ),

    badge: (text: string, kind = "") => make("span", { class: `badge ${kind}` }, text),

    select: (name: string, options: ReadonlyArray<readonly [value: string, text: string]>) => {
      const made = make("select", { "aria-label": name })
      made.append(...options.map(([value, text]) => make("option", { value }, text)))
      return made
    },

    /** "good for 4:09", and "expired" when the time has come. */
    until: (moment: number, says = "good for") => {
      const made = make("span", { class: "until", "data-until": String(moment), "data-says": says })
      show(made)
      return made
    },
    tick: () => document.querySelectorAll<HTMLElement>("[data-until]").forEach(show),
  }
}
