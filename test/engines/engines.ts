/** The engines, and how each of them is started. */
import { spawn } from "node:child_process"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import type { QuickJSContext, QuickJSWASMModule } from "quickjs-emscripten"
import { getQuickJS, newQuickJSWASMModule } from "quickjs-emscripten"
import { chromiumFlags } from "../support/chromium.js"
import type { Said } from "./bridge.js"
import type { Given } from "./flow.js"
import type { Ended } from "./host.js"
import { overHttp, overLines, serve } from "./host.js"
import type { Form, Program } from "./programs.js"
import { bridge, program, reactNative, reactNativeApp } from "./programs.js"

export interface Engine {
  readonly name: string
  /** A command that must be there, and how it is installed. */
  readonly needs?: { readonly command: string; readonly install: string }
  /** Both, unless it takes one alone. */
  readonly forms?: ReadonlyArray<Form>
  readonly run: (form: Form, given: Given) => Promise<Ended>
}

const sayLines = "globalThis.say = (said) => print(JSON.stringify(said));"

/** An engine that runs a file of a program, which says and hears lines. */
const lines =
  (
    command: string,
    argsOf: (form: Form, main: string) => ReadonlyArray<string>,
    more: Pick<Program, "host" | "isBare" | "end">,
  ): Engine["run"] =>
  async (form, given) => {
    using made = await program({ form, given, ...more })
    return await overLines(command, argsOf(form, made.main), made.path)
  }

/** A browser, which runs a page in a profile of its own. */
const browser =
  (command: string, argsOf: (profile: string) => ReadonlyArray<string>): Engine["run"] =>
  async (form, given) => {
    const host = `globalThis.say = (said) => fetch("/said", { method: "POST", body: JSON.stringify(said) });`
    using made = await program({ form, given: { ...given, admin: "" }, host })
    const profile = Fs.mkdtempSync(Path.join(Os.tmpdir(), "profile-"))
    const type = form === "package" ? ' type="module"' : ""
    const html = `<!doctype html><meta charset="utf-8"><title>An engine</title><script src="/main.js"${type}></script>`
    const open = (url: string) =>
      spawn(command, [...argsOf(profile), url], {
        detached: true,
        stdio: ["ignore", "ignore", "pipe"],
        env: { ...process.env, HOME: profile, XDG_RUNTIME_DIR: profile },
      })
    try {
      return await overHttp(made.path, given.admin, html, open)
    } finally {
      Fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    }
  }

/** Runs a program in QuickJS, to the end of its flow. */
const inQuickJS = async (
  engine: QuickJSWASMModule,
  text: string,
  type: "module" | "global",
  read = (name: string) => name,
): Promise<Ended> => {
  const context = engine.newContext()
  const { runtime } = context
  runtime.setModuleLoader(read)
  return new Promise<Ended>((resolve, reject) => {
    const turn = () => {
      const jobs = runtime.executePendingJobs()
      if (jobs.error !== undefined) reject(new Error(JSON.stringify(context.dump(jobs.error))))
    }
    const say = context.newFunction("say", (line) => {
      const said: Said = JSON.parse(context.getString(line))
      if ("steps" in said) resolve(said.steps)
      if ("failed" in said) reject(new Error(said.failed))
      serve(said, (heard) => {
        call(context, "hear", JSON.stringify(heard))
        turn()
      })
    })
    context.setProp(context.global, "sayLine", say)
    say.dispose()
    const whole = `globalThis.say = (said) => sayLine(JSON.stringify(said))`
    context.unwrapResult(context.evalCode(whole)).dispose()
    context.unwrapResult(context.evalCode(text, "main.js", { type })).dispose()
    turn()
  })
}

const quickjs =
  (load: () => Promise<QuickJSWASMModule>): Engine["run"] =>
  async (form, given) => {
    using made = await program({ form, given, host: "", isBare: true })
    const read = (name: string) => Fs.readFileSync(Path.join(made.path, name), "utf8")
    return await inQuickJS(await load(), read("main.js"), form === "package" ? "module" : "global", read)
  }

/** JavaScriptCore, which says and hears lines. */
const javaScriptCore = {
  // its own timers do not run while it waits for a line
  host: `${sayLines} for (const name of ["setTimeout", "clearTimeout", "console"]) delete globalThis[name];`,
  end: "for (;;) { drainMicrotasks(); hear(JSON.parse(readline())); }",
}

/** React Native's own JavaScript, in JavaScriptCore, as it is on iOS without Hermes; QuickJS cannot read what Metro writes. */
const runReactNative: Engine["run"] = async (_, given) => {
  const folder = Fs.mkdtempSync(Path.join(Os.tmpdir(), "engine-"))
  const { end, host } = javaScriptCore
  const before = [host, await bridge(), `globalThis.given = ${JSON.stringify(given)}`]
  try {
    Fs.writeFileSync(Path.join(folder, "main.js"), [...before, await reactNativeApp(), end].join("\n;"))
    return await overLines("/usr/bin/jsc", ["main.js"], folder)
  } finally {
    Fs.rmSync(folder, { recursive: true })
  }
}

const call = (context: QuickJSContext, name: string, text: string) => {
  context.unwrapResult(context.evalCode(`${name}(${text})`)).dispose()
}

/** A version of Node that `.ci/node` has installed. */
const node = (version: string): Engine => {
  const bin = "../../node_modules/.engines"
  const command = Path.resolve(import.meta.dirname, bin, `node-${version}/node_modules/.bin/node`)
  return {
    name: `Node ${version}`,
    needs: { command, install: `bash .ci/node ${version}` },
    run: lines(command, (_, main) => [main], {
      host: "globalThis.say = (said) => console.log(JSON.stringify(said));",
    }),
  }
}

export const engines: ReadonlyArray<Engine> = [
  {
    name: "Chromium",
    needs: { command: "/usr/bin/chromium", install: "apt-get install chromium" },
    run: browser("/usr/bin/chromium", (profile) => [...chromiumFlags, `--user-data-dir=${profile}`]),
  },
  {
    name: "Firefox ESR",
    needs: { command: "/usr/bin/firefox-esr", install: "apt-get install firefox-esr" },
    run: browser("/usr/bin/firefox-esr", (profile) => ["--headless", "--no-remote", "--profile", profile]),
  },
  {
    name: "WPE WebKit",
    needs: { command: "/usr/bin/cog", install: "apt-get install cog" },
    run: browser("/usr/bin/cog", () => ["--platform=headless"]),
  },
  {
    name: "JavaScriptCore",
    needs: { command: "/usr/bin/jsc", install: "apt-get install libjavascriptcoregtk-4.0-bin" },
    run: lines("/usr/bin/jsc", (form, main) => (form === "package" ? ["-m", main] : [main]), {
      isBare: true,
      ...javaScriptCore,
    }),
  },
  {
    name: "SpiderMonkey (gjs)",
    needs: { command: "/usr/bin/gjs", install: "apt-get install gjs" },
    run: lines("/usr/bin/gjs", (form, main) => (form === "package" ? ["-m", main] : [main]), {
      isBare: true,
      host: sayLines,
      end: `const { Gio, GLib } = imports.gi
        const input = new Gio.DataInputStream({ base_stream: new Gio.UnixInputStream({ fd: 0 }) })
        const read = () => input.read_line_async(GLib.PRIORITY_DEFAULT, null, (_, result) => {
          const [line] = input.read_line_finish(result)
          if (line === null) return
          hear(JSON.parse(new TextDecoder().decode(line)))
          read()
        })
        read()
        new GLib.MainLoop(null, false).run()`,
    }),
  },
  ...["20.19", "20", "22", "24", "26"].map(node),
  {
    name: "React Native",
    needs: { command: Path.join(reactNative, "node_modules/.bin/metro"), install: "bash .ci/engines" },
    forms: ["package"],
    run: runReactNative,
  },
  { name: "QuickJS", run: quickjs(getQuickJS) },
  {
    name: "QuickJS-ng",
    run: quickjs(() => newQuickJSWASMModule(import("@jitl/quickjs-ng-wasmfile-release-sync"))),
  },
]
