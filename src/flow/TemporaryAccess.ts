/**
 * TempPass: access without a login, for a time and, when promotional, for a number of resources. No flow of its own
 * leads to it: `authorize` and `preauthorize` with the TempPass for an MVPD are all it takes, beside a regular login
 * that goes on.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/flows/temporary-access-flows/rest-api-v2-access-temporary-flows
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Profile } from "../domain/Profile.js"
import { TemporaryAccessIdentity } from "../domain/TemporaryAccess.js"
import * as UserMetadata from "../domain/UserMetadata.js"
import { inSpan, withServices } from "./Flow.js"
import { makeProfile } from "./Profiles.js"

/** Whose TempPass. */
export const Request = Schema.Struct({
  /** The TempPass, by its identifier as an MVPD. */
  mvpd: Schema.String,
  /** For promotional TempPass. */
  temporaryAccessIdentity: Schema.optional(TemporaryAccessIdentity),
})
export interface Request extends Schema.Schema.Type<typeof Request> {}

/** What is left of a TempPass. */
export interface TemporaryAccess {
  /** When it ends; for one that did not begin yet, when it would. */
  readonly expirationDate: DateTime.Utc
  /** How many more resources a promotional one is good for. */
  readonly remainingResources?: number
  /** The resources that a promotional one was used for. */
  readonly usedAssets?: ReadonlyArray<string>
}

/** Makes {@link temporaryAccess} of its services. */
export const makeTemporaryAccess = Effect.map(
  makeProfile,
  (profile) =>
    ({ mvpd, temporaryAccessIdentity }: Request) =>
      profile(mvpd, { temporaryAccessIdentity }).pipe(
        Effect.map(Option.filter(({ type }) => type === "temporary")),
        Effect.map(Option.map(left)),
        inSpan("temporaryAccess"),
      ),
)

/**
 * Tells what is left of a TempPass, and uses nothing of it up; none where the MVPD is no TempPass.
 *
 * Fails with `TemporaryAccessExhausted` when nothing is left, with `InvalidRequest` whose `parameter` is
 * `AP-TempPass-Identity` when a promotional one is asked for without a good identity.
 */
export const temporaryAccess = withServices(makeTemporaryAccess)

const left = (profile: Profile): TemporaryAccess => {
  const { expiration_date, remaining_resources, used_assets } = UserMetadata.read(profile)
  return {
    expirationDate: DateTime.isDateTime(expiration_date) ? expiration_date : profile.notAfter,
    ...(typeof remaining_resources === "number" && { remainingResources: remaining_resources }),
    ...(Array.isArray(used_assets) && { usedAssets: used_assets }),
  }
}
