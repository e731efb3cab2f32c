/**
 * Throttling by device address: a token bucket into which a request's worth drips in every second since the device's
 * first request, with a burst on top. A request spends what its second has to give, then the burst, and is refused
 * when both are spent.
 */
import { httpDate } from "../world/clock.js"
import type { Reply } from "../wire/exchange.js"
import type { Chance } from "../world/chance.js"
import type { Throttle } from "../world/limits.js"
import type { Bucket, State } from "../world/state.js"
import { remember } from "../world/state.js"

/** How many requests the limit has given by the end of a second: whole ones, the first at once. */
const given = ({ requestsPerSecond }: Throttle, second: number): number =>
  Math.ceil((second + 1) * requestsPerSecond)

const fill = (throttle: Throttle, now: number): Bucket => ({
  firstAt: now,
  second: 0,
  limitLeft: given(throttle, 0),
  burstLeft: throttle.burst,
  consumed: { limit: 0, burst: 0, refused: 0 },
})

/** Brings a bucket up to now. */
export const drip = (bucket: Bucket, throttle: Throttle, now: number): void => {
  const second = Math.floor((now - bucket.firstAt) / 1000)
  if (second <= bucket.second) return
  if (throttle.refill) {
    const unspent = bucket.limitLeft + given(throttle, second - 1) - given(throttle, bucket.second)
    bucket.burstLeft = Math.min(throttle.burst, bucket.burstLeft + unspent)
  }
  bucket.limitLeft = given(throttle, second) - given(throttle, second - 1)
  bucket.second = second
}

/** Whether one more request may pass; spends what it costs. */
export const admit = ({ buckets }: State, address: string, throttle: Throttle, now: number): boolean => {
  const known = buckets.get(address)
  // A clock that was set back begins anew.
  const bucket = known === undefined || now < known.firstAt ? fill(throttle, now) : known
  remember(buckets, address, bucket)
  drip(bucket, throttle, now)
  if (bucket.limitLeft > 0) {
    bucket.limitLeft -= 1
    bucket.consumed.limit += 1
    return true
  }
  if (bucket.burstLeft > 0) {
    bucket.burstLeft -= 1
    bucket.consumed.burst += 1
    return true
  }
  bucket.consumed.refused += 1
  return false
}

const PAGE = [
  "<html>",
  "<head><title>429 Too Many Requests</title></head>",
  "<body>",
  "<center><h1>429 Too Many Requests</h1></center>",
  "<hr><center>openresty</center>",
  "</body>",
  "</html>",
  "",
].join("\r\n")

const WEEK = 7 * 86_400_000

/** The gateway's own page: HTML, cookies of a load balancer, and no Retry-After unless asked for. */
export const tooManyRequests = (chance: Chance, now: number, retryAfter?: number): Reply => {
  const cookie = Buffer.from(chance.hex(64)).toString("base64")
  const expires = httpDate(now + WEEK)
  return {
    status: 429,
    headers: {
      "content-type": "text/html",
      server: "openresty",
      p3p: 'CP="NOI DSP COR CURa ADMa DEVa OUR BUS IND UNI COM NAV STA"',
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
    },
    cookies: [
      `AWSALB=${cookie}; Expires=${expires}; Path=/`,
      `AWSALBCORS=${cookie}; Expires=${expires}; Path=/; SameSite=None; Secure`,
    ],
    body: PAGE,
  }
}
