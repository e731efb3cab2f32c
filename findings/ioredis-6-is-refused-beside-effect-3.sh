#!/usr/bin/env bash
# A backend on Effect 3 that wants Redis cannot have the newest ioredis, though nothing in it uses Redis through Effect.
#
# Guess: `@effect/platform-node` has nothing to do with Redis, so `npm install @effect/platform-node ioredis` gives both.
# Seen: npm ends with ERESOLVE. The package of Node's platform brings, four peers deep (cluster, workflow, experimental), an
# optional peer of ioredis 5, and an optional peer is held to its range where the project has the package. ioredis 5 installs.
# node-redis, which no package of Effect names, installs in any version.
set -euo pipefail
effect=(effect@3.22.4 @effect/platform@0.97.2 @effect/platform-node@0.108.2)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

try() { # NAME PACKAGE...
  mkdir "$1" && echo '{ "private": true }' >"$1/package.json"
  if npm install --prefix "$1" --package-lock-only --ignore-scripts --no-audit --no-fund "${@:2}" >"$1/said" 2>&1; then
    echo "$1: installs"
  else
    echo "$1: $(grep -o 'ERESOLVE' "$1/said" | head -n 1), $(grep -o 'peerOptional ioredis@"[^"]*" from @effect/[a-z]*' "$1/said" | head -n 1)"
  fi
}

seen=$(
  try "ioredis 6 alone" ioredis@6.0.0
  try "ioredis 6 beside Effect 3" "${effect[@]}" ioredis@6.0.0
  try "ioredis 5 beside Effect 3" "${effect[@]}" ioredis@5.11.1
  try "node-redis 6 beside Effect 3" "${effect[@]}" redis@6.3.1
)
echo "$seen"
diff <(echo "$seen") - <<'END'
ioredis 6 alone: installs
ioredis 6 beside Effect 3: ERESOLVE, peerOptional ioredis@"^5" from @effect/experimental
ioredis 5 beside Effect 3: installs
node-redis 6 beside Effect 3: installs
END
echo "as written above"
