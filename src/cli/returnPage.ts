/** The app's own page, for a person's browser to come back to. */
import * as Effect from "effect/Effect"
import { createServer } from "node:http"

const page =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Done</title><p>Done. Go back to the terminal.</p></html>'

const listen = Effect.async<{ readonly url: string; readonly close: () => void }>((resume) => {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", connection: "close" }).end(page)
  })
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    const close = () => {
      server.close()
      server.closeAllConnections()
    }
    resume(Effect.succeed({ url: `http://127.0.0.1:${port}/done`, close }))
  })
})

/** Serves the page while the scope lasts; gives its URL. */
export const returnPage = Effect.map(
  Effect.acquireRelease(listen, ({ close }) => Effect.sync(close)),
  ({ url }) => url,
)
