import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import { command } from "../../command.js"
import { text } from "../../flags.js"
import { tell } from "../../output/Output.js"
import { UsageError } from "../../UsageError.js"
import { version } from "../../version.js"
import { configFile } from "./config.js"

/** By which editors complete the file: of the package that is installed here, or else of the one that is published. */
const schemas = [
  "./node_modules/adobe-pass/sandbox.schema.json",
  "./node_modules/effect-adobe-pass/dist/sandbox.schema.json",
]

const contents = (schema: string) => `{
  "$schema": ${JSON.stringify(schema)},

  // What a sandbox begins with, and what a reset brings back. Comments are welcome, and so are commas at the end.
  // All of it comes on top of what is built in; the same id replaces that. This would leave the built-in world out:
  // "builtIn": false,

  // Your channel or app, with the domains that logins may start from. Without "mvpds" it is integrated with every MVPD.
  "serviceProviders": [
    { "id": "MYTV", "name": "My Television", "domains": ["localhost", "example.com"] },
  ],

  // TV providers. Times to live that are numbers are milliseconds.
  "mvpds": [
    { "id": "MyCable", "displayName": "My Cable", "logoutEndpoint": true },
    {
      "id": "TempPass_MyTV",
      "displayName": "Ten minutes for free",
      "logoutEndpoint": false,
      "tempPass": { "kind": "basic", "ttl": 600000 },
    },
  ],

  // What viewers watch. A channel without "package" is not gated.
  "channels": [
    { "id": "mytv-live", "name": "My Television Live", "package": "basic", "rating": "TV-G" },
  ],

  // Viewers, by what their MVPD knows of them.
  "accounts": [
    { "username": "kim", "password": "password", "name": "Kim", "about": "has the basic package", "packages": ["basic"] },
  ],

  // A rule that goes around an MVPD, for a while.
  // "degradations": [{ "mvpd": "MyCable", "rule": "AuthZAll", "for": "2 hours" }],

  // Requests a second and by device address, as Adobe counts them. Or true, or false.
  // "throttle": { "requestsPerSecond": 1, "burst": 10 },

  // Times to live: "90s", "31 min", "1 day", or milliseconds.
  // "codeTtl": "30 minutes",
  // "accessTokenTtl": "6 hours",
  // "profileTtl": "30 days",
  // "decisionTtl": "1 day",
  // "mediaTokenTtl": "5 minutes",

  // Where the virtual clock begins; it runs on from there.
  // "clock": "2026-12-31T20:00:00Z",

  // Where Adobe's reference has several shapes, which of them are served.
  // "variant": { "configuration": "sample", "timestamps": "sample" },

  // What goes wrong from the beginning on.
  // "faults": [{ "kind": "status", "status": 503, "endpoint": "RetrieveConfiguration", "times": 2 }],

  // Of all chance; the same calls get the same codes.
  // "seed": 30,
}
`

export const init = command({
  details: `It refuses to write over a file. A sandbox that starts in this folder finds ${configFile} by itself.`,
  examples: [
    ["adobe-pass sandbox init", `Writes ${configFile}.`],
    ["adobe-pass sandbox init --config e2e.json", "Another name, for adobe-pass sandbox --config e2e.json."],
  ],
  arguments: {},
  flags: { config: text("FILE", `What to write. Default: ${configFile}.`) },
  run: ({ config: file = configFile }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const published = `https://unpkg.com/adobe-pass@${version}/sandbox.schema.json`
      const [schema = published] = yield* Effect.filter(schemas, (path) =>
        Effect.orElseSucceed(fs.exists(path), () => false),
      )
      yield* Effect.mapError(
        fs.writeFileString(file, contents(schema), { flag: "wx" }),
        (error) =>
          new UsageError({
            message:
              error._tag === "SystemError" && error.reason === "AlreadyExists"
                ? `${file} is there already.`
                : `${file} cannot be written.`,
          }),
      )
      yield* tell(
        { _tag: "Written", file },
        `Wrote ${file}. Change it, and start: adobe-pass sandbox${file === configFile ? "" : ` --config ${file}`}`,
      )
    }),
})
