/** QuickJS, an engine of devices without a browser, which interprets what it is given. */
import { getQuickJS, type QuickJSContext } from "quickjs-emscripten"

/** The names of the web that clients look up as they load; there is nothing behind them. */
const web = `
  globalThis.self = globalThis
  globalThis.console = { log() {}, warn() {}, error() {} }
  for (const name of ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "queueMicrotask", "fetch"]) {
    globalThis[name] = () => {}
  }
  for (const name of [
    "AbortController", "AbortSignal", "Blob", "DOMException", "Event", "EventTarget", "File", "FormData", "Headers",
    "ReadableStream", "Request", "Response", "TextDecoder", "TextEncoder", "TransformStream", "URL", "URLSearchParams",
  ]) globalThis[name] = class {}
  globalThis.performance = { now: Date.now }`

/** A context for `use` alone. */
export const inQuickJS = async <A>(use: (context: QuickJSContext) => A): Promise<A> => {
  const context = (await getQuickJS()).newContext()
  try {
    context.unwrapResult(context.evalCode(web)).dispose()
    return use(context)
  } finally {
    context.dispose()
  }
}
