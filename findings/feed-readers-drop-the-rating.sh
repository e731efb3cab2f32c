#!/usr/bin/env bash
# Most feed readers lose the one element of an MRSS resource that parental controls need.
#
# A resource for Adobe may be MRSS: a feed of one item with `title`, `guid` and `media:rating`, by whose scheme and value an MVPD
# applies the viewer's parental controls. A backend that takes such a feed from its content system reads it with a library and writes
# it anew for the resource.
# Guess: libraries that say they read RSS and Media RSS keep `media:rating`.
# Seen: rss-parser 3.13.0, htmlparser2 10.1.0 (which does read `media:content`) and @extractus/feed-extractor 8.0.3 drop it without a
# word; feedsmith 3.0.1 keeps scheme and value. A resource that is written from what the first three read has no rating.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund rss-parser@3.13.0 htmlparser2@10.1.0 @extractus/feed-extractor@8.0.3 feedsmith@3.0.1

cat >see.mjs <<'JS'
import { extractFromXml } from "@extractus/feed-extractor"
import { parseRssFeed } from "feedsmith"
import { parseFeed } from "htmlparser2"
import RssParser from "rss-parser"

const feed = `<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>REF30</title>
<item><title>An episode</title><guid>EP01</guid><media:rating scheme="urn:v-chip">TV-14</media:rating></item></channel></rss>`
const read = {
  "rss-parser": await new RssParser().parseString(feed),
  htmlparser2: parseFeed(feed, { xmlMode: true }),
  "@extractus/feed-extractor": extractFromXml(feed),
  feedsmith: parseRssFeed(feed),
}
for (const [library, value] of Object.entries(read)) {
  const text = JSON.stringify(value)
  const has = (what) => (text.includes(what) ? "kept" : "lost")
  console.log(`${library}: guid ${has("EP01")}, rating ${has("TV-14")}`)
}
JS
seen=$(node see.mjs)
echo "$seen"
diff <(echo "$seen") - <<'EXPECTED'
rss-parser: guid kept, rating lost
htmlparser2: guid kept, rating lost
@extractus/feed-extractor: guid kept, rating lost
feedsmith: guid kept, rating kept
EXPECTED
