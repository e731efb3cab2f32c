#!/usr/bin/env bash
# React Native's engine compiles async functions, generators and `for await`, but no async generator.
#
# A login's steps are naturally an async generator: `for await (const step of pass.authentication(...))` on the side of the app,
# `async function*` on the side of the library.
# Guess: Hermes 1.0, which React Native 0.88 ships and which has classes, `let` and async functions of its own, compiles both.
# Seen: hermesc of hermes-compiler 260318099.0.5 compiles the loop, but refuses the generator with "async generators are
# unsupported". So a library's own async generators work in React Native only where the app's bundler rewrites
# them, and a script that is handed to hermesc as it is must not hold one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund hermes-compiler@260318099.0.5
hermesc=node_modules/hermes-compiler/hermesc/linux64-bin/hermesc

compile() {
  printf '%s\n' "$2" >"$1.js"
  if "$hermesc" -w -emit-binary -out "$1.hbc" "$1.js" 2>"$1.log"; then echo "compiled"; else grep -o 'error: .*' "$1.log"; fi
}
seen=$(
  printf 'generator: %s\n' "$(compile generator 'function* steps() { yield 1 }')"
  printf 'async function: %s\n' "$(compile async 'async function step() { await 1 }')"
  printf 'for await: %s\n' "$(compile loop 'async function all(steps) { for await (const step of steps) print(step) }')"
  printf 'async generator: %s\n' "$(compile both 'async function* steps() { yield 1 }')"
)
echo "$seen"
diff <(echo "$seen") - <<'EXPECTED'
generator: compiled
async function: compiled
for await: compiled
async generator: error: async generators are unsupported
EXPECTED
