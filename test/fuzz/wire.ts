/** HTTP by hand: what no client would send, and what came back. */
import { connect } from "node:net"

/** What went out and what came. */
export interface Heard {
  readonly answers: ReadonlyArray<Answer>
  /** Whether the other side let go within the time. */
  readonly isOver: boolean
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const bodyOf = (text: string, from: number, headers: Answer["headers"]) => {
  const length = headers["content-length"]
  if (length !== undefined)
    return { body: text.slice(from, from + Number(length)), end: from + Number(length) }
  if (headers["transfer-encoding"] !== "chunked") return { body: "", end: from }
  let body = ""
  for (let at = from; ;) {
    const line = text.indexOf("\r\n", at)
    const size = line < 0 ? 0 : Number.parseInt(text.slice(at, line), 16)
    if (!(size > 0)) return { body, end: line < 0 ? text.length : line + 4 }
    body += text.slice(line + 2, line + 2 + size)
    at = line + 2 + size + 2
  }
}

/** The answers in what came, in latin1: a character is a byte. */
export const answersIn = (text: string, methods: ReadonlyArray<string> = []): ReadonlyArray<Answer> => {
  const answers: Array<Answer> = []
  for (let at = 0; ;) {
    const end = text.indexOf("\r\n\r\n", at)
    if (end < 0) return answers
    const [first = "", ...lines] = text.slice(at, end).split("\r\n")
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1])
    if (Number.isNaN(status)) throw new Error(`no answer of HTTP: ${JSON.stringify(first.slice(0, 100))}`)
    const headers = Object.fromEntries(
      lines.map((line) => [
        line.slice(0, line.indexOf(":")).toLowerCase(),
        line.slice(line.indexOf(":") + 1).trim(),
      ]),
    )
    const isBare = status < 200 || status === 204 || status === 304 || methods[answers.length] === "HEAD"
    const { body, end: next } = isBare ? { body: "", end: end + 4 } : bodyOf(text, end + 4, headers)
    if (status >= 200) answers.push({ status, headers, body: Buffer.from(body, "latin1").toString("utf8") })
    at = next
  }
}

/** How the bytes go out. */
export interface Manner {
  /** Milliseconds between the pieces. */
  readonly pause?: number
  /** Ends the connection the hard way after the last piece. */
  readonly cuts?: boolean
  /** Says that nothing more comes: Node then ends the connection, also where an answer is under way. */
  readonly ends?: boolean
  /** Does not read what comes. */
  readonly isDeaf?: boolean
  /** How long it waits for the end, in milliseconds. */
  readonly patience?: number
}

const sleep = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))

/** Sends pieces over a connection of its own, and listens until the other side lets go. */
export const speak = async (
  { hostname, port }: URL,
  pieces: ReadonlyArray<Buffer>,
  { cuts = false, ends = false, isDeaf = false, patience = 20_000, pause = 0 }: Manner = {},
  methods: ReadonlyArray<string> = [],
): Promise<Heard> => {
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: ends })
  let text = ""
  let isClosed = false
  const closed = new Promise<void>((resolve) =>
    socket.once("close", () => {
      isClosed = true
      resolve()
    }),
  )
  // it may be reset at any time
  socket.on("error", () => {})
  if (isDeaf) socket.pause()
  else socket.setEncoding("latin1").on("data", (piece: string) => (text += piece))
  for (const piece of pieces) {
    if (isClosed) break
    await new Promise<void>((resolve) => {
      socket.write(piece, () => resolve())
      void closed.then(resolve)
    })
    if (pause > 0) await sleep(pause)
  }
  if (cuts) socket.destroy()
  else if (isDeaf) {
    await sleep(20)
    socket.destroy()
  } else if (ends) socket.end()
  let isOver = true
  const late = setTimeout(() => {
    isOver = false
    socket.destroy()
  }, patience)
  await closed
  clearTimeout(late)
  return { answers: cuts || isDeaf ? [] : answersIn(text, methods), isOver }
}
