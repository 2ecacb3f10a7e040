import type { Server, ServerResponse } from 'node:http';

const SWEEP_MS = 50;

/**
 * The connections of clients, which keep them for their next request (and browsers open some for no request at all):
 * a server that stops waits for every one of them, and its own timeouts take a minute.
 */
export class Connections {
  private readonly underWay = new Set<ServerResponse>();

  constructor(private readonly server: Server) {
    server.on('request', (_request, response: ServerResponse) => {
      this.underWay.add(response);
      response.once('close', () => this.underWay.delete(response));
    });
  }

  /** From now on each connection ends with the answer that is under way, and the idle ones with the last of these. */
  end(): void {
    for (const response of this.underWay) {
      if (!response.headersSent) response.setHeader('connection', 'close');
      // A stream has no end of its own.
      else if (String(response.getHeader('content-type')).startsWith('text/event-stream')) response.end();
    }
    const sweep = setInterval(() => {
      if (this.underWay.size === 0) this.server.closeAllConnections();
    }, SWEEP_MS);
    this.server.once('close', () => clearInterval(sweep));
  }
}
