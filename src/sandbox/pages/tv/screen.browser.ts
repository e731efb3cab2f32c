/** The screen itself: one section of the page at a time, the line below, the dialog above, the remote control. */
import type { Kit } from "../kit.browser.js"

export const screen = ({ byId, every, say }: Kit, back: () => void) => {
  const sections = [...document.querySelectorAll<HTMLElement>("[data-screen]")]
  const dialog = byId("dialog", HTMLDialogElement)
  let on = "starting"
  let kept: (() => void) | undefined
  every(250, () => kept?.())

  const show = (name: string, focus?: HTMLElement) => {
    dialog.close()
    on = name
    kept = undefined
    document.body.dataset["on"] = name
    for (const section of sections) section.hidden = section.dataset["screen"] !== name
    const shown = sections.find(({ hidden }) => !hidden)
    const first = focus ?? shown?.querySelector<HTMLElement>("[data-first]") ?? shown?.querySelector("button")
    first?.focus()
    window.scrollTo(0, 0)
  }

  const ask = (title: string, text: string, mark: string, ...actions: ReadonlyArray<HTMLElement>) => {
    say("dialog-title", title)
    say("dialog-text", text)
    say("dialog-mark", mark)
    byId("dialog-actions").replaceChildren(...actions)
    dialog.showModal()
    actions[0]?.focus()
  }

  const middle = (element: Element) => {
    const { height, left, top, width } = element.getBoundingClientRect()
    return { x: left + width / 2, y: top + height / 2 }
  }

  /** What can have the focus, inside of elements, too. */
  const stops = (within: ParentNode): ReadonlyArray<HTMLElement> =>
    [...within.querySelectorAll<HTMLElement>("*")].flatMap((one) =>
      one.shadowRoot !== null
        ? stops(one.shadowRoot)
        : one.matches("button, a[href]") && one.getClientRects().length > 0
          ? [one]
          : [],
    )
  const focused = (within: DocumentOrShadowRoot): Element | null => {
    const { activeElement: one } = within
    return one === null || one.shadowRoot === null ? one : focused(one.shadowRoot)
  }

  /** To the nearest button in a direction; what lies aside counts as three times as far. */
  const move = (dx: number, dy: number) => {
    const from = focused(document)
    const all = stops(dialog.open ? dialog : document.body)
    if (from === null || from === document.body) return all[0]?.focus()
    const here = middle(from)
    const [nearest] = all
      .filter((one) => one !== from)
      .map((one) => {
        const there = middle(one)
        const along = (there.x - here.x) * dx + (there.y - here.y) * dy
        const across = Math.abs((there.x - here.x) * dy) + Math.abs((there.y - here.y) * dx)
        return { one, along, distance: along + across * 3 }
      })
      .filter(({ along }) => along > 8)
      .toSorted((a, b) => a.distance - b.distance)
    nearest?.one.focus()
    nearest?.one.scrollIntoView({ block: "nearest" })
  }

  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => move(-1, 0),
    ArrowRight: () => move(1, 0),
    ArrowUp: () => move(0, -1),
    ArrowDown: () => move(0, 1),
    Escape: back,
    Backspace: back,
    GoBack: back,
  }
  document.addEventListener("keydown", (event) => {
    const act = keys[event.key]
    // the browser closes a dialog, an element has keys of its own
    if (act === undefined || event.defaultPrevented || (act === back && dialog.open)) return
    event.preventDefault()
    act()
  })

  return {
    on: () => on,
    show,
    /** Does something now, and again for as long as this screen is on. */
    keep: (action: () => void) => {
      kept = action
      action()
    },
    status: (text: string) => say("status", text),
    ask,
    closeDialog: () => dialog.close(),
  }
}
