/** What is Node's own: a store in a directory, and connections with a bounded life. */
export * as Connections from "./Connections.js"
export * as DirectoryStore from "./DirectoryStore.js"
