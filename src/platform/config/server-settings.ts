import { MOST_PROCESSES } from './most-processes.js';
import { list, numeric, text, type Setting } from './setting.js';

/** `server.*`: where the service listens, and how much it takes. */
export const server = {
  host: text(
    '127.0.0.1',
    'an address to listen on, such as 127.0.0.1',
    'The address the service listens on.',
  ),
  port: numeric(
    8080,
    { unit: 'TCP port', min: 0, max: 65_535 },
    'The port the service listens on; 0 takes a free one.',
  ),
  allowedHosts: list(
    [],
    'a list of host names such as registration.example.org',
    'Names in the Host header by which the service may be called, besides localhost and IP addresses; `*.example.org` allows every name below it, `*` every name. Unset: in the open mode no other name than server.host, in the token mode every name.',
  ),
  processes: numeric(
    1,
    { unit: 'processes', min: 1, max: MOST_PROCESSES },
    'How many processes share the port: one for each core that the service may use.',
  ),
  bodyLimitKib: numeric(1024, { unit: 'KiB', min: 1, max: 1_048_576 }, 'The largest request body.'),
  batchLimitMib: numeric(64, { unit: 'MiB', min: 1, max: 1024 }, 'The largest body of a batch request.'),
  maxConnections: numeric(
    50_000,
    { unit: 'connections', min: 1, max: 1_000_000 },
    'Connections that one process serves at once; one more is closed as it comes.',
  ),
  maxConnectionsPerAddress: numeric(
    0,
    { unit: 'connections', min: 0, max: 1_000_000 },
    'Connections that one process serves at once for one client address, or one /64 of IPv6; proxies of server.trust-proxy are exempt. 0: half of server.max-connections.',
  ),
  requestTimeoutSeconds: numeric(
    60,
    { unit: 'seconds', min: 1, max: 3600 },
    'How long a request may take to arrive, its body included.',
  ),
  keepAliveSeconds: numeric(
    72,
    { unit: 'seconds', min: 1, max: 3600 },
    'How long a connection is kept for its next request: longer than a proxy in front keeps it.',
  ),
  maxEventStreams: numeric(
    5000,
    { unit: 'streams', min: 1, max: 100_000 },
    'Readers of /events/stream that one process serves at once; each holds a connection.',
  ),
  trustProxy: list(
    [],
    'a list of addresses or CIDRs of proxies, such as 10.0.0.1',
    'Proxies whose X-Forwarded-For is believed when the client address is taken.',
  ),
} as const satisfies Record<string, Setting<unknown>>;
