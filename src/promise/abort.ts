/** An `AbortError` where the platform has no `DOMException` to make one of. */
const abortError = (): Error =>
  typeof DOMException === "function"
    ? new DOMException("This operation was aborted", "AbortError")
    : Object.assign(new Error("This operation was aborted"), { name: "AbortError" })

/** What a signal was aborted with. Browsers of before 2022 know no reason; what is aborted there ends with an `AbortError`, too. */
export const reasonOf = (signal: AbortSignal): unknown =>
  signal.reason === undefined ? abortError() : signal.reason
