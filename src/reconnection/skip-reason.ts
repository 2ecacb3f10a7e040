import type { Candidate } from './store/probe.store.js';

/** Returns why a worker cannot be probed on request; undefined if it can. */
export function skipReason(candidate: Candidate): string | undefined {
  const { presence, order, host, port, enabled, online, claimed, beatingThere } = candidate;
  if (presence === 'LEFT') return 'it is deregistered; it has to register again';
  if (order !== null) return `it is under an order (${order}); activate it first`;
  if (online) return 'it is online';
  if (host === null) return 'it has no address; register it with hostAddress or hostName, and port';
  if (port === null) return 'it has no port; register it with port';
  if (!enabled) return 'its own policy says so (reconnect.enabled is false)';
  if (beatingThere !== null)
    return `${beatingThere} sends heartbeats and has the same address and port, so an open port there proves nothing`;
  if (claimed) return 'another probe of it is under way';
  return undefined;
}
