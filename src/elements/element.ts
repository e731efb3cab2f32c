/** What both elements have in common: their root, their language, their look, and the keys of a remote control. */
import type { Language } from "../messages/index.js"
import { languageOf } from "../messages/index.js"
import { words } from "./words.js"

/** On a server there are no elements, but modules are loaded there, too. */
const Base = (typeof HTMLElement === "undefined" ? Object : HTMLElement) as typeof HTMLElement

/** Each colour and size is a variable that the page may set; the rest follows the scheme of the viewer's system. */
const look = `
:host {
  --ap-background: var(--adobe-pass-background, #ffffff);
  --ap-color: var(--adobe-pass-color, #16181d);
  --ap-muted: var(--adobe-pass-muted, #565c67);
  --ap-border: var(--adobe-pass-border, #767d8a);
  --ap-surface: var(--adobe-pass-surface, #f2f4f7);
  --ap-accent: var(--adobe-pass-accent, #1257c9);
  --ap-on-accent: var(--adobe-pass-on-accent, #ffffff);
  display: block;
  box-sizing: border-box;
  padding: 1.25em;
  border-radius: var(--adobe-pass-radius, 0.75em);
  background: var(--ap-background);
  color: var(--ap-color);
  font: 400 1em/1.4 var(--adobe-pass-font, system-ui, sans-serif);
}
@media (prefers-color-scheme: dark) {
  :host {
    --ap-background: var(--adobe-pass-background, #16181d);
    --ap-color: var(--adobe-pass-color, #f4f5f7);
    --ap-muted: var(--adobe-pass-muted, #b3bac6);
    --ap-border: var(--adobe-pass-border, #8a92a0);
    --ap-surface: var(--adobe-pass-surface, #252932);
    --ap-accent: var(--adobe-pass-accent, #8fb8ff);
    --ap-on-accent: var(--adobe-pass-on-accent, #10131a);
  }
}
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; }
p, h2, ul { margin: 0; padding: 0; }
h2 { font-size: 1.25em; line-height: 1.25; }
button, input { font: inherit; color: inherit; }
button { cursor: pointer; }
button.action {
  padding: 0.6em 1.2em; border: 0; border-radius: 999px;
  background: var(--ap-accent); color: var(--ap-on-accent); font-weight: 600;
}
a { color: var(--ap-accent); }
:focus-visible { outline: 3px solid var(--ap-accent); outline-offset: 3px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`

/** The element with its attributes, properties and children. */
export const make = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: ReadonlyArray<Node | string>
): HTMLElementTagNameMap[Name] => {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

/** The key that goes back, on keyboards and on remote controls: of webOS, Tizen, Android and browsers. */
const isBack = ({ key, keyCode }: KeyboardEvent): boolean =>
  ["Escape", "GoBack", "BrowserBack", "XF86Back"].includes(key) || keyCode === 461 || keyCode === 10_009

/** What a page may set of an element. */
const properties = ["client", "featured", "locale", "mvpds", "request"] as const

/** An element of this library. */
export abstract class AdobePassElement extends Base {
  protected readonly root: ShadowRoot
  private given: string | undefined
  /** What was set before the element was defined; on the element itself it would hide the properties of the class. */
  private early: object | undefined

  constructor(style: string) {
    super()
    const early = properties.filter((name) => Object.hasOwn(this, name))
    this.early = Object.fromEntries(early.map((name) => [name, Reflect.get(this, name)]))
    for (const name of early) Reflect.deleteProperty(this, name)
    this.root = this.attachShadow({ mode: "open", delegatesFocus: true })
    if (typeof CSSStyleSheet === "function" && "replaceSync" in CSSStyleSheet.prototype) {
      // a policy of the page against styles does not concern these
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(look + style)
      this.root.adoptedStyleSheets = [sheet]
    } else this.root.append(make("style", {}, look + style))
    this.root.addEventListener("keydown", (event) => {
      if (!(event instanceof KeyboardEvent) || !isBack(event)) return
      event.preventDefault()
      this.tell("back")
    })
  }

  /** The language of its texts, such as `es` or `pt-BR`: that of the nearest `lang`, else of the browser, unless given. */
  get locale(): string | undefined {
    return this.given
  }
  set locale(locale: string | undefined) {
    this.given = locale
    if (this.isConnected) this.repaint()
  }

  connectedCallback(): void {
    Object.assign(this, this.early)
    this.early = undefined
    this.repaint()
  }

  static readonly observedAttributes: ReadonlyArray<string> = ["lang"]
  attributeChangedCallback(): void {
    if (this.isConnected) this.repaint()
  }

  /** Shows what is known, in the language of now. */
  protected abstract repaint(): void

  protected get language(): Language {
    return languageOf(this.given ?? this.closest<HTMLElement>("[lang]")?.lang)
  }

  protected get words(): (typeof words)[Language] {
    return words[this.language]
  }

  protected tell(type: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }))
  }
}
