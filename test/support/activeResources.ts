/** How many resources of a kind keep this process going. */
export const activeResources = (kind: "TCPSocketWrap" | "Timeout"): number =>
  process.getActiveResourcesInfo().filter((one) => one === kind).length
