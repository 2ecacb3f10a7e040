import { loadBundled } from './platform/bundle/load-bundled.js';
import { cannotStart } from './server/cannot-start.js';
import { requireOpenFiles } from './server/open-files.js';

/** `npm start` and the container image; `worker-registration serve` runs the same. */
try {
  requireOpenFiles();
} catch (error) {
  cannotStart(error);
}
const bundled = loadBundled('serve') as typeof import('./server/serve.js') | undefined;
const { serve } = bundled ?? (await import('./server/serve.js'));
await serve();
