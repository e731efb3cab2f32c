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
    name: "profiles",
    group: "viewer",
    about: "Show who is signed in on this device.",
    load: () => import("./viewer/profiles.js").then(({ profiles }) => profiles),
  },
  {
    name: "authorize",
    group: "viewer",
    about: "Ask whether the viewer may play a resource now; get the media token.",
    load: () => import("./viewer/authorize.js").then(({ authorize }) => authorize),
  },
  {
    name: "logout",
    group: "viewer",
    about: "Sign the viewer out, at the MVPD too.",
    load: () => import("./viewer/logout.js").then(({ logout }) => logout),
  },
  {
    name: "configuration",
    group: "app",
    about: "List the TV providers that viewers can pick from.",
    load: () => import("./app/configuration.js").then(({ configuration }) => configuration),
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
    about: "Show what is in a software statement, an access token or a media token.",
    load: () => import("./tools/decode.js").then(({ decode }) => decode),
  },
  {
    name: "walk",
    group: "tools",
    about: "Walk the flows of an app, phase by phase: what is asked, what comes back, and why.",
    load: () => import("./tools/walk.js").then(({ walk }) => walk),
  },
  {
    name: "sandbox",
    group: "tools",
    about: "Run an emulated Adobe Pass service on this machine, until Ctrl-C.",
    load: () => import("./tools/sandbox.js").then(({ sandbox }) => sandbox),
  },
]
