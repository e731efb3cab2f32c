/** Every flow that can be walked. */
import { cookbook } from "./cookbook.js"
import { degraded } from "./degraded.js"
import type { Flow } from "./Flow.js"
import { partnerSso } from "./partnerSso.js"
import { promotionalTempPass } from "./promotionalTempPass.js"
import { secondScreen } from "./secondScreen.js"
import { platformSso, serviceTokenSso } from "./sharedIdentity.js"
import { tempPass } from "./tempPass.js"
import { v1 } from "./v1.js"

export type { Flow, Options } from "./Flow.js"

export const flows: ReadonlyArray<Flow> = [
  cookbook,
  secondScreen,
  tempPass,
  promotionalTempPass,
  degraded,
  partnerSso,
  platformSso,
  serviceTokenSso,
  v1,
]
