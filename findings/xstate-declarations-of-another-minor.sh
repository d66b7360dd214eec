#!/usr/bin/env bash
# The declarations of a library that exports an XState machine bind its users to the minor release it was built with.
#
# Guess:    XState keeps its version promise in its types as well: what a library built on 5.20 declares of its machine
#           type-checks on 5.33, and the other way round, for both satisfy ^5.20.
# Instead:  tsc writes the machine's inferred type into the declarations, with as many type arguments as StateMachine has
#           in that release: 14 in 5.20.0, 15 in 5.33.3. What was declared on the older one is taken by the newer, which
#           has a default for the last; what was declared on the newer one does not compile with the older.
# Versions: xstate 5.20.0 and 5.33.3, typescript 5.9.3.
# Matters:  a payment library that was built on the newest release breaks the builds of users on an older one that its
#           peer range allows, though the program runs. State the type of what is exported by names that take no such
#           arguments, as AnyStateMachine.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent typescript@5.9.3 older@npm:xstate@5.20.0 newer@npm:xstate@5.33.3

for side in older newer; do
  mkdir -p "$side/node_modules" "$side/library" "$side/shop"
  cp -r "node_modules/$side" "$side/node_modules/xstate"
  echo '{ "private": true, "type": "module" }' >"$side/package.json"
  cat >"$side/library/index.ts" <<'TS'
import { setup } from 'xstate';
export const payment = setup({ types: { events: {} as { type: 'paid' } } }).createMachine({
  initial: 'open',
  states: { open: { on: { paid: 'completed' } }, completed: { type: 'final' } },
});
TS
done
check() { (cd "$1" && shift && ../node_modules/.bin/tsc --strict --module nodenext --target es2022 --lib es2022,dom "$@"); }

for library in older newer; do
  check "$library" --declaration --emitDeclarationOnly --outDir built library/index.ts
  for installed in older newer; do
    cp "$library/built/index.d.ts" "$installed/shop/library.d.ts"
    echo "import { payment } from './library.js'; export const id: string = payment.id;" >"$installed/shop/index.ts"
    said=$(check "$installed" --noEmit shop/index.ts | grep -oE 'error TS.*' |
      sed -E 's/<[^>]*>//' | sort -u || true)
    echo "declared on $library, installed $installed: ${said:-compiles}"
  done
done >observed

cat >stated <<'TEXT'
declared on older, installed older: compiles
declared on older, installed newer: compiles
declared on newer, installed older: error TS2314: Generic type 'StateMachine' requires 14 type argument(s).
declared on newer, installed newer: compiles
TEXT
echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
