/** Accounts, TV providers and channels, each edited where it stands. */
import type { Dashboard } from "./shared.js"

type Item = Readonly<Record<string, unknown>>
/** A text may be empty; a word that is empty is not there. */
type Kind = "text" | "word" | "number" | "flag" | "list"

interface Group {
  readonly path: string
  readonly key: string
  readonly title: string
  readonly blank: Item
  readonly fields: ReadonlyArray<readonly [name: string, label: string, kind: Kind]>
}

export const catalogue = ({ badge, list, steer, ui }: Dashboard) => {
  const { button, byId, make } = ui
  const chosen = byId("catalogue-of", HTMLSelectElement)

  const groups: ReadonlyArray<Group> = [
    {
      path: "accounts",
      blank: { password: "password", name: "", about: "", packages: ["basic"] },
      key: "username",
      title: "about",
      fields: [
        ["password", "Password", "text"],
        ["name", "Name", "text"],
        ["about", "About", "text"],
        ["packages", "Packages, with commas", "list"],
        ["maxRating", "Highest rating", "word"],
        ["locked", "Why locked", "word"],
        ["profileTtl", "Profile lasts, ms", "number"],
      ],
    },
    {
      path: "mvpds",
      blank: { logoutEndpoint: true },
      key: "id",
      title: "displayName",
      fields: [
        ["displayName", "Name", "text"],
        ["logoUrl", "Logo, URL", "word"],
        ["logoutEndpoint", "Has a logout page", "flag"],
        ["homeBased", "Account at home", "word"],
        ["loginError", "Error in place of the login page", "word"],
        ["proxyMvpd", "Behind the proxy", "word"],
        ["maxPreauthorize", "Most to preauthorize", "number"],
        ["maxAuthorize", "Most to authorize", "number"],
      ],
    },
    {
      path: "channels",
      blank: {},
      key: "id",
      title: "name",
      fields: [
        ["name", "Name", "text"],
        ["package", "Package", "word"],
        ["rating", "Rating", "word"],
      ],
    },
  ]

  const shown = (value: unknown) =>
    Array.isArray(value)
      ? value.join(", ")
      : typeof value === "string" || typeof value === "number"
        ? String(value)
        : ""

  /** What a field of a form means; empty is not there. */
  const read = (text: string, kind: Kind): unknown =>
    kind === "list"
      ? text
          .split(",")
          .map((one) => one.trim())
          .filter((one) => one !== "")
      : text === "" && kind !== "text"
        ? undefined
        : kind === "number"
          ? Number(text)
          : text

  const editor = ({ fields, key, path }: Group, item: Item, isNew: boolean) => {
    const inputs = new Map<string, readonly [HTMLInputElement, Kind]>()
    const field = (name: string, label: string, kind: Kind) => {
      const input = make("input", {
        name,
        type: kind === "flag" ? "checkbox" : kind === "number" ? "number" : "text",
        autocomplete: "off",
      })
      if (kind === "flag") input.checked = item[name] === true
      else input.value = shown(item[name])
      inputs.set(name, [input, kind])
      return kind === "flag"
        ? make("label", { class: "flag" }, input, label)
        : make("label", { class: "half" }, label, input)
    }
    const id = String(item[key] ?? "")
    const form = make(
      "form",
      {},
      ...(isNew ? [field(key, key === "id" ? "Id" : "Username", "text")] : []),
      ...fields.map(([name, label, kind]) => field(name, label, kind)),
      make("button", { class: "main", type: "submit" }, isNew ? "Add" : "Save"),
      ...(isNew
        ? []
        : [
            button("Remove", () => steer(`${id} is gone.`, "DELETE", `${path}/${encodeURIComponent(id)}`), {
              "aria-label": `Remove ${id}`,
            }),
          ]),
    )
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      const edited = Object.fromEntries(
        [...inputs].map(([name, [input, kind]]) => [
          name,
          kind === "flag" ? input.checked : read(input.value, kind),
        ]),
      )
      const named = String(edited[key] ?? id)
      void steer(`${named} is saved.`, "PUT", path, { ...item, ...edited })
    })
    return form
  }

  const entry = (group: Group, item: Item, isNew: boolean) => {
    const { key, title } = group
    const text = isNew ? [make("span", {}, "Add one")] : [badge(String(item[key])), ` ${shown(item[title])}`]
    const details = make("details", { class: "item" }, make("summary", {}, ...text))
    details.addEventListener("toggle", () => details.append(editor(group, item, isNew)), { once: true })
    return make("li", { class: "wide" }, details)
  }

  const show = async () => {
    const group = groups.find(({ path }) => path === chosen.value)
    if (group === undefined) return
    const answer = await fetch(`/sandbox/${group.path}`)
    const items: ReadonlyArray<Item> = await answer.json()
    if (chosen.value !== group.path) return
    const entries = items.map((item) => ({ path: group.path, item, isNew: false }))
    list("catalogue", [...entries, { path: group.path, item: group.blank, isNew: true }], ({ isNew, item }) =>
      entry(group, item, isNew),
    )
  }
  chosen.addEventListener("change", show)
  return show
}
