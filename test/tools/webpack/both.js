// an app of which one part imports and another requires: there is one client all the same
import { Throttled } from "adobe-pass"
import { line } from "../app.js"

console.log(require("adobe-pass").Throttled === Throttled ? line : "there are two copies")
