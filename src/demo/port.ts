import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { EXIT, Failure } from '../cli/failure.js';

/** The usual port of the service. */
const DEFAULT = 8080;

/**
 * @returns the requested port; otherwise the usual one, or any free one if that is taken @throws Failure if the
 * requested port is in use
 */
export async function portFor(asked: number | undefined): Promise<number> {
  const port = await bound(asked ?? DEFAULT);
  if (port !== undefined) return port;
  if (asked !== undefined)
    throw new Failure(
      `Port ${asked} is in use, or not permitted`,
      'Omit --port to use a free one.',
      EXIT.failed,
    );
  return (await bound(0))!;
}

/** @returns undefined if it is not free */
async function bound(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    const { port: found } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    return found;
  } catch {
    return undefined;
  }
}
