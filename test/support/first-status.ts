import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * Sends these bytes on a connection of their own.
 * @returns the status of the first answer, without waiting for the rest
 */
export async function firstStatus(url: string, sent: Buffer): Promise<number> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => undefined);
  socket.write(sent);
  const [head = Buffer.alloc(0)] = (await Promise.race([
    once(socket, 'data'),
    once(socket, 'close'),
  ])) as Buffer[];
  socket.destroy();
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(String(head))?.[1] ?? 0);
}
