export { version } from "../sandbox/world/version.js"
