#!/usr/bin/env node
import { sidecar } from './sidecar.js';

// Not by `exitCode`: an open handle must not keep the parent process waiting for the exit code.
process.exit(await sidecar(process.argv.slice(2)));
