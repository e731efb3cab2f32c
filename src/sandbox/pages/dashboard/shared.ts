/** What the panels of the dashboard share. */
import type { Kit } from "../kit.browser.js"
import type { rows } from "./rows.browser.js"

export interface DashboardConfig {
  readonly mvpds: ReadonlyArray<{ readonly id: string; readonly name: string; readonly tempPass: boolean }>
  /** The settings that a kind of fault has beside those that every kind has. */
  readonly settingsOf: Readonly<Record<string, ReadonlyArray<string>>>
  readonly accounts: ReadonlyArray<{ readonly username: string; readonly about: string }>
}

export interface Dashboard extends ReturnType<typeof rows> {
  readonly ui: Kit
  readonly config: DashboardConfig
  readonly mvpdName: (id: string | null) => string
  /** Has the admin do something, says that it is done, and looks again. */
  readonly steer: (done: string, method: string, path: string, body?: unknown) => Promise<void>
}
