/** Which endpoint a request is of, by its method and path as the endpoints declare them. */
import * as Endpoints from "../../endpoint/index.js"

const routes = Object.values(Endpoints).map(({ declared: { method, name, path } }) => ({
  method,
  name,
  // a base URL may have a path of its own
  pattern: new RegExp(`${path.replace(/\{\w+\}/g, "[^/]+")}$`),
}))

/** The endpoint's name; empty for requests to anything else. */
export const endpointOf = (method: string, url: string): string => {
  const [path = ""] = url.split(/[?#]/)
  return routes.find((route) => route.method === method && route.pattern.test(path))?.name ?? ""
}
