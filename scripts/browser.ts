/** Makes the bundle for pages and TV apps: `npm run build:browser`. */
import { promiseGlobal } from "./bundles.js"

await promiseGlobal()
