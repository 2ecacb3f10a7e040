import { optionalText, type Setting } from './setting.js';

const pemFile = (meaning: string) => optionalText('the path of a PEM file', meaning);

/** `server.tls.*`: HTTPS. */
export const tls = {
  cert: pemFile('Certificate of the service, then intermediate ones. If set, the service serves HTTPS.'),
  key: pemFile('Unencrypted private key of the certificate.'),
  clientCa: pemFile('CAs of client certificates, which identify clients; none is required.'),
} as const satisfies Record<string, Setting<unknown>>;
