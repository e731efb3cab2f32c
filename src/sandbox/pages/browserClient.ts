/**
 * The client as the pages use it: the bundle that the browser loads. Declared here because the sandbox imports nothing of
 * the client; a test checks that the bundle fits.
 */
/** Which application a page is. */
export interface App {
  readonly baseUrl: string
  readonly serviceProvider: string
  readonly softwareStatement: string
}

export interface Failure {
  readonly _tag: string
  readonly message: string
  readonly code?: string | undefined
  readonly details?: string | undefined
  readonly reason?: unknown
  readonly limit?: unknown
  readonly retryAfter?: unknown
}

export interface Mvpd {
  readonly id: string
  readonly displayName?: string | undefined
  readonly logoUrl?: string | undefined
  readonly isTempPass: boolean
}

export interface Profile {
  readonly mvpd: string
  readonly type: string
  readonly notBefore?: number
  readonly notAfter: number
}

export interface Prompt {
  readonly code: string
  readonly notAfter: number
}

export interface Answer {
  readonly _tag: "Permit" | "Deny" | "Unanswered"
  readonly resource: string
  readonly source?: string | undefined
  readonly error?: Failure | undefined
}

export interface Permit {
  readonly source: string
  readonly token: {
    readonly serializedToken: string
    readonly notBefore?: number
    readonly notAfter?: number
  }
}

export interface Client {
  readonly configuration: () => Promise<{
    readonly domains: ReadonlyArray<{ readonly name: string }>
    readonly mvpds: ReadonlyArray<Mvpd>
  }>
  readonly profiles: () => Promise<ReadonlyArray<Profile>>
  readonly authenticate: (request: {
    readonly onCode: (prompt: Prompt) => unknown
    readonly signal: AbortSignal
  }) => Promise<Profile>
  readonly checkCode: (code: string) => Promise<{
    readonly code: string
    readonly url?: string
    readonly missingParameters: ReadonlyArray<string>
    readonly existingParameters: { readonly mvpd?: string | undefined }
  }>
  readonly resume: (request: {
    readonly code: string
    readonly mvpd: string
    readonly domainName: string
    readonly redirectUrl: string
  }) => Promise<{ readonly _tag: string; readonly url?: unknown; readonly reason?: unknown }>
  readonly temporaryAccess: (request: {
    readonly mvpd: string
    readonly temporaryAccessIdentity?: Readonly<Record<string, string>>
  }) => Promise<{ readonly expirationDate: number; readonly remainingResources?: number } | undefined>
  readonly preauthorize: (request: {
    readonly mvpd: string
    readonly resources: ReadonlyArray<string>
  }) => Promise<ReadonlyArray<Answer>>
  readonly authorize: (request: {
    readonly mvpd: string
    readonly resource: string
    readonly temporaryAccessIdentity?: Readonly<Record<string, string>>
  }) => Promise<Permit>
  readonly logout: (request: {
    readonly mvpd: string
    readonly redirectUrl: string
  }) => Promise<ReadonlyArray<{ readonly _tag: string; readonly mvpd: string; readonly url?: unknown }>>
  readonly endpoints: {
    readonly retrieveProfileForCode: (request: {
      readonly code: string
    }) => Promise<Readonly<Record<string, Profile>>>
  }
}

export interface ClientModule {
  readonly makeAdobePass: (options: {
    readonly environment: { readonly baseUrl: string }
    readonly serviceProvider: string
    readonly softwareStatement: string
    readonly device: {
      readonly identifier: string
      readonly info: {
        readonly primaryHardwareType: "TV" | "Desktop"
        readonly model: string
        readonly osName: "Linux"
      }
    }
    readonly store: Storage
  }) => Client
}
