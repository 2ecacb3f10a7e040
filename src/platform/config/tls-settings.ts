import { optionalText, type Setting } from './setting.js';

const pemFile = (meaning: string) => optionalText('the path of a PEM file', meaning);

/** `server.tls.*`: HTTPS. */
export const tls = {
  cert: pemFile(
    'The certificate of the service, followed by those between it and its CA. Set: HTTPS is served.',
  ),
  key: pemFile('The private key of that certificate, not encrypted.'),
  clientCa: pemFile('The CAs whose certificates prove who a client is. Clients without one are served too.'),
} as const satisfies Record<string, Setting<unknown>>;
