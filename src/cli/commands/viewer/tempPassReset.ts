import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Device } from "../../../domain/Device.js"
import { Integration } from "../../../domain/Environment.js"
import {
  AccessTokenRejected,
  InvalidRequest,
  UnexpectedResponse,
  Unreachable,
} from "../../../error/AdobePassError.js"
import { connect } from "../../../sandbox/admin/AdminClient.js"
import { AccessTokens } from "../../../transport/AccessTokens.js"
import { command } from "../../command.js"
import { on } from "../../flags.js"
import { tell } from "../../output/Output.js"
import { bold, green } from "../../output/style.js"
import { tokens } from "../../settings/client.js"
import { isSandbox, required } from "../../settings/Settings.js"

const path = "/reset-tempass/v3/reset"

const failureOf = (status: number) => {
  const about = { status, message: `${path} was answered ${status}` }
  if (status === 400) return new InvalidRequest({ ...about, parameter: "unknown" })
  return status === 401 || status === 403 ? new AccessTokenRejected(about) : new UnexpectedResponse(about)
}

/** The management API's own call. */
const atAdobe = Effect.fn(function* (mvpd: string, device: string | undefined) {
  const { managementBaseUrl, serviceProvider } = yield* Integration
  const { value } = yield* (yield* AccessTokens).get
  const client = HttpClient.withTracerPropagation(yield* HttpClient.HttpClient, false)
  const request = HttpClientRequest.del(`${managementBaseUrl}${path}`).pipe(
    HttpClientRequest.setUrlParams({
      requestor_id: serviceProvider,
      mvpd_id: mvpd,
      device_id: device ?? "all",
    }),
    HttpClientRequest.bearerToken(value),
  )
  const { status } = yield* client.execute(request).pipe(
    Effect.scoped,
    Effect.mapError(
      () => new Unreachable({ reason: "connection", message: `no answer from ${managementBaseUrl}` }),
    ),
  )
  if (status !== 204) return yield* failureOf(status)
})

export const tempPassReset = command({
  details:
    "Adobe's management API does it, for a client whose software statement has the scope temporary:passes:owner; a sandbox does it by its admin.",
  examples: [
    ["adobe-pass temp-pass reset --mvpd TempPass_TEST40", "This device can try again."],
    ["adobe-pass temp-pass reset --mvpd TempPass_TEST40 --all", "Every device can."],
  ],
  arguments: {},
  flags: { all: on("For every device, not for this one alone.") },
  uses: ["mvpd", "serviceProvider", "deviceId"],
  run: ({ all }) =>
    Effect.gen(function* () {
      const mvpd = yield* required("mvpd")
      const { baseUrl, serviceProvider } = yield* Integration
      const device = all ? undefined : Redacted.value((yield* Device).identifier)
      if (isSandbox(yield* required("environment"))) {
        const { admin } = yield* connect(baseUrl)
        yield* admin.resetTempPass({ mvpd, serviceProvider, ...(device !== undefined && { device }) })
      } else yield* atAdobe(mvpd, device)
      yield* tell(
        { mvpd, devices: all ? "all" : "this" },
        `${green("✓")} ${bold(mvpd)} can be used anew, by ${all ? "every device" : "this device"}.`,
      )
    }).pipe(Effect.provide(tokens)),
})
