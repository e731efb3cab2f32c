/** An exchange as a person reads it, secrets masked. */
import { bold, dim, red } from "../output/style.js"
import type { Exchange } from "./Exchanges.js"
import { maskBody, maskHeaders, maskUrl } from "./mask.js"

const lines = (headers: Readonly<Record<string, string>>, body: string) => [
  ...Object.entries(maskHeaders(headers)).map(([name, value]) => `  ${dim(`${name}:`)} ${value}`),
  ...(body === "" ? [] : [`  ${maskBody(body)}`]),
]

export const describe = ({ duration, endpoint, request, response }: Exchange): string => {
  const took = dim(`in ${duration.toFixed(0)} ms`)
  return [
    `${dim("→")} ${bold(request.method)} ${maskUrl(request.url)} ${dim(endpoint)}`,
    ...lines(request.headers, request.body),
    ...(response === undefined
      ? [`${dim("←")} ${red("no answer")} ${took}`]
      : [
          `${dim("←")} ${response.status < 400 ? bold(String(response.status)) : red(String(response.status))} ${took}`,
          ...lines(response.headers, response.body),
        ]),
  ].join("\n")
}
