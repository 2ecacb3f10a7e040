#!/usr/bin/env node
import { loadBundled } from '../platform/bundle/load-bundled.js';

const bundled = loadBundled('command-line') as typeof import('./run-command-line.js') | undefined;
const { runCommandLine } = bundled ?? (await import('./run-command-line.js'));
await runCommandLine();
