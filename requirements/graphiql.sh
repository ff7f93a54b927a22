#!/bin/sh
# Copies what the GraphiQL page needs out of node_modules, with the licence of everything that is bundled into it.
set -eu
target=$1
rm -rf "$target"
mkdir -p "$target"
cp node_modules/graphiql/graphiql.min.js node_modules/graphiql/graphiql.min.css "$target"
cp node_modules/react/umd/react.production.min.js node_modules/react-dom/umd/react-dom.production.min.js "$target"
find node_modules -type f \( -iname 'LICENSE*' -o -iname 'LICENCE*' \) | LC_ALL=C sort | while read -r licence; do
  printf '==== %s ====\n\n' "${licence#node_modules/}"
  cat "$licence"
  printf '\n\n'
done > "$target/LICENSES.txt"
