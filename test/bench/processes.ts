/** Runs subjects side by side: each in a process of its own, one at a time, round after round in turn. */
import { build, type Plugin } from "esbuild"
import { type ChildProcess, fork, spawn } from "node:child_process"
import { once } from "node:events"
import * as Fs from "node:fs"
import { type AddressInfo, createServer } from "node:net"
import * as Path from "node:path"
import { promiseFace, promiseGlobal, root } from "../../scripts/bundles.js"
import type { Sample } from "./figures.js"
import type { Task } from "./subject.js"

const folder = Path.join(root, "build/bench")
const sources = Path.join(root, "src")

/** A build of the library that subjects can be made of. */
export interface Build {
  /** What stands behind the name of a subject; empty for this checkout. */
  readonly name: string
  /** The program of the subjects. */
  readonly program: string
  /** The entry point of `adobe-pass`; the script for pages is beside it. */
  readonly adobePass: string
  /** Where the sources are. */
  readonly checkout: string
}

/**
 * Takes the library's modules from another checkout, and Effect's from here: one copy is enough. What an older checkout has not got
 * yet is empty, and only the subjects that use it cannot work.
 */
const from = (checkout: string): Plugin => ({
  name: "from",
  setup: ({ onLoad, onResolve, resolve }) => {
    onLoad({ filter: /./, namespace: "missing" }, () => ({ contents: "module.exports = {}" }))
    onResolve({ filter: /^\.\.?\// }, async ({ path, pluginData, resolveDir }) => {
      const target = Path.resolve(resolveDir, path)
      if (pluginData === "from" || !target.startsWith(`${sources}/`)) return undefined
      const there = await resolve(`./${Path.relative(root, target)}`, {
        resolveDir: checkout,
        kind: "import-statement",
        pluginData: "from",
      })
      return there.errors.length > 0 ? { path: target, namespace: "missing" } : there
    })
    onResolve({ filter: /^@?[a-z]/ }, ({ kind, path, pluginData, resolveDir }) =>
      pluginData === "from" || resolveDir.startsWith(root)
        ? undefined
        : resolve(path, { resolveDir: root, kind, pluginData: "from" }),
    )
  },
})

/** As apps have it: built, for what runs TypeScript at once names every function anew each time. */
const bundle = (entry: string, name: string, checkout: string) => {
  const outfile = Path.join(folder, `${name}.mjs`)
  return build({
    absWorkingDir: root,
    entryPoints: [`test/bench/${entry}.ts`],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    banner: {
      js: 'import { createRequire as makeRequire } from "node:module"\nconst require = makeRequire(import.meta.url)',
    },
    external: ["ky", "openai", "openapi-fetch", "undici", "quickjs-emscripten", "esbuild", "playwright-core"],
    plugins: checkout === root ? [] : [from(checkout)],
    logLevel: "warning",
  }).then(() => outfile)
}

const ownAdobePass = async () => {
  const target = Path.join(folder, "adobe-pass")
  Fs.mkdirSync(target, { recursive: true })
  for (const { files } of await Promise.all([promiseFace(), promiseGlobal()])) {
    for (const [name, text] of files) Fs.writeFileSync(Path.join(target, name), text)
  }
  return Path.join(target, "index.js")
}

/** This checkout, and others beside it. */
export const builds = (others: ReadonlyArray<string>): Promise<ReadonlyArray<Build>> => {
  const one = async (checkout: string, index: number): Promise<Build> => ({
    name: index === 0 ? "" : Path.basename(checkout),
    program: await bundle("subject", `subject-${index}`, checkout),
    checkout,
    adobePass: index === 0 ? await ownAdobePass() : Path.join(checkout, "build/adobe-pass/index.js"),
  })
  return Promise.all([root, ...others.map((other) => Path.resolve(other))].map(one))
}

export interface Started {
  readonly work: (task: Task) => Promise<Sample>
  readonly stop: () => void
}

/** The next message of a process, which must not end before. */
const message = async <A>(child: ChildProcess): Promise<A> => {
  const waiting = new AbortController()
  const { signal } = waiting
  const failed = once(child, "exit", { signal }).then(([code]): never => {
    throw new Error(`a subject ended with ${code}`)
  })
  try {
    const [answer] = await Promise.race([once(child, "message", { signal }), failed])
    return answer as A
  } finally {
    waiting.abort()
    failed.catch(() => undefined)
  }
}

/** Lives until it is stopped. */
export const start = async (
  build: Build,
  bench: string,
  subject: string,
  env: Readonly<Record<string, string>>,
): Promise<Started> => {
  const child = fork(build.program, [bench, subject], {
    execArgv: ["--expose-gc"],
    env: {
      ...process.env,
      ...env,
      BENCH_ADOBE_PASS: build.adobePass,
      BENCH_CHECKOUT: build.checkout,
    },
  })
  await message(child)
  return {
    work: (task) => {
      const answer = message<Sample>(child)
      child.send(task)
      return answer
    },
    stop: () => child.kill(),
  }
}

/** The service for those that call it over loopback. */
export const serve = async () => {
  const child = fork(await bundle("server", "server", root))
  return { url: await message<string>(child), stop: () => child.kill() }
}

/** A Redis that forgets all when it is stopped: `redis-server` of the machine. */
export const serveRedis = async () => {
  const taken = createServer().listen(0, "127.0.0.1")
  await once(taken, "listening")
  const port = String((taken.address() as AddressInfo).port)
  taken.close()
  await once(taken, "close")
  const child = spawn("redis-server", ["--port", port, "--bind", "127.0.0.1", "--save", ""], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  // it says so when it can be asked, and ends when it cannot
  for await (const text of child.stdout) {
    if (String(text).includes("Ready to accept connections")) break
  }
  return { port, stop: () => child.kill() }
}
