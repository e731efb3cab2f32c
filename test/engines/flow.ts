/** What an app does from its registration to its logout: the one flow that every engine runs, with what it must see. */
import type * as Face from "../../src/promise.js"

export interface Given {
  /** Where the service answers. */
  readonly baseUrl: string
  /** Where the admin of the sandbox answers. */
  readonly admin: string
  readonly softwareStatement: string
}

const login = { mvpd: "Cablevision", domainName: "adobe.com", redirectUrl: "https://adobe.com/" }

const same = (what: string, is: unknown, expected: unknown) => {
  const [one, other] = [JSON.stringify(is), JSON.stringify(expected)]
  if (one !== other) throw new Error(`${what}: expected ${other}, saw ${one}`)
}

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    (value) => ({ resolvedTo: value }),
    (error: unknown) => error,
  )

/** The steps that an engine took, in words. */
export const flow = async (face: typeof Face, { admin, baseUrl, softwareStatement }: Given) => {
  const steps: Array<string> = []
  const ask = async (path: string, body: object) => {
    const headers = { "content-type": "application/json" }
    const answer = await fetch(`${admin}/sandbox/${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    })
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  }
  const signIn = (code: string) => ask("logins", { code, username: "basic" })
  const isTagged = <Tag extends Face.Failure["_tag"]>(error: unknown, tag: Tag, Class: Function) => {
    if (!face.isAdobePassError(error)) throw error
    same(`${tag}, _tag`, error._tag, tag)
    same(`${tag}, instanceof`, [error instanceof Error, error instanceof (Class as never)], [true, true])
    return error as Extract<Face.Failure, { readonly _tag: Tag }>
  }

  const pass = face.makeAdobePass({
    environment: { baseUrl },
    serviceProvider: "REF30",
    softwareStatement,
    device: { identifier: "an-engine", info: { model: "Engine", osName: "Linux" } },
    policies: { poll: { interval: 3000 } },
  })

  const { mvpds } = await pass.configuration()
  same(
    "configuration",
    mvpds.some(({ id }) => id === login.mvpd),
    true,
  )
  same("nobody", await pass.profile(login.mvpd), undefined)
  steps.push("registered")

  // each step by hand, as the older engines have no `for await`
  const stepping = pass.authentication(login)[Symbol.asyncIterator]()
  const told: Array<string> = []
  for (let step = await stepping.next(); step.done !== true; step = await stepping.next()) {
    told.push(step.value._tag)
    if (step.value._tag === "Prompt") await signIn(step.value.code)
  }
  same("steps", told, ["Prompt", "Profile"])
  same("profile", (await pass.profile(login.mvpd))?.mvpd, login.mvpd)
  steps.push("signed in")

  const answers = await pass.preauthorize({ mvpd: login.mvpd, resources: ["newsline", "cinema1"] })
  same(
    "preauthorize",
    answers.map(({ _tag }) => _tag),
    ["Permit", "Deny"],
  )
  const { token } = await pass.authorize({ mvpd: login.mvpd, resource: "newsline" })
  same("token", token.serializedToken.length > 0, true)
  const v1 = await pass.endpoints.initiateAuthorization({ resource: "newsline", format: "xml" })
  same("V1", v1.resource, "newsline")
  steps.push("played")

  const denial = await failureOf(pass.authorize({ mvpd: login.mvpd, resource: "cinema1" }))
  same("denial", isTagged(denial, "AuthorizationDenied", face.AuthorizationDenied).reason, "mvpd")
  steps.push("was denied")

  await ask("faults", { kind: "throttled", retryAfter: 1, times: 1, endpoint: "RetrieveProfiles" })
  const before = Date.now()
  same("profiles after a 429", (await pass.profiles()).length, 1)
  same("waited for Retry-After", Date.now() - before >= 950, true)
  await ask("faults", { kind: "throttled", retryAfter: 1, times: 4, endpoint: "RetrieveProfiles" })
  const throttled = isTagged(await failureOf(pass.profiles()), "Throttled", face.Throttled)
  same("429", [throttled.status, throttled.retryAfter], [429, 1000])
  steps.push("was throttled")

  for (const reason of [undefined, new Error("left the page")]) {
    const controller = new AbortController()
    const aborted = failureOf(
      pass.authenticate({
        ...login,
        mvpd: "Spectrum",
        signal: controller.signal,
        onCode: () => controller.abort(reason),
      }),
    )
    const failure = await aborted
    // an engine of before 2022 drops the reason
    const isKept = reason !== undefined && controller.signal.reason === reason
    same("abort", failure instanceof Error || typeof failure === "object", true)
    same("abort, name", (failure as Error).name, isKept ? "Error" : "AbortError")
    if (isKept) same("abort, reason", failure === reason, true)
  }
  steps.push("aborted")

  const actions = await pass.logout({ mvpd: login.mvpd, redirectUrl: login.redirectUrl })
  same(
    "logout",
    actions.map(({ _tag }) => _tag),
    ["Logout"],
  )
  steps.push("signed out")

  await pass.close()
  isTagged(await failureOf(pass.profiles()), "ClientClosed", face.ClientClosed)
  steps.push("closed")
  return steps
}

/** What `flow` resolves to. */
export const allSteps = [
  "registered",
  "signed in",
  "played",
  "was denied",
  "was throttled",
  "aborted",
  "signed out",
  "closed",
]
