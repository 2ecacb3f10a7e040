import { optionalText, type Setting } from './setting.js';

const pemFile = (meaning: string) => optionalText('the path of a PEM file', meaning);

/** `server.tls.*`: HTTPS. */
export const tls = {
  cert: pemFile(
    'Certificate of the service, followed by intermediate certificates. If set, the service serves HTTPS.',
  ),
  key: pemFile('Private key of that certificate, unencrypted.'),
  clientCa: pemFile(
    'CAs of client certificates, which identify clients. Clients without a certificate are accepted too.',
  ),
} as const satisfies Record<string, Setting<unknown>>;
