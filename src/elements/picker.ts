/** `<adobe-pass-picker>`: the viewer finds their TV provider. */
import { nextStep, viewerMessage } from "../messages/index.js"
import type { AdobePassClient, Mvpd } from "../promise.js"
import { AdobePassElement, make } from "./element.js"
import { fill } from "./words.js"

const style = `
.search { width: 100%; padding: 0.7em 0.9em; border: 1px solid var(--ap-border); border-radius: 0.5em; background: var(--ap-surface); }
.search::placeholder { color: var(--ap-muted); opacity: 1; }
h2 { margin: 1.2em 0 0.6em; font-size: 1em; color: var(--ap-muted); }
ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(var(--adobe-pass-tile, 8.5em), 1fr)); gap: 0.75em; list-style: none; }
.tile {
  display: flex; flex-direction: column; align-items: center; gap: 0.5em;
  width: 100%; height: 100%; min-height: 7em; padding: 0.75em; border: 1px solid transparent; border-radius: 0.6em;
  background: var(--ap-surface); text-align: center; overflow-wrap: anywhere;
}
.tile:hover { border-color: var(--ap-border); }
.logo { display: grid; place-items: center; width: 100%; height: 3em; border-radius: 0.3em; background: #fff; color: #16181d; font-weight: 700; }
img { max-width: 90%; max-height: 2.5em; object-fit: contain; }
.note { margin-top: 1.2em; color: var(--ap-muted); }
.note + .action { margin-top: 1em; }
`

/** What is compared: without case, accents and punctuation. */
const plainText = (text: string) =>
  text
    .normalize("NFD")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .toLowerCase()

const nameOf = ({ displayName, id }: Mvpd) => displayName ?? id

/** Those that are called so: first those whose name begins like that. */
const matching = (mvpds: ReadonlyArray<Mvpd>, text: string) => {
  const asked = plainText(text)
  const names = (mvpd: Mvpd) => [nameOf(mvpd), mvpd.id].map(plainText)
  const starting = mvpds.filter((mvpd) => names(mvpd).some((name) => name.startsWith(asked)))
  return [
    ...starting,
    ...mvpds.filter((one) => !starting.includes(one) && names(one).some((name) => name.includes(asked))),
  ]
}

/**
 * A picker of TV providers: search, logos, those first that are `featured`, the others by their names. Arrow keys move, OK picks, as on a remote control.
 *
 * Tells `pick` with the MVPD as `detail`, to be given to a login as `mvpd` and `picked`; `back` when the viewer wants back; and
 * `fail` with the error where the list could not be had, which it shows, too.
 */
export class AdobePassPicker extends AdobePassElement {
  private from: Pick<AdobePassClient, "configuration"> | undefined
  private all: ReadonlyArray<Mvpd> | undefined
  private error: unknown
  private loading: AbortController | undefined
  private readonly search = make("input", {
    class: "search",
    type: "search",
    autocomplete: "off",
    spellcheck: "false",
  })
  private readonly list = make("div", {})
  private readonly status = make("p", { class: "note", role: "status" })
  private readonly again = make("button", { class: "action", type: "button", hidden: "" })

  constructor() {
    super(style)
    this.root.append(this.search, this.list, this.status, this.again)
    this.search.addEventListener("input", () => this.repaint())
    this.again.addEventListener("click", () => this.load())
    this.root.addEventListener("keydown", (event) => {
      if (event instanceof KeyboardEvent) this.move(event)
    })
  }

  /** The client that has the list; a TempPass is not shown. */
  get client(): Pick<AdobePassClient, "configuration"> | undefined {
    return this.from
  }
  set client(client: Pick<AdobePassClient, "configuration"> | undefined) {
    this.from = client
    if (this.isConnected) this.load()
  }

  /** The list, where you have it already: then no client is needed. */
  get mvpds(): ReadonlyArray<Mvpd> {
    return this.all ?? []
  }
  set mvpds(mvpds: ReadonlyArray<Mvpd>) {
    this.stop()
    const { language } = this
    const all = mvpds.filter(({ isTempPass }) => isTempPass !== true)
    // oxlint-disable-next-line unicorn/no-array-sort -- the array is a new one, and `toSorted` newer than some TVs
    this.all = all.sort((one, other) => nameOf(one).localeCompare(nameOf(other), language))
    this.error = undefined
    this.repaint()
  }

  /** The `id`s of those that come first, separated by commas in the attribute `featured`. */
  get featured(): ReadonlyArray<string> {
    return (this.getAttribute("featured") ?? "")
      .split(",")
      .map((id) => id.trim())
      .filter((id) => id !== "")
  }
  set featured(ids: ReadonlyArray<string>) {
    this.setAttribute("featured", ids.join(","))
  }

  static override readonly observedAttributes = ["featured", "lang"]
  override connectedCallback(): void {
    super.connectedCallback()
    if (this.all === undefined && this.loading === undefined) this.load()
  }
  disconnectedCallback(): void {
    this.stop()
  }

  private stop(): void {
    this.loading?.abort()
    this.loading = undefined
  }

  private load(): void {
    this.stop()
    if (this.from === undefined) return
    const { signal } = (this.loading = new AbortController())
    this.error = undefined
    this.repaint()
    this.from.configuration({ signal }).then(
      ({ mvpds }) => {
        if (!signal.aborted) this.mvpds = mvpds
      },
      (error: unknown) => {
        if (signal.aborted) return
        this.stop()
        this.error = error
        this.repaint()
        this.tell("fail", error)
      },
    )
  }

  protected repaint(): void {
    const { words } = this
    const text = this.search.value
    const focused = this.root.activeElement
    this.search.placeholder = words.search
    this.search.setAttribute("aria-label", words.search)
    this.search.hidden = this.all === undefined
    const all = this.all ?? []
    const found = matching(all, text)
    this.list.replaceChildren(...this.lists(all, found))
    this.status.textContent =
      this.error !== undefined
        ? viewerMessage(this.error, this.language)
        : this.all === undefined
          ? words.loading
          : found.length === 0
            ? fill(words.none, { text })
            : ""
    this.status.hidden = this.status.textContent === ""
    this.again.textContent = words.again
    // while the list is asked for again it keeps the focus
    if (this.loading === undefined)
      this.again.hidden = this.error === undefined || nextStep(this.error) === "none"
    this.refocus(focused)
  }

  /** Those that are featured, where nothing is searched for, and all others. */
  private lists(all: ReadonlyArray<Mvpd>, found: ReadonlyArray<Mvpd>): ReadonlyArray<Node> {
    const { featured, words } = this
    const first =
      found.length < all.length ? [] : featured.flatMap((id) => all.find((mvpd) => mvpd.id === id) ?? [])
    return [
      ...this.titled(words.featured, first),
      ...this.titled(
        words.providers,
        found.filter((one) => !first.includes(one)),
      ),
    ]
  }

  /** Gives the focus to what took the place of what had it: a remote control works nothing without one. */
  private refocus(focused: Element | null): void {
    if (!(focused instanceof HTMLElement) || (focused.isConnected && !focused.hidden)) return
    const id = focused.dataset["id"]
    const same = [...this.list.querySelectorAll("button")].find(({ dataset }) => dataset["id"] === id)
    ;(same ?? this.search).focus()
  }

  private titled(title: string, mvpds: ReadonlyArray<Mvpd>): ReadonlyArray<Node> {
    if (mvpds.length === 0) return []
    return [make("h2", {}, title), make("ul", {}, ...mvpds.map((mvpd) => make("li", {}, this.tile(mvpd))))]
  }

  private tile(mvpd: Mvpd): HTMLElement {
    const name = nameOf(mvpd)
    const letters = name.slice(0, 2).toUpperCase()
    const logo = make("span", { class: "logo", "aria-hidden": "true" }, letters)
    if (mvpd.logoUrl !== undefined) {
      const image = make("img", { alt: "", loading: "lazy", src: mvpd.logoUrl })
      image.addEventListener("error", () => logo.replaceChildren(letters))
      logo.replaceChildren(image)
    }
    const tile = make(
      "button",
      { class: "tile", type: "button", "data-id": mvpd.id },
      logo,
      make("span", {}, name),
    )
    tile.addEventListener("click", () => this.tell("pick", mvpd))
    return tile
  }

  /** Up and down go to the nearest in the row above or below, left and right to the next; the search is above all. */
  private move(event: KeyboardEvent): void {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
    const [across = 0, down = 0] = step ?? []
    const { activeElement } = this.root
    if (step === undefined || (activeElement === this.search && down === 0)) return
    const places = [...this.root.querySelectorAll<HTMLElement>(".search, button")].filter(
      ({ hidden }) => !hidden,
    )
    const here = activeElement?.getBoundingClientRect()
    const target =
      here === undefined
        ? places[0]
        : down === 0
          ? places[places.findIndex((one) => one === activeElement) + across]
          : nearest(places, here, down)
    if (target === undefined) return
    event.preventDefault()
    target.focus()
    target.scrollIntoView({ block: "nearest" })
  }
}

/** The nearest row in a direction, and in it what is most above or below. */
const nearest = (places: ReadonlyArray<HTMLElement>, here: DOMRect, down: number) => {
  const rows = places
    .map((place) => ({ place, rect: place.getBoundingClientRect() }))
    .filter(({ rect }) => (down > 0 ? rect.top >= here.bottom - 1 : rect.bottom <= here.top + 1))
    .map(({ place, rect }) => ({
      place,
      far: Math.abs(rect.top - here.top),
      aside: Math.abs(rect.left - here.left),
    }))
  const row = Math.min(...rows.map(({ far }) => far))
  const inRow = rows.filter(({ far }) => far < row + 2)
  const aside = Math.min(...inRow.map((one) => one.aside))
  return inRow.find((one) => one.aside === aside)?.place
}
