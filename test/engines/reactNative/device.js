/** What a device's native side gives React Native: here the networking of Android, which follows every redirect. */
const { fetch: send } = globalThis
const blobs = new Map()

const networking = {
  sendRequest: (method, url, id, headers, { string: body }, type) => {
    send(url, { method, headers: Object.fromEntries(headers), body }).then(
      async (answer) => {
        const text = await answer.text()
        globalThis.emit(
          "didReceiveNetworkResponse",
          id,
          answer.status,
          Object.fromEntries(answer.headers),
          answer.url,
        )
        const blobId = `blob-${id}`
        blobs.set(blobId, text)
        const data = type === "blob" ? { blobId, offset: 0, size: text.length } : text
        globalThis.emit("didReceiveNetworkData", id, data)
        globalThis.emit("didCompleteNetworkResponse", id, "", false)
      },
      (error) => globalThis.emit("didCompleteNetworkResponse", id, String(error), false),
    )
  },
  abortRequest: () => {},
  clearCookies: () => {},
  addListener: () => {},
  removeListeners: () => {},
}

const modules = {
  BlobModule: {
    getConstants: () => ({ BLOB_URI_SCHEME: "content", BLOB_URI_HOST: null }),
    addNetworkingHandler: () => {},
    createFromParts: () => {},
    release: (id) => blobs.delete(id),
  },
  FileReaderModule: { readAsText: ({ blobId }) => Promise.resolve(blobs.get(blobId)) },
  Networking: networking,
  PlatformConstants: {
    getConstants: () => ({ reactNativeVersion: { major: 0, minor: 0, patch: 0 }, Version: 35 }),
  },
}
globalThis.nativeModuleProxy = modules
