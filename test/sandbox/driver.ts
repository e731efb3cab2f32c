/**
 * A client of the sandbox made of plain `fetch`, as somebody without any library would write it.
 */
import { afterAll, afterEach, beforeAll } from "vitest"
import type { Fault, RunningSandbox, SandboxOptions } from "../../src/sandbox/index.js"
import { startSandbox } from "../../src/sandbox/index.js"

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // The tests look into bodies of any shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

export interface Device {
  readonly id: string
  readonly token: string
  readonly clientId: string
  readonly clientSecret: string
  readonly call: (path: string, init?: CallInit) => Promise<Answer>
  readonly form: (
    path: string,
    form: Record<string, string>,
    headers?: Record<string, string>,
  ) => Promise<Answer>
  readonly json: (path: string, json: unknown, headers?: Record<string, string>) => Promise<Answer>
}

export interface CallInit {
  readonly method?: string
  readonly body?: string | URLSearchParams
  /** `undefined` leaves a default header out. */
  readonly headers?: Record<string, string | undefined>
}

export const base64 = (text: string): string => Buffer.from(text).toString("base64")

export const answerOf = async (response: Response): Promise<Answer> => {
  const text = await response.text()
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : undefined,
  }
}

const send = async (url: string, { method, body, headers = {} }: CallInit): Promise<Answer> => {
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  )
  return answerOf(
    await fetch(url, {
      redirect: "manual",
      headers: given,
      ...(method === undefined ? {} : { method }),
      ...(body === undefined ? {} : { body }),
    }),
  )
}

export const REDIRECT = "https://app.example.com/done"
export const LOGIN = { mvpd: "Cablevision", domainName: "example.com", redirectUrl: REDIRECT }

export const profiles = "/api/v2/REF30/profiles"

/** What orders a fault, of which a test leaves none to the next. */
export const useFaults = (sandbox: () => RunningSandbox) => {
  afterEach(() => sandbox().admin.clearFaults())
  return (fault: Fault) => sandbox().admin.addFault(fault)
}

/** A sandbox for all tests of a file; `using` gets its current state. */
export const useSandbox = (options?: SandboxOptions) => {
  let running: RunningSandbox | undefined
  const sandbox = (): RunningSandbox => {
    if (running === undefined) throw new Error("The sandbox is not up yet")
    return running
  }
  beforeAll(async () => {
    running = await startSandbox(options)
  })
  afterAll(() => running?.close())

  const call = (path: string, init: CallInit = {}) =>
    send(path.startsWith("http") ? path : sandbox().baseUrl + path, init)

  const register = (softwareStatement = sandbox().softwareStatement) =>
    call("/o/client/register", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ software_statement: softwareStatement }),
    })

  const askForToken = (parameters: Record<string, string>) =>
    call("/o/client/token", { method: "POST", body: new URLSearchParams(parameters) })

  const client = async (softwareStatement?: string) => {
    const { body } = await register(softwareStatement)
    const token = await askForToken({
      client_id: body.client_id,
      client_secret: body.client_secret,
      grant_type: "client_credentials",
    })
    return {
      token: token.body.access_token as string,
      clientId: body.client_id as string,
      clientSecret: body.client_secret as string,
    }
  }

  let devices = 0
  /** A registered application on a device, of its own unless told which. */
  const device = async (
    options: { id?: string; softwareStatement?: string; headers?: Record<string, string> } = {},
  ): Promise<Device> => {
    devices += 1
    const id = options.id ?? `device-${devices}`
    const credentials = await client(options.softwareStatement)
    const defaults = {
      authorization: `Bearer ${credentials.token}`,
      "ap-device-identifier": `fingerprint ${base64(id)}`,
      "x-device-info": base64(
        JSON.stringify({ primaryHardwareType: "SetTopBox", model: "Box", osName: "Linux" }),
      ),
      ...options.headers,
    }
    const own = (path: string, init: CallInit = {}) =>
      call(path, { ...init, headers: { ...defaults, ...init.headers } })
    return {
      id,
      ...credentials,
      call: own,
      form: (path, form, headers = {}) =>
        own(path, { method: "POST", body: new URLSearchParams(form), headers }),
      json: (path, json, headers = {}) =>
        own(path, {
          method: "POST",
          body: JSON.stringify(json),
          headers: { "content-type": "application/json", ...headers },
        }),
    }
  }

  /** What a browser does with an authenticate URL: the login page's form, filled in, up to the redirectUrl. */
  const signInAt = async (url: string, fields: Record<string, string>) => {
    let page = await call(url)
    const seen = [page.status]
    while (page.status === 302) {
      page = await call(page.headers.get("location") ?? "")
      seen.push(page.status)
    }
    const action = /action="([^"]+)"/.exec(page.text)?.[1]
    const relay = /name="RelayState" value="([^"]+)"/.exec(page.text)?.[1]
    if (action === undefined || relay === undefined) return { page, seen, landed: undefined }
    let answer = await call(action, {
      method: "POST",
      body: new URLSearchParams({ RelayState: relay, ...fields }),
    })
    while (answer.status === 302) {
      const location = answer.headers.get("location") ?? ""
      if (!location.startsWith(sandbox().baseUrl)) return { page, seen, landed: location }
      answer = await call(location)
    }
    return { page: answer, seen, landed: undefined }
  }

  /** A device on which an account is signed in. */
  const signedIn = async (
    username: string,
    mvpd = "Cablevision",
    options: Parameters<typeof device>[0] = {},
  ) => {
    const signed = await device(options)
    const session = await signed.form("/api/v2/REF30/sessions", { ...LOGIN, mvpd })
    await sandbox().admin.completeLogin({ code: session.body.code, username })
    return signed
  }

  return { sandbox, call, register, askForToken, client, device, signInAt, signedIn }
}
