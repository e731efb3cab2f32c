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

add(String.prototype, "matchAll", function* (pattern) {
  const copy = new RegExp(pattern)
  copy.lastIndex = pattern.lastIndex
  for (let match = copy.exec(this); match !== null; match = copy.exec(this)) {
    yield match
    if (match[0] === "") copy.lastIndex += 1
  }
})
