/** What the screens of the TV share, and the ways between them. */
import type { Kit } from "../kit.browser.js"
import type { Answer, App, Client, Profile } from "../browserClient.js"
import type { screen } from "./screen.browser.js"

export interface Channel {
  readonly id: string
  readonly name: string
  readonly rating: string
  readonly hue: number
  readonly initials: string
}

export interface TempPass {
  readonly id: string
  readonly name: string
  readonly about: string
  readonly promotional: boolean
}

export interface TvConfig extends App {
  readonly channels: ReadonlyArray<Channel>
  readonly tempPasses: ReadonlyArray<TempPass>
  /** What time it is for the service, when the page is made. */
  readonly now: number
  /** How long a code is good for. */
  readonly codeTtl: number
}

/** Who watches: with a profile, or with a TempPass. */
export interface Viewer {
  /** What the calls about this viewer say. */
  readonly request: {
    readonly mvpd: string
    readonly temporaryAccessIdentity?: Readonly<Record<string, string>>
  }
  readonly name: string
  readonly logoUrl?: string | undefined
  readonly profile?: Profile
  readonly tempPass?: TempPass
  /** By resource, what preauthorization said. */
  readonly answers: Map<string, Answer>
}

export interface Tv {
  readonly ui: Kit
  readonly config: TvConfig
  readonly pass: Client
  /** By the service's clock, which may be set apart from this device's. */
  readonly now: () => number
  readonly setNow: (at: number) => void
  readonly viewer: () => Viewer | undefined
  readonly setViewer: (viewer: Viewer | undefined) => void
  /** Shows the catalogue to the viewer who has signed in, if the screen is still theirs. */
  readonly welcome: (profile: Profile, isHere: () => boolean) => Promise<void>
  readonly screen: ReturnType<typeof screen>
  /**
   * Runs an action that takes a while: shows that it runs and, if it fails, why. The action can ask whether the viewer
   * is still on this screen.
   */
  readonly attempt: (
    doing: string,
    action: (isHere: () => boolean) => Promise<unknown>,
    again: () => unknown,
  ) => Promise<void>
  readonly showError: (error: unknown, again: () => unknown) => void
  readonly explain: (channel: string, error: unknown, again: () => unknown) => void

  readonly toStart: () => void
  readonly toCode: () => void
  readonly toCatalogue: () => void
  readonly play: (channel: Channel) => Promise<void>
}
