/** The least that a client of Adobe Pass can be measured against: it permits whoever asks whatever they ask for. */
export const mvpd = "Cablevision"
export const serviceProvider = "REF30"
export const softwareStatement = "a.software.statement"
export const resource = "newsline"

/** Where a login is polled. */
export const profilesPath = (code: string) => `/api/v2/${serviceProvider}/profiles/code/${code}`
export const authorizePath = `/api/v2/${serviceProvider}/decisions/authorize/${mvpd}`

const later = 4_000_000_000_000

const decision = (name: string) => ({
  resource: name,
  serviceProvider,
  mvpd,
  source: "mvpd",
  authorized: true,
  notBefore: 1_700_000_000_000,
  notAfter: later,
})

const answers: ReadonlyArray<readonly [RegExp, number, (body: string) => unknown]> = [
  [
    /\/decisions\/authorize\//,
    200,
    () => ({
      decisions: [
        {
          ...decision(resource),
          token: { notBefore: 1_700_000_000_000, notAfter: later, serializedToken: "t".repeat(600) },
        },
      ],
    }),
  ],
  [
    /\/decisions\/preauthorize\//,
    200,
    (body) => ({
      decisions: (JSON.parse(body) as { resources: ReadonlyArray<string> }).resources.map(decision),
    }),
  ],
  [
    /\/o\/client\/register$/,
    201,
    () => ({ client_id: "client", client_secret: "secret", redirect_uris: [] }),
  ],
  [
    /\/o\/client\/token$/,
    201,
    () => ({
      access_token: "access.token",
      token_type: "bearer",
      created_at: Date.now(),
      expires_in: 86_400,
    }),
  ],
  [/\/profiles/, 200, () => ({ profiles: {} })],
]

/** The one of an authorization, which is asked for most, is made once. */
const authorization = JSON.stringify(answers[0]?.[2](""))

export const answer = (path: string, body: string): { readonly status: number; readonly text: string } => {
  if (path.endsWith(authorizePath)) return { status: 200, text: authorization }
  for (const [pattern, status, make] of answers) {
    if (pattern.test(path)) return { status, text: JSON.stringify(make(body)) }
  }
  return { status: 404, text: "" }
}

export const json = { "content-type": "application/json" } as const
