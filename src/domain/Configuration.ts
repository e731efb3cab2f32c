/**
 * What a service provider may offer: its domains and the MVPDs it is integrated with.
 *
 * The reference shows three shapes: the table puts `mvpds` beside `requestor`, the sample and the OpenAPI put them
 * inside it; domains are objects or plain names. All three are read, fields not named here are kept.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/configuration-apis/rest-api-v2-configuration-apis-retrieve-configuration-for-specific-service-provider
 */
import * as Schema from "effect/Schema"
import { Flag, lenient, lenientFlag, lenientOr, lenientText, open } from "./Lenient.js"

/** A TV provider, as a picker shows it. */
export const Mvpd = open(
  Schema.Struct({
    id: Schema.String,
    displayName: lenientText,
    /** Where to load the logo from. */
    logoUrl: lenientText,
    /** Grants TempPass instead of asking for a login; leave it out of a picker. */
    isTempPass: lenientOr(Flag, () => false),
    isProxy: lenientOr(Flag, () => false),
    /** SUPPORTED, PICKER or another word of the device platform, for partner single sign-on. */
    boardingStatus: lenientText,
    /** The MVPD's identifier at the device platform, as the partner framework reports it. */
    platformMappingId: lenientText,
    enablePlatformServices: lenientFlag,
    displayInPlatformPicker: lenientFlag,
    enforcePlatformPermissions: lenientFlag,
  }),
)
export interface Mvpd extends Schema.Schema.Type<typeof Mvpd> {}

const Domain = open(Schema.Struct({ name: Schema.String, mvpdInitiated: lenientOr(Flag, () => false) }))

const DomainOrName = Schema.transform(Schema.Union(Domain, Schema.String), Schema.typeSchema(Domain), {
  strict: true,
  decode: (domain) => (typeof domain === "string" ? { name: domain, mvpdInitiated: false } : domain),
  encode: (domain) => domain,
})

const requestorFields = {
  id: Schema.String,
  /** The brand. */
  name: lenientText,
  domains: lenientOr(Schema.Array(DomainOrName), () => []),
}

/** The service provider ("requestor") with its MVPDs. */
export const Configuration = open(
  Schema.typeSchema(Schema.Struct({ ...requestorFields, mvpds: Schema.Array(Mvpd) })),
)
export interface Configuration extends Schema.Schema.Type<typeof Configuration> {}

/** The answer that carries a {@link Configuration}, in any of its shapes. */
export const ConfigurationResponse = Schema.transform(
  open(
    Schema.Struct({
      requestor: open(Schema.Struct({ ...requestorFields, mvpds: lenient(Schema.Array(Mvpd)) })),
      mvpds: lenient(Schema.Array(Mvpd)),
    }),
  ),
  Configuration,
  {
    strict: true,
    decode: ({ mvpds, requestor }) => ({ ...requestor, mvpds: requestor.mvpds ?? mvpds ?? [] }),
    encode: (requestor) => ({ requestor }),
  },
)
