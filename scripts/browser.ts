/** Makes the bundle for pages and TV apps: `npm run build:browser`. */
import * as Fs from "node:fs"
import * as Path from "node:path"
import { folder, promiseGlobal } from "./bundles.js"

const { files } = await promiseGlobal()
Fs.mkdirSync(folder, { recursive: true })
for (const [name, text] of files) Fs.writeFileSync(Path.join(folder, name), text)
