import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { EXIT, Failure } from '../cli/failure.js';

/** Where people look for the service. */
const DEFAULT = 8080;

/** @returns the port that was asked for; else the usual one, or any where that is taken @throws Failure where it is in use */
export async function portFor(asked: number | undefined): Promise<number> {
  const port = await bound(asked ?? DEFAULT);
  if (port !== undefined) return port;
  if (asked !== undefined)
    throw new Failure(
      `Port ${asked} is in use, or may not be used`,
      'Leave --port out: a free one is found then.',
      EXIT.failed,
    );
  return (await bound(0))!;
}

/** @returns undefined where it is not free */
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
