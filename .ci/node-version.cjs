// Every npm script asks first: a machine with an older Node gets one sentence instead of a stack trace.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `Paychart's scripts need Node.js 22.18 or newer, and this is ${process.versions.node}: run "npm ci" first, which brings Node.js 24 for them.\n`,
  );
  process.exit(2);
}
