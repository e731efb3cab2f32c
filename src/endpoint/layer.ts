import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Integration } from "../domain/Environment.js"
import type { Authorized } from "../transport/Authorized.js"
import type { Transport } from "../transport/Transport.js"
import * as Endpoints from "./index.js"

/** Every endpoint service. */
export type Endpoint = Context.Tag.Identifier<(typeof Endpoints)[keyof typeof Endpoints]>

type Requires = Authorized | Integration | Transport

const endpoints: ReadonlyArray<{
  readonly key: string
  readonly make: Effect.Effect<unknown, never, Requires>
}> = Object.values(Endpoints)

/** All endpoints. */
export const layer: Layer.Layer<Endpoint, never, Requires> = Layer.effectContext(
  Effect.map(
    Effect.forEach(endpoints, ({ key, make }) => Effect.map(make, (service) => [key, service] as const)),
    (services) => Context.unsafeMake<Endpoint>(new Map(services)),
  ),
)
