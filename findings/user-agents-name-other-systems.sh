#!/usr/bin/env bash
# What libraries read from a TV's user agent is not what X-Device-Info takes.
#
# The reference restricts osName to: Android, Chrome OS, Linux, Mac OS, OS X, OpenBSD, Roku OS, Windows, iOS, tvOS, webOS.
# Guess: the two largest libraries tell the system of an Apple TV, a Roku and a Mac by these names.
# Seen: ua-parser-js 2.0.10 and bowser 2.15.1 tell none of the three so. An Apple TV has no system, or iOS; a Roku has no
# system, or "Roku"; a Mac has "macOS", which the list lacks as it lacks "Tizen"; bowser writes "WebOS". And ua-parser-js
# cuts a Fire TV's model AFTKA to "KA".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ua-parser-js@2.0.10 bowser@2.15.1

cat >see.mjs <<'JS'
import Bowser from "bowser"
import { UAParser } from "ua-parser-js"

const agents = {
  "Apple TV": "AppleTV11,1/17.4",
  "Apple TV, media": "AppleCoreMedia/1.0.0.21L227 (Apple TV; U; CPU OS 17_4 like Mac OS X; en_us)",
  Roku: "Roku/DVP-12.5 (12.5.0.4178-88)",
  Mac: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
  Samsung: "Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) 76.0.3809.146/6.0 TV Safari/537.36",
  LG: "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.79 Safari/537.36 WebAppManager",
  "Fire TV": "Mozilla/5.0 (Linux; Android 9; AFTKA Build/PS7652; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/108.0.5359.160 Mobile Safari/537.36",
}
const seen = Object.fromEntries(
  Object.entries(agents).map(([device, agent]) => {
    const { device: hardware, os } = new UAParser(agent).getResult()
    return [device, [os.name ?? null, hardware.model ?? null, Bowser.parse(agent).os.name ?? null]]
  }),
)
console.log("device           ua-parser-js: system, model; bowser: system")
for (const [device, row] of Object.entries(seen)) console.log(device.padEnd(16), JSON.stringify(row))

const expected = {
  "Apple TV": [null, "Apple TV", null],
  "Apple TV, media": ["iOS", "Apple TV", null],
  Roku: [null, "DVP-12.5", "Roku"],
  Mac: ["macOS", "Macintosh", "macOS"],
  Samsung: ["Tizen", null, "Tizen"],
  LG: ["webOS", null, "WebOS"],
  "Fire TV": ["Android", "KA", "Android"],
}
if (JSON.stringify(seen) !== JSON.stringify(expected)) {
  console.error("changed: expected", expected)
  process.exitCode = 1
}
JS
node see.mjs
