import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Account, Channel, Mvpd, ServiceProvider } from "../../world/catalogue.js"
import type { State } from "../../world/state.js"
import { World } from "../../world/World.js"
import { asJson, empty } from "../answers.js"
import { command, plain } from "../command.js"

const all = <A>(of: (state: State) => ReadonlyMap<string, A>) =>
  Effect.map(World, ({ state }) => [...of(state).values()])

const removal = (summary: string, path: `/${string}/:id`, of: (state: State) => Map<string, unknown>) =>
  command({
    summary,
    http: ["DELETE", path],
    takes: Schema.Struct({ id: Schema.String }),
    alone: "id",
    answer: empty,
    run: ({ id }) => Effect.map(World, ({ state }) => void of(state).delete(id)),
  })

/** Every account, the built-in ones included. */
export const accounts = plain({
  summary: "The accounts",
  http: ["GET", "/accounts"],
  answer: asJson(Schema.Array(Account)),
  run: all(({ accounts }) => accounts),
})

/** Adds an account, or replaces the one of this username. */
export const putAccount = command({
  summary: "Add an account, or replace the one of this username",
  http: ["PUT", "/accounts"],
  takes: Account,
  answer: empty,
  run: (account) => Effect.map(World, ({ state }) => void state.accounts.set(account.username, account)),
})

/** Removes the account of this username. */
export const removeAccount = command({
  summary: "Remove an account",
  http: ["DELETE", "/accounts/:username"],
  takes: Schema.Struct({ username: Schema.String }),
  alone: "username",
  answer: empty,
  run: ({ username }) => Effect.map(World, ({ state }) => void state.accounts.delete(username)),
})

/** Every service provider. */
export const serviceProviders = plain({
  summary: "The service providers",
  http: ["GET", "/service-providers"],
  answer: asJson(Schema.Array(ServiceProvider)),
  run: all(({ serviceProviders }) => serviceProviders),
})

/** Adds a service provider, or replaces the one of this id; the sandbox's own software statement is good for it at once. */
export const putServiceProvider = command({
  summary: "Add a service provider, or replace the one of this id",
  http: ["PUT", "/service-providers"],
  takes: ServiceProvider,
  answer: empty,
  run: (serviceProvider) =>
    Effect.map(World, ({ state }) => void state.serviceProviders.set(serviceProvider.id, serviceProvider)),
})

/** Removes the service provider of this id. */
export const removeServiceProvider = removal(
  "Remove a service provider",
  "/service-providers/:id",
  ({ serviceProviders }) => serviceProviders,
)

/** Every MVPD, TempPasses included. */
export const mvpds = plain({
  summary: "The MVPDs",
  http: ["GET", "/mvpds"],
  answer: asJson(Schema.Array(Mvpd)),
  run: all(({ mvpds }) => mvpds),
})

/** Adds an MVPD, or replaces the one of this id; every limit, endpoint and platform of it can be set so. */
export const putMvpd = command({
  summary: "Add an MVPD, or replace the one of this id",
  http: ["PUT", "/mvpds"],
  takes: Mvpd,
  answer: empty,
  run: (mvpd) => Effect.map(World, ({ state }) => void state.mvpds.set(mvpd.id, mvpd)),
})

/** Removes the MVPD of this id. */
export const removeMvpd = removal("Remove an MVPD", "/mvpds/:id", ({ mvpds }) => mvpds)

/** Every channel. */
export const channels = plain({
  summary: "The channels",
  http: ["GET", "/channels"],
  answer: asJson(Schema.Array(Channel)),
  run: all(({ channels }) => channels),
})

/** Adds a channel, or replaces the one of this id. */
export const putChannel = command({
  summary: "Add a channel, or replace the one of this id",
  http: ["PUT", "/channels"],
  takes: Channel,
  answer: empty,
  run: (channel) => Effect.map(World, ({ state }) => void state.channels.set(channel.id, channel)),
})

/** Removes the channel of this id. */
export const removeChannel = removal("Remove a channel", "/channels/:id", ({ channels }) => channels)
