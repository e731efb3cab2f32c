import { expect, it } from "vitest"
import { useSandbox } from "../sandbox/driver.js"

const { sandbox, call } = useSandbox()

it("a browser may leave X-Device-Info to its User-Agent", async () => {
  const { status } = await call("/o/client/register", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "user-agent":
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36",
    },
    body: JSON.stringify({ software_statement: sandbox().softwareStatement }),
  })
  expect(status).toBe(201)
})
