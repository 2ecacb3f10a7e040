import 'reflect-metadata';
import { readArguments, USAGE } from './server/arguments.js';
import { runService } from './server/run-service.js';

/** `npm start` and the container image; `worker-registration serve` runs the same. */
await runService(() => {
  const { help, settings } = readArguments(process.argv.slice(2));
  if (!help) return settings;
  process.stdout.write(USAGE);
  return undefined;
});
