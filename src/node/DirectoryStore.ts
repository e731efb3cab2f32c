/** A store in a directory, on Node. */
import * as NodeKeyValueStore from "@effect/platform-node/NodeKeyValueStore"
import * as Layer from "effect/Layer"
import { Store } from "../cache/Store.js"

/** Keeps each value in a file of its own. */
export const layer = (directory: string): Layer.Layer<Store> =>
  Layer.provide(Store.layer, Layer.orDie(NodeKeyValueStore.layerFileSystem(directory)))
