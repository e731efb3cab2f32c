/** Every command by its name, loaded once it is run: a list that takes no time to load. */
import type { Entry } from "../command.js"

export const groups = [
  ["viewer", "Sign in and watch"],
  ["app", "The app at Adobe"],
  ["tools", "Tools"],
] as const

export const catalogue: ReadonlyArray<Entry> = [
  {
    name: "login",
    group: "viewer",
    about: "Sign a viewer in: shows a link and a code, and waits.",
    load: () => import("./viewer/login.js").then(({ login }) => login),
  },
  {
    name: "activate",
    group: "viewer",
    about: "Be the second screen: sign in for a TV that shows a code.",
    load: () => import("./viewer/activate.js").then(({ activate }) => activate),
  },
  {
    name: "profiles",
    group: "viewer",
    about: "Show who is signed in on this device.",
    load: () => import("./viewer/profiles.js").then(({ profiles }) => profiles),
  },
  {
    name: "preauthorize",
    group: "viewer",
    about: "Ask which resources a catalogue may show as unlocked.",
    load: () => import("./viewer/preauthorize.js").then(({ preauthorize }) => preauthorize),
  },
  {
    name: "authorize",
    group: "viewer",
    about: "Ask to play a resource now; get the media token.",
    load: () => import("./viewer/authorize.js").then(({ authorize }) => authorize),
  },
  {
    name: "logout",
    group: "viewer",
    about: "Sign the viewer out, at the MVPD too.",
    load: () => import("./viewer/logout.js").then(({ logout }) => logout),
  },
  {
    name: "temp-pass",
    group: "viewer",
    about: "Show what is left of a TempPass.",
    load: () => import("./viewer/tempPass.js").then(({ tempPass }) => tempPass),
  },
  {
    name: "temp-pass reset",
    group: "viewer",
    about: "Give a TempPass anew, to this device or to all.",
    load: () => import("./viewer/tempPassReset.js").then(({ tempPassReset }) => tempPassReset),
  },
  {
    name: "sso",
    group: "viewer",
    about: "Sign in by what a partner (Apple) knows of the viewer.",
    load: () => import("./viewer/sso.js").then(({ sso }) => sso),
  },
  {
    name: "v1 authorize",
    group: "viewer",
    about: "Ask to play by REST API V1, which ends with 2026.",
    load: () => import("./viewer/v1Authorize.js").then(({ v1Authorize }) => v1Authorize),
  },
  {
    name: "configuration",
    group: "app",
    about: "List the TV providers that viewers can pick from.",
    load: () => import("./app/configuration.js").then(({ configuration }) => configuration),
  },
  {
    name: "register",
    group: "app",
    about: "Register this device as a client of Adobe's.",
    load: () => import("./app/register.js").then(({ register }) => register),
  },
  {
    name: "token",
    group: "app",
    about: "Show the access token of this device, or earn one.",
    load: () => import("./app/token.js").then(({ token }) => token),
  },
  {
    name: "call",
    group: "app",
    about: "Call one of Adobe's endpoints, by its name.",
    load: () => import("./app/call.js").then(({ call }) => call),
  },
  {
    name: "whoami",
    group: "app",
    about: "Show who this is: device, client, token, viewer.",
    load: () => import("./app/whoami.js").then(({ whoami }) => whoami),
  },
  {
    name: "env",
    group: "app",
    about: "Show each setting and where it comes from.",
    load: () => import("./app/env.js").then(({ env }) => env),
  },
  {
    name: "decode",
    group: "tools",
    about: "Show what is in a statement or token.",
    load: () => import("./tools/decode.js").then(({ decode }) => decode),
  },
  {
    name: "verify",
    group: "tools",
    about: "Verify a media token, as a server does before it plays.",
    load: () => import("./tools/verify.js").then(({ verify }) => verify),
  },
  {
    name: "doctor",
    group: "tools",
    about: "Check an integration, and what would fail in production.",
    load: () => import("./tools/doctor.js").then(({ doctor }) => doctor),
  },
  {
    name: "soak",
    group: "tools",
    about: "Walk the cookbook again and again, and draw the latencies.",
    load: () => import("./tools/soak.js").then(({ soak }) => soak),
  },
  {
    name: "walk",
    group: "tools",
    about: "Walk the flows of an app: what is asked, answered, and why.",
    load: () => import("./tools/walk.js").then(({ walk }) => walk),
  },
  {
    name: "sandbox",
    group: "tools",
    about: "Run an emulated Adobe Pass on this machine, until Ctrl-C.",
    isService: true,
    load: () => import("./sandbox/sandbox.js").then(({ sandbox }) => sandbox),
  },
  {
    name: "sandbox init",
    group: "tools",
    about: "Write a file that sets a sandbox up, with comments.",
    load: () => import("./sandbox/init.js").then(({ init }) => init),
  },
  {
    name: "sandbox exec",
    group: "tools",
    about: "Run a command, such as tests, with a sandbox of its own.",
    load: () => import("./sandbox/exec.js").then(({ exec }) => exec),
  },
  {
    name: "sandbox status",
    group: "tools",
    about: "Show the sandbox that runs on this machine.",
    load: () => import("./sandbox/status.js").then(({ status }) => status),
  },
  {
    name: "sandbox stop",
    group: "tools",
    about: "End the sandbox that runs on this machine.",
    load: () => import("./sandbox/stop.js").then(({ stop }) => stop),
  },
  {
    name: "completions",
    group: "tools",
    about: "Complete commands and flags in your shell.",
    load: () => import("./tools/completions.js").then(({ completions }) => completions(catalogue)),
  },
]
