/** What is Node's own: a store in a directory. */
export * as DirectoryStore from "./DirectoryStore.js"
