/** What the TV is made of. */
export { catalogue } from "./catalogue.browser.js"
export { code } from "./code.browser.js"
export { player } from "./player.browser.js"
export { screen } from "./screen.browser.js"
export { signOut } from "./signOut.browser.js"
export { tempPass } from "./tempPass.browser.js"
export { trouble } from "./trouble.browser.js"
