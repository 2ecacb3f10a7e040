import { relative } from 'node:path';
import type { Output } from '../cli/output.js';
import { styled } from '../cli/styled.js';
import type { DemoOptions } from './demo.js';

/** The default server of the command line. */
const USUAL = 'http://127.0.0.1:8080';

/** Prints where to look, and what to try. */
export function welcome(out: Output, url: string, { workers, zones }: DemoOptions): void {
  const dashboard = `${url}/dashboard`;
  if (out.json)
    return out.writeRecord({ event: 'ready', url, dashboard, docs: `${url}/docs`, workers, zones });
  const { bold, dim } = out.paint;
  const tries = [
    ['watch', 'the fleet, live'],
    ['health', 'its state, with reasons'],
    ['list --status ERROR,DRAINING,MAINTENANCE', 'workers that accept no jobs'],
    ['events --follow', 'events as they happen'],
    ['drain zone-a-02 --reason Update', 'an order of your own; undo with activate'],
  ].map(([command, why]) => styled`  ${program()} ${command!.padEnd(42)} ${dim(why!)}`);
  if (url !== USUAL) tries.unshift(styled`  export WORKER_REGISTRATION_SERVER=${url}`);
  out.writeLine(styled`
worker-registration demo: ${workers} workers in ${zones} zone${zones === 1 ? '' : 's'}

  Dashboard  ${bold(dashboard)}
  API        ${url}/docs
  Health     ${url}/health/summary

In another terminal:
`);
  for (const line of tries) out.writeLine(line);
  out.writeLine(styled`
Minutes are shortened to seconds. Within two minutes, everything happens that can happen to a fleet.
Press Ctrl-C to stop it.
`);
}

/** Returns the command by which the user runs this program. */
function program(): string {
  const [, file = ''] = process.argv;
  return file.endsWith('.js') ? `node ${relative(process.cwd(), file)}` : 'npx worker-registration';
}
