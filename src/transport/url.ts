import * as Effect from "effect/Effect"
import { baseUrls, Integration } from "../domain/Environment.js"

/** Makes the URLs in answers absolute: most come relative to the service. */
export const absolute = Effect.map(Integration, ({ environment }) => {
  const { baseUrl } = baseUrls(environment)
  return (url: string): string => (url.startsWith("/") && !url.startsWith("//") ? `${baseUrl}${url}` : url)
})
