#!/usr/bin/env node
import { sidecar } from './sidecar.js';

// Not by `exitCode`: nothing that is still open may keep the exit code from whoever waits for it.
process.exit(await sidecar(process.argv.slice(2)));
