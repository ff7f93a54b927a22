// npm writes where each author takes donations into the lock. A lock names versions and hashes, and no address.
const fs = require("node:fs");

const [path] = process.argv.slice(2);
const lock = JSON.parse(fs.readFileSync(path, "utf8"));
for (const entry of Object.values(lock.packages)) {
  delete entry.funding;
}
fs.writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
