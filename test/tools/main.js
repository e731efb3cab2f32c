import { line } from "./app.js"

console.log(line)
