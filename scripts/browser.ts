/** Makes the bundle for pages and TV apps: `npm run build:browser`. */
import * as Fs from "node:fs"
import * as Path from "node:path"
import { elements, folder, messages, promiseGlobal } from "./bundles.js"

Fs.mkdirSync(folder, { recursive: true })
for (const { files } of await Promise.all([promiseGlobal(), elements(), messages()]))
  for (const [name, text] of files) Fs.writeFileSync(Path.join(folder, name), text)
