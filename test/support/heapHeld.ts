import * as V8 from "node:v8"

/** The bytes of all objects, once what is garbage is collected. Machine code is left out, which V8 makes for hours. */
export const heapHeld = (): number => {
  globalThis.gc?.()
  const { bytecode_and_metadata_size, code_and_metadata_size } = V8.getHeapCodeStatistics()
  return process.memoryUsage().heapUsed - code_and_metadata_size - bytecode_and_metadata_size
}
