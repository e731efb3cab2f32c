/**
 * What a service provider may offer: its domains and the MVPDs it is integrated with.
 *
 * The reference shows three shapes: the table puts `mvpds` beside `requestor`, the sample and the OpenAPI put them
 * inside it; domains are objects or plain names. All three are read, fields not named here are kept.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/configuration-apis/rest-api-v2-configuration-apis-retrieve-configuration-for-specific-service-provider
 */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Read } from "./wire/Lenient.js"
import {
  compile,
  Flag,
  keepUnknownFields,
  lacks,
  lenientFlag,
  lenientOr,
  lenientText,
  listOf,
  optional,
  readAs,
  reader,
  struct,
  Text,
} from "./wire/Lenient.js"

const Mvpd = keepUnknownFields({
  id: Text,
  displayName: lenientText,
  /** Where to load the logo from. */
  logoUrl: lenientText,
  /** Grants TempPass instead of asking for a login; leave it out of a picker. */
  isTempPass: lenientOr(Flag, () => false),
  /** Answers through a proxy that stands for several MVPDs; the viewer picks it like any other. */
  isProxy: lenientOr(Flag, () => false),
  /** SUPPORTED, PICKER or another word of the device platform, for partner single sign-on. */
  boardingStatus: lenientText,
  /** The MVPD's identifier at the device platform, as the partner framework reports it. */
  platformMappingId: lenientText,
  enablePlatformServices: lenientFlag,
  displayInPlatformPicker: lenientFlag,
  enforcePlatformPermissions: lenientFlag,
})

/** A TV provider, as a picker shows it. */
export interface Mvpd extends Schema.Schema.Type<typeof Mvpd> {}

const Domain = keepUnknownFields({ name: Schema.String, mvpdInitiated: lenientOr(Flag, () => false) })
const readDomain = compile(Domain)

const DomainOrName = reader((input) => readDomain(typeof input === "string" ? { name: input } : input))

const Answer = struct({
  requestor: keepUnknownFields({
    id: lenientText,
    /** The brand. */
    name: lenientText,
    domains: lenientOr(listOf(DomainOrName), () => []),
    mvpds: optional(listOf(Mvpd)),
  }),
  mvpds: optional(listOf(Mvpd)),
})
type Requestor = Schema.Schema.Type<typeof Answer>["requestor"]

/** The service provider ("requestor") with its MVPDs. */
export interface Configuration extends Omit<Requestor, "id" | "mvpds"> {
  /** Empty where the service does not tell it. */
  readonly id: string
  readonly mvpds: ReadonlyArray<Mvpd>
}

/** The answer that carries a {@link Configuration}, in any of its shapes. */
export const ConfigurationResponse = readAs(Answer, ({ mvpds: beside, requestor }): Read<Configuration> => {
  const { id, mvpds: inside, ...rest } = requestor
  const mvpds = inside === undefined || inside.length === 0 ? (beside ?? inside) : inside
  // an answer that tells neither is not the service's
  if (id === undefined && mvpds === undefined) return lacks(requestor, ["requestor", "id"])
  return Either.right({ ...rest, id: id ?? "", mvpds: mvpds ?? [] })
})
