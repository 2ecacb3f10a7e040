import { z } from 'zod';
import { neverDialledAs } from '../network/address-rules.js';
import { flag, list, type Setting } from './setting.js';

const MAX_PEERS = 10;

const peers = list(
  [],
  `up to ${MAX_PEERS} URLs such as http://eureka-1:8761/eureka/, no link-local addresses`,
  'Eureka servers to replicate with (docs/eureka.md).',
);

/** `facades.eureka.*`: other protocols for the same fleet. */
export const eureka = {
  enabled: flag(false, 'Serves the protocol of Netflix Eureka at /eureka (docs/eureka.md).'),
  peers: {
    ...peers,
    schema: peers.schema.pipe(z.array(z.string().refine(isPeer)).max(MAX_PEERS).readonly()),
    // A URL may contain a password.
    secret: true,
  },
} as const satisfies Record<string, Setting<unknown>>;

function isPeer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (!['http:', 'https:'].includes(protocol) || neverDialledAs(hostname) !== undefined) return false;
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
