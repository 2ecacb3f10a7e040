import { MOST_PROCESSES } from './most-processes.js';
import { list, numeric, text, type Setting } from './setting.js';

/** `server.*`: where the service listens, and its limits. */
export const server = {
  host: text('127.0.0.1', 'an address to listen on, such as 127.0.0.1', 'Address the service listens on.'),
  port: numeric(
    8080,
    { unit: 'TCP port', min: 0, max: 65_535 },
    'Port the service listens on; 0 selects a free one.',
  ),
  allowedHosts: list(
    [],
    'a list of host names such as registration.example.org',
    'Host names in requests that are accepted, beside localhost and IP addresses. Unset: in the open mode server.host, in the token mode all.',
  ),
  processes: numeric(
    1,
    { unit: 'processes', min: 1, max: MOST_PROCESSES },
    'Processes that share the port; more than one only with cores to spare.',
  ),
  bodyLimitKib: numeric(1024, { unit: 'KiB', min: 1, max: 1_048_576 }, 'Maximum size of a request body.'),
  batchLimitMib: numeric(64, { unit: 'MiB', min: 1, max: 1024 }, 'Maximum body size of a batch request.'),
  maxConnections: numeric(
    50_000,
    { unit: 'connections', min: 1, max: 1_000_000 },
    'Connections of one process; further ones are closed on arrival.',
  ),
  maxConnectionsPerAddress: numeric(
    0,
    { unit: 'connections', min: 0, max: 1_000_000 },
    'Connections of one process for one client address, except proxies of server.trust-proxy. 0: half of server.max-connections.',
  ),
  requestTimeoutSeconds: numeric(
    60,
    { unit: 'seconds', min: 1, max: 3600 },
    'Maximum time for a request to arrive, including its body; a client has twice that to read the answer to a batch.',
  ),
  keepAliveSeconds: numeric(
    72,
    { unit: 'seconds', min: 1, max: 3600 },
    'How long idle connections are kept; longer than in a proxy in front.',
  ),
  maxEventStreams: numeric(
    5000,
    { unit: 'streams', min: 1, max: 100_000 },
    'Readers of /events/stream of one process.',
  ),
  trustProxy: list(
    [],
    'a list of addresses or CIDRs of proxies, such as 10.0.0.1',
    'Trusted proxies: their X-Forwarded-For gives the client address.',
  ),
} as const satisfies Record<string, Setting<unknown>>;
