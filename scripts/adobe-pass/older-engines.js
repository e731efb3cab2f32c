/**
 * What the script for pages uses of the JavaScript that came after `BigInt` (Chromium 67, Firefox 68, Safari 14), for engines
 * that have not got it. Each does what the standard says, and nothing where there is one already.
 */
const add = (owner, name, value) =>
  name in owner || Object.defineProperty(owner, name, { value, configurable: true, writable: true })

add(Object, "hasOwn", (object, key) => Object.prototype.hasOwnProperty.call(object, key))

add(Object, "fromEntries", (entries) => {
  const object = {}
  for (const [key, value] of entries) {
    Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true })
  }
  return object
})

add(Array.prototype, "flat", function (depth = 1) {
  return this.reduce(
    (all, one) => all.concat(Array.isArray(one) && depth > 0 ? one.flat(depth - 1) : [one]),
    [],
  )
})

add(Array.prototype, "flatMap", function (change, receiver) {
  return this.map(change, receiver).flat()
})

const matches = function* (text, pattern) {
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    yield match
    if (match[0] !== "") continue
    pattern.lastIndex += pattern.unicode && text.codePointAt(pattern.lastIndex) > 0xffff ? 2 : 1
  }
}
add(String.prototype, "matchAll", function (pattern) {
  const isPattern = pattern instanceof RegExp
  if (isPattern && !pattern.global) throw new TypeError("matchAll needs a global pattern")
  const copy = isPattern ? new RegExp(pattern) : new RegExp(pattern, "g")
  copy.lastIndex = isPattern ? pattern.lastIndex : 0
  return matches(String(this), copy)
})
