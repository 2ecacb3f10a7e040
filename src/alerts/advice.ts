import type { AlertRule } from '../platform/config/alert-settings.js';
import { shellQuoted } from '../platform/text/shell-quoted.js';
import type { Subject } from './findings.js';

/** What happens next without an operator, and the command that shows or ends the cause. */
export interface Advice {
  readonly next: string;
  readonly command: string;
}

/** Returns the advice about a rule that holds for these subjects. */
export const adviceOf = (kind: AlertRule['kind'], subjects: readonly Subject[]): Advice =>
  ADVICE[kind](subjects);

const ADVICE: Readonly<Record<AlertRule['kind'], (subjects: readonly Subject[]) => Advice>> = {
  'system-health': () => ({
    next: 'It is resolved when failed workers recover, and lost ones return or are acknowledged.',
    command: 'wr why',
  }),
  'free-capacity': () => ({
    next: 'Once no slot is free, claims are refused.',
    command: 'wr zones --sort free',
  }),
  guard: (subjects) => ({
    next: 'The silent workers keep their jobs until they are heard again, or the guard ends.',
    command: guardCommand(subjects),
  }),
  'guard-spent': (subjects) => ({
    next: 'Workers that stay silent become FAILED, and their jobs are released.',
    command: guardCommand(subjects),
  }),
  'worker-failed': (subjects) => ({
    next: 'A worker that stays FAILED is cleaned up: it becomes LOST, and its jobs are released.',
    command: onlyWorker(subjects, 'why') ?? 'wr list --status ERROR',
  }),
  'workers-lost': (subjects) => ({
    next: 'They stay lost until they return, or are restored, deleted or acknowledged.',
    command: onlyWorker(subjects, 'why') ?? 'wr list --presence LOST',
  }),
  'zone-present-below': ([subject]) => ({
    next: 'Jobs of the zone go to the workers that are left.',
    command: `wr list --zone ${shellQuoted(subject?.zone ?? '')}`,
  }),
  'worker-flapping': (subjects) => ({
    next: 'It is resolved when their health stays the same.',
    command: onlyWorker(subjects, 'timeline') ?? 'wr events --group health',
  }),
  'worker-contested': (subjects) => ({
    next: 'The processes keep taking over the name until each has a workerId of its own.',
    command: onlyWorker(subjects, 'timeline') ?? 'wr events --type re-registered',
  }),
  'worker-stuck': (subjects) => ({
    next: 'If heartbeats stop, the lease ends and the worker fails.',
    command: onlyWorker(subjects, 'health') ?? 'wr why',
  }),
  warning: () => ({
    next: 'It is resolved when its sign has been gone for ten minutes.',
    command: 'wr warnings',
  }),
};

/** Returns the command about the only worker; undefined if there are several. */
function onlyWorker(subjects: readonly Subject[], command: string): string | undefined {
  const [only, other] = subjects;
  const name = only?.workerId ?? only?.id;
  return name === undefined || other !== undefined ? undefined : `wr ${command} ${shellQuoted(name)}`;
}

function guardCommand([subject, other]: readonly Subject[]): string {
  if (subject === undefined || other !== undefined) return 'wr guard';
  const name = subject.scope === 'fleet' ? '_fleet' : (subject.zone ?? '_none');
  return `wr guard show ${shellQuoted(name)}`;
}
