/** The app's own client of Redis, known by what it can do. */
import { sha1 } from "@noble/hashes/legacy.js"
import * as Data from "effect/Data"
import * as Encoding from "effect/Encoding"
import type { RedisClient } from "../options.js"

/** A script of Redis, and the hash that Redis knows it by once it has run. */
export interface Script {
  readonly text: string
  readonly hash: string
}

export const script = (text: string): Script => ({
  text,
  hash: Encoding.encodeHex(sha1(new TextEncoder().encode(text))),
})

/** Sets a key for so many milliseconds, and tells whether it was free. */
export const takeFirst = script(`return redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[1]) and 1 or 0`)

/** Whether a script answered 1, which stands for yes. Some clients are told to leave numbers as texts. */
export const isYes = (answer: unknown): boolean => Number(answer) === 1

/** Writes, which a replica cannot. */
export const probe = script(`return redis.call('SET', KEYS[1], '1', 'PX', '1000')`)

/** Redis is away, so that the fleet's part of a call is left to this process. */
export class Away extends Data.TaggedError("Away")<{
  readonly reason: string
  /** It is there for other calls: this one has waited for long enough. */
  readonly isOfCall?: boolean
}> {}

/** Runs a script on its keys, which share a hash slot. */
export interface Run {
  (script: Script, keys: ReadonlyArray<string>, args: ReadonlyArray<string>): Promise<unknown>
}

/** Whatever an app has its node-redis make of answers, these are read as Redis gives them. */
const asGiven = { typeMapping: {} }

/** Sends a command whose first key is `key`. */
const sender = (client: RedisClient): ((key: string, args: Array<string>) => Promise<unknown>) => {
  // of ioredis, which has a sendCommand of another kind as well
  if ("call" in client) return (_, [command = "", ...args]) => client.call(command, ...args)
  if ("slots" in client) return (key, args) => client.sendCommand(key, false, args, asGiven)
  if ("getMasterNode" in client) return (_, args) => client.sendCommand(false, args, asGiven)
  return (_, args) => client.sendCommand(args, asGiven)
}

const isUnknownScript = (error: unknown) => error instanceof Error && error.message.startsWith("NOSCRIPT")

export const makeRun = (client: RedisClient): Run => {
  const send = sender(client)
  return async ({ hash, text }, keys, args) => {
    const [key = ""] = keys
    const rest = [String(keys.length), ...keys, ...args]
    try {
      return await send(key, ["EVALSHA", hash, ...rest])
    } catch (error) {
      if (!isUnknownScript(error)) throw error
      return await send(key, ["EVAL", text, ...rest])
    }
  }
}

/** What went wrong: the word of Redis, or what the client says, without the user of a URL. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return "unknown"
  const message = error.message.replace(/\/\/[^\s/]*@/g, "//***@").slice(0, 200)
  return /^[A-Z]+\b/.exec(message)?.[0] ?? (message || error.constructor.name)
}

/** Redis is there, but cannot do this with this key. */
export const isOfOneKey = (reason: string) => reason === "ERR" || reason === "WRONGTYPE"

/** Whether a client tells each time that it has connected: one of many servers does not, when another takes over. */
export const tellsOfConnections = (client: RedisClient): boolean =>
  "on" in client &&
  !("slots" in client || "getMasterNode" in client) &&
  ("isReady" in client || ("status" in client && !("isCluster" in client && client.isCluster === true)))

/**
 * Tells whether a client has failed. Listens for its errors, for one that is not listened for ends the process; they are
 * logged as outages.
 *
 * @param onReady Is called each time that the client has connected.
 */
export const watchClient = (client: RedisClient, onReady: () => void) => {
  let hasFailed = false
  if ("on" in client && typeof client.on === "function") {
    client.on("error", () => {
      hasFailed = true
    })
    client.on("ready", onReady)
  }
  return {
    hasFailed: () => hasFailed,
    /** The client, which outlives its fleet, then keeps nothing of it; its errors still end no process. */
    forget: () => {
      if ("off" in client && typeof client.off === "function") client.off("ready", onReady)
    },
  }
}
