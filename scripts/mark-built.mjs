// Notes in dist/ that a build has succeeded, and when it began: it removes dist/ first, and this file with it.
import { statSync, writeFileSync } from 'node:fs';

writeFileSync('dist/.built', `${statSync('dist').birthtimeMs}`);
