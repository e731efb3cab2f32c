/** The last of the transport's verbs: a status and a body become a value, or the error that they mean. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import type * as Schema from "effect/Schema"
import type { AdobePassError, CallFailure } from "../error/AdobePassError.js"
import { UnexpectedResponse } from "../error/AdobePassError.js"
import type { Failure } from "../error/codes.js"
import { fromFailure } from "../error/codes.js"
import * as Fault from "../error/fault.js"
import * as Read from "../error/read.js"
import type { Request } from "./Request.js"
import { redactor } from "./secrets.js"

/** An answer as it came, and what it answers. */
export interface Answer {
  readonly request: Request
  readonly status: number
  readonly body: string
  /** Whether it is another address's, for a redirect was followed that this library does not follow. */
  readonly isElsewhere?: boolean
}

/** The class of an error an endpoint declares. */
export interface FailureClass {
  new (...args: never): AdobePassError
  readonly _tag: AdobePassError["_tag"]
}

type Parse = (body: string) => Option.Option<unknown>

/** How the answers of an endpoint are read. */
export interface Reading<Failures extends FailureClass> {
  /** Reads bodies, where they may be other than JSON. */
  readonly parse?: Effect.Effect<Parse>
  /** The errors it can fail with beside those of any call. */
  readonly failures: ReadonlyArray<Failures>
  /** Reads failures that are not "enhanced" ones; undefined where it is of the common kind. */
  readonly failure?: (failure: Failure, body: unknown) => AdobePassError | undefined
}

/** What reads the answers of an endpoint. */
export const toAnswer = <A, I, Failures extends FailureClass>(
  endpoint: string,
  response: Schema.Schema<A, I>,
  { failure, failures, parse }: Reading<Failures>,
): ((answer: Answer) => Effect.Effect<A, InstanceType<Failures> | CallFailure>) => {
  const decode = ParseResult.decodeUnknownEither(response)

  const read = (parse: Parse, answer: Answer): Either.Either<A, InstanceType<Failures> | CallFailure> => {
    const { body, isElsewhere, status } = answer
    const isDeep = isNestedDeeply(body)
    const parsed = isDeep ? Option.none() : body === "" ? Option.some(undefined) : parse(body)
    if (isElsewhere === true || Option.isNone(parsed) || !isSuccess(status) || Fault.isError(parsed.value)) {
      return Either.left(fail(answer, parsed, isDeep ? "an answer that is nested too deeply" : undefined))
    }
    const decoded = decode(parsed.value)
    return Either.isRight(decoded)
      ? Either.right(decoded.right)
      : Either.left(fail(answer, parsed, decoded.left))
  }

  /** The error that an answer means which is no success, or not one that is understood. */
  const fail = (
    { body, isElsewhere = false, request, status }: Answer,
    parsed: Option.Option<unknown>,
    flaw: ParseResult.ParseIssue | string = "cannot understand the answer",
  ): InstanceType<Failures> | CallFailure => {
    const redact = redactor(request)
    const excerpt = () => Read.excerpt(redact(body))
    const unexpected = (message: string) =>
      new UnexpectedResponse({ endpoint, status, message: `${endpoint}: ${message}`, excerpt: excerpt() })

    if (isElsewhere || status === 0 || (status >= 300 && status < 400)) {
      const message = `${endpoint}: an answer that redirects`
      return new UnexpectedResponse({
        endpoint,
        message,
        excerpt: excerpt(),
        // what another address says of a token means nothing
        ...(!isElsewhere && { status }),
      })
    }
    const said = Option.getOrElse(parsed, () => body)
    const { author, error } = Fault.read(said)
    // a 401 is one whatever the body says: it earns a new token
    const told = { ...Read.redactError(error, redact), ...(status === 401 && { status }) }
    const given = Read.toFailure(endpoint, told, status)
    const own = failure?.(given, Read.redactTexts(said, redact))
    const isRefused =
      own !== undefined || Fault.isError(said) || (author === "service" && typeof flaw !== "string")
    if (isSuccess(status) && !isRefused) {
      return typeof flaw === "string"
        ? unexpected(flaw)
        : Read.incomplete(endpoint, status, flaw, excerpt(), redact)
    }
    const known = own ?? fromFailure(given, author)
    return isDeclared(known) && known._tag !== "UnexpectedResponse"
      ? known
      : // the message of an Error is not enumerable
        new UnexpectedResponse({ ...known, message: known.message, excerpt: excerpt() })
  }

  const isDeclared = (error: AdobePassError): error is InstanceType<Failures> | CallFailure =>
    common.has(error._tag) || failures.some(({ _tag }) => _tag === error._tag)

  return parse === undefined
    ? (answer) => read(parseJson, answer)
    : (answer) => Effect.flatMap(parse, (parse) => read(parse, answer))
}

const isSuccess = (status: number) => status >= 200 && status < 300

const parseJson: Parse = Option.liftThrowable((body: string): unknown => JSON.parse(body))

const common: ReadonlySet<string> = new Set<CallFailure["_tag"]>([
  "InvalidRequest",
  "AccessTokenRejected",
  "RegistrationRejected",
  "Throttled",
  "ServerFault",
  "Unreachable",
  "UnexpectedResponse",
])

/** No answer of the service nests this deep, and what reads it is not made for more. */
const deepest = 100

const isNestedDeeply = (json: string): boolean => {
  let depth = 0
  let quoted = false
  for (let at = 0; at < json.length; at += 1) {
    const char = json[at]
    if (quoted && char === "\\") at += 1
    else if (char === '"') quoted = !quoted
    else if (!quoted && (char === "[" || char === "{")) {
      depth += 1
      if (depth > deepest) return true
    } else if (!quoted && (char === "]" || char === "}")) depth -= 1
  }
  return false
}
