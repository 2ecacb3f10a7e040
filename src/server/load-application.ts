import { StartError } from '../platform/errors/start-error.js';

/** What only the server needs; an application that imports the module installs without it. */
const PACKAGES =
  '@nestjs/platform-fastify @nestjs/swagger fastify @fastify/helmet @fastify/static pino pino-pretty';

/** Loads the framework with its two thousand files: a start that is refused before can do without. */
export const loadApplication = (): Promise<typeof import('./application.js')> =>
  import('./application.js').catch((error: unknown) => {
    throw explainMissingPackages(error);
  });

export function explainMissingPackages(error: unknown): unknown {
  if ((error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') return error;
  const message = `The server needs packages that are not installed here: ${(error as Error).message.split(' imported', 1)[0]}.`;
  return new StartError(message, `Install them: npm install ${PACKAGES}`, { cause: error });
}
