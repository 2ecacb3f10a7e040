import type { Socket } from 'node:net';

/** How long a client that is still sending may take to read its answer and close the connection. */
const LINGER_MS = 1000;

/** Amount of its data that is discarded meanwhile; with more, the connection is closed at once. */
export const LINGER_BYTES = 1024 * 1024;

/**
 * Closes a connection whose client may still be sending. Closing it at once would reset it, and the client
 * would lose the answer; waiting until the client closes would let strangers occupy descriptors for minutes.
 */
export function endLingering(socket: Socket): void {
  if (socket.destroyed) return;
  const destroy = (): void => void socket.destroy();
  const timer = setTimeout(destroy, LINGER_MS).unref();
  let left = LINGER_BYTES;
  // Nothing after the last request is parsed any longer.
  socket.removeAllListeners('data');
  // Node.js would write to the ended socket at its end.
  socket.removeAllListeners('end');
  socket.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) destroy();
  });
  socket.once('end', destroy).once('close', () => clearTimeout(timer));
  socket.end(() => {
    if (socket.readableEnded) destroy();
  });
  socket.resume();
}

/** Closes the connection this way once Node.js has written the current answer. */
export function lingerAfterAnswer(socket: Socket): void {
  socket.destroySoon = () => endLingering(socket);
}
