import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

/**
 * One name of a list such as `DNS:worker-1, URI:urn:w:1, DNS:"a, DNS:b"`. Node.js quotes values with a comma,
 * a quote or other special characters, as JSON; a value that begins unquoted contains none.
 */
const NAME = /([A-Za-z0-9 ]+):("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|[^",]*)(?:, |$)/uy;

/** Only these identify a worker; IP addresses and e-mail addresses do not. */
const KINDS: ReadonlySet<string> = new Set(['DNS', 'URI']);

/** A connection has one certificate, and many requests. */
const known = new WeakMap<TLSSocket, readonly string[]>();

/**
 * Returns the names that the client of a request has proved with its certificate: DNS names and URIs of its
 * SAN, and its CN, unchanged. Empty without TLS, without a certificate, or with one that no CA of
 * `server.tls.client-ca` has signed.
 */
export function certificateNames({ raw: { socket } }: { readonly raw: IncomingMessage }): readonly string[] {
  // A resumed session counts as authorized even if it never had a certificate; then it has no names below.
  if (!(socket instanceof TLSSocket) || !socket.authorized) return [];
  let names = known.get(socket);
  if (names === undefined) known.set(socket, (names = namesOf(socket)));
  return names;
}

function namesOf(socket: TLSSocket): readonly string[] {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return [];
  const { CN = [] } = certificate.toLegacyObject().subject as { CN?: string | string[] };
  const all = [...alternativeNames(certificate.subjectAltName ?? ''), ...[CN].flat()];
  return [...new Set(all)].filter((name) => name !== '');
}

/**
 * Returns the DNS names and URIs of a SAN in the format of Node.js; none at all if any part of it cannot be
 * parsed.
 */
export function alternativeNames(text: string): string[] {
  const names: string[] = [];
  NAME.lastIndex = 0;
  while (NAME.lastIndex < text.length) {
    const [, kind, value] = NAME.exec(text) ?? [];
    if (kind === undefined || value === undefined) return [];
    if (KINDS.has(kind)) names.push(value.startsWith('"') ? (JSON.parse(value) as string) : value);
  }
  return names;
}
