#!/bin/sh
# Copies what the GraphiQL page needs out of node_modules, with the licence of everything that is bundled into it.
set -eu
target=$1
rm -rf "$target"
mkdir -p "$target"
cp node_modules/graphiql/graphiql.min.js node_modules/graphiql/graphiql.min.css "$target"
cp node_modules/react/umd/react.production.min.js node_modules/react-dom/umd/react-dom.production.min.js "$target"
# The identity provider of the tests lies beside these in node_modules, and is no part of the page.
npm ls --omit=dev --all --parseable | sed -n "s|^$PWD/||p" | while read -r package; do
  find "$package" -name node_modules -prune -o -type f \( -iname 'LICENSE*' -o -iname 'LICENCE*' \) -print
done | LC_ALL=C sort -u | while read -r licence; do
  printf '==== %s ====\n\n' "${licence#node_modules/}"
  cat "$licence"
  printf '\n\n'
done > "$target/LICENSES.txt"
