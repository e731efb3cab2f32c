import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { command } from "../../command.js"
import type { Jwt, MediaToken } from "../../decode.js"
import { decode as read, listOf, momentOf } from "../../decode.js"
import { argument } from "../../flags.js"
import { given } from "../../input.js"
import { tell } from "../../output/Output.js"
import { bold, dim, red } from "../../output/style.js"
import { definitions } from "../../output/text.js"
import { lasting } from "../../output/words.js"
import { UsageError } from "../../UsageError.js"

const titles = {
  softwareStatement: "A software statement",
  accessToken: "An access token",
  jwt: "A signed token (JWT) of another kind",
  mediaToken: "A media token",
} as const

const moments: Readonly<Record<string, string>> = {
  iat: "issued",
  nbf: "valid from",
  exp: "valid until",
}

const shown = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value))

/** How a moment lies to now. */
const when = (moment: DateTime.Utc, now: DateTime.Utc, ends: boolean): string => {
  const left = DateTime.distance(now, moment)
  const told = left >= 0 ? `in ${lasting(left)}` : `${lasting(-left)} ago`
  return `${DateTime.formatIso(moment)} ${ends && left < 0 ? red(`expired ${told}`) : dim(told)}`
}

const jwtRows = ({ claims, header }: Jwt, now: DateTime.Utc) => [
  ...Object.entries(claims).map(([name, value]): readonly [string, string] => {
    const label = moments[name]
    const moment = Option.filter(momentOf(value), () => label !== undefined)
    return Option.isSome(moment)
      ? [label ?? name, when(moment.value, now, name === "exp")]
      : [name, name === "scopes" || name === "service_providers" ? listOf(value).join(", ") : shown(value)]
  }),
  [
    "signed",
    `${shown(header["alg"] ?? "by no algorithm")}${"kid" in header ? `, by key ${shown(header["kid"])}` : ""}`,
  ] as const,
]

const mediaTokenRows = ({ texts }: MediaToken, now: DateTime.Utc) => {
  const issued = Option.flatMap(Option.fromNullable(texts["issueTime"]), mediaMoment)
  const ends = Option.map(issued, (at) => DateTime.add(at, { millis: Number(texts["ttl"] ?? 0) }))
  return [
    ...Object.entries(texts).map(([name, text]) => [name, text] as const),
    ...Option.toArray(ends).map((at) => ["valid until", when(at, now, true)] as const),
  ]
}

/** Such as `2017-03-16 07:39:48 -0700`. */
const mediaMoment = (text: string) =>
  DateTime.make(
    text.replace(/^(\d{4})[-/](\d\d)[-/](\d\d)[ T](\S+) ?(?:GMT ?)?([+-]\d\d):?(\d\d)$/, "$1-$2-$3T$4$5:$6"),
  )

export const decode = command({
  details:
    "Nothing is sent, and nothing is verified: a token may say what it likes. adobe-pass verify checks the signature of a media token.",
  examples: [
    ["adobe-pass decode @statement.txt", "Service providers and scopes of a software statement."],
    ["adobe-pass token --show-token | adobe-pass decode @-", "The access token at hand."],
  ],
  arguments: {
    token: argument("TOKEN", "The token; @FILE reads a file, @- the standard input."),
  },
  flags: {},
  run: ({ token }) =>
    Effect.gen(function* () {
      const now = yield* DateTime.now
      const found = read(yield* given(token))
      if (Option.isNone(found)) {
        return yield* new UsageError({
          message: "This is no token that Adobe Pass has.",
          next: "It takes a JWT (software statement, access token) or a media token in Base64, whole.",
        })
      }
      const { value } = found
      const rows = value.kind === "mediaToken" ? mediaTokenRows(value, now) : jwtRows(value, now)
      yield* tell(
        value.kind === "mediaToken" ? { kind: value.kind, ...value.texts } : value,
        [`${bold(titles[value.kind])} ${dim("(not verified)")}`, ...definitions(rows, 80)].join("\n"),
      )
    }),
})
