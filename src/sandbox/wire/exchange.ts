/**
 * One request and its answer as the rooms of the sandbox see them: plain values, so that an answer can still be
 * logged, cut short or made wrong before it goes out.
 */
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Refusal } from "../world/errors.js"
import type { Variant } from "../world/variant.js"
import type { World } from "../world/World.js"

/** The request that is being answered. */
export class Exchange extends Context.Tag("effect-adobe-pass/sandbox/Exchange")<
  Exchange,
  {
    /** Virtual milliseconds at which the request arrived. */
    readonly now: number
    readonly method: string
    /** Path and query as they were sent. */
    readonly target: string
    /** With the origin by which the client reached the sandbox. */
    readonly url: URL
    readonly params: Readonly<Record<string, string | undefined>>
    /** Lower-case names. */
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
    readonly address: { readonly ip: string; readonly port: number }
  }
>() {}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Whole Set-Cookie values. */
  readonly cookies?: ReadonlyArray<string>
  readonly body: string
}

/** Answers the request of the exchange. */
export type Handler = Effect.Effect<Reply, Refusal, World | Exchange>

export const json = (status: number, value: unknown): Reply => ({
  status,
  headers: { "content-type": "application/json;charset=UTF-8" },
  body: JSON.stringify(value),
})

export const html = (status: number, body: string): Reply => ({
  status,
  headers: { "content-type": "text/html;charset=UTF-8" },
  body,
})

/** To this URL as it was given, unless a header cannot hold it so. */
export const redirect = (location: string): Reply => ({
  status: 302,
  headers: { location: /^[\x21-\x7e]+$/.test(location) ? location : new URL(location).href },
  body: "",
})

export const noContent: Reply = { status: 204, headers: {}, body: "" }

/** Whether the body says that it is of this media type; parameters such as the charset do not matter. */
export const hasMediaType = (exchange: Exchange["Type"], type: string): boolean =>
  (exchange.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() === type

export const FORM = "application/x-www-form-urlencoded"
export const JSON_TYPE = "application/json"

/** The URL that a request asks for, with the origin by which the client reached the sandbox. */
export const urlOf = ({ headers, originalUrl }: HttpServerRequest.HttpServerRequest): URL | undefined => {
  // A target that begins with two slashes would name another origin if it were read relative to one.
  const url = originalUrl.startsWith("/")
    ? `http://${headers["host"] ?? "localhost"}${originalUrl}`
    : originalUrl
  return URL.canParse(url) ? new URL(url) : undefined
}

/** The URL of a path of this sandbox, as the client would reach it. */
export const here = (exchange: Exchange["Type"], path: string): string => new URL(path, exchange.url).href

/** The same, but relative unless the variant wants it absolute. */
export const pathTo = (variant: Variant, exchange: Exchange["Type"], path: string): string =>
  variant.url === "absolute" ? here(exchange, path) : path
