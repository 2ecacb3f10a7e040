// The house: which folder may import which. Imports of types count.
import { readdirSync } from 'node:fs';

/** Folders of src/ that are no features: what features stand on, and what stands on them. */
const OTHERS = new Set([
  'agent',
  'cli',
  'dashboard',
  'demo',
  'fleet',
  'identity',
  'platform',
  'server',
  'testing',
]);
const FEATURES = readdirSync('src', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !OTHERS.has(entry.name))
  .map(({ name }) => name)
  .join('|');
/** What a feature offers to the others: its services, its module, the bodies that its services take and return, and the sentences and groups of events. */
const OFFERED =
  '(\\.service\\.ts|/journal/(sentences|event-groups)\\.ts|\\.module\\.ts|\\.dto\\.ts|\\.query\\.ts|/check\\.ts|-page\\.ts)$';

/** A folder of src/ that imports no other folders of it than these. */
const importsOnly = (name, folder, folders, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: `^src/(${folders.join('|')})/` },
});

export default {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Files that import each other cannot be read one after the other.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    importsOnly('platform-knows-no-feature', 'platform', ['platform'], 'platform/ knows nothing of workers.'),
    importsOnly(
      'kernel-imports-platform-only',
      'fleet',
      ['fleet', 'platform'],
      'fleet/ is what a worker is; every feature stands on it.',
    ),
    importsOnly(
      'identity-stands-below-features',
      'identity',
      ['identity', 'fleet', 'platform'],
      'identity/ says who calls; it imports the kernel and the platform.',
    ),
    {
      name: 'features-use-services',
      comment: 'A feature uses the services of another one, never its stores or helpers.',
      severity: 'error',
      from: { path: `^src/(${FEATURES})/` },
      to: { path: `^src/(${FEATURES})/`, pathNot: [`^src/$1/`, OFFERED] },
    },
    {
      name: 'features-know-no-program',
      comment: 'Features know neither the command line nor the server, the demo and the fakes for tests.',
      severity: 'error',
      from: { path: `^src/(${FEATURES}|fleet|identity|platform|dashboard)/` },
      to: { path: '^src/(cli|demo|server|testing)/|^src/(main|app\\.module)\\.ts$' },
    },
    {
      name: 'agent-imports-nothing',
      comment:
        'The agent runs in programs of others: Node.js and its own folder are all that it needs. It uses ws if it is there.',
      severity: 'error',
      from: { path: '^src/agent/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(src|node_modules)/', pathNot: '^src/agent/|^node_modules/(@types/)?ws/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/dashboard/page/|\\.spec\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
