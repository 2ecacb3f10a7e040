import { cannotStart } from './server/cannot-start.js';
import { requireOpenFiles } from './server/open-files.js';

/** `npm start` and the container image; `worker-registration serve` runs the same. */
try {
  requireOpenFiles();
} catch (error) {
  cannotStart(error);
}
await import('reflect-metadata');
const { readArguments, USAGE } = await import('./server/arguments.js');
const { runService } = await import('./server/run-service.js');
await runService(() => {
  const { help, settings } = readArguments(process.argv.slice(2));
  if (!help) return settings;
  process.stdout.write(USAGE);
  return undefined;
});
