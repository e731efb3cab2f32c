/**
 * What a resource identifier names: a channel by id or name, or an MRSS document with the title and the rating of
 * what is to be watched.
 */
import type { Channel } from "../../world/catalogue.js"
import type { State } from "../../world/state.js"

export interface Resource {
  readonly channel: Channel | undefined
  /** What a person would call it. */
  readonly title: string
  readonly rating: string | undefined
}

export const isMrss = (resource: string): boolean => /^\s*(<\?xml[^>]*>\s*)?<rss[\s>]/.test(resource)

export const readResource = (state: State, resource: string): Resource => {
  if (!isMrss(resource)) {
    const channel = findChannel(state, resource)
    return { channel, title: channel?.name ?? resource.trim(), rating: channel?.rating }
  }
  const title = elementText(resource, "title") ?? ""
  const channel = findChannel(state, title)
  // An item's own title is what the viewer knows; the first title in the document is the channel's.
  const item = elementContent(resource, "item") ?? ""
  return {
    channel,
    title: elementText(item, "title") ?? channel?.name ?? title,
    rating: elementText(resource, "media:rating") ?? channel?.rating,
  }
}

const findChannel = (state: State, name: string): Channel | undefined => {
  const wanted = name.trim().toLowerCase()
  return (
    state.channels.get(name.trim()) ??
    [...state.channels.values()].find((each) =>
      [each.id, each.name].some((own) => own.toLowerCase() === wanted),
    )
  )
}

/** The text of the first element of that name, if it holds any. One pass, whatever the document is. */
const elementText = (xml: string, name: string): string | undefined => {
  const text = elementContent(xml, name)
    ?.replace(/^\s*<!\[CDATA\[/, "")
    .replace(/\]\]>\s*$/, "")
    .trim()
  return text === undefined || text === "" ? undefined : unescapeXml(text)
}

const elementContent = (xml: string, name: string): string | undefined => {
  let start = xml.indexOf(`<${name}`)
  while (start >= 0 && !/[\s>]/.test(xml.charAt(start + name.length + 1))) {
    start = xml.indexOf(`<${name}`, start + 1)
  }
  if (start < 0) return undefined
  const open = xml.indexOf(">", start)
  const close = open < 0 ? -1 : xml.indexOf(`</${name}>`, open)
  return close < 0 ? undefined : xml.slice(open + 1, close)
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }

const unescapeXml = (text: string): string =>
  text.replace(/&(?:(amp|lt|gt|quot|apos)|#(\d+)|#x([0-9a-f]+));/gi, (whole, name, decimal, hex) =>
    typeof name === "string"
      ? (entities[name.toLowerCase()] ?? whole)
      : codePoint(typeof decimal === "string" ? Number(decimal) : Number.parseInt(String(hex), 16)),
  )

const codePoint = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : "�")

export const escapeXml = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&apos;")
