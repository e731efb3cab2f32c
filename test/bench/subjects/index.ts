/** The subjects of each bench that has them in processes of their own. */
import type { Subjects } from "../subject.js"
import { call } from "./call.js"

export const benches: Readonly<Record<string, Subjects>> = { call }
