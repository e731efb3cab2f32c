// Node gives the same classes to whoever requires and whoever imports
const required = require("adobe-pass")

import("adobe-pass").then((imported) => {
  if (required.Throttled !== imported.Throttled) throw new Error("there are two copies of the client")
  console.log(`one copy of the client on Node ${process.versions.node}`)
})
