#!/usr/bin/env bash
# A BrightScript program that fails on a Roku can pass in the interpreter that npm has: it keeps the case of names, takes a
# fraction for a Float, and ends well after an error that nothing caught.
#
# A channel speaks JSON with a service whose names are in camel case and whose times are milliseconds.
# Guess: the interpreter does as Roku's reference says: a name written without quotes becomes lower case, so that FormatJson
# writes "softwarestatement"; a number with a fraction becomes a Double; an uncaught `throw` ends the program with a message and an
# exit code other than 0. Whole milliseconds are a LongInteger, and seconds times 1000 overflow 32 bits.
# Seen: @rokucommunity/brs 0.47.4 is right about the last two alone. The name keeps its case, the fraction is a Float, and the
# throw ends the program in silence, with exit code 0. So a test of a channel must look for output that comes last, not at the exit
# code, and can find neither a name that lacks its quotes nor a time that a Float has rounded.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @rokucommunity/brs@0.47.4

mkdir -p source
printf 'title=TV\nmajor_version=1\n' >manifest
cat >source/main.brs <<'BRIGHTSCRIPT'
sub Main()
  print "name: "; FormatJson({ softwareStatement: "x" })
  times = ParseJson("{""whole"": 1893456000000, ""fraction"": 1893456000000.5}")
  print "whole: "; type(times.whole)
  print "fraction: "; type(times.fraction)
  seconds% = 1893456000
  print "seconds * 1000: "; seconds% * 1000
  throw "nothing catches this"
end sub
BRIGHTSCRIPT
seen=$(
  code=0
  node node_modules/@rokucommunity/brs/bin/cli.js --no-color source/main.brs 2>errors || code=$?
  echo "errors: $(wc -c <errors) bytes, exit code $code"
)
echo "$seen"
diff <(echo "$seen") - <<'EXPECTED'
name: {"softwareStatement":"x"}
whole: LongInteger
fraction: Float
seconds * 1000: -624577536
errors: 0 bytes, exit code 0
EXPECTED
