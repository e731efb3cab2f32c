/** Many servers as one, over Redis. */
export * as Fleet from "./Fleet.js"
