/** From the first start to the logout, with a process per command: state lives in the store alone. */
import * as Fs from "node:fs"
import { expect, it } from "vitest"
import type { OwnWay } from "./support.js"
import { makePlace, rows, signingIn } from "./support.js"

it("goes from login to logout in a process per command, with one registration and token", async () => {
  await using place = await makePlace()
  const json = async (args: ReadonlyArray<string>, code = 0, way: OwnWay = {}) =>
    rows(await place.start([...args, "--json"], way), code)

  expect((await json(["configuration", "--search", "cablevision"])).map(({ id }) => id)).toEqual([
    "Cablevision",
  ])
  expect(await json(["profiles"])).toEqual([])
  expect(
    await json(["login", "--mvpd", "Cablevision"], 0, { onOutput: signingIn(place, "basic") }),
  ).toMatchObject([{ _tag: "Prompt" }, { _tag: "Profile", mvpd: "Cablevision" }])

  // none of them is told the MVPD: it is that of the login
  expect(await json(["profiles"])).toMatchObject([{ mvpd: "Cablevision" }])
  expect(await json(["preauthorize", "newsline", "sportsplus"])).toMatchObject([
    { _tag: "Permit" },
    { _tag: "Deny" },
  ])
  expect(await json(["authorize", "newsline"])).toMatchObject([{ _tag: "Permit" }])
  expect(await json(["authorize", "sportsplus"], 3)).toMatchObject([
    { error: { _tag: "AuthorizationDenied" } },
  ])
  expect(await json(["whoami"])).toMatchObject([{ mvpd: "Cablevision", clientId: expect.any(String) }])
  expect(await json(["logout"])).toMatchObject([{ _tag: "Logout", mvpd: "Cablevision" }])
  expect(await json(["profiles"])).toEqual([])
  expect(await json(["authorize", "newsline"], 4)).toMatchObject([
    { error: { _tag: "AuthenticationRequired" } },
  ])

  const log = await place.sandbox.admin.requests()
  const count = (name: string) => log.filter(({ endpoint }) => endpoint === name).length
  expect([count("RetrieveClientCredentials"), count("RetrieveAccessToken")]).toEqual([1, 1])
  expect(Fs.readdirSync(place.store).filter((name) => name.startsWith(".")).length).toBe(0)
}, 120_000)
