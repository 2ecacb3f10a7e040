// Prints the packages that a process has loaded when it ends: NODE_OPTIONS=--require=…/print-loaded.cjs
process.on('exit', () => {
  const names = Object.keys(require.cache).map(
    (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1],
  );
  process.stderr.write(`loaded: ${[...new Set(names)].join(' ')}\n`);
});
