/**
 * Runs a BrightScript program, off a Roku: `node roku.mjs FOLDER main.brs` where FOLDER has the
 * interpreter, in the environment that `adobe-pass sandbox exec` gives.
 *
 * The interpreter has neither HTTP nor a registry; those here do what Roku's reference says of them.
 */
import { execFileSync } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"

const { argv, env } = process
const [, , installed = "", program = ""] = argv
const { execute, types } = createRequire(join(installed, "package.json"))("@rokucommunity/brs")

const { BrsBoolean, BrsComponent, BrsInvalid, BrsString, Callable, Int32, StdlibArgument, ValueKind } = types

const kinds = { text: ValueKind.String, flag: ValueKind.Boolean, object: ValueKind.Object }
const method = (name, args, impl) =>
  new Callable(name, {
    signature: {
      args: args.map((kind, at) => new StdlibArgument(`_${at}`, kinds[kind])),
      returns: ValueKind.Dynamic,
    },
    impl: (_, ...values) => impl(...values) ?? BrsInvalid.Instance,
  })

class Component extends BrsComponent {
  kind = ValueKind.Object
  constructor(name, methods) {
    super(name)
    this.registerMethods({ [`if${name}`]: methods })
  }
  toString = () => `<Component: ${this.getComponentName()}>`
  equalTo = () => BrsBoolean.False
}

/** One exchange, which the program waits for. */
const fetchOnce = (request) =>
  JSON.parse(
    execFileSync(process.execPath, ["--input-type=module", "--eval", exchange], {
      input: JSON.stringify(request),
    }),
  )
const exchange = `
  import { readFileSync } from "node:fs"
  const { url, ...init } = JSON.parse(readFileSync(0, "utf8"))
  const answer = await fetch(url, init)
  console.log(JSON.stringify({ status: answer.status, text: await answer.text() }))
`

const urlEvent = (status, text) =>
  new Component("roUrlEvent", [
    method("getresponsecode", [], () => new Int32(status)),
    method("getstring", [], () => new BrsString(text)),
  ])

const urlTransfer = () => {
  const request = { method: "GET", headers: {} }
  let port
  let keepsBody = false
  const send = (body) => {
    const { status, text } = fetchOnce({ ...request, body })
    port.pushMessage(urlEvent(status, status < 400 || keepsBody ? text : ""))
    return BrsBoolean.True
  }
  const nothing = () => BrsBoolean.True
  return new Component("roUrlTransfer", [
    method("setmessageport", ["object"], (given) => void (port = given)),
    method("setcertificatesfile", ["text"], nothing),
    method("initclientcertificates", [], nothing),
    method("asynccancel", [], nothing),
    method("retainbodyonerror", ["flag"], (flag) => {
      keepsBody = flag.toBoolean()
      return BrsBoolean.True
    }),
    method("seturl", ["text"], ({ value }) => void (request.url = value)),
    method("setrequest", ["text"], ({ value }) => void (request.method = value)),
    method("setheaders", ["object"], (headers) => {
      for (const name of headers.getElements()) request.headers[name.value] = headers.get(name, true).value
      return BrsBoolean.True
    }),
    method("addheader", ["text", "text"], (name, value) => {
      request.headers[name.value] = value.value
      return BrsBoolean.True
    }),
    method("asyncgettostring", [], () => send(undefined)),
    method("asyncpostfromstring", ["text"], ({ value }) => send(value)),
    method(
      "escape",
      ["text"],
      ({ value }) =>
        new BrsString(
          encodeURIComponent(value).replace(
            /[!'()*]/g,
            (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
          ),
        ),
    ),
  ])
}

const registrySection = () => {
  const values = new Map()
  return new Component("roRegistrySection", [
    method("exists", ["text"], ({ value }) => BrsBoolean.from(values.has(value))),
    method("read", ["text"], ({ value }) => new BrsString(values.get(value) ?? "")),
    method("write", ["text", "text"], (name, value) => {
      values.set(name.value, value.value)
      return BrsBoolean.True
    }),
    method("flush", [], () => BrsBoolean.True),
  ])
}

const deviceInfo = () => {
  const info = new types.RoDeviceInfo()
  info.appendMethod(
    "getchannelclientid",
    method("getchannelclientid", [], () => new BrsString("a-roku")),
  )
  return info
}

types.extendBrsObjects([["roUrlTransfer", urlTransfer]])
types.BrsObjects.set("roRegistrySection", registrySection, 1)
types.extendBrsObjects([["roDeviceInfo", deviceInfo]])

const root = mkdtempSync(join(tmpdir(), "roku-"))
mkdirSync(join(root, "source"))
copyFileSync(program, join(root, "source/main.brs"))
writeFileSync(join(root, "manifest"), "title=TV\nmajor_version=1\n")
writeFileSync(
  join(root, "config.json"),
  JSON.stringify({
    baseUrl: env.ADOBE_PASS_BASE_URL,
    serviceProvider: env.ADOBE_PASS_SERVICE_PROVIDER,
    softwareStatement: env.ADOBE_PASS_SOFTWARE_STATEMENT,
    sandboxUrl: env.ADOBE_PASS_SANDBOX_URL,
  }),
)
try {
  await execute([join(root, "source/main.brs")], { root })
} finally {
  rmSync(root, { recursive: true })
}
