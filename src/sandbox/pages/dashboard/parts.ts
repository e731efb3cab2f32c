/** What the dashboard is made of. */
export { buckets } from "./buckets.browser.js"
export { catalogue } from "./catalogue.browser.js"
export { exporter } from "./exporter.browser.js"
export { log } from "./log.browser.js"
export { plots } from "./plots.browser.js"
export { rows } from "./rows.browser.js"
export { state } from "./state.browser.js"
export { switches } from "./switches.browser.js"
