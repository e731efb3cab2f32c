/**
 * Every command of the admin, in the groups of its OpenAPI document.
 */
import * as access from "./access.js"
import * as catalogue from "./catalogue.js"
import * as clock from "./clock.js"
import * as identity from "./identity.js"
import * as mediaToken from "./mediaToken.js"
import * as overview from "./overview.js"
import * as process from "./process.js"
import * as requests from "./requests.js"
import * as trouble from "./trouble.js"

export const groups = { overview, process, clock, catalogue, access, identity, mediaToken, trouble, requests }

export const commands = {
  ...overview,
  ...process,
  ...clock,
  ...catalogue,
  ...access,
  ...identity,
  ...mediaToken,
  ...trouble,
  ...requests,
}
