import { relative } from 'node:path';
import type { Output } from '../cli/output.js';
import { styled } from '../cli/styled.js';
import type { DemoOptions } from './demo.js';

/** Where the command line looks for a server by itself. */
const USUAL = 'http://127.0.0.1:8080';

/** Tells where to look, and what to try. */
export function welcome(out: Output, url: string, { workers, zones }: DemoOptions): void {
  const dashboard = `${url}/dashboard`;
  if (out.json) return out.record({ event: 'ready', url, dashboard, docs: `${url}/docs`, workers, zones });
  const { bold, dim } = out.paint;
  const tries = [
    ['watch', 'the fleet, live'],
    ['health', 'how it is, and why'],
    ['list --status ERROR,DRAINING,MAINTENANCE', 'who takes no jobs'],
    ['events --follow', 'what happens, as the service notes it'],
    ['drain zone-a-02 --reason Update', 'your own order; activate takes it back'],
  ].map(([command, why]) => styled`  ${program()} ${command!.padEnd(42)} ${dim(why!)}`);
  if (url !== USUAL) tries.unshift(styled`  export WORKER_REGISTRATION_SERVER=${url}`);
  out.line(styled`
worker-registration demo: ${workers} workers in ${zones} zone${zones === 1 ? '' : 's'}

  Dashboard  ${bold(dashboard)}
  API        ${url}/docs
  Health     ${url}/health/summary

In another terminal:
`);
  for (const line of tries) out.line(line);
  out.line(styled`
What takes minutes elsewhere takes seconds here. Within two minutes everything happens that can happen to a fleet.
Ctrl-C ends all of it.
`);
}

/** The way to this program that the person at the terminal has. */
function program(): string {
  const [, file = ''] = process.argv;
  return file.endsWith('.js') ? `node ${relative(process.cwd(), file)}` : 'npx worker-registration';
}
