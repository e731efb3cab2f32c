/** Makes the bundle for pages and TV apps: `npm run build:browser`. */
import { build } from "esbuild"
import { forPages } from "./bundles.js"

await build(forPages)
