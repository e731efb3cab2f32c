/** What the dashboard is made of. */
export { buckets } from "./buckets.browser.js"
export { log } from "./log.browser.js"
export { rows } from "./rows.browser.js"
export { state } from "./state.browser.js"
export { switches } from "./switches.browser.js"
