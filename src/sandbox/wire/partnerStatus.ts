/**
 * The AP-Partner-Framework-Status header: what the partner's framework (Apple's) says about permission and provider.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Mvpd } from "../world/catalogue.js"
import type { ErrorCode } from "../world/errors.js"
import { World } from "../world/World.js"
import { Exchange } from "./exchange.js"
import { decodeBase64Json } from "./headers.js"

const decodeStatus = Schema.decodeUnknownOption(
  Schema.Struct({
    frameworkPermissionInfo: Schema.Struct({ accessStatus: Schema.String }),
    frameworkProviderInfo: Schema.optional(
      Schema.Struct({
        id: Schema.optional(Schema.String),
        expirationDate: Schema.optional(Schema.Union(Schema.String, Schema.Number)),
      }),
    ),
  }),
)

export type PartnerStatus =
  | { readonly _tag: "Accepted"; readonly mvpd: Mvpd }
  | { readonly _tag: "Refused"; readonly code: ErrorCode; readonly mvpd: Mvpd | undefined }

const refused = (code: ErrorCode, mvpd?: Mvpd): PartnerStatus => ({ _tag: "Refused", code, mvpd })

/**
 * Reads the header, with its errors in the order in which the reference lists them. A refusal names the MVPD whenever
 * its platform mapping id is there, for a fallback goes on with it.
 */
export const partnerStatus: Effect.Effect<PartnerStatus, never, World | Exchange> = Effect.zipWith(
  World,
  Exchange,
  ({ state }, { headers, now }) => {
    const status = Option.fromNullable(headers["ap-partner-framework-status"]).pipe(
      Option.flatMap(decodeBase64Json),
      Option.flatMap(decodeStatus),
    )
    if (Option.isNone(status)) return refused("invalid_header_pfs_permission_access_not_present")
    const { accessStatus } = status.value.frameworkPermissionInfo
    const { id, expirationDate } = status.value.frameworkProviderInfo ?? {}
    const mvpd = [...state.mvpds.values()].find(
      (each) => id !== undefined && each.platform?.platformMappingId === id,
    )
    if (accessStatus === "") return refused("invalid_header_pfs_permission_access_not_present", mvpd)
    if (accessStatus === "notDetermined")
      return refused("invalid_header_pfs_permission_access_not_determined", mvpd)
    if (accessStatus !== "granted") return refused("invalid_header_pfs_permission_access_not_granted", mvpd)
    if (mvpd === undefined) return refused("invalid_header_pfs_provider_id_not_determined")
    // A missing date, or one that cannot be read, is as good as expired.
    return Number(expirationDate ?? Number.NaN) > now
      ? { _tag: "Accepted", mvpd }
      : refused("invalid_header_pfs_provider_info_expired", mvpd)
  },
)

/** The id of the MVPD that the header vouches for now, which a partner profile needs to be found again. */
export const vouchedMvpd: Effect.Effect<string | undefined, never, World | Exchange> = Effect.flatMap(
  Exchange,
  ({ headers }) =>
    headers["ap-partner-framework-status"] === undefined
      ? Effect.succeed(undefined)
      : Effect.map(partnerStatus, (status) => (status._tag === "Accepted" ? status.mvpd.id : undefined)),
)
