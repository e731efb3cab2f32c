/**
 * The commands as people and scripts run them: in this process, and in processes of their own where it is about terminals,
 * signals, streams, folders or the end of a process.
 */
import { spawnSync } from "node:child_process"
import * as Fs from "node:fs"
import { createServer } from "node:http"
import * as Os from "node:os"
import * as Path from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { catalogue } from "../../src/cli/commands/index.js"
import * as Endpoints from "../../src/endpoint/index.js"
import { exitCodesExplained } from "../../src/cli/output/exitCodes.js"
import { commandHelp } from "../../src/cli/output/help.js"
import { settings } from "../../src/cli/settings/table.js"
import { version } from "../../src/cli/version.js"
import type { Place } from "./support.js"
import { fits, lines, makePlace, rows, signingIn } from "./support.js"

let place: Place
/** Tokens that a test asked for. */
const shownOnPurpose: Array<string> = []
beforeAll(async () => {
  place = await makePlace()
}, 120_000)
afterAll(() => place?.[Symbol.asyncDispose]())

/** Somebody who signed in before. */
const signIn = (username: string, mvpd = "Cablevision") =>
  place.run(["login", "--mvpd", mvpd, "--no-browser"], { onOutput: signingIn(place, username) })

describe("adobe-pass", () => {
  it("lists its commands, in 80 columns", async () => {
    const { code, out } = await place.start(["--help"])
    expect(code).toBe(0)
    fits(out)
    for (const { name } of catalogue) expect(out).toMatch(new RegExp(`^  ${name} `, "m"))
    expect(await place.start([])).toMatchObject({ code: 0, out })
  })

  it("tells its version, which is that of the package", async () => {
    const { version: published }: { version: string } = JSON.parse(Fs.readFileSync("package.json", "utf8"))
    expect(version).toBe(published)
    expect(await place.start(["--version"])).toMatchObject({ code: 0, out: `${published}\n` })
  })

  it("explains each command in 80 columns, with all its flags and an example", async () => {
    for (const entry of catalogue) {
      const command = await entry.load()
      const help = commandHelp(entry, command)
      fits(help)
      expect(help.replace(/\s+/g, " ")).toContain(entry.about)
      expect(command.examples.length).toBeGreaterThan(0)
      for (const flag of command.flags) expect(help).toContain(flag.name)
      // no text that somebody forgot to write
      for (const { about } of [...command.flags, ...command.arguments]) expect(about).toMatch(/\w{2}.*\.$/)
    }
    const [first = expect.fail("there is no command")] = catalogue
    const { code, out } = await place.start([first.name, "--help"])
    expect({ code, out }).toEqual({ code: 0, out: `${commandHelp(first, await first.load())}\n` })
  }, 60_000)

  it("tells a flag that lacks its value from one that is given twice", async () => {
    const status = async (...flags: ReadonlyArray<string>) =>
      (await place.run(["sandbox", "status", ...flags])).err.split("\n")[0]
    expect(await status("--port")).toBe("✗ --port lacks its value.")
    expect(await status("--port", "4010", "--port=4011")).toBe("✗ --port is given twice.")
  })

  it("names no command that there is not", async () => {
    expect(await place.start(["watch"])).toMatchObject({
      code: 2,
      out: "",
      err: "✗ There is no command watch.\n  adobe-pass --help lists them.\n",
    })
  })

  it("refuses what a command does not take, with exit code 2", async () => {
    for (const args of [
      ["profiles", "--mvdp", "x"],
      ["profiles", "x"],
      ["authorize"],
      ["walk", "--flow", "none"],
    ]) {
      const { code, err, out } = await place.run(args)
      expect({ args, code, out }).toEqual({ args, code: 2, out: "" })
      expect(err).toMatch(/^✗ /)
    }
    expect(await place.json(["profiles", "--mvdp", "x"], 2)).toEqual([
      { error: expect.objectContaining({ _tag: "UsageError", exit: 2 }) },
    ])
  })

  it("says what to do where no service answers, with exit code 7", async () => {
    const way = { env: { ADOBE_PASS_ENVIRONMENT: "http://127.0.0.1:9" } }
    const { code, err } = await place.start(["profiles"], way)
    expect(code).toBe(7)
    expect(err).toContain("✗ There is no connection to the service.\n")
    expect(err).toContain("next  Is the network there? For a sandbox on this machine: adobe-pass sandbox.")
    expect(await place.json(["profiles"], 7, way)).toMatchObject([{ error: { _tag: "Unreachable" } }])
  })

  it("has colours on a terminal, and none elsewhere or with NO_COLOR", async () => {
    const args = ["configuration"]
    expect((await place.onTerminal(args)).out).toContain("\u001B[")
    expect((await place.onTerminal(args, { env: { NO_COLOR: "1" } })).out).not.toContain("\u001B[")
    expect((await place.start(args)).out).not.toContain("\u001B[")
  })

  it("shows each exchange, and records it, without its secrets", async () => {
    const har = Path.join(place.folder, "calls.har")
    const { code, err, out } = await place.run(["profiles", "--verbose", "--har", har, "--json"])
    expect({ code, out }).toEqual({ code: 0, out: "" })
    expect(err).toMatch(/^→ GET http:\/\/127\.0\.0\.1:\d+\/api\/v2\/REF30\/profiles RetrieveProfiles$/m)
    expect(err).toContain("authorization: Bearer ***")
    expect(err).toMatch(/^← 200 in \d+ ms$/m)
    const { log } = JSON.parse(Fs.readFileSync(har, "utf8"))
    expect(log.version).toBe("1.2")
    expect(log.entries.map(({ comment }: { comment: string }) => comment)).toContain("RetrieveProfiles")
    expect(Fs.statSync(har).mode & 0o777).toBe(0o600)
    const secrets = await secretsOf(place)
    for (const secret of secrets) expect(Fs.readFileSync(har, "utf8")).not.toContain(secret)
  })

  it("says so where the recording cannot be written", async () => {
    const { code, err } = await place.run(["profiles", "--har", "/no/such/folder/calls.har"])
    expect(code).toBe(2)
    expect(err).toContain("✗ /no/such/folder/calls.har cannot be written.")
  })
})

describe("what a newcomer types", () => {
  it("help COMMAND is its help", async () => {
    for (const words of [["login"], ["sandbox", "stop"]]) {
      expect((await place.run(["help", ...words])).out).toBe((await place.run([...words, "--help"])).out)
    }
    expect(await place.run(["help", "nothing"])).toMatchObject({ code: 2 })
  })
  it("a word that was mistyped is told with the one that is near", async () => {
    expect((await place.run(["logni"])).err).toContain("Did you mean adobe-pass login?")
    expect((await place.run(["sandbox", "stpo"])).err).toContain("Did you mean adobe-pass sandbox stop?")
    expect((await place.run(["login", "--mvdp", "x"])).err).toContain("Did you mean --mvpd?")
    expect((await place.run(["call", "RetrieveProfile"])).err).toContain("Did you mean RetrieveProfiles?")
    expect((await place.run(["xyzzy"])).err).not.toContain("Did you mean")
  })
  it("a command that there is not is told to machines, too", async () => {
    expect(rows(await place.start(["logni", "--json"]), 2)).toMatchObject([
      { error: { _tag: "UsageError", what: "There is no command logni.", exit: 2 } },
    ])
  })
  it("a terminal that does not know its width has 80 columns", async () => {
    const { out } = await place.onTerminal(["env"], { columns: 0 })
    expect(lines(out)[0]).toMatch(/^SETTING +VALUE +FROM$/)
  })
  it("a reader that has read enough ends it quietly", async () => {
    const { code, err, out } = await place.throughHead(["doctor", "--json"])
    expect({ code, err }).toEqual({ code: 0, err: "" })
    expect(lines(out)).toHaveLength(1)
  })
  it("the defaults that the help of a command names are its own", async () => {
    const help = async (...words: ReadonlyArray<string>) =>
      (await place.run([...words, "--help"])).out.replace(/\s+/g, " ")
    expect(await help("login")).toContain(
      "--mvpd ID The TV provider, as `configuration` lists it. Default: you pick one.",
    )
    expect(await help("logout")).toContain("Default: every one that somebody is signed in with.")
    expect(await help("temp-pass")).toContain(
      "--mvpd ID The TempPass, as `configuration --temp-pass` lists it.",
    )
    for (const name of ["call", "login", "logout", "temp-pass", "temp-pass reset"]) {
      expect(await help(...name.split(" "))).not.toContain("that of the last login")
    }
    expect(await help("authorize")).toContain("Default: that of the last login.")
  })
})

describe("the guide", () => {
  const guide = Fs.readFileSync("docs/guides/command.md", "utf8")
  const rows = (heading: string) => {
    const [table = ""] = guide.slice(guide.indexOf(`| ${heading} `)).split("\n\n")
    return [...table.matchAll(/^\| (.*?) +\|/gm)].slice(2).map(([, first = ""]) => first)
  }
  const names = (cells: ReadonlyArray<string>) =>
    cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name)).toSorted()

  it("tells of every command, of its JSON, of every setting and of every exit code", () => {
    const all = catalogue.map(({ name }) => name).toSorted()
    expect(names(rows("command"))).toEqual(all)
    const json = guide.slice(guide.indexOf("## For scripts"))
    expect(names([...json.matchAll(/^\| (`[^|]*?) +\|/gm)].map(([, first = ""]) => first))).toEqual(all)
    expect(names(rows("setting"))).toEqual(Object.keys(settings).toSorted())
    expect(rows("exit code").map(Number)).toEqual(exitCodesExplained.map(([code]) => code))
  })
})

describe("configuration", () => {
  it("lists the TV providers", async () => {
    const { code, out } = await place.onTerminal(["configuration"])
    expect(code).toBe(0)
    fits(out)
    expect(lines(out)[0]).toBe("Reference Television 15 of 15 TV providers")
    expect(out).toMatch(/^Cablevision +Cablevision +partner: SUPPORTED\s*$/m)
  })
  it("searches and filters", async () => {
    const ids = async (...flags: ReadonlyArray<string>) =>
      (await place.json(["configuration", ...flags])).map(({ id }) => id)
    expect(await ids("--search", "CABLE")).toEqual(["Cablevision", "Picker_Cable"])
    expect(await ids("--temp-pass")).toHaveLength(4)
    expect(await ids("--pickable")).toHaveLength(11)
    expect((await place.json(["configuration", "--domains"])).map(({ name }) => name)).toContain("adobe.com")
  })
  it("says who is unknown to Adobe", async () => {
    const { code, err } = await place.run(["configuration", "--service-provider", "NOBODY"])
    expect(code).toBe(5)
    expect(err).toMatch(/^✗ /)
  })
})

describe("login", () => {
  it("shows link, code in large letters and QR code, opens the browser, and waits", async () => {
    const browser = Path.join(place.folder, "browser.sh")
    const opened = Path.join(place.folder, "opened")
    Fs.writeFileSync(browser, `#!/bin/sh\nprintf %s "$1" > ${opened}\n`, { mode: 0o755 })
    const { code, out } = await place.onTerminal(["login", "--mvpd", "Cablevision"], {
      env: { BROWSER: browser },
      onOutput: (written) => {
        if (Fs.existsSync(opened)) signingIn(place, "basic")(written)
      },
    })
    expect(code).toBe(0)
    fits(out)
    const link = /^http:\S+/m.exec(out)?.[0]
    expect(Fs.readFileSync(opened, "utf8")).toBe(link)
    expect(out).toContain("██")
    expect(out).toContain("▀")
    expect(out).toMatch(/Waiting for the sign-in. The code is good for (30:00|29:\d\d)\./)
    expect(lines(out).at(-1)).toMatch(/^Cablevision +regular +30 days/)
  })

  it("has a person pick the TV provider, with a search", async () => {
    let searched = false
    let taken = false
    const signIn = signingIn(place, "basic")
    const { code, out } = await place.onTerminal(["login", "--no-browser"], {
      onOutput: (written, child) => {
        if (!searched && written.includes("type to search")) {
          searched = true
          child.type("telephone")
        }
        if (!taken && /1 of 11.*telephone/s.test(written)) {
          taken = true
          child.type("\r")
        }
        signIn(written)
      },
    })
    expect(code).toBe(0)
    expect(lines(out).at(-1)).toMatch(/^NorthFork/)
  })

  it("writes the prompt and the profile for machines", async () => {
    const found = await place.json(["login", "--mvpd", "Dish"], 0, { onOutput: signingIn(place, "family") })
    expect(found).toMatchObject([
      { _tag: "Prompt", code: expect.any(String), url: expect.stringContaining("/authenticate/REF30/") },
      { _tag: "Profile", mvpd: "Dish", type: "regular" },
    ])
  })

  it("asks for a provider where nobody can pick one", async () => {
    const { code, err } = await place.run(["login"])
    expect(code).toBe(2)
    expect(err).toContain("✗ Which TV provider?\n  next  Give --mvpd ID;")
  })

  it("ends with Ctrl-C, with exit code 130 and nothing left on the screen or to come", async () => {
    let interrupted = false
    const { code, out } = await place.onTerminal(["login", "--mvpd", "Cablevision", "--no-browser"], {
      env: { ADOBE_PASS_DEVICE_ID: "a-device-that-nobody-uses" },
      onOutput: (written, child) => {
        if (interrupted || !written.includes("Waiting for")) return
        interrupted = true
        child.type("\u0003")
      },
    })
    expect(code).toBe(130)
    expect(out).not.toContain("✗")
    expect(out.split("\r").at(-1)).toBe("\u001B[2K")
    expect(Fs.readdirSync(place.store).filter((name) => /\.(tmp|lock)$/.test(name))).toEqual([])
  })

  it("ends with exit code 4 once the code has expired", async () => {
    const { admin } = place.sandbox
    const ending = place.json(["login", "--mvpd", "Cablevision"], 4, {
      env: { ADOBE_PASS_DEVICE_ID: "a-device-that-nobody-uses" },
      onOutput: (written) => {
        if (written.includes("Prompt")) void admin.advance(31 * 60_000)
      },
    })
    expect((await ending).at(-1)).toMatchObject({ error: { _tag: "AuthenticationCodeExpired", exit: 4 } })
  }, 30_000)
})

describe("profiles", () => {
  it("shows who is signed in, and what the MVPD tells of them", async () => {
    await signIn("basic")
    const { code, out } = await place.onTerminal(["profiles", "--attributes"])
    expect(code).toBe(0)
    fits(out)
    expect(out).toMatch(/^Cablevision +regular +30 days +\S+ +Cablevision/m)
    expect(out).toMatch(/^ {2}channelID +\["REF30"/m)
    expect(await place.json(["profiles"])).toContainEqual(
      expect.objectContaining({ mvpd: "Cablevision", notAfter: expect.stringMatching(/^\d{4}-.*Z$/) }),
    )
  })
  it("finds nobody on another device", async () => {
    expect(await place.run(["profiles", "--device-id", "another"])).toMatchObject({
      code: 0,
      out: "Nobody is signed in.\n",
    })
    expect(await place.json(["profiles", "--device-id", "another"])).toEqual([])
  })
})

describe("authorize", () => {
  it("tells that the viewer may play, the media token masked unless asked for", async () => {
    await signIn("basic")
    const { code, out } = await place.onTerminal(["authorize", "newsline"])
    expect(code).toBe(0)
    fits(out)
    expect(lines(out)).toEqual([
      "✓ newsline may play, by mvpd",
      expect.stringMatching(/^ {2}media token {2}\w{4}•••• \(\d+ characters\), good for 5 minutes$/),
    ])
    const [masked] = await place.json(["authorize", "newsline"])
    expect(masked).toMatchObject({ _tag: "Permit", resource: "newsline", token: { serializedToken: "***" } })
    const [shown] = await place.json(["authorize", "newsline", "--show-token"])
    expect(Buffer.from(shown?.token.serializedToken ?? "", "base64").toString()).toContain(
      "<resourceID>newsline",
    )
  })
  it("tells of a denial what, why, what to do next, and the trace, with exit code 3", async () => {
    const { code, err, out } = await place.run(["authorize", "sportsplus"])
    expect({ code, out }).toEqual({ code: 3, out: "" })
    expect(lines(err)[0]).toBe("✗ The MVPD does not let the viewer watch this.")
    expect(err).toMatch(/^ {2}why {4}"Sports Plus" comes with the sports package\. Ask/m)
    expect(err).toMatch(/^ {2}next {3}Show the viewer the MVPD's own words/m)
    expect(err).toMatch(/^ {2}trace {2}[0-9a-f-]{36} to quote to Adobe's support$/m)
    expect(await place.json(["authorize", "sportsplus"], 3)).toMatchObject([
      { error: { _tag: "AuthorizationDenied", code: "authorization_denied_by_mvpd", exit: 3 } },
    ])
  })
  it("sends whoever is not signed in to the login, with exit code 4", async () => {
    const { code, err } = await place.run(["authorize", "newsline", "--device-id", "another"])
    expect(code).toBe(4)
    expect(err).toContain("✗ Nobody is signed in.")
    expect(err).toContain("next  Sign in: adobe-pass login.")
  })
})

describe("logout", () => {
  it("signs out, and shows what is left to do", async () => {
    await signIn("basic")
    const { code, out } = await place.run(["logout", "--mvpd", "Cablevision"])
    expect(code).toBe(0)
    expect(out).toMatch(
      /^! Cablevision: signed out at Adobe; to sign out at the MVPD too, open\n {2}http:\S+\n$/,
    )
    expect(await place.json(["logout", "--mvpd", "Cablevision"])).toMatchObject([{ _tag: "Invalid" }])
  })
  it("refuses a redirect URL that is none, with exit code 5", async () => {
    await signIn("basic")
    const { code, err } = await place.run(["logout", "--redirect-url", "nowhere"])
    expect(code).toBe(5)
    expect(err).toContain("✗ Adobe refuses redirectUrl.")
  })
})

describe("whoami", () => {
  it("shows service, device and viewer", async () => {
    await signIn("basic")
    const { code, out } = await place.onTerminal(["whoami"])
    expect(code).toBe(0)
    fits(out)
    expect(out).toMatch(/^service provider +REF30/m)
    expect(out).toMatch(/^device +\w{4}-?•••• \(36 characters\)/m)
    expect(out).toMatch(/^last login +Cablevision/m)
    const [found] = await place.json(["whoami"])
    expect(found).toMatchObject({ serviceProvider: "REF30", mvpd: "Cablevision" })
    expect(found?.profiles).toContainEqual(expect.objectContaining({ mvpd: "Cablevision" }))
  })
  it("fails where the statement is refused, with exit code 5", async () => {
    const { code, err } = await place.run(["whoami", "--software-statement", "eyJ.no.statement"])
    expect(code).toBe(5)
    expect(err).toContain(
      "✗ Adobe does not take the app for one of its clients (invalid_software_statement).",
    )
  })
})

describe("env", () => {
  it("shows what comes from a flag, a variable, the file, a default; secrets masked", async () => {
    const folder = Fs.mkdtempSync(Path.join(place.folder, "env-"))
    Fs.writeFileSync(Path.join(folder, "statement.txt"), "a-statement-of-thirty-characters\n")
    Fs.writeFileSync(
      Path.join(folder, "adobe-pass.json"),
      JSON.stringify({
        profile: "staging",
        domainName: "example.com",
        mvpd: "ForAll",
        profiles: {
          staging: { environment: "staging", mvpd: "OfProfile", softwareStatement: "@statement.txt" },
          other: { environment: "production" },
        },
      }),
    )
    const config = ["--config", Path.join(folder, "adobe-pass.json")]
    const env = { ADOBE_PASS_ENVIRONMENT: "", ADOBE_PASS_SERVICE_PROVIDER: "REF40", ADOBE_PASS_MVPD: "" }
    const { code, out } = await place.onTerminal(["env", ...config, "--redirect-url", "https://a.example/"], {
      env,
    })
    expect(code).toBe(0)
    fits(out)
    const all = await place.json(["env", ...config, "--redirect-url", "https://a.example/"], 0, { env })
    expect(all).toEqual([
      { name: "environment", value: "staging", from: "adobe-pass.json, profile staging" },
      { name: "serviceProvider", value: "REF40", from: "ADOBE_PASS_SERVICE_PROVIDER" },
      {
        name: "softwareStatement",
        value: "a-st•••• (32 characters)",
        from: "adobe-pass.json, profile staging, @statement.txt",
      },
      { name: "mvpd", value: "OfProfile", from: "adobe-pass.json, profile staging" },
      { name: "domainName", value: "example.com", from: "adobe-pass.json" },
      { name: "redirectUrl", value: "https://a.example/", from: "--redirect-url" },
      { name: "store", value: place.store, from: "ADOBE_PASS_STORE" },
    ])
    const [other] = await place.json(["env", ...config, "--profile", "other"], 0, { env })
    expect(other).toMatchObject({ value: "production" })
  })
  it("finds the file in a folder above, and says what is wrong with it", async () => {
    const file = Path.join(place.folder, "adobe-pass.json")
    const complaint = async (text: string, ...args: ReadonlyArray<string>) => {
      Fs.writeFileSync(file, text)
      const { code, err } = await place.start(["env", ...args])
      expect(code).toBe(2)
      return lines(err).join(" ")
    }
    try {
      expect(await complaint('{ "serviceprovider": "REF30" }')).toMatch(/serviceprovider: is not expected/)
      expect(await complaint('{ "mvpd": 1 }')).toMatch(/mvpd: expected string/)
      expect(await complaint("{")).toMatch(/adobe-pass\.json: line 1, column 2: /)
      expect(await complaint('{\n  "mvpd": Cablevision\n}')).toMatch(/adobe-pass\.json: line 2, column 11: /)
      expect(await complaint("{}", "--profile", "staging")).toMatch(/has no profile staging/)
    } finally {
      Fs.rmSync(file)
    }
    expect((await place.start(["env", "--profile", "staging"])).err).toContain("There is no profile staging")
  })
})

describe("decode", () => {
  it("shows what is in a software statement, an access token and a media token", async () => {
    const statement = place.sandbox.softwareStatement
    const { code, out } = await place.onTerminal(["decode", statement])
    expect(code).toBe(0)
    fits(out)
    expect(lines(out)[0]).toBe("A software statement (not verified)")
    expect(out).toMatch(/^ {2}service_providers +REF30, REF40/m)
    expect(out).toMatch(/^ {2}signed +RS256, by key /m)
    const [found] = rows(await place.start(["decode", "@-", "--json"], { input: statement }))
    expect(found).toMatchObject({ kind: "softwareStatement", claims: { software_id: "sandbox" } })

    await signIn("basic")
    const [permit] = await place.json(["authorize", "newsline", "--show-token"])
    const file = Path.join(place.folder, "token.txt")
    Fs.writeFileSync(file, permit?.token.serializedToken ?? "")
    const [media] = await place.json(["decode", `@${file}`])
    expect(media).toMatchObject({ kind: "mediaToken", requestorID: "REF30", resourceID: "newsline" })
    expect((await place.run(["decode", `@${file}`])).out).toMatch(/valid until +\S+ in \d /)
  })
  it("says that a text is no token, with exit code 2", async () => {
    expect(await place.run(["decode", "nothing"])).toMatchObject({ code: 2, out: "" })
    expect(await place.json(["decode", "nothing"], 2)).toMatchObject([{ error: { _tag: "UsageError" } }])
  })
})

describe("sandbox", () => {
  it("tells what its pages are for and what a client needs, until Ctrl-C", async () => {
    const { code, out } = await place.start(["sandbox", "--port", "0"], {
      onOutput: (written, child) => {
        if (/Software statement\n.+\n/.test(written)) child.interrupt()
      },
    })
    expect(code).toBe(0)
    const url = /The sandbox is at (http:\/\/127\.0\.0\.1:\d+) /.exec(out)?.[1] ?? "nowhere"
    for (const page of ["/", "/tv", "/activate", "/sandbox"]) {
      expect(out).toMatch(new RegExp(`^  ${url}${page} {2,}\\w+`, "m"))
    }
    expect(out).toMatch(new RegExp(`^  base URL +${url}$`, "m"))
    expect(out).toMatch(new RegExp(`^  software statement .*${url}/sandbox/software-statement$`, "m"))
    expect(out).toMatch(/^ {2}service provider +REF30 or REF40$/m)
    expect(out).toMatch(/^ {2}subscriber +Sam Subscriber/m)
    expect(out).toMatch(/^Software statement\neyJ[\w-]+\.[\w-]+\.[\w-]+$/m)
  })
  it("tells machines where it listens", async () => {
    const ended = await place.start(["sandbox", "--port", "0", "--json"], {
      onOutput: (written, child) => {
        if (written.includes("\n")) child.interrupt()
      },
    })
    const [found] = rows(ended)
    expect(found).toMatchObject({ _tag: "Listening", baseUrl: expect.stringMatching(/^http:/) })
  })
  it("fails where the port cannot be had, with exit code 1, and 2 where it is none", async () => {
    const { port } = new URL(place.sandbox.baseUrl)
    for (const [one, exit, why] of [
      [port, 1, `✗ cannot listen on port ${port}: a sandbox has it already (version ${version}, process `],
      ["99999", 2, "✗ --port takes a whole number from 0 to 65535, not 99999."],
    ] as const) {
      const { code, err } = await place.run(["sandbox", "--port", one])
      expect(code).toBe(exit)
      expect(lines(err)[0]).toContain(why)
    }
  })
})

describe("activate", () => {
  it("signs in for a TV that shows a code", async () => {
    const env = { ADOBE_PASS_DEVICE_ID: "a-television" }
    let typed: Promise<unknown> | undefined
    const found = await place.json(["login", "--second-screen"], 0, {
      env,
      onOutput: (written) => {
        const [, code] = /"code":"([A-Z0-9]+)"/.exec(written) ?? []
        if (code === undefined) return
        typed ??= (async () => {
          const { code: exit, out } = await place.onTerminal([
            "activate",
            code.toLowerCase(),
            "--mvpd",
            "Spectrum",
            "--no-browser",
          ])
          expect(exit).toBe(0)
          expect(lines(out)[0]).toBe(`✓ ${code} is the code of a device: ${Os.machine()}, Linux`)
          expect(lines(out).at(-1)).toContain(`/api/v2/authenticate/REF30/${code}`)
          const [checked] = await place.json(["activate", code])
          expect(checked).toMatchObject({ code, missingParameters: [], url: expect.any(String) })
          await place.sandbox.admin.completeLogin({ code, username: "basic" })
        })()
      },
    })
    await typed
    expect(found).toMatchObject([
      { _tag: "Prompt", code: expect.any(String) },
      { _tag: "Profile", mvpd: "Spectrum" },
    ])
    expect(found[0]).not.toHaveProperty("url")
  })
  it("tells a wrong code, with exit code 4", async () => {
    const { code, err } = await place.run(["activate", "NOSUCHX", "--mvpd", "Spectrum"])
    expect(code).toBe(4)
    expect(err).toContain("✗ There is no such code, or its session is over.")
  })
})

describe("preauthorize", () => {
  it("tells of each resource whether it is unlocked, and why not", async () => {
    await signIn("basic")
    const asked = ["preauthorize", "newsline", "sportsplus", "preview"]
    const { code, out } = await place.onTerminal(asked)
    expect(code).toBe(0)
    fits(out)
    expect(lines(out)).toContain("✓  newsline")
    expect(out).toMatch(/sportsplus {2}"Sports Plus" comes with/)
    expect(out).toMatch(/preview {5}the MVPD does not gate it/)
    expect(await place.json(asked)).toMatchObject([
      { _tag: "Permit", resource: "newsline" },
      { _tag: "Deny", resource: "sportsplus", error: { code: "preauthorization_denied_by_mvpd" } },
      { _tag: "Unanswered", resource: "preview" },
    ])
  })
  it("asks for a login first, with exit code 4", async () => {
    expect((await place.run(["preauthorize", "newsline", "--device-id", "another"])).code).toBe(4)
  })
})

describe("temp-pass", () => {
  it("shows what is left", async () => {
    const { code, out } = await place.onTerminal(["temp-pass", "--mvpd", "TempPass_TEST40"])
    expect(code).toBe(0)
    expect(out).toMatch(/left +3 minutes/)
    const identity = ["--temp-pass-identity", '{"email":"a@example.com"}']
    expect(await place.json(["temp-pass", "--mvpd", "flexibleTempPass", ...identity])).toMatchObject([
      { mvpd: "flexibleTempPass", remainingResources: 3 },
    ])
  })
  it("refuses an unknown MVPD with exit code 2, and one set up wrongly with 5", async () => {
    expect(await place.json(["temp-pass", "--mvpd", "Cablevision"], 2)).toMatchObject([
      { error: { message: "Cablevision is no TempPass." } },
    ])
    const { code, err } = await place.run(["temp-pass", "--mvpd", "TempPass_Broken"])
    expect(code).toBe(5)
    expect(err).toContain("✗ Something is set up wrongly at Adobe.")
  })
})

describe("temp-pass reset", () => {
  const used = ["--mvpd", "TempPass_TEST44", "--device-id", "a-device-on-trial"]
  it("gives the device another trial", async () => {
    await place.json(["authorize", "newsline", ...used])
    await place.sandbox.admin.advance(31 * 60_000)
    expect(await place.json(["authorize", "newsline", ...used], 3)).toMatchObject([
      { error: { _tag: "TemporaryAccessExhausted" } },
    ])
    expect(await place.json(["temp-pass", "reset", ...used])).toEqual([
      { mvpd: "TempPass_TEST44", devices: "this" },
    ])
    await place.json(["authorize", "newsline", ...used])
    const { out } = await place.run(["temp-pass", "reset", "--all", ...used])
    expect(out).toBe("✓ TempPass_TEST44 can be used anew, by every device.\n")
  })
  it("gives the viewer of a promotion another trial", async () => {
    const email = "f7ee5ec7"
    const promo = ["--mvpd", "flexibleTempPass", "--device-id", "a-device-of-a-promotion"]
    const viewer = ["--temp-pass-identity", JSON.stringify({ email })]
    await place.json(["authorize", "newsline", ...promo, ...viewer])
    await place.sandbox.admin.advance("25 hours")
    await place.json(["authorize", "newsline", ...promo, ...viewer], 3)
    expect(await place.json(["temp-pass", "reset", ...promo, "--key", email])).toEqual([
      { mvpd: "flexibleTempPass", viewers: "one" },
    ])
    await place.json(["authorize", "newsline", ...promo, ...viewer])
    expect((await place.run(["temp-pass", "reset", ...promo, "--key", email, "--all"])).code).toBe(2)
  })
  it("asks Adobe's management API elsewhere, and tells what that refuses", async () => {
    const asked: Array<string> = []
    let status = 204
    const adobe = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ""}`.trim())
      const body = request.url?.startsWith("/o/client/register")
        ? { client_id: "a-client", client_secret: "s3cret-of-it" }
        : { access_token: "a-token", created_at: Date.now(), expires_in: 3600 }
      response.writeHead(request.method === "DELETE" ? status : 201, { "content-type": "application/json" })
      response.end(request.method === "DELETE" ? "" : JSON.stringify(body))
    })
    await new Promise<void>((resolve) => adobe.listen(0, "0.0.0.0", resolve))
    const address = adobe.address()
    const env = {
      ADOBE_PASS_ENVIRONMENT: `http://0.0.0.0:${typeof address === "object" ? address?.port : 0}`,
      ADOBE_PASS_SERVICE_PROVIDER: "REF30",
      ADOBE_PASS_SOFTWARE_STATEMENT: "a.b.c",
    }
    try {
      expect(await place.json(["temp-pass", "reset", ...used], 0, { env })).toHaveLength(1)
      expect(asked.at(-1)).toBe(
        "DELETE /reset-tempass/v3/reset?requestor_id=REF30&mvpd_id=TempPass_TEST44&device_id=a-device-on-trial Bearer a-token",
      )
      status = 403
      expect(await place.json(["temp-pass", "reset", "--all", ...used], 5, { env })).toMatchObject([
        { error: { _tag: "AccessTokenRejected", status: 403 } },
      ])
      expect(asked.at(-1)).toContain("device_id=all")
    } finally {
      adobe.close()
    }
  })
})

describe("sso", () => {
  const env = {
    ADOBE_PASS_DEVICE_ID: "an-apple-tv",
    ADOBE_PASS_PARTNER_STATUS: JSON.stringify({
      frameworkPermissionInfo: { accessStatus: "granted" },
      frameworkProviderInfo: { id: "Cablevision_apple", expirationDate: "4102444800000" },
    }),
  }
  it("shows what to ask the partner's framework, and signs in by its answer", async () => {
    const { code, out } = await place.onTerminal(["sso"], { env })
    expect(code).toBe(0)
    fits(out)
    expect(out).toMatch(/request +\w{4}•••• \(\d+ characters\)/)
    const [action] = await place.json(["sso", "--show-request"], 0, { env })
    const { request = "" } = action?.authenticationRequest ?? {}
    const { admin } = place.sandbox
    const saml = await admin.partnerAuthenticationResponse({ request, username: "basic" })
    const file = Path.join(place.folder, "saml.txt")
    Fs.writeFileSync(file, saml)
    const found = await place.json(["sso", "--saml-response", `@${file}`], 0, { env })
    expect(found).toMatchObject([{ _tag: "Profile", type: "appleSSO", mvpd: "Cablevision" }])
  })
  it("has a sandbox play the framework", async () => {
    const other = { ...env, ADOBE_PASS_DEVICE_ID: "another-apple-tv" }
    expect(await place.json(["sso", "--account", "basic"], 0, { env: other })).toMatchObject([
      { _tag: "Profile", type: "appleSSO" },
    ])
  })
  it("refuses a status that is no JSON, with exit code 2", async () => {
    const { code, err } = await place.run(["sso", "--partner-status", "granted"])
    expect(code).toBe(2)
    expect(err).toMatch(/^✗ partner-status: /)
  })
})

describe("v1 authorize", () => {
  it("decides as V1 does, in either format", async () => {
    await signIn("basic")
    for (const format of ["json", "xml"]) {
      expect(await place.json(["v1", "authorize", "newsline", "--format", format])).toMatchObject([
        { _tag: "Permit", resource: "newsline", mvpd: expect.any(String) },
      ])
    }
    const { code, out } = await place.onTerminal(["v1", "authorize", "newsline"])
    expect(code).toBe(0)
    expect(out).toMatch(/newsline\S* may play, by /)
  })
  it("tells of a denial, with exit code 3", async () => {
    const { code, err } = await place.run(["v1", "authorize", "sportsplus"])
    expect(code).toBe(3)
    expect(err).toContain('why  "Sports Plus" comes with')
  })
})

describe("register and token", () => {
  const env = { ADOBE_PASS_DEVICE_ID: "a-device-to-register" }
  it("registers once, and anew where that is asked for", async () => {
    const { code, out } = await place.onTerminal(["register"], { env })
    expect(code).toBe(0)
    fits(out)
    expect(out).toMatch(/client +[0-9a-f-]{36}/)
    const [again] = await place.json(["register"], 0, { env })
    expect(out).toContain(String(again?.["clientId"]))
    expect(again).toMatchObject({ isNew: false })
    const [anew] = await place.json(["register", "--anew"], 0, { env })
    expect(anew).toMatchObject({ isNew: true })
    expect(anew?.["clientId"]).not.toBe(again?.["clientId"])
  })
  it("shows the token masked, whole where that is asked for, and earns another", async () => {
    const { out } = await place.onTerminal(["token"], { env })
    expect(out).toMatch(/token +\w{4}•••• \(\d+ characters\)/)
    expect(out).toMatch(/good for +6 hours/)
    const whole = (await place.run(["token", "--show-token"], { env })).out.trim()
    expect(whole).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    shownOnPurpose.push(whole)
    const [same] = await place.json(["token"], 0, { env })
    expect(same).toMatchObject({ token: "***" })
    const refreshed = (await place.run(["token", "--show-token", "--refresh"], { env })).out.trim()
    shownOnPurpose.push(refreshed)
    expect(refreshed).not.toBe(whole)
  })
  it("fail where the statement is refused, with exit code 5", async () => {
    const wrong = { env: { ...env, ADOBE_PASS_SOFTWARE_STATEMENT: "eyJ.no.statement" } }
    for (const name of ["register", "token"]) {
      expect(await place.json([name], 5, wrong)).toMatchObject([
        { error: { _tag: "RegistrationRejected", exit: 5 } },
      ])
    }
  })
})

describe("call", () => {
  it("lists the endpoints, with their parameters", async () => {
    const { code, out } = await place.onTerminal(["call"])
    expect(code).toBe(0)
    fits(out)
    expect(out).not.toContain("…")
    for (const name of Object.keys(Endpoints)) expect(lines(out).map((line) => line.trim())).toContain(name)
    const all = await place.json(["call"])
    expect(all.map(({ name }) => name)).toEqual(Object.keys(Endpoints))
  })
  it("calls one, by any spelling of its name, and decodes the answer", async () => {
    await signIn("basic")
    for (const name of ["RetrieveProfileForMvpd", "retrieveProfileForMvpd", "retrieve-profile-for-mvpd"]) {
      expect(await place.json(["call", name, "--mvpd", "Cablevision"])).toMatchObject([
        { Cablevision: { mvpd: "Cablevision", notAfter: expect.stringMatching(/Z$/) } },
      ])
    }
    const asked = [
      "call",
      "RetrieveAuthorizationDecisions",
      "--mvpd",
      "Cablevision",
      "--resource",
      "newsline",
    ]
    const [permit] = await place.json(asked)
    expect(permit).toMatchObject({ _tag: "Permit", token: { serializedToken: "***" } })
  })
  it("shows the body as it came, also that of a failure", async () => {
    const { code, err, out } = await place.run(["call", "RetrieveSession", "--code", "NOSUCHX", "--raw"])
    expect(code).toBe(4)
    expect(JSON.parse(out)).toMatchObject({ status: expect.any(Number), code: expect.any(String) })
    expect(err).toContain("✗ There is no such code")
  })
  it("refuses endpoints and parameters that there are not, with exit code 2", async () => {
    expect((await place.run(["call", "RetrieveNothing"])).err).toContain(
      "✗ There is no endpoint RetrieveNothing.",
    )
    const { code, err } = await place.run(["call", "RetrieveConfiguration", "--code", "x"])
    expect(code).toBe(2)
    expect(err).toContain("✗ RetrieveConfiguration takes no --code.")
    expect(await place.json(["call", "RetrieveSession"], 2)).toMatchObject([
      {
        error: {
          _tag: "InvalidRequest",
          parameter: "code",
          what: "code is missing.",
          next: expect.stringContaining("--code"),
        },
      },
    ])
    expect(
      (await place.run(["call", "RetrieveAuthorizationDecisions", "--mvpd", "Cablevision"])).err,
    ).toContain("resources is missing.")
  })
})

describe("verify", () => {
  const files = async () => {
    await signIn("basic")
    const [permit] = await place.json(["authorize", "newsline", "--mvpd", "Cablevision", "--show-token"])
    const token = Path.join(place.folder, "media.txt")
    const key = Path.join(place.folder, "key.pem")
    Fs.writeFileSync(token, permit?.token.serializedToken ?? "")
    Fs.writeFileSync(key, await place.sandbox.admin.mediaTokenCertificate())
    return ["verify", `@${token}`, "--certificate", key]
  }
  it("tells that a token is valid", async () => {
    // the sandbox's clock was moved, and this command goes by that of the machine
    await place.sandbox.admin.setNow(Date.now())
    const args = await files()
    const { code, out } = await place.onTerminal([...args, "--resource", "newsline"])
    expect(code).toBe(0)
    fits(out)
    expect(lines(out)[0]).toBe("✓ VALID_TOKEN")
    expect(await place.json(args)).toMatchObject([{ outcome: "VALID_TOKEN", resource: "newsline" }])
  })
  it("refuses one for something else with exit code 8, and without a certificate with 2", async () => {
    const args = await files()
    expect(await place.json([...args, "--resource", "sportsplus"], 8)).toMatchObject([
      { error: { _tag: "InvalidResourceId", outcome: "INVALID_RESOURCE_ID" } },
    ])
    expect((await place.run(["verify", "x"])).code).toBe(2)
  })
})

describe("doctor", () => {
  it("finds what is good and what would fail in production; its report has no secrets", async () => {
    await using fresh = await makePlace()
    const report = Path.join(fresh.folder, "report.html")
    const { code, out } = await fresh.onTerminal(["doctor", "--mvpd", "Cablevision", "--report", report])
    expect(code).toBe(0)
    fits(out)
    for (const check of ["DNS", "Clock", "Registration", "Access token", "MVPD", "Throttle"]) {
      expect(lines(out).filter((line) => line.startsWith(`✓ ${check} `))).toHaveLength(1)
    }
    expect(out).toMatch(/it lacks connectionType, which the table marks as required/)
    expect(out).toMatch(/Adobe's checklist: An application registered for REST API V2/)
    expect(lines(out).at(-1)).toBe("✓ All is good here; 3 checks would fail in production.")

    const page = Fs.readFileSync(report, "utf8")
    expect(page).toContain('<th scope="row">Registration</th>')
    expect(page).toContain("RetrieveConfiguration GET ")
    const secrets = await secretsOf(fresh)
    expect(secrets.length).toBeGreaterThan(3)
    for (const secret of [...secrets, fresh.sandbox.softwareStatement]) expect(page).not.toContain(secret)
    expect(Fs.statSync(report).mode & 0o777).toBe(0o600)
  })
  it("finds problems, with exit code 8", async () => {
    const wrong = ["--mvpd", "Nope", "--domain-name", "a.example", "--redirect-url", "http://b.example/"]
    const found = await place.json(["doctor", ...wrong], 8)
    const of = (check: string) => found.find((one) => one["check"] === check)
    expect(of("MVPD")).toMatchObject({ status: "problem" })
    expect(of("Domain and redirect")).toMatchObject({
      status: "problem",
      findings: [
        { status: "problem", what: expect.stringContaining("a.example is none of adobe.com") },
        { status: "problem", what: expect.stringContaining("b.example is none of") },
        { status: "production", what: expect.stringContaining("http, without TLS") },
      ],
    })
    expect(found.at(-2)).toEqual({ checks: 12, problems: expect.any(Number), production: expect.any(Number) })
    expect(found.at(-1)).toMatchObject({ error: { _tag: "CheckFailed", exit: 8 } })
  })
  it("tells a statement that is of another service provider or lacks the scope", async () => {
    const claims = { software_id: "x", service_providers: ["OTHER"], scopes: "api:client:v1" }
    const jwt = [{ alg: "RS256" }, claims, {}].map((one) =>
      Buffer.from(JSON.stringify(one)).toString("base64url"),
    )
    const found = await place.json(["doctor", "--software-statement", jwt.join(".")], 8, {
      env: { ADOBE_PASS_ENVIRONMENT: "http://127.0.0.1:9" },
    })
    const of = (check: string) => found.find((one) => one["check"] === check)
    expect(of("Clock")).toMatchObject({ status: "problem" })
    expect(of("Software statement")).toMatchObject({
      findings: [
        { status: "ok" },
        { status: "problem", what: "it is for OTHER, not for REF30" },
        { status: "problem", what: "its scopes are api:client:v1, without api:client:v2" },
        { status: "production" },
      ],
    })
    for (const check of ["Registration", "Access token", "Configuration", "MVPD", "Throttle"]) {
      expect(of(check)).toMatchObject({ status: "skipped" })
    }
  })
  it("tells the statement of a sandbox where it would go to Adobe", async () => {
    const found = await place.json(
      [
        "doctor",
        "--environment",
        "https://adobe.invalid",
        "--service-provider",
        "REF30",
        "--software-statement",
        place.sandbox.softwareStatement,
      ],
      8,
    )
    expect(found.find((one) => one["check"] === "Software statement")).toMatchObject({
      findings: [
        { status: "ok" },
        {
          status: "problem",
          what: "it is a sandbox's own statement",
          next: expect.stringContaining("TVE Dashboard"),
        },
      ],
    })
  })
})

describe("soak", () => {
  it("walks again and again, and draws the latencies in the terminal and as SVG", async () => {
    const picture = Path.join(place.folder, "latencies.svg")
    const { code, out } = await place.onTerminal(["soak", "--for", "2s", "--svg", picture])
    expect(code).toBe(0)
    fits(out)
    for (const name of ["CreateSession", "RetrievePreauthorizationDecisions", "InitiateLogout"]) {
      expect(out).toMatch(new RegExp(`^${name} +\\d+ .*█`, "m"))
    }
    const svg = Fs.readFileSync(picture, "utf8")
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/)
    expect(svg).toContain("CreateSession")
  })
  it("tells machines the percentiles, also where it is ended early", async () => {
    await using fresh = await makePlace()
    const { code, out } = await fresh.start(["soak", "--for", "10m", "--json"], {
      onStart: (child) => {
        void (async () => {
          for await (const { endpoint } of fresh.sandbox.admin.requestStream()) {
            if (endpoint === "InitiateLogout") return child.interrupt()
          }
        })()
      },
    })
    expect(code).toBe(130)
    const rows = out
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line))
    expect(rows).toContainEqual(
      expect.objectContaining({ endpoint: "CreateSession", failures: 0, p50: expect.any(Number) }),
    )
  })
  it("ends without a login with exit code 4, and with a wrong span with 2", async () => {
    const { port } = new URL(place.sandbox.baseUrl)
    const env = {
      ADOBE_PASS_ENVIRONMENT: `http://0.0.0.0:${port}`,
      ADOBE_PASS_SERVICE_PROVIDER: "REF30",
      ADOBE_PASS_SOFTWARE_STATEMENT: place.sandbox.softwareStatement,
    }
    expect((await place.run(["soak", "--mvpd", "Cablevision", "--device-id", "x1"], { env })).code).toBe(4)
    expect((await place.run(["soak", "--for", "a while"])).code).toBe(2)
  })
})

describe("completions", () => {
  it("are a script that the shell takes, with commands and flags in it", async () => {
    const { code, out } = await place.run(["completions", "bash"])
    expect(code).toBe(0)
    const { status, stderr } = spawnSync("bash", ["-n"], { input: out, encoding: "utf8" })
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
    for (const word of ["preauthorize", "--second-screen", "--service-provider"]) expect(out).toContain(word)
    expect(await place.json(["completions", "fish"])).toMatchObject([{ shell: "fish" }])
  })
  it("are not there for every shell", async () => {
    expect((await place.run(["completions", "powershell"])).code).toBe(2)
  })
})

describe("walk", () => {
  /** As the settings say nothing of a service, it meets a sandbox of its own. */
  const own = { env: { ADOBE_PASS_ENVIRONMENT: "" } }

  it("walks the cookbook by `npm start`", () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(
      Fs.readFileSync("package.json", "utf8"),
    )
    expect(scripts["start"]).toBe("tsx src/cli/main.ts walk")
  })
  it("walks a flow, in plain text where there is no terminal", async () => {
    const { code, err, out } = await place.start(["walk", "--flow", "temp-pass"], own)
    expect({ code, err }).toEqual({ code: 0, err: "" })
    expect(out).toContain("━━ temp-pass ━━")
    expect(out).toContain("✓ All as it must be")
    expect(out).not.toContain("\u001B")
  })
  it("tells machines how it went, and nothing else on the standard output", async () => {
    expect(rows(await place.start(["walk", "--flow", "temp-pass", "--json"], own))).toEqual([
      expect.objectContaining({ flow: "temp-pass", registrations: 1, tokens: 1, polls: 0, broken: [] }),
    ])
  })
  it("ends with 8 when the walk goes wrong", async () => {
    const { code, err } = await place.run(["walk", "--account", "nobody-at-all"], own)
    expect(code).toBe(8)
    expect(lines(err)).toEqual([
      "✗ the viewer could not sign in as nobody-at-all: Username and password do not match.",
    ])
  })
  it("--interactive waits for a person, until Ctrl-C", async () => {
    let done = false
    const { code, err, out } = await place.start(["walk", "--interactive"], {
      ...own,
      onOutput: (written, child) => {
        if (done || !written.includes("your turn")) return
        done = true
        child.interrupt()
      },
    })
    expect({ code, err }).toEqual({ code: 130, err: "" })
    expect(out).toMatch(
      /open http:\/\/127\.0\.0\.1:\d+\/api\/v2\/authenticate\/REF30\/[A-Z0-9]{7} and sign in/,
    )
  })
  it("walks against a sandbox that runs already, and leaves its faults to it", async () => {
    await using fresh = await makePlace()
    const { admin, baseUrl } = fresh.sandbox
    for (const flow of ["degraded", "partner-sso", "temp-pass"]) {
      await admin.addFault({ kind: "status" })
      const { code, err, out } = await fresh.run(["walk", "--flow", flow])
      expect({ code, err }).toEqual({ code: 0, err: "" })
      expect(out).toContain(`at ${baseUrl}`)
      await admin.reset()
    }
  })
  it("fails where no sandbox runs where it is said to, with exit code 7", async () => {
    const { code, err } = await place.run(["walk", "--environment", "http://127.0.0.1:9"])
    expect(code).toBe(7)
    expect(err).toContain("✗ There is no connection to the service.")
    expect(err).toContain("why   the sandbox's admin: RequestError")
  })
  it("walks the cookbook at another service, where a person signs in", async () => {
    const { port } = new URL(place.sandbox.baseUrl)
    const away = {
      ADOBE_PASS_ENVIRONMENT: `http://0.0.0.0:${port}`,
      ADOBE_PASS_SERVICE_PROVIDER: "REF30",
      ADOBE_PASS_SOFTWARE_STATEMENT: place.sandbox.softwareStatement,
    }
    const { code, err, out } = await place.run(
      ["walk", "--mvpd", "Cablevision", "--resource", "newsline", "--resource", "sportsplus"],
      { env: away, onOutput: signingIn(place, "basic") },
    )
    expect({ code, err }).toEqual({ code: 0, err: "" })
    expect(out).toContain("1 unlocked, 1 locked")
    expect(out).toContain("✓ All as it must be")
    expect((await place.run(["walk", "--flow", "degraded"], { env: away })).err).toContain(
      "✗ The flow degraded can be walked on a sandbox only.",
    )
  })
})

/** Whatever of the wire nobody may read over a shoulder. */
const secretsOf = async ({ sandbox }: Place): Promise<ReadonlyArray<string>> => {
  const log = await sandbox.admin.requests({ secrets: true })
  return log
    .flatMap(({ requestBody, requestHeaders, responseBody }) => [
      ...["authorization", "ap-device-identifier"].map((name) =>
        (requestHeaders[name] ?? "").replace(/^(Bearer|fingerprint) /, ""),
      ),
      ...[
        ...`${requestBody} ${responseBody}`.matchAll(
          /"(?:client_secret|software_statement|access_token)"\s*:\s*"([^"]{8,})"/g,
        ),
      ].map(([, value]) => value ?? ""),
    ])
    .filter((secret) => secret !== "")
}

describe("whatever was written", () => {
  it("tells no secret, and the store is for its owner alone", async () => {
    const asked = new Set([...shownOnPurpose, place.sandbox.softwareStatement])
    const secrets = (await secretsOf(place)).filter((one) => !asked.has(one))
    expect(secrets.length).toBeGreaterThan(10)
    for (const secret of secrets) expect(place.written()).not.toContain(secret)
    const files = Fs.readdirSync(place.store)
    expect(files.length).toBeGreaterThan(3)
    for (const file of files) expect(Fs.statSync(Path.join(place.store, file)).mode & 0o777).toBe(0o600)
  })
})
