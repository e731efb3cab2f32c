/**
 * What a code stands for, to check it on a second screen.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/sessions-apis/rest-api-v2-sessions-apis-retrieve-authentication-session-information-using-code
 */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { MissingParameters } from "./Session.js"
import {
  compile,
  isObject,
  keepUnknownFields,
  lenient,
  lenientFlag,
  lenientOr,
  lenientText,
  mismatch,
  readAs,
  reader,
} from "./wire/Lenient.js"
import { Moment, Until } from "./wire/Timestamp.js"

const Version = keepUnknownFields({
  major: lenient(Schema.Number),
  minor: lenient(Schema.Number),
  patch: lenient(Schema.Number),
  profile: lenientText,
})

/** A text, or the object that Java writes for an address. */
const Address = reader((input, ast) => {
  if (typeof input === "string") return Either.right(input)
  if (!isObject(input)) return mismatch(ast, input)
  const { hostAddress } = input
  return Either.right(typeof hostAddress === "string" ? hostAddress : "")
})

/** What Adobe knows of the device that made the session; shown on a second screen so that the viewer can tell. */
const Device = keepUnknownFields({
  type: lenientText,
  model: lenientText,
  version: lenient(Version),
  hardware: lenient(
    keepUnknownFields({
      name: lenientText,
      vendor: lenientText,
      manufacturer: lenientText,
      version: lenient(Version),
    }),
  ),
  operatingSystem: lenient(
    keepUnknownFields({
      name: lenientText,
      family: lenientText,
      vendor: lenientText,
      version: lenient(Version),
    }),
  ),
  applicationId: lenientText,
  connection: lenient(
    keepUnknownFields({
      ipAddress: lenient(Address),
      port: lenient(Schema.Union(Schema.String, Schema.Number)),
      secure: lenientFlag,
      type: lenientText,
    }),
  ),
})

const ExistingParameters = readAs(
  keepUnknownFields({
    mvpd: lenientText,
    redirectUrl: lenientText,
    serviceProvider: lenientText,
    domain: lenientText,
    domainName: lenientText,
  }),
  ({ domain, domainName = domain, ...rest }) =>
    Either.right({ ...rest, ...(domainName !== undefined && { domainName }) }),
)

const Information = keepUnknownFields({
  existingParameters: lenientOr(ExistingParameters, () => ({})),
  missingParameters: lenientOr(MissingParameters, () => []),
  device: lenient(Device),
  notBefore: lenient(Moment),
  notAfter: lenient(Until),
})

const read = compile(Information)

/** What a code stands for: the parameters it has, those it lacks, and the device that asked for it. */
export interface SessionInformation extends Schema.Schema.Type<typeof Information> {}

/** The answer that carries {@link SessionInformation}. */
export const SessionInformation: Schema.Schema<SessionInformation, unknown> = reader((input, ast) =>
  isObject(input) && (isObject(input["existingParameters"]) || Array.isArray(input["missingParameters"]))
    ? read(input)
    : mismatch(ast, input),
)
