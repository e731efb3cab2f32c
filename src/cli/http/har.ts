/**
 * Exchanges as a HAR file, which browsers and proxies open; secrets masked.
 *
 * @see http://www.softwareishard.com/blog/har-12-spec/
 */
import * as DateTime from "effect/DateTime"
import { version } from "../version.js"
import type { Exchange } from "./Exchanges.js"
import { maskBody, maskHeaders, maskUrl } from "./mask.js"

const pairs = (all: Readonly<Record<string, string>>) =>
  Object.entries(all).map(([name, value]) => ({ name, value }))

const entry = ({ duration, endpoint, request, response, startedAt }: Exchange) => {
  const url = maskUrl(request.url)
  const body = maskBody(request.body)
  const answer = maskBody(response?.body ?? "")
  return {
    startedDateTime: DateTime.formatIso(DateTime.unsafeMake(startedAt)),
    time: duration,
    request: {
      method: request.method,
      url,
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: pairs(maskHeaders(request.headers)),
      queryString: [...new URL(url).searchParams].map(([name, value]) => ({ name, value })),
      ...(body !== "" && { postData: { mimeType: request.headers["content-type"] ?? "", text: body } }),
      headersSize: -1,
      bodySize: new TextEncoder().encode(request.body).length,
    },
    response: {
      status: response?.status ?? 0,
      statusText: "",
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: pairs(maskHeaders(response?.headers ?? {})),
      content: {
        size: new TextEncoder().encode(response?.body ?? "").length,
        mimeType: response?.headers["content-type"] ?? "",
        text: answer,
      },
      redirectURL: maskUrl(response?.headers["location"] ?? ""),
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: duration, receive: 0 },
    comment: response === undefined ? `${endpoint}: no answer` : endpoint,
  }
}

export const harOf = (exchanges: ReadonlyArray<Exchange>): string =>
  `${JSON.stringify({ log: { version: "1.2", creator: { name: "adobe-pass", version }, entries: exchanges.map(entry) } }, undefined, 2)}\n`
