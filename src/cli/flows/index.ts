/** Every flow that can be walked, by name. */
import { cookbook } from "./cookbook.js"
import type { Flow } from "./Flow.js"

export { cookbook }

export const flows: ReadonlyArray<Flow> = [cookbook]
