#!/usr/bin/env bash
# XML parsers refuse the media token of Adobe Pass.
#
# Decoded from Base64, a media token is XML but for one slash: the <signatureInfo> before <authToken> opens a second
# element where it should close the first. The token here has the shape of the one that Adobe publishes, with made-up
# values. Guess: lenient parsers repair it, strict ones name the line.
# Seen: xml2js 0.6.2, @xmldom/xmldom 0.9.12, saxes 6.0.0 and @rgrove/parse-xml 4.2.3 refuse it; fast-xml-parser 5.12.1
# reads it, though its own validator refuses it, puts <authToken> inside the signature that should precede it, and makes
# numbers of identifiers: the resource "0033" becomes 33, the session "0012e5" becomes 1200000.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund \
  xml2js@0.6.2 @xmldom/xmldom@0.9.12 saxes@6.0.0 @rgrove/parse-xml@4.2.3 fast-xml-parser@5.12.1

cat >see.mjs <<'JS'
import { parseXml } from "@rgrove/parse-xml"
import { DOMParser } from "@xmldom/xmldom"
import { XMLParser, XMLValidator } from "fast-xml-parser"
import { SaxesParser } from "saxes"
import xml2js from "xml2js"

const token =
  "<signatureInfo>c2lnbmF0dXJl<signatureInfo><authToken><sessionGUID>0012e5</sessionGUID><requestorID>REF30</requestorID>" +
  "<resourceID>0033</resourceID><ttl>420000</ttl><issueTime>2017-03-16 07:39:48 -0700</issueTime><mvpdId>Cablevision</mvpdId></authToken>"

const seen = {}
const see = (name, read) => {
  try {
    seen[name] = JSON.stringify(read())
  } catch {
    seen[name] = "refused"
  }
  console.log(name.padEnd(26), seen[name])
}
const refuse = (error) => {
  if (error) throw error
}

see("xml2js", () => xml2js.parseString(token, refuse))
see("@xmldom/xmldom", () => new DOMParser({ onError: () => {} }).parseFromString(token, "text/xml").toString())
see("saxes", () => {
  const parser = new SaxesParser()
  parser.on("error", refuse)
  parser.write(token).close()
})
see("@rgrove/parse-xml", () => parseXml(token))
see("fast-xml-parser, validator", () => {
  if (XMLValidator.validate(token) !== true) throw new Error("invalid")
})
see("fast-xml-parser", () => {
  const { authToken } = new XMLParser().parse(token).signatureInfo.signatureInfo
  return [authToken.resourceID, authToken.sessionGUID]
})

const expected = {
  xml2js: "refused",
  "@xmldom/xmldom": "refused",
  saxes: "refused",
  "@rgrove/parse-xml": "refused",
  "fast-xml-parser, validator": "refused",
  "fast-xml-parser": "[33,1200000]",
}
if (JSON.stringify(seen) !== JSON.stringify(expected)) {
  console.error("changed: expected", expected)
  process.exitCode = 1
}
JS
node see.mjs
