/** An app of React Native, without a screen: its own fetch, URL and AbortController over the networking of the device. */
import RCTDeviceEventEmitter from "react-native/Libraries/EventEmitter/RCTDeviceEventEmitter"
import "react-native/Libraries/Core/setUpXHR"
import * as face from "adobe-pass"
import { flow } from "./flow"

globalThis.emit = (name, ...values) => RCTDeviceEventEmitter.emit(name, values)

flow(face, globalThis.given).then(
  (steps) => globalThis.say({ steps }),
  (error) => globalThis.say({ failed: `${error}\n${error.stack}` }),
)
