/** The subjects of each bench that has them in processes of their own. */
import type { Subjects } from "../subject.js"
import { call } from "./call.js"
import { catalogue } from "./catalogue.js"
import { device } from "./device.js"
import { fleet } from "./fleet.js"
import { login } from "./login.js"
import { start } from "./start.js"

export const benches: Readonly<Record<string, Subjects>> = { call, catalogue, device, fleet, login, start }
