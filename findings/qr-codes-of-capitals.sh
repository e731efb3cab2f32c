#!/usr/bin/env bash
# Written in capitals, the address that a TV shows for the second screen needs fewer squares, but not with every encoder of npm.
#
# A QR code has a smaller mode for digits, capitals and `:/.-`, which is all that `HTTPS://EXAMPLE.COM/ACTIVATE/AB12CD3` has; a
# code of fewer squares is read from farther away. Digits alone are smaller still, and a text may change its mode in the middle.
# Guess: each encoder takes the smallest mode of the whole text, and none splits a text.
# Seen: wrong both ways. qrcode-generator 2.0.4 and qrcode-terminal 0.12.0 write every text as bytes, so that capitals gain
# nothing (29 squares a side rather than 25). qrcode 1.5.4 and lean-qr 2.7.4 split a text with many digits at its end (29 rather
# than the 33 of uqr 0.1.3, qr 0.7.0 and qr-image 3.2.0).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund \
  qrcode@1.5.4 qrcode-generator@2.0.4 qrcode-terminal@0.12.0 uqr@0.1.3 lean-qr@2.7.4 qr@0.7.0 qr-image@3.2.0

cat >sizes.mjs <<'JS'
import { createRequire } from "node:module"
import { correction, generate } from "lean-qr"
import encodeQr from "qr"
import image from "qr-image"
import QrCode from "qrcode"
import generator from "qrcode-generator"
import { encode } from "uqr"

const require = createRequire(import.meta.url)
const Terminal = require("qrcode-terminal/vendor/QRCode")
const { M } = require("qrcode-terminal/vendor/QRCode/QRErrorCorrectLevel")

const made = (code, text) => {
  code.addData(text)
  code.make()
  return code.getModuleCount()
}
/** Squares a side, at the level of correction M. */
const sides = {
  "lean-qr": (text) =>
    generate(text, { minCorrectionLevel: correction.M, maxCorrectionLevel: correction.M }).size,
  qr: (text) => encodeQr(text, "raw", { ecc: "medium", border: 1 }).length - 2,
  "qr-image": (text) => image.matrix(text, "M").length,
  qrcode: (text) => QrCode.create(text, { errorCorrectionLevel: "M" }).modules.size,
  "qrcode-generator": (text) => made(generator(0, "M"), text),
  "qrcode-terminal": (text) => made(new Terminal(-1, M), text),
  uqr: (text) => encode(text, { ecc: "M", border: 0 }).size,
}
const texts = [
  "https://example.com/activate/AB12CD3",
  "HTTPS://EXAMPLE.COM/ACTIVATE/AB12CD3",
  "https://example.com/activate/12345678901234567890123",
]
for (const [name, side] of Object.entries(sides)) console.log(name, ...texts.map(side))
JS
seen=$(node sizes.mjs)
echo "$seen"
diff <(echo "$seen") - <<'EXPECTED'
lean-qr 29 25 29
qr 29 25 33
qr-image 29 25 33
qrcode 29 25 29
qrcode-generator 29 29 33
qrcode-terminal 29 29 33
uqr 29 25 33
EXPECTED
