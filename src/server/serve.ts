import 'reflect-metadata';
import { readArguments, USAGE } from './arguments.js';
import { runService } from './run-service.js';

/** Runs the service by the arguments of this process. */
export const serve = (): Promise<void> =>
  runService(() => {
    const { help, settings } = readArguments(process.argv.slice(2));
    if (!help) return settings;
    process.stdout.write(USAGE);
    return undefined;
  });
