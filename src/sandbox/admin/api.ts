/**
 * The admin over HTTP, under `/sandbox`: what `Admin` offers in TypeScript, for any language. This description is
 * what the server serves and what its OpenAPI document is derived from.
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import { AdminError } from "./Admin.js"
import * as Words from "./words.js"
import { Account, Channel, Mvpd, ServiceProvider } from "../world/catalogue.js"
import { Fault, PendingFault } from "../world/faultKinds.js"
import { optional } from "../world/optional.js"
import { Variant } from "../world/variant.js"
import { Throttle } from "../world/limits.js"
import { LoggedExchange } from "../server/requestLog.js"
import { BucketSnapshot, Snapshot } from "./snapshot.js"
import { Degradation } from "../world/state.js"

const Token = Schema.Struct({ token: Schema.String })

const get = <Name extends string>(name: Name, path: `/${string}`) => HttpApiEndpoint.get(name, path)
const summary = (text: string) => OpenApi.annotations({ summary: text })

const overview = HttpApiGroup.make("overview")
  .add(
    get("state", "/state")
      .addSuccess(Snapshot)
      .annotateContext(summary("Everything that the sandbox remembers")),
  )
  .add(
    HttpApiEndpoint.post("reset", "/reset").annotateContext(
      summary("Forget everything, and start chance and clock over"),
    ),
  )
  .add(
    get("softwareStatement", "/software-statement")
      .addSuccess(Schema.Struct({ softwareStatement: Schema.String }))
      .annotateContext(summary("The statement to register with, for all service providers of this sandbox")),
  )
  .add(get("openapi", "/openapi.json").addSuccess(Schema.Unknown).annotateContext(summary("This document")))
  .add(
    HttpApiEndpoint.get("logo", "/logos/:file")
      .setPath(Schema.Struct({ file: Schema.String }))
      .addSuccess(HttpApiSchema.Text({ contentType: "image/svg+xml" }))
      .annotateContext(summary("The logo of an MVPD, by its id and .svg")),
  )

const clock = HttpApiGroup.make("clock")
  .add(get("now", "/clock").addSuccess(Words.Now).annotateContext(summary("The virtual time")))
  .add(
    HttpApiEndpoint.post("advance", "/clock/advance")
      .setPayload(Words.Ahead)
      .addSuccess(Words.Now)
      .annotateContext(summary("Move the virtual clock ahead")),
  )
  .add(
    HttpApiEndpoint.put("setNow", "/clock")
      .setPayload(Words.Now)
      .addSuccess(Words.Now)
      .annotateContext(summary("Set the virtual clock")),
  )

const catalogue = HttpApiGroup.make("catalogue")
  .add(
    get("accounts", "/accounts").addSuccess(Schema.Array(Account)).annotateContext(summary("The accounts")),
  )
  .add(
    HttpApiEndpoint.put("putAccount", "/accounts")
      .setPayload(Account)
      .annotateContext(summary("Add an account, or replace the one of this username")),
  )
  .add(
    HttpApiEndpoint.del("removeAccount", "/accounts/:username")
      .setPath(Schema.Struct({ username: Schema.String }))
      .annotateContext(summary("Remove an account")),
  )
  .add(
    get("serviceProviders", "/service-providers")
      .addSuccess(Schema.Array(ServiceProvider))
      .annotateContext(summary("The service providers")),
  )
  .add(get("mvpds", "/mvpds").addSuccess(Schema.Array(Mvpd)).annotateContext(summary("The MVPDs")))
  .add(
    HttpApiEndpoint.put("putMvpd", "/mvpds")
      .setPayload(Mvpd)
      .annotateContext(summary("Add an MVPD, or replace the one of this id")),
  )
  .add(
    get("channels", "/channels").addSuccess(Schema.Array(Channel)).annotateContext(summary("The channels")),
  )
  .add(
    HttpApiEndpoint.put("putChannel", "/channels")
      .setPayload(Channel)
      .annotateContext(summary("Add a channel, or replace the one of this id")),
  )

const access = HttpApiGroup.make("access")
  .add(
    get("degradations", "/degradations")
      .addSuccess(Schema.Array(Degradation))
      .annotateContext(summary("The degradation rules that are applied")),
  )
  .add(
    HttpApiEndpoint.post("degrade", "/degradations")
      .setPayload(Words.Rule)
      .annotateContext(summary("Apply a degradation rule")),
  )
  .add(
    HttpApiEndpoint.del("restore", "/degradations")
      .setUrlParams(Words.OfIntegration)
      .annotateContext(summary("End degradation, of one MVPD or of all")),
  )
  .add(
    HttpApiEndpoint.patch("setTempPass", "/temp-pass/:mvpd")
      .setPath(Schema.Struct({ mvpd: Schema.String }))
      .setPayload(Words.TempPassLimits)
      .annotateContext(summary("Set the limits of a TempPass")),
  )
  .add(
    HttpApiEndpoint.post("resetTempPass", "/temp-pass/reset")
      .setPayload(Words.OfTrial)
      .annotateContext(summary("Give fresh trials, to everybody or to whom is named")),
  )
  .add(
    HttpApiEndpoint.post("completeLogin", "/logins")
      .setPayload(Words.Login)
      .annotateContext(summary("Sign a viewer in for a pending code, without a browser")),
  )
  .add(
    HttpApiEndpoint.post("invalidateProfiles", "/profiles/invalidate")
      .setPayload(Words.OfProfile)
      .annotateContext(summary("Invalidate profiles, all or those that are named")),
  )

const identity = HttpApiGroup.make("identity")
  .add(
    HttpApiEndpoint.post("mintSoftwareStatement", "/software-statements")
      .setPayload(Words.Software)
      .addSuccess(Schema.Struct({ softwareStatement: Schema.String }))
      .annotateContext(summary("A statement for other service providers, or for an application of its own")),
  )
  .add(
    HttpApiEndpoint.del("disapproveSoftware", "/software-statements/:softwareId")
      .setPath(Schema.Struct({ softwareId: Schema.String }))
      .annotateContext(summary("No longer approve the statements of an application")),
  )
  .add(
    HttpApiEndpoint.post("revokeTokens", "/tokens/revoke")
      .setPayload(Words.OfClient)
      .annotateContext(summary("Revoke access tokens, all or those of a client")),
  )
  .add(
    HttpApiEndpoint.post("revokeClients", "/clients/revoke")
      .setPayload(Words.OfClient)
      .annotateContext(summary("Revoke clients, all or one")),
  )
  .add(
    HttpApiEndpoint.post("serviceToken", "/tokens/service")
      .setPayload(Words.Identity)
      .addSuccess(Token)
      .annotateContext(summary("A value for AD-Service-Token")),
  )
  .add(
    HttpApiEndpoint.post("platformToken", "/tokens/platform")
      .setPayload(Words.Identity)
      .addSuccess(Token)
      .annotateContext(summary("A value for Adobe-Subject-Token or X-Roku-Reserved-Roku-Connect-Token")),
  )
  .add(
    HttpApiEndpoint.post("partnerFrameworkStatus", "/partner/status")
      .setPayload(Words.PartnerStatus)
      .addSuccess(Schema.Struct({ status: Schema.String }))
      .annotateContext(summary("Play Apple's framework: a value for AP-Partner-Framework-Status")),
  )
  .add(
    HttpApiEndpoint.post("partnerAuthenticationResponse", "/partner/response")
      .setPayload(Words.PartnerAnswer)
      .addSuccess(Schema.Struct({ SAMLResponse: Schema.String }))
      .annotateContext(
        summary("Play Apple's framework: the SAMLResponse to an authenticationRequest.request"),
      ),
  )
  .add(
    get("programmerKeys", "/keys")
      .addSuccess(Schema.Struct({ publicKey: Schema.String, privateKey: Schema.String }))
      .annotateContext(summary("The programmer's keys: sign service tokens, decrypt user metadata")),
  )
  .add(
    get("mediaTokenKey", "/keys/media-tokens")
      .addSuccess(Schema.Struct({ publicKey: Schema.String }))
      .annotateContext(summary("The key that verifies media tokens, as PEM")),
  )

const trouble = HttpApiGroup.make("trouble")
  .add(
    get("faults", "/faults")
      .addSuccess(Schema.Array(PendingFault))
      .annotateContext(summary("Ordered faults")),
  )
  .add(
    HttpApiEndpoint.post("addFault", "/faults")
      .setPayload(Fault)
      .addSuccess(PendingFault)
      .annotateContext(summary("Order a fault")),
  )
  .add(HttpApiEndpoint.del("clearFaults", "/faults").annotateContext(summary("Take all faults back")))
  .add(
    HttpApiEndpoint.del("clearFault", "/faults/:id")
      .setPath(Schema.Struct({ id: Schema.NumberFromString }))
      .annotateContext(summary("Take a fault back")),
  )
  .add(
    get("throttle", "/throttle")
      .addSuccess(Schema.NullOr(Throttle))
      .annotateContext(summary("The limits that throttling goes by; null if it is off")),
  )
  .add(
    HttpApiEndpoint.put("setThrottle", "/throttle")
      .setPayload(Schema.extend(Schema.Struct({ enabled: Schema.Boolean }), Words.ThrottleLimits))
      .addSuccess(Schema.NullOr(Throttle))
      .annotateContext(summary("Switch throttling on, off or to other limits")),
  )
  .add(
    get("buckets", "/buckets")
      .addSuccess(Schema.Array(BucketSnapshot))
      .annotateContext(summary("What each device address spent and has left")),
  )
  .add(
    get("variant", "/variant").addSuccess(Variant).annotateContext(summary("Which of the shapes are served")),
  )
  .add(
    HttpApiEndpoint.patch("setVariant", "/variant")
      .setPayload(Words.Variants)
      .addSuccess(Variant)
      .annotateContext(summary("Switch which of the shapes are served")),
  )

const requests = HttpApiGroup.make("requests")
  .add(
    get("requests", "/requests")
      .setUrlParams(
        Schema.Struct({
          endpoint: optional(Schema.String),
          secrets: optional(Schema.Literal("true", "false")),
        }),
      )
      .addSuccess(Schema.Array(LoggedExchange))
      .annotateContext(summary("The request log, the newest last; secrets masked unless asked for")),
  )
  .add(HttpApiEndpoint.del("clearRequests", "/requests").annotateContext(summary("Empty the request log")))
  .add(
    get("requestStream", "/requests/stream")
      .setUrlParams(Schema.Struct({ endpoint: optional(Schema.String) }))
      .addSuccess(HttpApiSchema.Text({ contentType: "text/event-stream" }))
      .annotateContext(summary("Every exchange from now on, as server-sent events named `exchange`")),
  )

export class AdminApi extends HttpApi.make("sandbox")
  .add(overview)
  .add(clock)
  .add(catalogue)
  .add(access)
  .add(identity)
  .add(trouble)
  .add(requests)
  .addError(AdminError)
  .prefix("/sandbox")
  .annotate(OpenApi.Title, "The sandbox's admin")
  .annotate(OpenApi.Version, "1")
  .annotate(OpenApi.Description, "Looks into an emulated Adobe Pass service and steers it.") {}
