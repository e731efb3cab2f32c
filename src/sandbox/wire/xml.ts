/**
 * As much XML as the sandbox reads and writes.
 */
/** The text of the first element of that name, if it holds any. One pass, whatever the document is. */
export const elementText = (xml: string, name: string): string | undefined => {
  const text = elementContent(xml, name)
    ?.replace(/^\s*<!\[CDATA\[/, "")
    .replace(/\]\]>\s*$/, "")
    .trim()
  return text === undefined || text === "" ? undefined : unescapeXml(text)
}

export const elementContent = (xml: string, name: string): string | undefined => {
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

export const unescapeXml = (text: string): string =>
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
