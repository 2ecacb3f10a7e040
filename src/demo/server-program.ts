import { loadBundled } from '../platform/bundle/load-bundled.js';

const bundled = loadBundled('demo-server') as typeof import('./run-demo-server.js') | undefined;
const { runDemoServer } = bundled ?? (await import('./run-demo-server.js'));
await runDemoServer();
